"""The look that is on screen: one theme, following the system's colour scheme. Widgets repaint on `changed`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from spoke.ui.icons import icon
from spoke.ui.theme import Theme, system_scale


class Look(QObject):
    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        app.setStyle("Fusion")
        hints = app.styleHints()
        self.theme = _theme_for(hints.colorScheme())
        hints.colorSchemeChanged.connect(self._follow)
        self._apply()

    def icon(self, name: str, ink: str = "text.second") -> QIcon:
        return icon(name, self.theme.colour(ink), self.theme.colour("disabled"))

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Draw now, and again with each new theme for as long as `owner` lives."""
        draw()
        self.changed.connect(_Follower(owner, draw).draw)

    def dress(self, button: QAbstractButton, name: str, ink: str = "text.second") -> None:
        """Give the button an icon that follows the theme."""
        self.follow(button, lambda: button.setIcon(self.icon(name, ink)))

    def mark(self, target: QLabel, name: str, ink: str = "text.second", side: int = 16) -> None:
        """Make the label a picture that follows the theme."""
        self.follow(target, lambda: target.setPixmap(self.icon(name, ink).pixmap(QSize(side, side))))

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        self.theme = _theme_for(scheme)
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        self._app.setPalette(self.theme.palette())
        self._app.setFont(self.theme.font("interface"))
        self._app.setStyleSheet(self.theme.sheet())


def _theme_for(scheme: Qt.ColorScheme) -> Theme:
    return Theme("dark" if scheme == Qt.ColorScheme.Dark else "light", system_scale())


class _Follower(QObject):
    """A slot with the life of its owner: Qt disconnects it when the owner goes."""

    def __init__(self, owner: QObject, draw: Callable[[], None]) -> None:
        super().__init__(owner)
        self._draw = draw

    @Slot()
    def draw(self) -> None:
        self._draw()
