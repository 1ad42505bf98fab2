"""Where each signal of `Navigation` leads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from spoke.ui.navigation import CHATS, DEVICES, SETTINGS, SKILLS, Navigation
from spoke.ui.window.places import Places


class Navigator(QObject):
    def __init__(self, places: Places, navigation: Navigation, open_palette: Callable[[str], object]) -> None:
        super().__init__(places)
        self._places = places
        navigation.place.connect(places.go_by_hand)
        navigation.chat.connect(self._chat)
        navigation.function.connect(self._function)
        navigation.add_skill.connect(self._add_skill)
        navigation.settings.connect(self._settings)
        navigation.device.connect(self._device)
        navigation.pairing.connect(self._pairing)
        navigation.write.connect(lambda _: places.go(CHATS))
        navigation.message.connect(lambda *_: places.go(CHATS))
        navigation.ask.connect(lambda _: places.go(CHATS))
        navigation.runs_of.connect(lambda words: places.activity.show_runs_of(words))
        navigation.device_runs.connect(lambda handle: places.activity.show_device(handle))
        navigation.palette.connect(open_palette)
        places.chats.page.pair.connect(self._pair)

    def _chat(self, chat: str) -> None:
        self._places.go(CHATS)
        self._places.chats.open(chat)
        self._places.chats.focus_composer()

    def _settings(self, section: str) -> None:
        def open_section() -> None:
            self._places.settings.open(section)
            self._places.settings.focus_list()

        self._go(SETTINGS, open_section)

    def _function(self, path: str) -> None:
        self._go(SKILLS, lambda: self._places.skills.open_path(path))

    def _add_skill(self, path: str) -> None:
        self._places.go(SKILLS)
        self._places.skills.look_at(path)

    def _device(self, device: str) -> None:
        def open_device() -> None:
            self._places.devices.open(device)
            self._places.devices.focus_list()

        self._go(DEVICES, open_device)

    def _go(self, place: int, then: Callable[[], object]) -> None:
        """To bring up a place is the work of a turn, and so is what is opened in it, unless one went on by then."""

        def open_there() -> None:
            if self._places.current == place:  # else it would take the focus out of sight
                then()

        self._places.go(place)
        QTimer.singleShot(1, self, open_there)

    def _pairing(self) -> None:
        self._places.go(DEVICES)
        self._places.devices.begin_pairing()

    def _pair(self, string: str) -> None:
        self._places.go(DEVICES)
        self._places.devices.pairing.card.pair_with(string)
