"""What a device offers, and to whom: a table with one combo a function."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from spoke.node.bodies.runs import Figures
from spoke.node.bodies.skills import Exposure, Function, Skill
from spoke.ui.devices.exposure_model import (
    EFFECT,
    EXPOSURE,
    FUNCTION,
    LEVELS,
    RUNS,
    FunctionModel,
    level_means,
    second_line,
)
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import WITH_WORDS, Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.widgets.choice import Choice, name_combo
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_table import RowTable, mark_selected
from spoke.ui.widgets.row_text import write

_WIDTHS = {EFFECT: 104, EXPOSURE: 162, RUNS: 52}
"""In pixels at 100 %. What a function changes takes two lines where it needs them."""

_ROW = 48
INSET = 8
"""In pixels at 100 %: of the text in the first column."""

_AT_ONCE = 3
_NARROW = 480


class ExposureTable(RowTable):
    """`exposed` carries SKILL.FUNCTION and the level that was chosen. Combos exist for the rows in sight only."""

    exposed = Signal(str, str)

    def __init__(self, look: Look) -> None:
        self._less_only = ""
        self._functions = FunctionModel(look)
        super().__init__(look, self._functions, tr("Functions it offers"), row=_ROW, stretched=FUNCTION, widths=_WIDTHS)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._build)
        self.setItemDelegateForColumn(FUNCTION, _TwoLines(look, self))
        self.setWordWrap(True)
        self.setProperty("kind", "lined")
        self.verticalScrollBar().valueChanged.connect(self._build)

    def show_functions(
        self, functions: list[tuple[Skill, Function]], figures: Mapping[str, Figures], less_only: str
    ) -> None:
        """`less_only`: why no more can be allowed from here; empty where it can."""
        if (functions, less_only) == (self._functions.functions, self._less_only):
            self._functions.figure(figures)
            return
        same = less_only == self._less_only and _paths(functions) == _paths(self._functions.functions)
        self._less_only = less_only
        if same:
            self._functions.change(functions, figures)
            self.show_again()
        else:
            self._functions.show(functions, figures)
            self._build()

    @property
    def functions(self) -> list[Function]:
        return [function for _, function in self._functions.functions]

    def level(self, path: str) -> Exposure | None:
        """What holds for a function that is shown."""
        return next((each.exposure for each in self.functions if each.info.path == path), None)

    def show_again(self) -> None:
        """What holds, where something else was chosen and is not done. A combo with the focus keeps it."""
        for row, function in enumerate(self.functions):
            if combo := self.combo(row):
                self._set_level(combo, function.exposure)

    def combo(self, row: int) -> QComboBox | None:
        held = self.indexWidget(self._functions.index(row, EXPOSURE))
        return held.findChild(QComboBox) if held else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and the space bar open the combo of the current row: those out of sight are reached by arrows."""
        combo = self.combo(self.currentIndex().row()) if self.currentIndex().isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and combo and combo.isEnabled():
            combo.setFocus(Qt.FocusReason.TabFocusReason)
            combo.showPopup()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._build()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._build()

    def _build(self) -> None:
        """Combos for the rows in sight, a few at a time: each costs about two milliseconds."""
        if not self.isVisible() or not self._functions.functions:
            return
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        in_sight = range(first, (last if last >= 0 else len(self._functions.functions) - 1) + 1)
        bare = [row for row in in_sight if self.indexWidget(self._functions.index(row, EXPOSURE)) is None]
        for row in bare[:_AT_ONCE]:
            self._put_combo(row)
        if len(bare) > _AT_ONCE:
            self._rest.start()

    def _put_combo(self, row: int) -> None:
        """Tab comes to it after the one above."""
        held = self._combo(self._functions.functions[row][1])
        self.setIndexWidget(self._functions.index(row, EXPOSURE), held)
        above = (self.combo(number) for number in range(row - 1, -1, -1))
        put_after(next(filter(None, above), self), held)

    def _combo(self, function: Function) -> QWidget:
        made = Choice()
        made.setProperty("kind", "filter")
        made.setIconSize(WITH_WORDS)
        path = function.info.path
        for number, (level, icon, word) in enumerate(LEVELS):
            made.addItem(self._look.icon(icon, words=True), tr(word), level)
            made.setItemData(number, level_means(level), Qt.ItemDataRole.ToolTipRole)
        self._set_level(made, function.exposure)
        name_combo(made, tr("{function}, called by others", function=path), self._less_only)
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
        combo.setToolTip(" ".join(filter(None, (level_means(exposure), self._less_only))))
        if self._less_only and isinstance(items, QStandardItemModel):
            for number in range(now):
                items.item(number).setEnabled(False)
                items.item(number).setToolTip(self._less_only)

    def measure(self) -> None:
        super().measure()
        self._functions.show_again()
        self._build()

    def fit(self) -> None:
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
            mark_selected(painter, theme, option)
        top = box.top() + (box.height() - theme.line("code") - theme.line("second")) // 2
        lines = ((function.info.path, "code", "text"), (second_line(skill, function), "second", "text.second"))
        for text, kind, ink in lines:
            place = QRect(box.left(), top, box.width(), theme.line(kind))
            write(painter, theme, Mirror(place, option.direction), place, text, kind, ink)
            top += theme.line(kind)
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, theme.colour("line"))


def _paths(functions: list[tuple[Skill, Function]]) -> list[str]:
    return [function.info.path for _, function in functions]
