"""The places of the window, each made when it is first wanted, or while nobody waits for anything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from spoke.ui.rail import ACTIVITY, CHATS, DEVICES, SETTINGS, SKILLS

if TYPE_CHECKING:
    from spoke.ui.activity.place import ActivityPlace
    from spoke.ui.chats.place import ChatsPlace
    from spoke.ui.devices.place import DevicesPlace
    from spoke.ui.node_words import NodeWords
    from spoke.ui.palette.palette import Palette
    from spoke.ui.place import Desk
    from spoke.ui.settings.place import SettingsPlace
    from spoke.ui.skills.place import SkillsPlace

AnyPlace: TypeAlias = "ChatsPlace | DevicesPlace | SkillsPlace | ActivityPlace | SettingsPlace"
P = TypeVar("P", "ChatsPlace", "DevicesPlace", "SkillsPlace", "ActivityPlace", "SettingsPlace")
_NAMES = {CHATS: "chats", DEVICES: "devices", SKILLS: "skills", ACTIVITY: "activity", SETTINGS: "settings"}


class Places(QMainWindow):
    """The chats are there from the start."""

    desk: Desk
    chats: ChatsPlace
    words_of_node: NodeWords

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self._made: dict[int, AnyPlace] = {}
        self._place = CHATS

    @cached_property
    def devices(self) -> DevicesPlace:
        from spoke.ui.devices.place import DevicesPlace

        return self._seat(DEVICES, DevicesPlace(self.desk))

    @cached_property
    def skills(self) -> SkillsPlace:
        from spoke.ui.skills.place import SkillsPlace

        return self._seat(SKILLS, SkillsPlace(self.desk))

    @cached_property
    def activity(self) -> ActivityPlace:
        from spoke.ui.activity.place import ActivityPlace

        return self._seat(ACTIVITY, ActivityPlace(self.desk))

    @cached_property
    def settings(self) -> SettingsPlace:
        from spoke.ui.settings.place import SettingsPlace

        return self._seat(SETTINGS, SettingsPlace(self.desk))

    @cached_property
    def palette_of(self) -> Palette:
        from spoke.ui.palette.palette import Palette

        return Palette(self.desk, self)

    @property
    def places(self) -> Sequence[AnyPlace]:
        """Those that are there already."""
        return list(self._made.values())

    @property
    def place(self) -> int:
        return self._place

    @property
    def here(self) -> AnyPlace:
        return self.at(self._place)

    def at(self, number: int) -> AnyPlace:
        """The place of this number."""
        found: AnyPlace = getattr(self, _NAMES[number])
        return found

    def _show_place(self, number: int) -> None:
        self._place = number
        self.stack.setCurrentWidget(self.at(number))

    def _seat(self, number: int, place: P) -> P:
        self.stack.addWidget(place)
        self._made[number] = place
        if number != CHATS:
            self.words_of_node.also_of(place)
        return place
