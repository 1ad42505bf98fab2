"""A choice among few, all of them in sight: a segmented control, in a column where a line has no room for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QPushButton, QSizePolicy, QWidget

from spoke.ui.widgets.buttons import Button
from spoke.ui.widgets.surfaces import restyle

_IN_LINE, _IN_COLUMN = ("first", "middle", "last"), ("top", "between", "bottom")


class _Segment(Button):
    """Its words are bold while it is chosen, which the style sheet does and `QPushButton` leaves no room for."""

    def sizeHint(self) -> QSize:  # noqa: N802
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)


class Segmented(QWidget):
    """`chosen` says the number of the one that a person chose."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], chosen: int = 0) -> None:
        super().__init__()
        self._count = len(words)
        self._group = QButtonGroup(self)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        for number, text in enumerate(words):
            button = self._segment(text, number)
            self._group.addButton(button, number)
            self._line.addWidget(button, 1)
        self._group.idClicked.connect(self.chosen)
        self.choose(chosen)

    def sizeHint(self) -> QSize:  # noqa: N802
        """All are as wide as the widest. The width is the same in a line and in a column: else one would ask for the
        other without end."""
        widest = max(button.sizeHint().width() for button in self.buttons)
        return QSize(widest * self._count, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        directions = QBoxLayout.Direction
        short = event.size().width() < self.sizeHint().width()
        wanted = directions.TopToBottom if short else directions.LeftToRight
        if wanted != self._line.direction():
            self._line.setDirection(wanted)
            for number in range(self._count):
                restyle(self._group.button(number), place=self._place(number))
        super().resizeEvent(event)

    def _place(self, number: int) -> str:
        places = _IN_LINE if self._line.direction() == QBoxLayout.Direction.LeftToRight else _IN_COLUMN
        return places[0 if number == 0 else 2 if number == self._count - 1 else 1]

    @property
    def buttons(self) -> list[QPushButton]:
        return self.findChildren(QPushButton)

    @property
    def current(self) -> int:
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        self._group.button(number).setChecked(True)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """To the one that is chosen. A focus proxy would be a place of its own in the order of Tab."""
        self._group.button(self.current).setFocus(reason)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        for button in self._group.buttons():
            button.setAccessibleName(f"{name}: {button.text()}")

    def _segment(self, text: str, number: int) -> QPushButton:
        button = _Segment(text)
        button.setProperty("kind", "segment")
        button.setAccessibleName(text)
        button.setProperty("place", self._place(number))
        button.setCheckable(True)
        button.setAutoExclusive(True)  # to a screen reader it is one of several, and no box to check
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumSize(1, 30)  # with less room than their words ask for, they end with an ellipsis
        return button
