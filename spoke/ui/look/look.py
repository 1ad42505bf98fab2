"""The look on screen: one theme, as the person chose it or as the system has it. Widgets repaint on `changed`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyle, QWidget

from spoke.ui.look.icons import icon, picture
from spoke.ui.look.style_sheets import StyleSheets
from spoke.ui.look.theme import SystemColours, Theme, system_scale
from spoke.ui.look.zoom import ZoomStyle
from spoke.ui.preferences import ZOOMS, Preferences, ThemeChoice

_SCHEMES: dict[ThemeChoice, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_ICON, _BESIDE = 16, 3
"""The side of an icon, and what stands between it and words beside it, in pixels at 100 %; Qt adds 4, at any zoom."""

WITH_WORDS = QSize(_ICON + _BESIDE, _ICON)
"""Of an icon and that room."""


class Look(QObject):
    changed = Signal()
    """All that is seen has the new theme; `theme` is the new one from the moment that it is chosen."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._app = app
        self.preferences = preferences
        self._system = SystemColours.of(app.palette())
        self._system_scale = system_scale()
        self._zoom_style = ZoomStyle()
        app.setStyle(self._zoom_style)
        hints = app.styleHints()
        self._scheme = hints.colorScheme()
        self.theme = self._wanted()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        preferences.changed.connect(self._follow)
        self._apply()
        self._sheets = StyleSheets(self._zoom_style, self.theme.sheet())
        self._sheets.seen_changed.connect(self.changed)

    @property
    def zoom(self) -> int:
        """In percent."""
        return self.preferences.choices.zoom

    @property
    def settled(self) -> bool:
        """Whether all has the theme, what is not seen too."""
        return not self._sheets.changing

    def zoom_by(self, steps: int) -> None:
        """To the next larger or smaller zoom; 0 goes back to 100 %."""
        if steps == 0:
            self.preferences.change(zoom=100)
            return
        further = [zoom for zoom in ZOOMS if (zoom > self.zoom if steps > 0 else zoom < self.zoom)]
        if further:
            self.preferences.change(zoom=further[0 if steps > 0 else -1])

    def motion(self, ms: int) -> int:
        """How long an animation may take: none where the person or the system asks for less of it."""
        hint = self._app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        return 0 if self.preferences.choices.less_motion or hint == 0 else ms

    def icon(self, name: str, ink: str = "text.second", *, words: bool = False, side: int = _ICON) -> QIcon:
        """`words`: with room to those beside it. `side` in pixels at 100 %."""
        theme = self.theme
        inks = theme.colour(ink), theme.colour("disabled")
        beside = theme.px(_BESIDE) if words else 0
        room = (beside, 0) if self._app.isRightToLeft() else (0, beside)
        return icon(name, *inks, theme.px(side), room, self._app.devicePixelRatio())

    def picture(self, name: str, ink: str = "text.second", side: int = 16) -> QPixmap:
        """`side` in pixels at 100 %."""
        return picture(name, self.theme.colour(ink), self.theme.px(side), self._app.devicePixelRatio())

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Draw now, and again with each new theme for as long as `owner` lives."""
        draw()
        self._sheets.follow(owner, draw)

    def set_icon(self, button: QAbstractButton, name: str, ink: str = "text.second") -> Callable[[], None]:
        """Give the button an icon that follows the theme. What is returned draws it again, for words that came or
        went."""

        def draw() -> None:
            button.setIcon(self.icon(name, ink, words=bool(button.text())))

        button.setIconSize(WITH_WORDS)
        self.follow(button, draw)
        return draw

    def set_picture(self, target: QLabel, name: str, ink: str = "text.second", side: int = 16) -> None:
        """Make the label a picture that follows the theme."""
        self.follow(target, lambda: target.setPixmap(self.picture(name, ink, side)))

    def styling(self, part: QWidget, *, bare: bool = False) -> Iterator[None]:
        """Give a part of a window the style sheet, and each new one with the theme; in steps. `bare`: to what it holds,
        but not to itself."""
        return self._sheets.styling(part, bare=bare)

    def forget(self, window: QWidget) -> None:
        """Nothing of it follows the theme any more."""
        self._sheets.forget(window)

    def style(self, part: QWidget) -> None:
        for _ in self.styling(part):
            pass

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._follow()

    def _follow(self, *_: object) -> None:
        theme = self._wanted()
        if theme != self.theme:
            self.theme = theme
            self._apply()
            self._sheets.change(theme.sheet())

    def _wanted(self) -> Theme:
        hints, chosen = self._app.styleHints(), self.preferences.choices.theme
        scheme = _SCHEMES[chosen] if chosen != "system" else self._scheme
        contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        return Theme(
            "dark" if scheme == Qt.ColorScheme.Dark else "light",
            self._system_scale * self.zoom / 100,
            self._system if contrast else None,
        )

    def _apply(self) -> None:
        self._zoom_style.scale = self.theme.scale
        self._app.setPalette(self.theme.palette())
        self._app.setFont(self.theme.font("interface"))
