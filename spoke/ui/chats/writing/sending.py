"""From the composer to the node: new messages and edits, and what the assistant is asked.

Nothing that was typed is taken away before the node has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from shared.errors import Conflict, FelloeError, NodeUnreachable, OutcomeUnknown
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.writing.attaching import Attaching
from spoke.ui.chats.writing.chips import Draft
from spoke.ui.chats.writing.composer import Composer
from spoke.ui.chats.writing.drafts import Drafts, Edit, File, Tried
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.contracts import answers
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce

_TITLE_CHARS = 60
NEW = ""


class Sending(QObject):
    """`sent`: the chat that has a new message. `began`: a new chat, made for it. `failed`: why it was not sent, and the
    error if there is one."""

    sent = Signal(str)
    began = Signal(str)
    failed = Signal(str, object)

    def __init__(self, services: Services, composer: Composer, drafts: Drafts, current: Callable[[], str]) -> None:
        super().__init__()
        self._services, self._composer, self._drafts, self._current = services, composer, drafts, current
        self._sends: dict[str, object] = {}
        """By chat: what is pressed there, for one may wait while another goes."""

        self.files = Attaching(services, drafts, current)
        self.local = services.preferences.choices.local_chats
        """The next new chat stays on this device."""

        self.model = ""
        composer.came.connect(self.files.attach)
        composer.chips.removed.connect(self.files.remove)
        composer.chips.retried.connect(self.files.retry)
        composer.chips.written_out.connect(self.files.write_out)
        self.files.changed.connect(self.show)
        self.files.text.connect(composer.insert)
        self.files.pasted.connect(lambda: announce(composer.editor, tr("The pasted text is attached as a file")))
        self.files.failed.connect(lambda why: self.failed.emit(why, None))

    def show(self) -> None:
        """The files and the mode of the current chat."""
        chat = self._current()
        self._composer.show_files(self.files.of(chat))
        local = tr("This chat will stay on this device.") if chat == NEW and self.local else ""
        edits = tr("You edit a message. Esc leaves it as it was.") if self._drafts.edit(chat) else ""
        self._composer.show_mode(edits or local)

    # --- text ---

    def edit(self, turn: Turn) -> None:
        """What is sent next takes the place of this message, beside it."""
        chat = self._current()
        before = self._drafts.edit(chat)
        own = [File(attachment=each.model_dump(mode="json")) for each in turn.attachments]
        aside, files = self._composer.text, self.files.put(chat, own)
        self._drafts.put_edit(chat, replace(before, message=turn.id) if before else Edit(turn.id, aside, files))
        self._composer.put(turn.text)
        self._composer.editor.setFocus()
        self.show()

    def stop_editing(self) -> bool:
        """Whether something was edited; it is not sent either, where it waits for its files."""
        edit = self._drafts.take_edit(self._current())
        if edit is None:
            return False
        if going := self._sends.get(self._current()):
            self._services.operations.cancel(going)
        self._composer.put(edit.aside)
        self.files.put(self._current(), edit.files)
        self.files.forget_pasted()
        self.show()
        return True

    def send(self, text: str) -> None:
        chat = self._current()
        drafts = self.files.of(chat)
        if not (text.strip() or drafts):
            return
        if self._missing(drafts):
            return
        edit = self._drafts.edit(chat)
        work = partial(self._send, chat, text, list(drafts), edit.message if edit else None, self.model or None)
        by = self._sends.setdefault(chat, object())
        self._services.operations.do(tr("Sending"), work, by=by, refused=self._not_sent)

    def _missing(self, drafts: list[Draft]) -> bool:
        """Whether one could not be attached, which is said."""
        missing = next((draft for draft in drafts if draft.problem), None)
        if missing:
            why = {"name": missing.name, "why": missing.problem}
            self.failed.emit(tr("Not sent; your text is kept. {name}: {why}", **why), None)
        return missing is not None

    def answer(self, chat: str, new: answers.NewAnswer) -> None:
        """Have the assistant answer again, or go on."""
        self._services.operations.do(tr("Asking for an answer"), partial(self._answer, chat, new))

    def arrived(self, chat: str, messages: Collection[str]) -> None:
        """These are in the chat: what was sent, and whose answer was lost, may be among them."""
        tried = self._drafts.tried(chat)
        if tried and tried.id in messages:
            self._is_sent(chat, tried)

    async def _send(self, chat: str, text: str, drafts: list[Draft], beside: str | None, model: str | None) -> None:
        """With those of the files that are still there when all are attached. What came after them stays."""
        await self.files.settled(drafts)
        drafts = [draft for draft in drafts if self.files.has(chat, draft)]
        if self._missing(drafts) or not (text.strip() or drafts):
            return
        if chat == NEW:
            chat = await self._begin(text.strip() or drafts[0].name)
        attachments = [draft.attached for draft in drafts if draft.attached]
        around = (beside or "", *(each.sha256 for each in attachments))
        tried = self._tried(chat, text, around, tuple(draft.kept for draft in drafts if draft.attached))
        new = answers.NewAnswer(text=text, attachments=attachments, beside=beside, model=model, id=tried.id)
        try:
            await self._services.node.client.ask_for_answer(chat, new)
        except Conflict as error:
            if error.details.get("known") != tried.id:
                raise
        if self._drafts.tried(chat):  # else it was seen in the chat meanwhile
            self._is_sent(chat, tried)

    def _tried(self, chat: str, text: str = "", around: tuple[str, ...] = (), files: tuple[File, ...] = ()) -> Tried:
        """With the id of the message, or of the chat: the same for what is sent once more."""
        from shared.ids import new_id

        tried = self._drafts.tried(chat)
        same = tried is not None and (tried.text, tried.around) == (text, around)
        return self._drafts.put_tried(chat, Tried(tried.id if tried and same else new_id(), text, around, files))

    def _is_sent(self, chat: str, tried: Tried) -> None:
        self._drafts.arrived(chat)
        edit = self._drafts.edit(chat)
        if edit and edit.message in tried.around:  # else another one was begun meanwhile
            self._drafts.take_edit(chat)
        else:
            edit = None
        self.files.taken(chat, tried.files, edit.files if edit else ())
        self.files.forget_pasted()
        self._taken(chat, tried.text, edit.aside if edit else "")

    def _not_sent(self, error: FelloeError) -> None:
        if isinstance(error, NodeUnreachable | OutcomeUnknown):
            said = tr("Whether it was sent is not known; your text is kept. {why}", why=worded(error))
        else:
            said = tr("Not sent; your text is kept. {why}", why=worded(error))
        self.failed.emit(said, error)

    async def _answer(self, chat: str, new: answers.NewAnswer) -> None:
        if self.model and not new.model:
            new = new.model_copy(update={"model": self.model})
        await self._services.node.client.ask_for_answer(chat, new)
        self.sent.emit(chat)

    async def _begin(self, text: str) -> str:
        """Make the chat that this text opens, and move what is typed and attached to it."""
        first_line = text.splitlines()[0].strip()
        title = first_line if len(first_line) <= _TITLE_CHARS else first_line[: _TITLE_CHARS - 1].rstrip() + "…"
        info = await self._services.node.client.new_session(title, local=self.local, session_id=self._tried(NEW).id)
        self._drafts.arrived(NEW)
        self.local = self._services.preferences.choices.local_chats
        self._drafts.put(info.id, self._drafts.get(NEW))
        self._drafts.put(NEW, "")
        self.files.move(NEW, info.id)
        self.began.emit(info.id)
        return info.id

    def _taken(self, chat: str, text: str, aside: str) -> None:
        """Take away what was sent; what was typed meanwhile stays, and what was put aside for an edit comes back."""
        rest = "\n".join(each for each in (aside, self._drafts.get(chat).removeprefix(text)) if each)
        self._drafts.put(chat, rest)
        if self._current() == chat:
            self._composer.put(rest)
            self.show()
        self.sent.emit(chat)
