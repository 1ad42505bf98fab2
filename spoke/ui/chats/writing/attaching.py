"""Files on their way into messages that are not sent yet: by chat, attached at the node, kept with the chat's draft.

A draft keeps where its files are, not what is in them: a window that is opened anew attaches them again, as they are
by then, and says of one that is gone that it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shared.errors import FelloeError
from spoke.ui.chats.writing.drafts import Drafts, KeptFile
from spoke.ui.chats.writing.pasted import Pasted
from spoke.ui.chats.writing.pending_file import PendingFile
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.contracts import answers, parts
from spoke.ui.own_files import unwritable
from spoke.ui.services import Services


class Attaching(QObject):
    """`changed`: the files of the current chat. `failed`: why something is not attached. `text`: what was pasted and
    goes into the composer, not into a file."""

    changed = Signal()
    failed = Signal(str)
    text = Signal(str)
    pasted = Signal()
    """A text became a file."""

    def __init__(self, services: Services, drafts: Drafts, current: Callable[[], str]) -> None:
        super().__init__()
        self._services, self._drafts, self._current = services, drafts, current
        self._by_chat: dict[str, list[PendingFile]] = {}
        self._pasted = Pasted(drafts.folder / "pasted")
        self._removed: list[Path] = []
        """What an Undo may bring back."""

        self._going: dict[asyncio.Task[None], PendingFile] = {}
        self._one = asyncio.Semaphore()
        """Some hundred files at once would each wait for so long that the node seemed to be gone."""

    def of(self, chat: str) -> list[PendingFile]:
        """Those that the draft kept are attached again as soon as somebody looks."""
        if chat not in self._by_chat:
            self._take_up(chat, self._drafts.files(chat))
        return self._by_chat[chat]

    def attach(self, came: object) -> None:
        """Files, or a picture or a long text from the clipboard, to the current chat."""
        try:
            paths = self._written(came)
        except OSError as error:
            if isinstance(came, str):
                self.text.emit(came)
                return
            why = worded(unwritable(self._pasted.folder, error))
            self.failed.emit(tr("The picture was not attached. {why}", why=why))
            return
        chat = self._current()
        room = answers.MOST_ATTACHMENTS - len(self.of(chat))
        if len(paths) > room:
            self.failed.emit(
                tr("A message holds {n} files at most; the others were not attached.", n=answers.MOST_ATTACHMENTS)
            )
        self._add(chat, paths[: max(room, 0)])
        self._keep(chat)
        if isinstance(came, str) and room > 0:
            self.pasted.emit()

    def move(self, chat: str, to: str) -> None:
        self._by_chat[to] = self.of(to) + self._by_chat.pop(chat, [])
        self._keep(chat)
        self._keep(to)

    def put(self, chat: str, files: Sequence[KeptFile]) -> tuple[KeptFile, ...]:
        """These in the place of those that were there."""
        before = tuple(file.kept for file in self.of(chat))
        self._take_up(chat, files)
        self._keep(chat)
        return before

    def read_anew(self) -> None:
        """The drafts have others by now."""
        self._by_chat.clear()
        self.changed.emit()

    def has(self, chat: str, file: PendingFile) -> bool:
        """Whether it was not removed."""
        return any(each is file for each in self.of(chat))

    def taken(self, chat: str, files: Sequence[KeptFile], aside: Sequence[KeptFile]) -> None:
        """`files` are in a message. Those that were put aside for it come back, and others that came meanwhile stay."""
        left, rest = list(files), []
        for file in self.of(chat):
            if file.kept in left:
                left.remove(file.kept)
            else:
                rest.append(file)
        self._take_up(chat, aside)
        self._by_chat[chat] += rest
        self._keep(chat)

    def spare(self, files: Sequence[KeptFile]) -> None:
        """An Undo may bring them back."""
        self._removed += [Path(file.path) for file in files if file.path]

    def forget_pasted(self) -> None:
        """Those that no draft has any more, nor an Undo brings back."""
        kept = [Path(file.path) for file in self._drafts.all_files() if file.path]
        self._pasted.forget([*kept, *self._removed])

    def remove(self, file: PendingFile) -> None:
        chat = self._current()
        files = self.of(chat)
        if file in files:
            at = files.index(file)
            files.remove(file)
            self._removed.append(file.path)
            self._services.undo.offer(tr("Removed {name}.", name=file.name), partial(self._put_back, chat, file, at))
        self._keep(chat)

    def retry(self, file: PendingFile) -> None:
        self._begin(self._current(), file)
        file.problem = ""
        self.changed.emit()

    def write_out(self, file: PendingFile) -> None:
        """A pasted text becomes text of the composer."""
        chat, text = self._current(), self._pasted.typable(file.path)
        if text and file in self.of(chat):
            self.of(chat).remove(file)
            self._keep(chat)
            self.text.emit(text)

    async def settled(self, files: Sequence[PendingFile]) -> None:
        """Returns when those of these that are on their way are attached, or are not."""
        going = [task for task, file in self._going.items() if any(file is each for each in files)]
        if going:
            await asyncio.wait(going)

    async def _put_back(self, chat: str, file: PendingFile, at: int) -> None:
        self.of(chat).insert(at, file)
        self._keep(chat)

    def _take_up(self, chat: str, files: Sequence[KeptFile]) -> None:
        self._by_chat[chat] = []
        if not files:
            return  # the limit, and all that is imported with it, can wait
        for file in files[: answers.MOST_ATTACHMENTS]:
            if file.attachment is None:
                self._add(chat, [Path(file.path)])
            for had in parts.attachments_in([file.attachment]):
                self._by_chat[chat].append(PendingFile(Path(had.name), had.size, had, of_message=True))

    def _add(self, chat: str, paths: Sequence[Path]) -> None:
        for path in paths:
            file = PendingFile(path, _size(path), typable=bool(self._pasted.typable(path)))
            self._by_chat[chat].append(file)
            self._begin(chat, file)

    def _written(self, came: object) -> list[Path]:
        if isinstance(came, str):
            return [self._pasted.text(came)]
        return [self._pasted.picture(came)] if isinstance(came, QImage) else list(came)  # type: ignore[call-overload]

    def _begin(self, chat: str, file: PendingFile) -> None:
        if task := self._services.tasks.start(self._attach(chat, file)):
            self._going[task] = file
            task.add_done_callback(self._going.pop)

    async def _attach(self, chat: str, file: PendingFile) -> None:
        file.problem = ""
        try:
            await self._services.node.there()
            async with self._one:
                file.attached = await self._services.node.client.attach(str(file.path.absolute()), file.path.name)
            file.size = file.attached.size
        except (FelloeError, ValueError) as error:
            file.problem = worded(error) if isinstance(error, FelloeError) else tr("Its path is too long.")
            self.failed.emit(tr("{name} was not attached. {why}", name=file.name, why=file.problem))
        if chat == self._current():
            self.changed.emit()

    def _keep(self, chat: str) -> None:
        self._drafts.put_files(chat, [file.kept for file in self._by_chat.get(chat, ())])
        if chat == self._current():
            self.changed.emit()


def _size(path: Path) -> int:
    """0 where it cannot be looked at: the node says why."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
