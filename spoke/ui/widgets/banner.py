"""A banner over the page it concerns: what happened, what it means for your data, at most one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.focus_order import first_stop
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

Kind = Literal["neutral", "working", "offline", "warn", "bad"]
"""`neutral`: something was done; it goes by itself. `working`: it is being done. `offline`: something is out of reach,
and what is here still works."""

_SLIM = 300
"""In pixels at 100 %."""

_STAYS_MS, _BUTTON_STAYS_MS = 8_000, 20_000
"""How long what was done is said, and where a button offers something besides."""

_MARK = {
    "neutral": ("info", "text.second"),
    "working": ("clock", "text.second"),
    "offline": ("cloud-off", "text.second"),
    "warn": ("warning", "warn"),
    "bad": ("warning", "bad"),
}


class Banner(QWidget):
    """In a `BannerLayer`, over the page; out of sight until it says something. A person can close what would lie there
    for long."""

    closed = Signal()
    """By a person."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._kind: Kind = "neutral"
        self._act: Callable[[], object] | None = None
        self.about: object = None
        """What is said is of this; none where it is of nothing in particular."""

        self.page: QWidget | None = None
        """What it lies over: there the focus goes that was in it."""

        self._waived: tuple[object, str] | None = None
        """What was closed, and of what it was: not to be read again until that is over."""

        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self._leave)
        self._frame = QFrame()
        self._icon = label()
        self._text = label(wrap=True)
        self.action = push("", "")
        self.action.clicked.connect(self._pressed)
        self.action.hide()
        self.close_banner = icon_button(look, "close", tr("Close"), 28)
        self.close_banner.setProperty("kind", "bare")
        self.close_banner.clicked.connect(self._close)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._frame)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(6)
        said, pressed = QHBoxLayout(), QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self._icon)
        said.addWidget(self._text, 1)
        pressed.setSpacing(6)
        pressed.addStretch()
        pressed.addWidget(self.action)
        pressed.addWidget(self.close_banner)
        row.addLayout(said, 1)
        row.addLayout(pressed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        look.changed.connect(self._dress)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The button stands under the words where it would leave them little room."""
        directions = QBoxLayout.Direction
        slim = self.width() < self._look.theme.px(_SLIM)
        self._row.setDirection(directions.TopToBottom if slim else directions.LeftToRight)

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    @property
    def button(self) -> str:
        return self.action.text()

    def say(
        self,
        kind: Kind,
        text: str,
        button: str = "",
        act: Callable[[], object] | None = None,
        *,
        about: object = None,
        closes: bool = True,
    ) -> None:
        """`closes`: a person can take it away."""
        if about is not None and self._waived and self._waived[0] is about and self._waived[1] == text:
            return
        fresh = text != self.text
        self._kind, self._act, self.about = kind, act, about
        self._text.setText(text)
        self._frame.setAccessibleName(text)
        self.action.setText(button)
        self.action.setAccessibleName(button)
        self.action.setVisible(bool(button))
        restyle(self._frame, banner=kind if kind in ("warn", "bad") else "neutral")
        for pressed in (self.action, self.close_banner):
            pressed.setAccessibleDescription(text)
        self.close_banner.setVisible(closes and kind != "working")
        self._tint()
        self.show()
        self._over.stop()
        if kind == "neutral":
            self._over.start(_BUTTON_STAYS_MS if button else _STAYS_MS)
        if fresh and self.isVisible():  # the same stands in every place
            announce(self._frame, text)

    def take_over(self, before: Banner) -> None:
        """What failed is still to be read; its button was of the window before."""
        if before.text and before._kind == "bad":
            self.say("bad", before.text)

    def clear(self) -> None:
        self._over.stop()
        self.about = None
        focus = QApplication.focusWidget()
        if self.page is not None and focus is not None and self.isAncestorOf(focus):
            (first_stop(self.page) or self.page).setFocus()
        self.hide()

    def drop(self, about: object) -> None:
        """It is over: take away what is said of this, if that is what is said."""
        if self._waived and self._waived[0] is about:
            self._waived = None
        if self.about is about:
            self.clear()

    def _leave(self) -> None:
        """Not while somebody is at it."""
        if self.underMouse() or self.action.hasFocus() or self.close_banner.hasFocus():
            self._over.start(_STAYS_MS)
        else:
            self.clear()

    def _dress(self) -> None:
        self._tint()
        self._fit()

    def _tint(self) -> None:
        name, ink = _MARK[self._kind]
        self._icon.setPixmap(self._look.picture(name, ink))

    def _pressed(self) -> None:
        """What comes of it is said anew, closed before or not: who presses is answered."""
        act = self._act
        if self.about is not None:
            self.drop(self.about)
        if act:
            act()

    def _close(self) -> None:
        self._waived = self.about, self._text.text()
        self.clear()
        self.closed.emit()


class Notice:
    """One thing said in every place, for it concerns them all. What was closed is not said again, with other figures
    maybe, until it was over. What keeps Felloe from working cannot be closed."""

    def __init__(self, first: Banner) -> None:
        self._banners: list[Banner] = []
        self._said: tuple[Kind, str, str, Callable[[], None] | None] | None = None
        self._closed: Kind | None = None
        self.also_in(first)

    @property
    def text(self) -> str:
        return self._banners[0].text

    def also_in(self, banner: Banner) -> None:
        """Of a place that was made later."""
        self._banners.append(banner)
        banner.closed.connect(self._close)
        self._show(banner)

    def say(self, kind: Kind, text: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        if kind != self._closed:
            self._closed = None
        self._said = kind, text, button, act
        for banner in self._banners:
            self._show(banner)

    def clear(self) -> None:
        self._said = self._closed = None
        for banner in self._banners:
            banner.clear()

    def _show(self, banner: Banner) -> None:
        if self._said and self._closed is None:
            banner.say(*self._said, closes=self._said[0] != "bad")

    def _close(self) -> None:
        self._closed = self._said[0] if self._said else None
        for banner in self._banners:
            banner.clear()
