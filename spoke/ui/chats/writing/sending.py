"""From the composer to the node: files that are attached, new messages and edits, and what the assistant is asked.

Nothing that was typed is taken away before the node has it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shared.errors import FelloeError
from spoke.ui.chats.writing.chips import Draft
from spoke.ui.chats.writing.composer import Composer
from spoke.ui.chats.writing.drafts import Drafts
from spoke.ui.contracts import answers
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.words import tr

_TITLE_CHARS = 60
NEW = ""


class Sending(QObject):
    """`sent`: the chat that has a new message. `began`: a new chat, made for it. `failed`: why it was not sent, and the
    error if there is one."""

    sent = Signal(str)
    began = Signal(str)
    failed = Signal(str, object)

    def __init__(self, desk: Desk, composer: Composer, drafts: Drafts, current: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self._composer, self._drafts, self._current = desk, composer, drafts, current
        self._files: dict[str, list[Draft]] = {}
        self._edited: dict[str, str] = {}
        """By chat: the message whose place the next text takes."""

        self._aside: dict[str, str] = {}
        """By chat: what was being typed when one began to edit."""

        self._pasted: list[Path] = []
        self._busy = False
        self.local = desk.preferences.choices.local_chats
        """The next new chat stays on this device."""

        self.model = ""
        composer.came.connect(self.attach)
        composer.chips.removed.connect(self._remove)
        composer.chips.retried.connect(self._retry)

    def show(self) -> None:
        """The files and the mode of the current chat."""
        chat = self._current()
        self._composer.show_files(self._files.get(chat, []))
        local = tr("This chat will stay on this device.") if chat == NEW and self.local else ""
        self._composer.show_mode(tr("You edit a message. Esc leaves it as it was.") if chat in self._edited else local)

    # --- text ---

    def edit(self, message: str, text: str) -> None:
        """The next text takes the place of this message, beside it."""
        chat = self._current()
        if chat not in self._edited:
            self._aside[chat] = self._composer.text
        self._edited[chat] = message
        self._composer.put(text)
        self.show()

    def stop_editing(self) -> bool:
        """Whether something was edited."""
        chat = self._current()
        if self._edited.pop(chat, None) is None:
            return False
        self._composer.put(self._aside.pop(chat, ""))
        self.show()
        return True

    def send(self, text: str) -> None:
        chat = self._current()
        drafts = self._files.get(chat, [])
        if self._busy or not (text.strip() or drafts):
            return
        if waiting := next((draft for draft in drafts if draft.attached is None), None):
            what = waiting.problem or tr("it is not attached yet")
            self.failed.emit(tr("Not sent; your text is kept. {name}: {why}", name=waiting.name, why=what), None)
            return
        self._busy = True
        self._desk.tasks.start(self._send(chat, text, drafts))

    def answer(self, chat: str, new: answers.NewAnswer) -> None:
        """Have the assistant answer again, or go on."""
        self._desk.tasks.start(self._answer(chat, new))

    async def _send(self, chat: str, text: str, drafts: list[Draft]) -> None:
        try:
            beside = self._edited.get(chat)
            if chat == NEW:
                chat = await self._begin(text or drafts[0].name)
            attachments = [draft.attached for draft in drafts if draft.attached]
            new = answers.NewAnswer(text=text, attachments=attachments, beside=beside, model=self.model or None)
            await self._desk.node.client.ask_for_answer(chat, new)
            aside = self._aside.pop(chat, "") if self._edited.pop(chat, None) else ""
            self._files.pop(chat, None)
            self._taken(chat, text, aside)
        except FelloeError as error:
            self.failed.emit(tr("Not sent; your text is kept. {why}", why=worded(error)), error)
        finally:
            self._busy = False

    async def _answer(self, chat: str, new: answers.NewAnswer) -> None:
        try:
            if self.model and not new.model:
                new = new.model_copy(update={"model": self.model})
            await self._desk.node.client.ask_for_answer(chat, new)
            self.sent.emit(chat)
        except FelloeError as error:
            self.failed.emit(worded(error), error)

    async def _begin(self, text: str) -> str:
        """Make the chat that the composer's text opens, and move what is typed and attached to it."""
        first_line = text.strip().splitlines()[0]
        title = first_line if len(first_line) <= _TITLE_CHARS else first_line[: _TITLE_CHARS - 1].rstrip() + "…"
        info = await self._desk.node.client.new_session(title, local=self.local)
        self.local = self._desk.preferences.choices.local_chats
        self._drafts.put(info.id, self._drafts.get(NEW))
        self._drafts.put(NEW, "")
        if NEW in self._files:
            self._files[info.id] = self._files.pop(NEW)
        self.began.emit(info.id)
        return info.id

    def _taken(self, chat: str, text: str, aside: str) -> None:
        """Take away what was sent; what was typed meanwhile stays, and what was put aside for an edit comes back."""
        rest = "\n".join(each for each in (aside, self._drafts.get(chat).removeprefix(text)) if each)
        self._drafts.put(chat, rest)
        if self._current() == chat:
            self._composer.put(rest)
            self.show()
        self._forget_pasted()
        self.sent.emit(chat)

    # --- files ---

    def attach(self, came: object) -> None:
        """Files, or a picture from the clipboard."""
        paths = [self._written(came)] if isinstance(came, QImage) else [Path(each) for each in came]  # type: ignore[attr-defined]
        chat = self._current()
        for path in paths:
            draft = Draft(path, path.stat().st_size if path.is_file() else 0)
            self._files.setdefault(chat, []).append(draft)
            self._desk.tasks.start(self._attach(chat, draft))
        self.show()

    async def _attach(self, chat: str, draft: Draft) -> None:
        draft.problem = ""
        try:
            draft.attached = await self._desk.node.client.attach(str(draft.path.absolute()), draft.path.name)
            draft.size = draft.attached.size
        except FelloeError as error:
            draft.problem = worded(error)
        if chat == self._current():
            self.show()

    def _remove(self, draft: Draft) -> None:
        files = self._files.get(self._current(), [])
        if draft in files:
            files.remove(draft)
        self.show()

    def _retry(self, draft: Draft) -> None:
        self._desk.tasks.start(self._attach(self._current(), draft))

    def _written(self, image: QImage) -> Path:
        """A pasted picture as a file, until the node has it."""
        folder = Path(tempfile.mkdtemp(prefix="felloe-pasted-"))
        path = folder / tr("Pasted picture.png")
        image.save(str(path), "PNG")  # type: ignore[call-overload]
        self._pasted.append(path)
        return path

    def _forget_pasted(self) -> None:
        for path in self._pasted:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                path.parent.rmdir()
        self._pasted.clear()
