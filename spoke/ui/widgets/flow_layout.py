"""A layout that breaks its items into lines where one is not wide enough, as words are."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from spoke.ui.widgets.buttons import Button
from spoke.ui.widgets.choice import Choice

_NEITHER = Qt.Orientation(0)

_Line = list[tuple[QLayoutItem, QSize]]


def _least(item: QLayoutItem) -> int:
    """A control that is wider than a line is the only one in it, and its words end with an ellipsis."""
    widget = item.widget()
    if isinstance(widget, Button | Choice):
        return min(item.sizeHint().width(), widget.least)
    return item.minimumSize().width()


class FlowLayout(QLayout):
    """It asks for all in one line, and goes with as much as its widest item needs. What is hidden takes no room."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        self._items: list[QLayoutItem] = []
        self._hint: QSize | None = None
        self._least: QSize | None = None
        self._lines: dict[int, list[_Line]] = {}
        self._heights: dict[int, int] = {}
        """Both by width. Qt asks many times for all of these, and says with `invalidate` when they may be others."""

        self.whole = False
        """It does not go with less than one line for all: what stands beside it does."""

        self.ends = 0
        """So many of the last stand at the end of their line."""

        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self.setSpacing(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._hint = self._least = None
        self._lines.clear()
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return _NEITHER

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), really=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            rect = rect.adjusted(0, max(0, rect.height() - self.heightForWidth(rect.width())) // 2, 0, 0)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        if self._hint is None:
            sizes = [item.sizeHint() for item in self._shown()]
            wide = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
            self._hint = QSize(wide, max((size.height() for size in sizes), default=0))
        return self._hint

    def minimumSize(self) -> QSize:  # noqa: N802
        return self.sizeHint() if self.whole else self.least()

    def least(self) -> QSize:
        if self._least is None:
            size = QSize()
            for item in self._shown():
                size = size.expandedTo(QSize(_least(item), item.minimumSize().height()))
            self._least = size
        return self._least

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, really: bool) -> int:
        """The height that it takes. In a line things stand around its middle."""
        y = rect.y()
        first_at_end = self._items[-self.ends] if self.ends else None
        for line in self._lines_in(rect.width()):
            high = max(size.height() for _, size in line)
            x = rect.x()
            for item, size in line:
                if item is first_at_end:
                    x += rect.width() - sum(each.width() for _, each in line) - self.spacing() * (len(line) - 1)
                if really:
                    box = QRect(QPoint(x, y + (high - size.height()) // 2), size)
                    item.setGeometry(self._mirrored(rect, box))
                x += size.width() + self.spacing()
            y += high + self.spacing()
        return max(0, y - rect.y() - self.spacing())

    def _lines_in(self, width: int) -> list[_Line]:
        if width not in self._lines:
            self._lines[width] = list(self._broken(width))
        return self._lines[width]

    def _broken(self, width: int) -> Iterator[_Line]:
        line: _Line = []
        left = -1
        for item in self._shown():
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(width, _least(item))))
            if item.hasHeightForWidth():
                size.setHeight(item.heightForWidth(size.width()))
            if size.width() > left:
                if line:
                    yield line
                line, left = [], width
            line.append((item, size))
            left -= size.width() + self.spacing()
        if line:
            yield line

    def _mirrored(self, rect: QRect, box: QRect) -> QRect:
        held = self.parentWidget()
        return QStyle.visualRect(held.layoutDirection(), rect, box) if held else box
