"""The rail at the left edge: one item for each place, the settings at its foot."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout

from spoke.ui.actions import native
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.round_box import round_box
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.navigation import CHATS, PLACES, SETTINGS

_ICON, _BADGE = 20, 16


class RailItem(QRadioButton):
    """Icon over word; painted, for a tool button cannot hold 8 px corners, a bold word and a tinted icon at once.

    To a screen reader it is what it is: one of several, of which one is chosen.
    """

    def __init__(self, look: Look, icon: str, word: str, keys: str) -> None:
        super().__init__()
        self._look, self._icon, self._keys = look, icon, native(keys)
        self._count, self._small = 0, False
        self.setText(word)
        self.setToolTip(f"{word} ({self._keys})")
        self.setMouseTracking(True)
        exempt_from_zoom(self)
        self.count(0, "")
        look.picture(icon, side=_ICON)  # else all of them are read as the window is first painted
        look.follow(self, self._fit)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the longest word asks for: languages differ."""
        theme = self._look.theme
        word = 0 if self._small else theme.metrics("heading").horizontalAdvance(self.text()) + theme.px(8)
        high = 36 if self._small else 50
        return QSize(max(theme.px(36 if self._small else 56), word), theme.px(high))

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802
        """All of it, not only where a radio button has its mark."""
        return self.rect().contains(pos)

    def count(self, asks: int, words: str) -> None:
        """How many things wait here; `words` say the same at the end of the name."""
        self._count = asks
        self.setAccessibleName(f"{self.text()}, {words}" if words else self.text())
        self.update()

    def without_word(self, small: bool) -> None:
        self._small = small
        self._fit()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        theme, on = self._look.theme, self.isChecked()
        painter = QPainter(self)
        if on or self.underMouse():
            round_box(painter, self.rect(), theme.px(8), theme.colour("surface" if on else "hover"))
        ink = theme.colour("accent.text" if on else "text.second")
        side = theme.px(_ICON)
        top = (self.height() - side) / 2 if self._small else theme.px(7)
        place = QRectF((self.width() - side) / 2, top, side, side)
        draw_icon(painter, self._icon, ink, place)
        if not self._small:
            painter.setFont(theme.font("heading" if on else "caption"))
            painter.setPen(theme.colour("text" if on else "text.second"))
            word = self.rect().adjusted(0, theme.px(28), 0, -theme.px(4))
            painter.drawText(word, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._count:
            self._badge(painter, place)

    def _badge(self, painter: QPainter, icon: QRectF) -> None:
        theme = self._look.theme
        high = theme.px(_BADGE)
        text = str(self._count) if self._count < 100 else "99+"
        font = theme.font("heading")
        font.setPixelSize(theme.px(10))
        wide = max(high, QFontMetrics(font).horizontalAdvance(text) + theme.px(8))
        left = min(icon.right() - theme.px(5), self.width() - wide - 1.0)
        box = QRectF(left, max(0.0, icon.top() - theme.px(5)), wide, high)
        round_box(painter, box, high / 2, theme.colour("warn"))
        painter.setFont(font)
        painter.setPen(theme.colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _fit(self) -> None:
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()


class Rail(QFrame):
    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("ground", "rail")
        self.setAccessibleName(tr("Places"))
        self._items = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        for number, (icon, word, keys) in enumerate(PLACES):
            item = RailItem(look, icon, tr(word), keys)
            self._items.addButton(item, number)
            if number == SETTINGS:
                column.addStretch()
            column.addWidget(item)
        self._items.idClicked.connect(self.chosen)

    def mark(self, place: int) -> None:
        """Tab comes to the chosen one alone. Qt would come to the one that had the focus before, or to the first."""
        for each in self._items.buttons():
            chosen = self._items.id(each) == place
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        self._items.button(place).setChecked(True)

    def item(self, place: int) -> RailItem:
        found = self._items.button(place)
        assert isinstance(found, RailItem)
        return found

    def show_asks(self, number: int) -> None:
        self.item(CHATS).count(number, plural("%n asks you", "%n ask you", number) if number else "")

    def without_words(self, small: bool) -> None:
        for item in self._items.buttons():
            assert isinstance(item, RailItem)
            item.without_word(small)
