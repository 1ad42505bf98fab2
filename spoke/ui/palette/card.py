"""The palette's card: the field, what it leads to or that nothing is found, and its keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.round_box import round_box
from spoke.ui.palette import hits
from spoke.ui.palette.hit_list import HitList
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import key_hint, label
from spoke.ui.widgets.surfaces import hairline

_WIDE, _TOP, _MOST_HIGH = 640, 76, 420


class PaletteCard(QFrame):
    def __init__(self, look: Look, palette: QWidget) -> None:
        super().__init__(palette)
        self._look = look
        self.field = QLineEdit()
        self.field.setProperty("kind", "palette")
        self.field.setAccessibleName(tr("Search functions, chats, devices and actions"))
        self.field.setPlaceholderText(tr("Search functions, chats, devices and actions"))
        self.list = HitList(look)
        self.count = label(type_="second", ink="third")
        self.nothing = label(type_="interface", ink="second", wrap=True)
        self.instead = push("")
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._make_nothing())
        self._keys = _hints({"Enter": tr("Open"), "Tab": tr("Choose a device")})
        self._sigils = _hints({sigil: tr(hits.HEADS[group]) for sigil, group in hits.SIGILS.items()})
        self._foot, self._foot_line, self._end = QWidget(), hairline(), QWidget()
        self._end.setFixedHeight(8)  # round corners, and no row in them
        self._lay_out()
        self._high = 0

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        """Its ground: without one from the style sheet it is styled in parts."""
        painter, theme = QPainter(self), self._look.theme
        round_box(painter, self.rect(), theme.px(12) - 0.5, theme.colour("raised"), theme.colour("edge.control"))

    def begin(self) -> None:
        """It is opened anew: from here on it does not get smaller. With each key it would jump, and with it all that
        it lies on would be painted."""
        self._high = 0

    def show_hits(self, found: list[hits.Hit]) -> None:
        self.list.show_hits(found)
        self._body.setCurrentIndex(0 if found else 1)

    def fit(self, room: QSize) -> QRect:
        """Into a window of that size; where it is to be in it, near its top."""
        px = self._look.theme.px
        wide = min(px(_WIDE), room.width() - px(16))
        for hint in self._keys:
            hint.setVisible(wide == px(_WIDE))
        for part in (self._foot_line, self._foot):
            part.setVisible(wide >= px(_WIDE) * 2 // 3)
        self._end.setVisible(self._foot.isHidden())
        top = min(px(_TOP), room.height() // 10)
        shown = self.list.content_height() + px(8) if self.list.hits else px(64)
        most = max(px(64), min(px(_MOST_HIGH), room.height() - 2 * top - px(110)))
        self._high = min(max(self._high, shown), most)
        self._body.setFixedHeight(self._high)
        self.setFixedWidth(wide)
        self.adjustSize()
        return QRect(QPoint((room.width() - wide) // 2, top), self.size())

    def _make_nothing(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(20, 14, 20, 14)
        row.addWidget(self.nothing, 1)
        row.addWidget(self.instead)
        return made

    def _lay_out(self) -> None:
        mark = label()
        self._look.set_picture(mark, "search")
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 18, 14)
        head.setSpacing(12)
        head.addWidget(mark)
        head.addWidget(self.field, 1)
        head.addWidget(self.count)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(18, 9, 18, 10)
        foot.setSpacing(8)
        _add_hints(foot, self._keys)
        foot.addStretch()
        _add_hints(foot, self._sigils)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(self._body)
        column.addWidget(self._foot_line)
        column.addWidget(self._foot)
        column.addWidget(self._end)


def _hints(words: dict[str, str]) -> list[QWidget]:
    """A key and what it does, in turn."""
    return [part for key, does in words.items() for part in (key_hint(key), label(does, "second", "second"))]


def _add_hints(foot: QHBoxLayout, hints: list[QWidget]) -> None:
    for number, part in enumerate(hints):
        foot.addWidget(part)
        if number % 2:
            foot.addSpacing(6)
