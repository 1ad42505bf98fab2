"""The turns of one chat as rows. A row is here once it was laid out, so its height is known and never jumps."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt

from spoke.ui.chats.content.ends import BEGUN_ANEW
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.memo import Memo
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.painted.part import Laid
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import later, tr
from spoke.ui.widgets.model_index import Index

ROW = Qt.ItemDataRole.UserRole + 1

_WHO = {"user": later("You"), "assistant": later("Assistant"), "system": later("System"), "tool": later("Tool")}


@dataclass(slots=True)
class TurnRow:
    turn: Turn
    laid: Laid
    width: float
    """Of the column that it was laid out for."""

    memo: Memo = field(default_factory=Memo)


class ConversationModel(QAbstractListModel):
    def __init__(self, context: RowContext) -> None:
        super().__init__()
        self.rows: list[TurnRow] = []
        self._context = context

    def find(self, turn_id: str) -> int:
        """-1 where it is not here."""
        return next((number for number, row in enumerate(self.rows) if row.turn.id == turn_id), -1)

    def put(self, rows: list[TurnRow]) -> None:
        """Show these, at the end; rows before and after the ones that differ are not touched."""
        same = 0
        for now, wanted in zip(self.rows, rows, strict=False):
            if now is not wanted:
                break
            same += 1
        gone = len(self.rows) - same
        added = rows[same:]
        if gone == len(added):
            if added:
                self.rows = rows
                self.dataChanged.emit(self.index(same), self.index(len(rows) - 1))
            return
        if gone:
            self.beginRemoveRows(QModelIndex(), same, len(self.rows) - 1)
            del self.rows[same:]
            self.endRemoveRows()
        if added:
            self.beginInsertRows(QModelIndex(), same, same + len(added) - 1)
            self.rows = rows
            self.endInsertRows()

    def put_before(self, rows: list[TurnRow]) -> None:
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        self.rows = [*rows, *self.rows]
        self.endInsertRows()

    def drop_first(self, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), 0, count - 1)
        del self.rows[:count]
        self.endRemoveRows()

    def changed(self, number: int) -> None:
        self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, round(row.laid.height))
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.turn.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row.turn, self._context)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return tr("C copies, E edits, R answers again, left and right change the branch, the menu key shows more.")
        return None


def spoken(turn: Turn, context: RowContext) -> str:
    """The turn as it is read out, state first."""
    state = tr("Being written") if turn.growing else tr("Interrupted") if turn.cut_off else ""
    who = turn.model or turn.answered_by or tr(_WHO[turn.role])
    if turn.device:
        who = tr("{who} on {device}", who=who, device=turn.device)
    runs = [
        run_view(call, context.records.get(call.run), context.devices.name, turn.device).spoken for call in turn.calls
    ]
    branch = branch_words(turn) if turn.beside else ""
    anew = tr(BEGUN_ANEW.word) if turn.id in context.begun_anew else ""
    files = [attachment.name for attachment in turn.attachments]
    first = ", ".join(part for part in (state, anew, who, past(turn.created_ms, present()), branch, *files) if part)
    text = turn.text.strip()
    return ". ".join(filter(None, (f"{first}: {text}" if text else first, *runs)))


def branch_words(turn: Turn) -> str:
    return tr("Branch {n} of {all}", n=turn.branch, all=len(turn.beside))
