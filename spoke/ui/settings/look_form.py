"""How the desktop looks and behaves on this device: theme, zoom, language, motion, what happens when it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSizePolicy, QWidget

from spoke.ui.controls import label
from spoke.ui.look import Look
from spoke.ui.preferences import ZOOMS
from spoke.ui.words import LANGUAGES, later, tr

_THEMES = (("system", later("As the system")), ("light", later("Light")), ("dark", later("Dark")))
_SWITCHES = (
    ("less_motion", later("Less motion")),
    ("background", later("Keep running in the tray when the window is closed")),
    ("notify", later("Notify of asks and answers while the window is not in front")),
)


class LookForm(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._preferences = look.preferences
        languages = [("system", tr("As the system")), *LANGUAGES.items()]
        self.theme = self._choice("theme", tr("Theme"), [(name, tr(words)) for name, words in _THEMES])
        self.zoom = self._choice("zoom", tr("Zoom"), [(zoom, f"{zoom} %") for zoom in ZOOMS])
        self.language = self._choice("language", tr("Language"), languages)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for combo in (self.theme, self.zoom, self.language):
            form.addRow(label(combo.accessibleName(), "state"), combo)
        self.switches = {name: self._switch(name, tr(words)) for name, words in _SWITCHES}
        for switch in self.switches.values():
            form.addRow(switch)
        self.setFocusProxy(self.theme)
        self._preferences.changed.connect(self._show)
        self._show()

    def _choice(self, name: str, words: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(words)
        made.setMinimumHeight(32)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for value, text in choices:
            made.addItem(text, value)
        made.activated.connect(lambda: self._preferences.change(**{name: made.currentData()}))
        return made

    def _switch(self, name: str, words: str) -> QCheckBox:
        made = QCheckBox(words)
        made.setAccessibleName(words)
        made.toggled.connect(lambda on: self._preferences.change(**{name: on}))
        return made

    def _show(self) -> None:
        choices = self._preferences.choices
        for combo, value in ((self.theme, choices.theme), (self.zoom, choices.zoom), (self.language, choices.language)):
            combo.setCurrentIndex(combo.findData(value))
        for name, switch in self.switches.items():
            switch.setChecked(getattr(choices, name))
