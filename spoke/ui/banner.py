"""A banner in the page it concerns: what happened, what it means for your data, at most one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.controls import label, push, reink
from spoke.ui.look import Look

Kind = Literal["neutral", "offline", "warn", "bad"]
"""`neutral`: something was done. `offline`: something is out of reach, and what is here still works."""

_MARK = {
    "neutral": ("info", "text.second"),
    "offline": ("cloud-off", "text.second"),
    "warn": ("warning", "warn"),
    "bad": ("warning", "bad"),
}


class Banner(QWidget):
    """Takes no room until it says something."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._kind: Kind = "neutral"
        self._act: Callable[[], object] | None = None
        self.about: object = None
        """What is said is of this; none where it is of nothing in particular."""

        self._frame = QFrame()
        self._icon = label()
        self._text = label(wrap=True)
        self._button = push("", "")
        self._button.clicked.connect(self._pressed)
        self._button.hide()
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 10, 24, 6)
        outer.addWidget(self._frame)
        look.changed.connect(self._tint)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    @property
    def button(self) -> str:
        return self._button.text()

    def say(
        self,
        kind: Kind,
        text: str,
        button: str = "",
        act: Callable[[], object] | None = None,
        *,
        about: object = None,
    ) -> None:
        self._kind, self._act, self.about = kind, act, about
        self._text.setText(text)
        self._frame.setAccessibleName(text)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))
        reink(self._frame, banner="neutral" if kind == "offline" else kind)
        self._tint()
        self.show()

    def clear(self) -> None:
        self.about = None
        self.hide()

    def drop(self, about: object) -> None:
        """Take away what is said of this, if that is what is said."""
        if self.about is about:
            self.clear()

    def _tint(self) -> None:
        name, ink = _MARK[self._kind]
        self._icon.setPixmap(self._look.icon(name, ink).pixmap(QSize(16, 16)))

    def _pressed(self) -> None:
        if self._act:
            self._act()


class Notice:
    """One thing said in every place, for it concerns them all."""

    def __init__(self, first: Banner) -> None:
        self._banners = [first]
        self._said: tuple[Kind, str, str, Callable[[], None] | None] | None = None

    @property
    def text(self) -> str:
        return self._banners[0].text

    def also_in(self, banner: Banner) -> None:
        """Of a place that was made later."""
        self._banners.append(banner)
        if self._said:
            banner.say(*self._said)

    def say(self, kind: Kind, text: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        self._said = kind, text, button, act
        for banner in self._banners:
            banner.say(kind, text, button, act)

    def clear(self) -> None:
        self._said = None
        for banner in self._banners:
            banner.clear()
