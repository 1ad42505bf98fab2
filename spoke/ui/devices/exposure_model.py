"""What a device offers, and to whom, as a table's rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt

from spoke.node.bodies.runs import Figures
from spoke.node.bodies.skills import Exposure, Function, Skill
from spoke.ui.i18n.figures import figure
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.skills.reach import EFFECTS
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.table_model import TableModel

COLUMNS = (later("Function"), later("Effect"), later("Called by others"), later("24 h"))
FUNCTION, EFFECT, EXPOSURE, RUNS = range(4)
LEVELS: tuple[tuple[Exposure, str, str], ...] = (
    ("allow", "check", later("Allow")),
    ("read", "eye", later("Read only")),
    ("ask", "question", later("Ask each time")),
    ("never", "denied", later("Never")),
)
"""Each allows less than the one before."""

_MEANS: dict[Exposure, str] = {
    "allow": later("Your other devices, the assistant and code call it without asking you."),
    "read": later("Others call it while it can change and send nothing; else you are asked."),
    "ask": later("You are asked each time that another device, the assistant or code calls it."),
    "never": later("Your other devices, the assistant and code do not even see it."),
}


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
                return f"{level_word(function.exposure)}, {path}, {second_line(skill, function)}"
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == EXPOSURE:
                return level_word(function.exposure)
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

    def show_again(self) -> None:
        """All of it, in the look as it is now."""
        self.show(self.functions, self._figures)


def second_line(skill: Skill, function: Function) -> str:
    first = (function.info.description.strip().splitlines() or [tr("No description")])[0]
    return f"{first} · {tr('trusted, host skill')}" if skill.trusted else first


def level_means(level: Exposure) -> str:
    return tr(_MEANS[level])


def level_word(level: Exposure) -> str:
    return tr(next(word for name, _, word in LEVELS if name == level))
