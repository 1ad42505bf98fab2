"""From the composer to the node: messages, new and edited, and what the assistant is asked.

Nothing that was typed is taken away before the node has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from shared.errors import Conflict, FelloeError, NodeUnreachable, OutcomeUnknown
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.writing.attaching import Attaching
from spoke.ui.chats.writing.composer import Composer
from spoke.ui.chats.writing.drafts import Drafts, KeptFile, Tried, joined
from spoke.ui.chats.writing.editing import Editing
from spoke.ui.chats.writing.pending_file import PendingFile
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.contracts import answers
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce

_TITLE_CHARS = 60
NEW = ""


@dataclass(eq=False, slots=True)
class Target:
    """A chat that is written to; a new one gets its id while its first message is sent."""

    chat: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was sent, and in the place of which message if it was an edit."""

    target: Target
    text: str
    beside: str = ""


class Sending(QObject):
    """`sent`: the chat that has a new message. `began`: a new chat, made for it. `failed`: why it was not sent, the
    error if there is one, and the `Attempt` if it can be made again."""

    sent = Signal(str)
    began = Signal(str)
    failed = Signal(str, object, object)

    def __init__(self, services: Services, composer: Composer, drafts: Drafts, current: Callable[[], str]) -> None:
        super().__init__()
        self._services, self._composer, self._drafts, self._current = services, composer, drafts, current
        self._targets: dict[str, Target] = {}
        """By chat: in each one thing is sent at a time, for one may wait while another goes."""

        self.files = Attaching(services, drafts, current)
        self._editing = Editing(services.undo, drafts, self.files, self._put, self._stop)
        self.local = services.preferences.choices.local_chats
        """The next new chat stays on this device."""

        self.model = ""
        composer.typed.connect(lambda text: drafts.put(current(), text))
        composer.came.connect(self.files.attach)
        composer.chips.removed.connect(self.files.remove)
        composer.chips.retried.connect(self.files.retry)
        composer.chips.written_out.connect(self.files.write_out)
        self.files.changed.connect(self.show)
        self.files.text.connect(composer.insert)
        self.files.pasted.connect(lambda: announce(composer.editor, tr("The pasted text is attached as a file")))
        self.files.failed.connect(lambda why: self.failed.emit(why, None, None))

    def show(self) -> None:
        """The files and the mode of the current chat."""
        chat = self._current()
        self._composer.show_files(self.files.of(chat))
        local = tr("This chat will stay on this device.") if chat == NEW and self.local else ""
        edits = tr("You edit a message. Esc leaves it as it was.") if self._editing.message(chat) else ""
        self._composer.show_mode(edits or local)

    # --- text ---

    def edit(self, turn: Turn) -> None:
        """What is sent next takes the place of this message, beside it. What was on its way is put aside too."""
        self._editing.begin(self._current(), turn)
        self._composer.editor.setFocus()

    def stop_editing(self) -> bool:
        """Whether something was edited; it is not sent either, where it waits for its files."""
        return self._editing.leave(self._current())

    def _stop(self, chat: str) -> None:
        if going := self._targets.get(chat):
            self._services.operations.cancel(going)

    def _put(self, chat: str, text: str) -> None:
        self._drafts.put(chat, text)
        if chat == self._current():
            self._composer.put(text)
            self.show()

    def send(self, text: str) -> None:
        chat = self._current()
        files = self.files.of(chat)
        if not (text.strip() or files):
            return
        if self._missing(files):
            return
        target = self._targets.setdefault(chat, Target(chat))
        attempt = Attempt(target, text, self._editing.message(chat))
        work = partial(self._send, attempt, list(files), self.model or None)
        self._services.operations.do(tr("Sending"), work, by=target, refused=partial(self._not_sent, attempt))

    def stands(self, attempt: Attempt) -> bool:
        """Whether its text is there still, for the same."""
        chat = attempt.target.chat
        return self._drafts.get(chat).startswith(attempt.text) and self._editing.message(chat) == attempt.beside

    def _missing(self, files: list[PendingFile]) -> bool:
        """Whether one could not be attached, which is said."""
        missing = next((file for file in files if file.problem), None)
        if missing:
            why = {"name": missing.name, "why": missing.problem}
            self.failed.emit(tr("Not sent; your text is kept. {name}: {why}", **why), None, None)
        return missing is not None

    def answer(self, chat: str, new: answers.NewAnswer) -> None:
        """Have the assistant answer again, or go on."""
        self._services.operations.do(tr("Asking for an answer"), partial(self._answer, chat, new))

    def arrived(self, chat: str, messages: Collection[str]) -> None:
        """These are in the chat: what was sent, and whose answer was lost, may be among them."""
        tried = self._drafts.tried(chat)
        if tried and tried.id in messages:
            self._is_sent(chat, tried)

    async def _send(self, attempt: Attempt, files: list[PendingFile], model: str | None) -> None:
        """With those of the files that are still there when all are attached. What came after them stays."""
        target, text, beside = attempt.target, attempt.text, attempt.beside
        await self.files.settled(files)
        files = [file for file in files if self.files.has(target.chat, file)]
        if self._missing(files) or not (text.strip() or files):
            return
        if target.chat == NEW:
            await self._begin(text.strip() or files[0].name)
        chat = target.chat
        attachments = [file.attached for file in files if file.attached]
        around = (beside, *(each.sha256 for each in attachments))
        if await self._another_had_arrived(chat, text, around):
            said = tr("What you sent before had arrived. What is still here was not sent yet.")
            self.failed.emit(said, None, None)
            return
        tried = self._tried(chat, text, around, tuple(file.kept for file in files if file.attached))
        new = answers.NewAnswer(text=text, attachments=attachments, beside=beside or None, model=model, id=tried.id)
        try:
            await self._services.node.client.ask_for_answer(chat, new)
        except Conflict as error:
            if error.details.get("known") != tried.id:
                raise
        if self._drafts.tried(chat):  # else it was seen in the chat meanwhile
            self._is_sent(chat, tried)

    async def _another_had_arrived(self, chat: str, text: str, around: tuple[str, ...]) -> bool:
        """Looks, before the id of what was tried goes to another text, whether that is in the chat: it may begin this
        one, and would stand there twice. It is taken out of the draft then."""
        tried = self._drafts.tried(chat)
        if tried is None or (tried.text, tried.around) == (text, around):
            return False
        there = await self._services.node.client.session(chat)
        self.arrived(chat, [message.id for message in there.messages])
        return self._drafts.tried(chat) is None

    def _tried(
        self, chat: str, text: str = "", around: tuple[str, ...] = (), files: tuple[KeptFile, ...] = ()
    ) -> Tried:
        """With the id of the message, or of the chat: the same for what is sent once more."""
        from shared.ids import new_id

        tried = self._drafts.tried(chat)
        same = tried is not None and (tried.text, tried.around) == (text, around)
        return self._drafts.put_tried(chat, Tried(tried.id if tried and same else new_id(), text, around, files))

    def _is_sent(self, chat: str, tried: Tried) -> None:
        self._drafts.arrived(chat)
        self._editing.is_sent(chat, tried)
        self.sent.emit(chat)

    def _not_sent(self, attempt: Attempt, error: FelloeError) -> None:
        if isinstance(error, NodeUnreachable | OutcomeUnknown):
            said = tr("Whether it was sent is not known; your text is kept. {why}", why=worded(error))
        else:
            said = tr("Not sent; your text is kept. {why}", why=worded(error))
        self.failed.emit(said, error, attempt)

    async def _answer(self, chat: str, new: answers.NewAnswer) -> None:
        if self.model and not new.model:
            new = new.model_copy(update={"model": self.model})
        await self._services.node.client.ask_for_answer(chat, new)
        self.sent.emit(chat)

    async def _begin(self, text: str) -> None:
        """Make the chat that this text opens."""
        first_line = text.splitlines()[0].strip()
        title = first_line if len(first_line) <= _TITLE_CHARS else first_line[: _TITLE_CHARS - 1].rstrip() + "…"
        info = await self._services.node.client.new_session(title, local=self.local, session_id=self._tried(NEW).id)
        self.listed([info.id])

    def listed(self, chats: Collection[str]) -> None:
        """These are there: one that was made for what is typed in a new one, and of which nobody heard, may be among
        them. What is typed and attached moves to it."""
        tried = self._drafts.tried(NEW)
        if tried is None or tried.id not in chats:
            return
        chat = tried.id
        self._drafts.arrived(NEW)
        self.local = self._services.preferences.choices.local_chats
        if target := self._targets.pop(NEW, None):
            target.chat = chat
            self._targets[chat] = target
        typed = joined(self._drafts.get(chat), self._drafts.get(NEW))
        self._drafts.put(NEW, "")
        self.files.move(NEW, chat)
        self._put(chat, typed)
        self.began.emit(chat)
