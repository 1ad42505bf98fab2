"""What a device offers, and to whom: a table with one combo a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from spoke.node.bodies.runs import Figures
from spoke.node.bodies.skills import Exposure, Function, Skill
from spoke.ui.i18n.figures import figure
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.skills.reach import EFFECTS
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.choice import Choice, name_combo
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_focus import ring_row, stand
from spoke.ui.widgets.row_text import write
from spoke.ui.widgets.table_model import TableModel

COLUMNS = (later("Function"), later("Effect"), later("Exposure"), later("24 h"))
FUNCTION, EFFECT, EXPOSURE, RUNS = range(4)
LEVELS: tuple[tuple[Exposure, str, str], ...] = (
    ("allow", "check", later("Allow")),
    ("read", "eye", later("Read only")),
    ("ask", "question", later("Ask each time")),
    ("never", "denied", later("Never")),
)
"""Each allows less than the one before."""

_WIDTHS = {EFFECT: 92, EXPOSURE: 162, RUNS: 52}
_ROW = 48
INSET = 8
"""In pixels at 100 %: of the text in the first column."""

_AT_ONCE = 3
_NARROW = 480


class FunctionModel(TableModel):
    columns = COLUMNS
    numbers = (RUNS,)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.functions: list[tuple[Skill, Function]] = []
        self._figures: Mapping[str, Figures] = {}

    def show(self, functions: list[tuple[Skill, Function]], figures: Mapping[str, Figures]) -> None:
        self.beginResetModel()
        self.functions, self._figures = functions, figures
        self.endResetModel()

    def change(self, functions: list[tuple[Skill, Function]], figures: Mapping[str, Figures]) -> None:
        """What is known of the same functions."""
        self.functions, self._figures = functions, figures
        self.dataChanged.emit(self.index(0, 0), self.index(len(functions) - 1, len(COLUMNS) - 1))

    def figure(self, figures: Mapping[str, Figures]) -> None:
        """How often each ran; all else stays."""
        if figures != self._figures and self.functions:
            self._figures = figures
            self.dataChanged.emit(self.index(0, RUNS), self.index(len(self.functions) - 1, RUNS))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.functions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        skill, function = self.functions[index.row()]
        path = function.info.path
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._cell(index.column(), skill, function)
            case Qt.ItemDataRole.ToolTipRole if index.column() == FUNCTION:
                return f"{path}\n{function.info.description.strip()}".strip()
            case Qt.ItemDataRole.ToolTipRole:
                return self._cell(index.column(), skill, function)
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == FUNCTION:
                return f"{_word(function.exposure)}, {path}, {second_line(skill, function)}"
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == EXPOSURE:
                return _word(function.exposure)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.FontRole:
                return self._look.theme.font("second")
            case Qt.ItemDataRole.ForegroundRole:
                return self._look.theme.colour("text.second")
        return None

    def _cell(self, column: int, skill: Skill, function: Function) -> str:
        if column == EFFECT:
            effect = EFFECTS[function.info.effect]
            return tr(effect) if effect else tr("None")
        if column == RUNS:
            found = self._figures.get(function.info.path)
            return figure(found.runs if found else 0)
        return "" if column == EXPOSURE else function.info.path


class ExposureTable(QTableView):
    """`exposed` carries SKILL.FUNCTION and the level that was chosen. Combos exist for the rows in sight only."""

    exposed = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._less_only = ""
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._build)
        self._model = FunctionModel(look)
        self.setModel(self._model)
        self._model.modelReset.connect(lambda: stand(self))
        self.setItemDelegateForColumn(FUNCTION, _TwoLines(look, self))
        self.setAccessibleName(tr("Functions it offers"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setProperty("kind", "lined")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(FUNCTION, QHeaderView.ResizeMode.Stretch)
        self.verticalScrollBar().valueChanged.connect(self._build)
        look.follow(self, self._measure)

    def show_functions(
        self, functions: list[tuple[Skill, Function]], figures: Mapping[str, Figures], less_only: str
    ) -> None:
        """`less_only`: why no more can be allowed from here; empty where it can."""
        if (functions, less_only) == (self._model.functions, self._less_only):
            self._model.figure(figures)
            return
        same = less_only == self._less_only and _paths(functions) == _paths(self._model.functions)
        self._less_only = less_only
        if same:
            self._model.change(functions, figures)
            self.show_again()
        else:
            self._model.show(functions, figures)
            self._build()

    @property
    def functions(self) -> list[Function]:
        return [function for _, function in self._model.functions]

    def level(self, path: str) -> Exposure | None:
        """What holds for a function that is shown."""
        return next((each.exposure for each in self.functions if each.info.path == path), None)

    def show_again(self) -> None:
        """What holds, where something else was chosen and is not done. A combo with the focus keeps it."""
        for row, function in enumerate(self.functions):
            if combo := self.combo(row):
                self._set_level(combo, function.exposure)

    def combo(self, row: int) -> QComboBox | None:
        held = self.indexWidget(self._model.index(row, EXPOSURE))
        return held.findChild(QComboBox) if held else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and the space bar open the combo of the current row: those out of sight are reached by arrows."""
        combo = self.combo(self.currentIndex().row()) if self.currentIndex().isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and combo and combo.isEnabled():
            combo.setFocus(Qt.FocusReason.TabFocusReason)
            combo.showPopup()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        stand(self)
        super().focusInEvent(event)
        tell_row(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        ring_row(self, self._look)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)
        self._build()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._build()

    def _build(self) -> None:
        """Combos for the rows in sight, a few at a time: each costs about two milliseconds."""
        if not self.isVisible() or not self._model.functions:
            return
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        in_sight = range(first, (last if last >= 0 else len(self._model.functions) - 1) + 1)
        bare = [row for row in in_sight if self.indexWidget(self._model.index(row, EXPOSURE)) is None]
        for row in bare[:_AT_ONCE]:
            self._put_combo(row)
        if len(bare) > _AT_ONCE:
            self._rest.start()

    def _put_combo(self, row: int) -> None:
        """Tab comes to it after the one above."""
        held = self._combo(self._model.functions[row][1])
        self.setIndexWidget(self._model.index(row, EXPOSURE), held)
        above = (self.combo(number) for number in range(row - 1, -1, -1))
        put_after(next(filter(None, above), self), held)

    def _combo(self, function: Function) -> QWidget:
        made = Choice()
        made.setProperty("kind", "filter")
        path = function.info.path
        for level, icon, word in LEVELS:
            made.addItem(self._look.icon(icon), tr(word), level)
        self._set_level(made, function.exposure)
        made.setToolTip(self._less_only)
        name_combo(made, tr("Exposure of {function}", function=path), self._less_only)
        made.activated.connect(lambda _: self.exposed.emit(path, made.currentData()))
        made.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]  # the table scrolls under it
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(made)
        return held

    def _set_level(self, combo: QComboBox, exposure: Exposure) -> None:
        """On another device no more can be allowed."""
        now, items = [level for level, _, _ in LEVELS].index(exposure), combo.model()
        combo.setCurrentIndex(now)
        if self._less_only and isinstance(items, QStandardItemModel):
            for number in range(now):
                items.item(number).setEnabled(False)
                items.item(number).setToolTip(self._less_only)

    def _measure(self) -> None:
        px = self._look.theme.px
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.horizontalHeader().setFixedHeight(px(32))
        for column, width in _WIDTHS.items():
            self.horizontalHeader().resizeSection(column, px(width))
        self._fit()
        self._model.show(self._model.functions, self._model._figures)
        self._build()

    def _fit(self) -> None:
        px, wide = self._look.theme.px, self.viewport().width()
        for column in (EFFECT, RUNS):
            self.setColumnHidden(column, wide < px(_NARROW))
        self.horizontalHeader().resizeSection(EXPOSURE, min(px(_WIDTHS[EXPOSURE]), wide // 2))


class _TwoLines(QStyledItemDelegate):
    """The function's path, and under it the first line of what it says it does."""

    def __init__(self, look: Look, parent: ExposureTable) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, FunctionModel)
        skill, function = model.functions[index.row()]
        theme = self._look.theme
        box = option.rect.adjusted(theme.px(INSET), 0, -theme.px(12), 0)
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_Active:
            painter.fillRect(option.rect, theme.colour("accent.soft"))
            bar = QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())
            painter.fillRect(Mirror(option.rect, option.direction).box(bar), theme.colour("accent"))
        top = box.top() + (box.height() - theme.line("code") - theme.line("second")) // 2
        lines = ((function.info.path, "code", "text"), (second_line(skill, function), "second", "text.second"))
        for text, kind, ink in lines:
            place = QRect(box.left(), top, box.width(), theme.line(kind))
            write(painter, theme, Mirror(place, option.direction), place, text, kind, ink)
            top += theme.line(kind)
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, theme.colour("line"))


def second_line(skill: Skill, function: Function) -> str:
    first = (function.info.description.strip().splitlines() or [tr("No description")])[0]
    return f"{first} · {tr('trusted, host skill')}" if skill.trusted else first


def _paths(functions: list[tuple[Skill, Function]]) -> list[str]:
    return [function.info.path for _, function in functions]


def _word(level: Exposure) -> str:
    return tr(next(word for name, _, word in LEVELS if name == level))
