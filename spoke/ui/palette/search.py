"""What is typed into the palette, looked up: the functions, chats, devices and actions that fit it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError, InvalidArgument
from spoke.ui.actions import native
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.palette import hits
from spoke.ui.services import Services
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from shared.api import FoundFunction
    from spoke.node.bodies.search import SearchHit


class PaletteSearch(QObject):
    """`changed`: there may be other hits. `start_chat`: what the hit for a new chat does."""

    changed = Signal()

    def __init__(self, services: Services, start_chat: Callable[[], object]) -> None:
        super().__init__()
        self._services, self._start_chat = services, start_chat
        self._text = ""
        self._functions: list[FoundFunction] = []
        self._chats: list[SearchHit] = []
        self._function: hits.Hit | None = None
        """The devices are asked for that offer it."""

        self._searching = False
        self.unread = True
        """Nothing is known yet of what there is: the node is still starting."""

        self.problem = ""
        """Why not all of it could be looked through."""

        self._read = Refresh(services.tasks, self._read_all)
        self._search = Refresh(services.tasks, self._search_chats)

    def open(self, text: str) -> None:
        """Read anew what there is; what was found before stands there until then."""
        self._text, self._function, self.problem = text, None, ""
        self._read.ask()
        self._search.ask()

    def type(self, text: str) -> None:
        self._text, self._function, self.problem = text, None, ""
        self._chats = []
        self._searching = True
        self._search.ask()

    def ask_where(self, function: hits.Hit) -> None:
        self._function = function

    @property
    def words(self) -> str:
        """What is typed, without the sign for a kind."""
        return hits.split(self._text)[1]

    @property
    def found(self) -> list[hits.Hit]:
        if self._function is not None:
            return self._on_devices(self._function)
        only, typed = hits.split(self._text)
        words = typed.casefold().split()
        navigation = self._services.navigation
        groups: dict[hits.Group, list[hits.Hit]] = {
            "functions": hits.functions(self._functions, words, self._services.devices.name, navigation.function.emit),
            "chats": hits.chats(self._chats, words, self._open_chat) if only is None else [],
            "devices": hits.devices(
                self._services.devices.all, self._services.node.own_id, words, navigation.device.emit
            ),
            "actions": hits.actions(self._services.actions, words),
        }
        if only is not None:
            return groups[only]
        shown = [hit for group in groups.values() for hit in group[: hits.MOST]]
        return [*shown, self._new_chat(typed)] if shown and typed else shown

    @property
    def nothing(self) -> str:
        """What is said where there are no hits. What could not be looked through is not said to hold nothing."""
        if self.problem:
            return self.problem
        if self._searching or self.unread:
            return tr("Searching…")
        if self.lacks_skills:
            return tr("No functions yet. They come with skills: {keys} adds one.", keys=native("Ctrl+O"))
        return tr("Nothing is called “{words}” here.", words=self.words)

    @property
    def lacks_skills(self) -> bool:
        """Functions are looked for, and there is none at all."""
        known = not (self.problem or self._searching or self.unread)
        return known and hits.split(self._text)[0] == "functions" and not self._functions

    async def _read_all(self) -> None:
        try:
            self._functions = (await self._services.node.client.functions()).functions
            await self._services.devices.read()
        except FelloeError as error:
            self.problem = worded(error)
        self.unread = False
        self.changed.emit()

    async def _search_chats(self) -> None:
        text = self._text
        only, words = hits.split(text)
        self._searching = bool(words and only is None)
        found, problem = self._chats, ""
        try:
            found = (await self._services.node.client.search(words, limit=20)).hits if self._searching else []
        except InvalidArgument:  # half-typed quotation marks and the like
            found = []
        except FelloeError as error:
            problem = worded(error)
        finally:
            self._searching = text != self._text
        if not self._searching:  # else it says nothing of what is typed by now, which is searched for next
            self._chats, self.problem = found, problem or self.problem
            self.changed.emit()

    def _new_chat(self, typed: str) -> hits.Hit:
        title = tr("New chat: “{words}”", words=typed)
        marks = hits.marks_of(title, [typed.casefold()]) or ()
        return hits.Hit(
            "actions", title, self._start_chat, side=native("Ctrl+N"), icon="plus", key_hint=True, marks=marks
        )

    def _on_devices(self, function: hits.Hit) -> list[hits.Hit]:
        """One line for each device that offers it."""
        name, act = self._services.devices.name, self._services.navigation.function.emit
        return [
            hits.Hit("devices", name(handle), partial(act, f"{handle}:{function.path}"), function.path, icon="devices")
            for handle in function.devices
        ]

    def _open_chat(self, hit: SearchHit) -> None:
        self._services.navigation.chat.emit(hit.session_id)
        if hit.message_id:
            self._services.navigation.message.emit(hit.session_id, hit.message_id)
