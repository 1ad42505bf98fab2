"""What the pages of the settings are made of: groups of rows, a label at the left and its control at the right."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QBoxLayout, QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.choice import name_combo
from spoke.ui.widgets.column_page import ColumnPage
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import put_last_in
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.layouts import clear_layout, make_ready
from spoke.ui.widgets.surfaces import Card
from spoke.ui.work.refresh import Refresh

_WIDEST, _NUMBER = 680, 136
W = TypeVar("W", bound=QWidget)


class SettingRow(QFrame):
    """The controls take their names from the title where they have none. `ends`: so many of them stand at the end of
    the row, under those of the row above, under the words too."""

    def __init__(self, title: str, second: str, controls: tuple[QWidget, ...], ends: int = 0) -> None:
        super().__init__()
        self.title, self.second = label(title, "button", wrap=True), label(second, "second", "second", wrap=True)
        if not second:
            self.second.hide()  # to be shown before it is put somewhere would make it a window of its own
        texts = self._texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch()
        texts.addWidget(self.title)
        texts.addWidget(self.second)
        texts.addStretch()
        self._controls = FlowLayout(gap=8)
        self._controls.whole = True
        self._controls.ends = ends
        for control in controls:
            if not control.accessibleName():
                control.setAccessibleName(title)
            if isinstance(control, QAbstractSpinBox):
                control.setMinimumWidth(_NUMBER)  # under each other they are of one width
            self._controls.addWidget(control)
        self._described = controls
        self.describe()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(16, 10, 16, 10)
        self._line.setSpacing(12)
        self._line.addLayout(texts, 1)
        self._line.addLayout(self._controls)
        self._line.setAlignment(self._controls, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With the controls under the words, whichever way they stand now."""
        margins = self._line.contentsMargins()
        wide = max(self._texts.minimumSize().width(), self._controls.least().width())
        return QSize(wide + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Its controls may ask for another width: another text, another zoom."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Controls that would leave the words no room stand under them: less than half, or than they need."""
        margins, line = self._line.contentsMargins(), self.width() - self._line.spacing()
        room = line - margins.left() - margins.right() - self._controls.sizeHint().width()
        words = (part.fontMetrics().horizontalAdvance(part.text()) for part in (self.title, self.second))
        below = room < max(min(max(words), line / 2 - margins.left()), self._texts.minimumSize().width())
        wanted = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if wanted == self._line.direction():
            return  # to set it anew would ask for a layout, and so for this again
        self._controls.whole = not below
        self._line.setDirection(wanted)
        self._line.setStretch(0, 0 if below else 1)
        self._line.setAlignment(self._controls, Qt.AlignmentFlag(0) if below else Qt.AlignmentFlag.AlignVCenter)

    def say(self, title: str, second: str = "") -> None:
        self.title.setText(title)
        self.second.setText(second)
        self.describe()
        if self.second.isHidden() == bool(second):  # what is said to be shown lays out the whole page each time
            self.second.setVisible(bool(second))

    def describe(self) -> None:
        """Who comes to a control hears what is written beside it."""
        for control in self._described:
            if isinstance(control, QComboBox):
                name_combo(control, self.title.text(), self.second.text())
            else:
                control.setAccessibleDescription(self.second.text())


class _Rows(Card):
    """With a hairline above each row that is shown, but for the first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter, items = QPainter(self), map(self.rows.itemAt, range(self.rows.count()))
        shown = [item.geometry() for item in items if item and not item.isEmpty()]
        for row in shown[1:]:
            painter.fillRect(row.left(), row.top() - 1, row.width(), 1, self.palette().mid())


class Group(QWidget):
    """A head, and under it a card of rows."""

    def __init__(self, head: str = "", note: str = "") -> None:
        super().__init__()
        self._card = _Rows()
        self._rows = self._card.rows
        self.note = label(note, "second", "third", wrap=True)
        if not note:
            self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(8)
        if head:
            column.addWidget(label(head, "section", wrap=True))
        column.addWidget(self._card)
        column.addWidget(self.note)

    def row(self, title: str, second: str = "", *controls: QWidget) -> SettingRow:
        made = SettingRow(title, second, controls)
        self.add(made)
        return made

    def make_ready(self, row: QWidget) -> None:
        """One that is added later, and shown then."""
        make_ready(row, self._card)

    def add(self, row: QWidget) -> None:
        self._rows.addWidget(row)
        put_last_in(self, row)

    def clear(self) -> None:
        clear_layout(self._rows)


def below(gap: int, made: QWidget) -> QWidget:
    """With room above it, in pixels at 100 %."""
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, gap, 0, 0)
    column.addWidget(made)
    return held


class SettingsPage(ColumnPage):
    """A title, what the page is about, then groups."""

    def __init__(self, services: Services, title: str, second: str, *, reads: bool = True) -> None:
        """`reads`: it asks the node for what it shows."""
        super().__init__(services.look, title, second, _WIDEST, 2)
        self._again = Refresh(services.tasks, self.read, tr("Reading the settings")) if reads else None
        self.body.addStretch(1)

    def build(self) -> Building:
        yield

    def group(self, head: str = "", note: str = "") -> Group:
        return self.put(Group(head, note))

    def put(self, made: W, gap: int = 0) -> W:
        """`gap`: above it, in pixels at 100 %."""
        self.body.insertWidget(self.body.count() - 1, below(gap, made) if gap else made)
        return made

    def shown(self) -> None:
        """The page came up: read what it shows."""
        if self._again:
            self._again.ask()

    def keep_typed(self) -> None:
        """Another page is opened, or the window closes."""

    async def read(self) -> None:
        """What it shows, from the node."""

    @property
    def text(self) -> str:
        """All that it says, for who looks for a setting by a word."""
        return " ".join(each.text() for each in self.findChildren(QLabel)).lower()
