"""The plain controls, each made with its name for screen readers and its part in the style sheet."""

from __future__ import annotations

import re
import sys

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QPalette, QPen, QTextOption
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from spoke.ui.fitting import leave_alone
from spoke.ui.icons import draw_icon
from spoke.ui.look import Look
from spoke.ui.mirrored import mirrored, turned
from spoke.ui.wardrobe import go_bare

LEAVES = "leaves"
_LONG_WORD = 2_000
_ICON_GAP = 4
"""What Qt leaves beside a combo's icon, in pixels."""


def label(text: str = "", type_: str = "interface", ink: str = "", *, wrap: bool = False) -> QLabel:
    """Text as it is: what others wrote is never read as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", type_)
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    return made


class Breaking(QLabel):
    """Words beside others: it asks for one line, and breaks only where there is no room for it.

    A label that wraps asks for less, for a block that is not much wider than high, and breaks with room beside it.
    """

    def __init__(self, text: str = "", type_: str = "interface", ink: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        self.setProperty("ink", ink)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:  # noqa: N802
        wide = self.fontMetrics().size(0, self.text()).width() + 1
        return QSize(wide, self.heightForWidth(wide))


class Elided(QLabel):
    """A line that ends with an ellipsis where there is no room for it, and is whole in its tooltip then."""

    def __init__(self, type_: str = "interface", ink: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        self.setProperty("ink", ink)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        least = self.fontMetrics().horizontalAdvance("…") * 3
        return QSize(min(least, super().sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        whole = self.sizeHint().width() <= self.width()
        if whole:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, short)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)


def breakable(text: str) -> str:
    """It may break where an address or a path has a sign, too."""
    return short_words(re.sub(r"([/@:.,_-])(?=\w)", "\\1\N{ZERO WIDTH SPACE}", text))


def short_words(text: str) -> str:
    """A name somebody gave may be one word, and wider than what it stands in: within such a one, too, it may break."""
    return re.sub(r"\w{16}(?=\w{8})", "\\g<0>\N{ZERO WIDTH SPACE}", text)


def chip(look: Look) -> QLabel:
    """A state in a word; its ground is a property `chip`: neutral, ok, bad."""
    made = label()
    made.setProperty("chip", "neutral")
    leave_alone(made)
    look.follow(made, lambda: made.setFixedHeight(look.theme.line("state") + look.theme.px(4)))
    return made


def key_hint(keys: str) -> QLabel:
    made = label(keys)
    made.setProperty("chip", "key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def reink(target: QWidget, **properties: str) -> None:
    """Change properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        target.setProperty(name, value)
    target.style().unpolish(target)
    target.style().polish(target)


class Button(QPushButton):
    """It asks for room for all its words. One that is given less, for a line has no more, ends with an ellipsis."""

    @property
    def least(self) -> int:
        """As narrow as it may be, in pixels."""
        return min(self.sizeHint().width(), 5 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        lacking = self.sizeHint().width() - self.width()
        if lacking <= 0:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        room = metrics.horizontalAdvance(self.text()) - lacking
        option.text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)


class Choice(QComboBox):
    """What is chosen ends with an ellipsis where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that follows the style sheet

    @property
    def least(self) -> int:
        """As narrow as it may be, in pixels."""
        return min(self.sizeHint().width(), 5 * self.fontMetrics().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's does not know how wide the style sheet has the arrow."""
        hint, option = super().sizeHint(), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.rect = QRect(QPoint(), hint)
        words = (self.fontMetrics().horizontalAdvance(self.itemText(number)) for number in range(self.count()))
        return QSize(hint.width() + max(0, max(words, default=0) - self._room(option)), hint.height())

    def _room(self, option: QStyleOptionComboBox) -> int:
        """For words."""
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        iconless = self.itemIcon(self.currentIndex()).isNull()
        return room - (0 if iconless else self.iconSize().width() + _ICON_GAP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self._room(option)
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.currentText(), self)
            return True
        return super().event(event)


def push(text: str, kind: str = "", hint: str = "") -> QPushButton:
    made = Button(text)
    made.setAutoDefault(True)  # Enter presses it, wherever the system's theme lets only Space do that
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setToolTip(hint)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def icon_button(look: Look, icon: str, verb: str, side: int = 32) -> QPushButton:
    """A square button; `verb` is its name, and its tooltip."""
    made = push("", "square", verb)
    made.setAccessibleName(verb)
    made.setFixedSize(side, side)
    made.setIconSize(QSize(16, 16))
    look.dress(made, icon)
    return made


def name_combo(combo: QComboBox, name: str, more: str = "") -> None:
    """On Linux Qt tells a reader what is chosen in place of a combo's name: there the description says both."""
    combo.setAccessibleName(name)
    said = (name, more) if sys.platform == "linux" else (more,)
    combo.setAccessibleDescription(", ".join(filter(None, said)))


def leaves(button: QPushButton) -> QPushButton:
    """Esc with the focus beside it presses it: it ends a form or a question that stands in the page."""
    button.setProperty(LEAVES, True)
    return button


class _Search(QLineEdit):
    """Its icon is painted: that of an action keeps its size at each zoom."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        look.follow(self, self._fit)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        px = self._look.theme.px
        place = QRectF(px(8), (self.height() - px(16)) / 2, px(16), px(16))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_icon(painter, "search", self._look.theme.colour("text.second"), mirrored(place, QRectF(self.rect())))

    def _fit(self) -> None:
        room = self._look.theme.px(24)
        self.setTextMargins(0 if turned() else room, 0, room if turned() else 0, 0)


def search_field(look: Look, what: str) -> QLineEdit:
    made = _Search(look)
    made.setProperty("kind", "search")
    made.setPlaceholderText(what)
    made.setAccessibleName(what)
    made.setFixedHeight(32)
    return made


def hairline() -> QFrame:
    made = QFrame()
    made.setProperty("kind", "hairline")
    made.setFixedHeight(1)
    return made


def ground(token: str, edge: str = "") -> QFrame:
    made = QFrame()
    made.setProperty("ground", token)
    made.setProperty("edge", edge)
    return made


class Card(QFrame):
    """A ground with round corners for what may be large: painted here, it needs no style sheet (`wardrobe`)."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(1, 1, 1, 1)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.mid(), 1))
        painter.setBrush(palette.light())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)


def bare(role: QPalette.ColorRole) -> QFrame:
    made = QFrame()
    go_bare(made, role)
    return made


def break_anywhere(editor: QPlainTextEdit, text: str) -> bool:
    """If there is a very long word in the text that comes: for each line into which Qt breaks one at its end, it goes
    over the rest of it."""
    long = max(map(len, text.split()), default=0) > _LONG_WORD
    if long:
        editor.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
    return long


def put_text(editor: QPlainTextEdit, text: str) -> None:
    long = break_anywhere(editor, text)
    editor.setPlainText(text)
    if not long:  # not before: what is there would be laid out once more
        editor.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def scrolled(inner: QWidget) -> QScrollArea:
    """What has its own lists, in a window that is too small even for their heads: then all of it scrolls."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inner)
    return made
