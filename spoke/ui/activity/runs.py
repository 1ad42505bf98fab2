"""The runs of this device as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from spoke.node.bodies.runs import RunSummary
from spoke.ui.clock import local
from spoke.ui.look import Look

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Time", "State", "What", "Asked by", "Took", "Memory")
_FIGURES = (4, 5)
_MIB = 1024 * 1024


class RunModel(QAbstractTableModel):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.runs: list[RunSummary] = []

    def show(self, runs: list[RunSummary]) -> None:
        self.beginResetModel()
        self.runs = runs
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run, column = self.runs[index.row()], index.column()
        theme = self._look.theme
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return cells(run)[column]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(column)
            case Qt.ItemDataRole.FontRole:
                return theme.font({1: "state", 2: "code"}.get(column, "second"))
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour(_ink(run, column))
            case Qt.ItemDataRole.DecorationRole if column == 1:
                return self._look.icon("check" if run.ok else "cross", _ink(run, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(cells(run)[place] for place in (1, 2, 0, 3, 4)) if column == 0 else cells(run)[column]
        return None


def cells(run: RunSummary) -> tuple[str, ...]:
    """What a row says; a figure that was not measured is a dash."""
    memory = run.peak_memory_bytes
    return (
        f"{local(run.started_ms):%H:%M:%S}",
        "Ran" if run.ok else "Failed",
        run.title,
        "You" if run.principal == "person" else run.principal,
        took(run.elapsed_ms),
        f"{memory / _MIB:.0f} MB" if memory else "–",
    )


def took(ms: float) -> str:
    if ms >= 10_000:
        return f"{ms / 1000:.1f} s"
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"


def _ink(run: RunSummary, column: int) -> str:
    if column == 1:
        return "ok" if run.ok else "bad"
    return "text" if column == 2 else "text.second"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _FIGURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
