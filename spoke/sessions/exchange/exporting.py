"""Chats of a node into a file: JSON that loses nothing, or Markdown to read; attachments beside it.

A file appears when it is whole: what fails half-way leaves what was there.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TextIO

from shared.errors import FelloeError, InvalidArgument
from shared.ids import Id
from shared.parts import Attachment, attachments_in
from shared.sync.ops import Message
from shared.sync.tree import branch
from shared.system.appearing import appearing
from shared.system.clock import now_ms
from spoke.attachments.attachments import clean_name
from spoke.node.bodies.sessions import SessionReply
from spoke.node.client import NodeClient
from spoke.sessions.exchange import markdown, own

Form = Literal["json", "markdown"]
_UNSAFE = re.compile(r"[^\w\- ]+")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}


@dataclass(slots=True)
class Report:
    sessions: int = 0
    messages: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)
    """Attachments that are neither here nor on the hub now, or that the form has no room for."""


class Export:
    """`progress` is told how many chats are done."""

    def __init__(self, node: NodeClient, progress: Callable[[int], None] = lambda _: None) -> None:
        self._node = node
        self._progress = progress
        self.report = Report()

    async def to_file(self, ids: Sequence[Id], path: Path, form: Form) -> Report:
        """To a `.zip` with the attached files, or to a single document without them."""
        with appearing(path) as part:
            if path.suffix.lower() == ".zip":
                with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                    await (self._json_zip(ids, archive) if form == "json" else self._markdown_zip(ids, archive))
            else:
                with part.open("w", encoding="utf-8", newline="\n") as out:
                    await self.to_text(ids, out, form)
        return self.report

    async def to_text(self, ids: Sequence[Id], out: TextIO, form: Form) -> None:
        """One document, without the attached files."""
        if form == "json":
            self.report.missing = [each.name for each in await self._json(ids, out)]
            return
        if len(ids) != 1:
            raise InvalidArgument("Several chats as Markdown need an archive: --to NAME.zip.")
        async for _, reply in self._chats(ids):
            out.write(markdown.chat(reply.session.title, branch_of(reply)))

    async def _json(self, ids: Sequence[Id], out: TextIO) -> list[Attachment]:
        """The document; gives the files that it names."""
        files: dict[str, Attachment] = {}
        head = {"format": own.FORMAT, "version": own.VERSION, "exported_ms": now_ms()}
        out.write(json.dumps(head)[:-1] + ', "sessions": [')
        async for number, reply in self._chats(ids):
            out.write(",\n" if number else "\n")
            out.write(json.dumps(own.written(reply), ensure_ascii=False))
            files |= {each.sha256: each for message in reply.messages for each in attachments_in(message.parts)}
        out.write("\n]}\n")
        return list(files.values())

    async def _json_zip(self, ids: Sequence[Id], archive: zipfile.ZipFile) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as document:
            files = await self._json(ids, document)
            document.seek(0)
            with archive.open("chats.json", "w", force_zip64=True) as out:
                while text := document.read(1 << 20):
                    out.write(text.encode())
        for each in files:
            await self._pack(archive, each, f"attachments/{each.sha256}")

    async def _markdown_zip(self, ids: Sequence[Id], archive: zipfile.ZipFile) -> None:
        names: set[str] = set()
        async for _, reply in self._chats(ids):
            name = file_name(reply.session.title, names)
            packed: dict[str, str] = {}
            taken: set[str] = set()
            for each in (found for message in branch_of(reply) for found in attachments_in(message.parts)):
                if each.sha256 not in packed:
                    where = f"{name}/{unique(clean_name(each.name), taken)}"
                    if await self._pack(archive, each, where):
                        packed[each.sha256] = where
            archive.writestr(f"{name}.md", markdown.chat(reply.session.title, branch_of(reply), packed))

    async def _chats(self, ids: Sequence[Id]) -> AsyncIterator[tuple[int, SessionReply]]:
        for number, session_id in enumerate(ids):
            reply = await self._node.session(session_id)
            yield number, reply
            self.report.sessions += 1
            self.report.messages += len(reply.messages)
            self._progress(number + 1)

    async def _pack(self, archive: zipfile.ZipFile, attachment: Attachment, where: str) -> bool:
        with tempfile.TemporaryFile() as spooled:  # an archive has no way to take back half of a file
            try:
                async for chunk in self._node.attachment(attachment.sha256):
                    spooled.write(chunk)
            except FelloeError as error:
                self.report.missing.append(f"{attachment.name}: {error.message}")
                return False
            spooled.seek(0)
            with archive.open(where, "w", force_zip64=True) as out:
                while some := spooled.read(1 << 20):
                    out.write(some)
        self.report.files += 1
        return True


def branch_of(reply: SessionReply) -> list[Message]:
    """The branch that one reads."""
    by_id = {message.id: message for message in reply.messages}
    path = branch({message.id: message.parent_id for message in reply.messages}, reply.session.branch)
    return [by_id[each] for each in path]


def file_name(title: str, taken: set[str]) -> str:
    """A name for a chat's file that every system can have, and that no other has."""
    plain = " ".join(_UNSAFE.sub(" ", title).split())[:80].strip() or "Untitled"
    return unique(f"{plain}_" if plain.lower() in _DEVICES else plain, taken)


def unique(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, found = 1, name
    while found.lower() in taken:
        number += 1
        found = f"{stem} {number}{dot}{ending}"
    taken.add(found.lower())
    return found
