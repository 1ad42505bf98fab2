"""How the desktop looks and speaks on this device."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSystemTrayIcon

from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import LANGUAGES, later, tr
from spoke.ui.preferences import ZOOMS
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.widgets.choice import Choice
from spoke.ui.widgets.segmented import Segmented
from spoke.ui.widgets.switch import Switch

_THEMES = (("system", later("As the system")), ("light", later("Light")), ("dark", later("Dark")))


class AppearancePage(SettingsPage):
    def __init__(self, services: Services) -> None:
        super().__init__(
            services, tr("Appearance"), tr("For this device only. Each change shows at once."), reads=False
        )
        self._services, self._preferences = services, services.preferences

    def build(self) -> Building:
        services = self._services
        self.theme = Segmented([tr(word) for _, word in _THEMES])
        self.zoom = _combo([(zoom, f"{zoom} %") for zoom in ZOOMS])
        languages = [("system", tr("As the system")), *LANGUAGES.items()]
        self.language = _combo(languages)
        self.less_motion = Switch(services.look, tr("Less motion"))
        self.background = Switch(services.look, tr("Stay in the tray"))
        self.notify = Switch(services.look, tr("Notifications"))
        yield
        looks = self.group()
        looks.row(tr("Theme"), "", self.theme)
        looks.row(tr("Size of text"), tr("Ctrl+= and Ctrl+- change it anywhere, Ctrl+0 takes it back."), self.zoom)
        looks.row(tr("Language"), tr("The window opens again in that language."), self.language)
        looks.row(tr("Less motion"), tr("No sliding and fading, even where the system allows it."), self.less_motion)
        yield
        around = self.group(tr("When you look elsewhere"))
        self._stay = around.row(tr("Stay in the tray"), "", self.background)
        around.row(tr("Notifications"), tr("For questions, and for answers that are ready."), self.notify)
        yield
        self._show()
        self._connect()
        services.preferences.changed.connect(self._show)

    def _connect(self) -> None:
        change = self._preferences.change
        self.theme.chosen.connect(lambda number: change(theme=_THEMES[number][0]))
        self.zoom.activated.connect(lambda _: change(zoom=self.zoom.currentData()))
        self.language.activated.connect(lambda _: change(language=self.language.currentData()))
        self.less_motion.toggled.connect(lambda on: change(less_motion=on))
        self.background.clicked.connect(lambda on: change(background=on))
        self.notify.toggled.connect(lambda on: change(notify=on))

    def shown(self) -> None:
        super().shown()
        self._show_tray(self._preferences.choices.background)

    def _show_tray(self, chosen: bool) -> None:
        """A system may have none, or have it later."""
        there = QSystemTrayIcon.isSystemTrayAvailable()
        running = tr("Closing the window leaves Felloe running, so that other devices can call this one.")
        ends = tr("This desktop shows no tray: closing the window ends Felloe.")
        self._stay.say(tr("Stay in the tray"), running if there else ends)
        self.background.setEnabled(there)
        self.background.setChecked(there and chosen)

    def _show(self) -> None:
        choices = self._preferences.choices
        self.theme.choose([name for name, _ in _THEMES].index(choices.theme))
        self.zoom.setCurrentIndex(self.zoom.findData(choices.zoom))
        self.language.setCurrentIndex(max(0, self.language.findData(choices.language)))
        self.less_motion.setChecked(choices.less_motion)
        self._show_tray(choices.background)
        self.notify.setChecked(choices.notify)


def _combo(choices: Sequence[tuple[object, str]]) -> QComboBox:
    made = Choice()
    made.setFixedHeight(32)
    for value, words in choices:
        made.addItem(words, value)
    return made
