"""A message is written anew: what is typed then takes its place, and what was being typed before waits aside."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.writing.attaching import Attaching
from spoke.ui.chats.writing.drafts import Drafts, Edit, KeptFile, Tried, joined
from spoke.ui.i18n.translate import tr
from spoke.ui.work.undo import Undo


class Editing:
    """`put`: write a text into the field of a chat. `stop`: what is on its way from there is not sent."""

    def __init__(
        self,
        undo: Undo,
        drafts: Drafts,
        files: Attaching,
        put: Callable[[str, str], None],
        stop: Callable[[str], None],
    ) -> None:
        self._undo, self._drafts, self._files, self._put, self._stop = undo, drafts, files, put, stop

    def message(self, chat: str) -> str:
        """The one whose place the text of this chat is to take; empty where it is a new one."""
        edit = self._drafts.edit(chat)
        return edit.message if edit else ""

    def begin(self, chat: str, turn: Turn) -> None:
        if self.message(chat) != turn.id:
            own = tuple(KeptFile(attachment=each.model_dump(mode="json")) for each in turn.attachments)
            self._begin(chat, Edit(turn.id, "", text=turn.text), turn.text, own)

    def leave(self, chat: str) -> bool:
        """Whether something was edited. What was changed can be taken back, with the files that came."""
        edit, text = self._drafts.take_edit(chat), self._drafts.get(chat)
        if edit is None:
            return False
        self._stop(chat)
        files = self._files.put(chat, edit.files)
        if text != edit.text or any(file.path for file in files):
            self._files.spare(files)
            said = tr("Your changes to the message were discarded.")
            self._undo.offer(said, partial(self._begin_again, chat, edit, text, files))
        self._files.forget_pasted()
        self._put(chat, edit.aside)
        return True

    def is_sent(self, chat: str, tried: Tried) -> None:
        """It goes out of the field, and what was aside comes back; or out of what is aside, where another message was
        begun meanwhile."""
        edit, text = self._drafts.edit(chat), self._drafts.get(chat)
        if edit and (edit.message not in tried.around or not text.startswith(tried.text)):
            files = _without(edit.files, tried.files)
            self._drafts.put_edit(chat, replace(edit, aside=edit.aside.removeprefix(tried.text), files=files))
        else:
            self._drafts.take_edit(chat)
            self._files.taken(chat, tried.files, edit.files if edit else ())
            self._put(chat, joined(edit.aside if edit else "", text.removeprefix(tried.text)))
        self._files.forget_pasted()

    def _begin(self, chat: str, edit: Edit, text: str, files: tuple[KeptFile, ...]) -> None:
        self.leave(chat)
        self._stop(chat)
        aside = self._drafts.get(chat)
        self._drafts.put_edit(chat, replace(edit, aside=aside, files=self._files.put(chat, files)))
        self._put(chat, text)

    async def _begin_again(self, chat: str, edit: Edit, text: str, files: tuple[KeptFile, ...]) -> None:
        self._begin(chat, edit, text, files)


def _without(files: Collection[KeptFile], taken: Collection[KeptFile]) -> tuple[KeptFile, ...]:
    return tuple(file for file in files if file not in taken)
