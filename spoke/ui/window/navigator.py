"""Where each signal of `Navigation` leads."""

from __future__ import annotations

from PySide6.QtCore import QObject

from spoke.ui.navigation import CHATS, DEVICES, SETTINGS, SKILLS, Navigation
from spoke.ui.window.places import Places


class Navigator(QObject):
    def __init__(self, window: Places, navigation: Navigation) -> None:
        super().__init__(window)
        self._window = window
        navigation.place.connect(window.go_by_hand)
        navigation.chat.connect(self._chat)
        navigation.function.connect(self._function)
        navigation.settings.connect(self._settings)
        navigation.device.connect(self._device)
        navigation.write.connect(lambda _: window.go(CHATS))
        navigation.message.connect(lambda *_: window.go(CHATS))
        navigation.ask.connect(lambda _: window.go(CHATS))
        navigation.runs_of.connect(lambda words: window.activity.show_runs_of(words))
        navigation.device_runs.connect(lambda handle: window.activity.show_device(handle))
        navigation.palette.connect(lambda typed: window.command_palette.open(typed))
        window.chats.page.pair.connect(self._pair)

    def _chat(self, chat: str) -> None:
        self._window.go(CHATS)
        self._window.chats.open(chat)
        self._window.chats.focus_composer()

    def _settings(self, section: str) -> None:
        self._window.go(SETTINGS)
        self._window.settings.open(section)
        self._window.settings.focus_list()

    def _function(self, path: str) -> None:
        self._window.go(SKILLS)
        self._window.skills.open_path(path)

    def _device(self, device: str) -> None:
        self._window.go(DEVICES)
        self._window.devices.open(device)
        self._window.devices.focus_list()

    def _pair(self, string: str) -> None:
        self._window.go(DEVICES)
        self._window.devices.pairing.card.pair_with(string)
