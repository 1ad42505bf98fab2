"""Where each signal of `Navigation` leads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

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
        self._places.go(SETTINGS)
        self._places.settings.open(section)
        self._places.settings.focus_list()

    def _function(self, path: str) -> None:
        self._places.go(SKILLS)
        self._places.skills.open_path(path)

    def _add_skill(self, path: str) -> None:
        self._places.go(SKILLS)
        self._places.skills.look_at(path)

    def _device(self, device: str) -> None:
        self._places.go(DEVICES)
        self._places.devices.open(device)
        self._places.devices.focus_list()

    def _pairing(self) -> None:
        self._places.go(DEVICES)
        self._places.devices.begin_pairing()

    def _pair(self, string: str) -> None:
        self._places.go(DEVICES)
        self._places.devices.pairing.card.pair_with(string)
