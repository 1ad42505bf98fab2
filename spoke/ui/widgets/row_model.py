"""Rows as data: what each says, and the model that lists show them from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QStringListModel, Qt

from spoke.ui.widgets.model_index import Index

ROW = Qt.ItemDataRole.UserRole + 1


Marks = tuple[tuple[int, int], ...]
"""Where in a text what was sought begins and ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is empty for the head of a section. Icons are names; inks are colour tokens."""

    key: str
    title: str
    second: str = ""
    """A head has one only where its list is empty: it says what will be here."""

    second_icon: str = ""
    second_ink: str = "text.second"
    icon: str = ""
    side: str = ""
    side_icon: str = ""
    side_ink: str = "text.third"
    """A state that stands in place of the time has an icon and an ink of its own, and is read first."""

    badges: tuple[tuple[str, str], ...] = ()
    """Small icons before the time, each with what it means."""

    opens_list: bool = False
    """It leads to other rows: only Enter or a click goes there, else nobody could move past it by keys."""

    fixed: bool = False
    """The title is code."""

    marks: Marks = ()
    second_marks: Marks = ()
    """Begin and end of what was sought, in title and second line."""

    @property
    def spoken(self) -> str:
        """The row as it is read out, state first: what has an icon of its own is one."""
        badges = [words for _, words in self.badges]
        first, last = (self.side, "") if self.side_icon else ("", self.side)
        texts = (self.second, self.title) if self.second_icon else (self.title, self.second)
        return ", ".join(part for part in (first, *texts, *badges, last) if part)


class RowModel(QStringListModel):
    """Qt asks how many rows there are for each row that it lays out or paints. So it keeps their number itself, in a
    list of empty strings: asked in Python, a layout of thousands of rows would take longer than a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Rows with the same keys in the same places only change what they say."""
        same = [row.key for row in rows] == [row.key for row in self.rows]
        self.rows = rows
        if same:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.setStringList([""] * len(rows))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole and row.key:
            return "\n".join(part for part in (row.title, row.second) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.rows[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def find(self, key: str) -> QModelIndex:
        for number, row in enumerate(self.rows):
            if row.key == key:
                return self.index(number)
        return QModelIndex()
