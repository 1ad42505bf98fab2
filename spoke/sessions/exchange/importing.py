"""An export, ours or another program's, into a node: chat by chat, with a report of what could not be taken.

Runs in the process of the one who asks, not in the node: what a hostile file does to its reader it does to nobody else.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from shared.errors import FelloeError, InvalidArgument, VersionUnsupported
from shared.parts import attachments_in
from shared.sync.ops import Message
from shared.system.leftovers import sweep
from spoke.node.bodies.exchange import TakenSession
from spoke.node.client import NodeClient
from spoke.sessions.exchange import chatgpt, openwebui, own
from spoke.sessions.exchange.imported import ImportedFile, ImportedMessage, ImportedSession
from spoke.sessions.exchange.source import Documents, Source, opened
from spoke.sessions.exchange.splitting import Item, items

BATCH_BYTES = 1 << 20
BATCH_MESSAGES = 400
MOST_NAMED = 1_000
"""Problems that a report names; the rest is counted."""

_SPOOLED = "felloe-import-"
"""How files begin that an archive holds, while the node keeps them."""

Forms = tuple[ModuleType, ...]
_FOREIGN: Forms = (chatgpt, openwebui)


@dataclass(slots=True)
class Report:
    sessions: int = 0
    messages: int = 0
    known: int = 0
    files: int = 0
    skipped: list[str] = field(default_factory=list)
    skipped_more: int = 0
    taken: bool = False
    """Whether at least one chat of the file is here now, new or not."""

    def skip(self, what: str) -> None:
        if len(self.skipped) < MOST_NAMED:
            self.skipped.append(what)
        else:
            self.skipped_more += 1


class Import:
    """`progress` is told the bytes read so far, and of how many."""

    def __init__(self, node: NodeClient, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        self._node = node
        self._progress = progress
        self._read = 0
        self.report = Report()
        self._batch: list[TakenSession] = []
        self._size = 0
        self._count = 0
        self._kept: set[str] = set()
        """Files, by their hashes."""

    async def run(self, path: Path) -> Report:
        """Take what is in the file. What was taken before it fails or is cancelled stays: run it again."""
        await asyncio.to_thread(sweep, Path(tempfile.gettempdir()), f"{_SPOOLED}*")
        with opened(path) as source, _ended(source.documents()) as documents:
            found = False
            while document := await asyncio.to_thread(next, documents, None):
                found = True
                await self._document(source, *document)
            if not found:
                raise InvalidArgument(f"{path.name} holds no export of chats: there is no conversations.json in it.")
            await self._flush()
        return self.report

    async def _document(self, source: Source, name: str, file: Any) -> None:
        head = file.read(200)
        if own.version_of(head) > own.VERSION and b'"felloe-chats"' in head:
            raise VersionUnsupported("This export was written by a newer Felloe. Update this one first.")
        forms = (own,) if b'"felloe-chats"' in head else _FOREIGN
        parts = items(_Rejoined(head, file), lambda size: self._more(size, source.size))
        while item := await asyncio.to_thread(next, parts, None):
            session = await asyncio.to_thread(self._session, name, item, forms)
            if session is not None:
                await self._take(source, session)

    def _more(self, size: int, of_all: int) -> None:
        self._read += size
        self._progress(self._read, of_all)

    def _session(self, name: str, item: Item, forms: Forms) -> ImportedSession | None:
        where = f"chat {item.number} of {name}"
        if item.problem:
            self.report.skip(f"{where}: {item.problem}")
            return None
        try:
            form = next((form for form in forms if form.is_one(item.value)), None)
            if form is None:
                self.report.skip(f"{where}: it is no chat of a form that is known here")
                return None
            session: ImportedSession = form.session(item.value)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            self.report.skip(f"{where}: it is no chat as it should be ({type(error).__name__})")
            return None
        for problem in session.skipped:
            self.report.skip(f"{where}: {problem}")
        return session

    # --- files ---

    async def _take(self, source: Source, session: ImportedSession) -> None:
        messages = [await self._with_files(source, each) for each in session.messages]
        base = TakenSession(
            id=session.id, title=session.title, created_ms=session.created_ms, pinned=session.pinned,
            archived=session.archived, folder=session.folder, tags=session.tags, branch=session.branch, messages=[],
        )  # fmt: skip
        for some in _runs(messages) or [[]]:
            size = sum(len(message.text) * 2 + 1_000 for message in some)
            if self._batch and (self._size + size > BATCH_BYTES or self._count + len(some) > BATCH_MESSAGES):
                await self._flush()
            self._batch.append(base.model_copy(update={"messages": some}))
            self._size += size
            self._count += len(some) + 1

    async def _with_files(self, source: Source, given: ImportedMessage) -> Message:
        message = given.message
        for attachment in attachments_in(message.parts) if source.has_archive() else ():
            if (info := source.find(attachment.sha256)) is not None:
                await self._keep(source, ImportedFile(attachment.name, attachment.media_type), source.content(info))
        added = [part for file in given.files if (part := await self._attach(source, file)) is not None]
        if not added:
            return message
        try:
            return Message.model_validate(message.model_dump() | {"parts": [*message.parts, *added]})
        except ValidationError:
            self.report.skip(f"{len(added)} files of a message that has too many")
            return message

    async def _attach(self, source: Source, file: ImportedFile) -> dict[str, Any] | None:
        content: Iterable[bytes] | None = [file.content] if file.content is not None else None
        name = file.name
        if content is None and source.has_archive():
            info = next((found for start in file.ids if (found := source.find(start))), None)
            if info is not None:
                content = source.content(info)
                name = name if "." in name else info.filename.rpartition("/")[2]
        if content is None:
            self.report.skip(f"file {file.name[:80]}: it is not in the export")
            return None
        return await self._keep(source, ImportedFile(name, file.media_type), content)

    async def _keep(self, source: Source, file: ImportedFile, content: Iterable[bytes]) -> dict[str, Any] | None:
        try:
            with await asyncio.to_thread(_spooled, content) as path:
                kept = await self._node.attach(str(path), file.name)
        except FelloeError as error:
            self.report.skip(f"file {file.name[:80]}: {error.message}")
            return None
        self._kept.add(kept.sha256)
        return kept.model_dump(mode="json")

    async def _flush(self) -> None:
        if self._batch:
            reply = await self._node.take_sessions(self._batch)
            self.report.sessions += reply.sessions
            self.report.messages += reply.messages
            self.report.known += reply.known
            self.report.files += sum(sha256 in self._kept for sha256 in reply.files)
            self.report.taken |= len(reply.refused) < len(self._batch)
            for refused in {each.session_id: each for each in reply.refused}.values():
                self.report.skip(f"session {refused.session_id}: {refused.reason}")
        self._batch, self._size, self._count = [], 0, 0


@contextmanager
def _ended(documents: Documents) -> Iterator[Documents]:
    """What one reads in is open for as long as it is in one."""
    try:
        yield documents
    finally:
        with suppress(ValueError):  # a cancelled import left a thread in it
            documents.close()


class _Spooled:
    """A file that is there for as long as the block lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)


def _spooled(content: Iterable[bytes]) -> _Spooled:
    handle, name = tempfile.mkstemp(prefix=_SPOOLED)
    spooled = _Spooled(Path(name))
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in content:
                file.write(chunk)
    except BaseException:
        spooled.__exit__()
        raise
    return spooled


class _Rejoined:
    """A file whose beginning was read already."""

    def __init__(self, head: bytes, file: Any) -> None:
        self._head = head
        self._file = file

    def read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        return head + (self._file.read(size - len(head)) if len(head) < size else b"")


def _runs(messages: list[Message]) -> list[list[Message]]:
    """As many as one request may hold, in their order."""
    return list(_split(messages))


def _split(messages: list[Message]) -> Iterator[list[Message]]:
    some: list[Message] = []
    size = 0
    for message in messages:
        own_size = len(message.text) * 2 + len(str(message.parts))
        if some and (size + own_size > BATCH_BYTES or len(some) == BATCH_MESSAGES):
            yield some
            some, size = [], 0
        some.append(message)
        size += own_size
    if some:
        yield some
