"""What is copied of prose: of a line in part the words that are seen, of what is chosen whole what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument, QTextTable

from spoke.ui.chats.content.written import begins, mark, seam

_BETWEEN = re.compile("[\u2028\u2029\ufdd0\ufdd1]")
"""Qt's signs between lines, blocks and cells."""


class _Line(NamedTuple):
    """A block of the document, or a row of a table."""

    begin: int
    end: int
    text: str


def choose(document: QTextDocument, begin: int, end: int) -> QTextCursor:
    """Cells of one table, or what lies between the two. Of a table that is left the rows up to there: Qt takes all of
    it, though it may go on in the next document."""
    first, last = _at(document, begin).currentTable(), _at(document, end).currentTable()
    if first and not last and not _words(document, first.lastPosition() + 1, end).strip():
        begin, end = first.cellAt(first.cellAt(begin).row(), 0).firstPosition(), first.lastPosition()
    elif last and not first and not _words(document, begin, last.firstPosition() - 1).strip():
        row = last.cellAt(end).row()
        begin, end = last.firstPosition(), last.cellAt(row, last.columns() - 1).lastPosition()
    return _at(document, begin, end)


def copied(chosen: QTextCursor, written: str, *, goes_on: bool, headed: bool) -> str:
    """`written`: the Markdown of the whole document, but for the head of its table if it is `headed`. `goes_on`: more
    is chosen before it."""
    document, table = chosen.document(), chosen.currentTable()
    if table is not None and chosen.hasComplexSelection():
        row, rows, column, columns = cast("tuple[int, int, int, int]", chosen.selectedTableCells())
        if columns < table.columns():
            first = max(row, int(headed))
            return "\n".join(_cells(table, each, column, columns) for each in range(first, row + rows))
        begin, end = table.cellAt(row, 0).firstPosition(), table.cellAt(row + rows - 1, columns - 1).lastPosition()
    else:
        begin, end = chosen.selectionStart(), chosen.selectionEnd()
    lines = list(_lines(document))[headed:]
    touched = [number for number, line in enumerate(lines) if line.begin < end and line.end > begin]
    if not touched or (len(touched) == 1 and not goes_on):
        return _words(document, begin, end)
    at = begins(written, [line.text for line in lines])
    if at is None:
        return "\n".join(_words(document, max(lines[each].begin, begin), min(lines[each].end, end)) for each in touched)
    at.append(len(written))
    found = [written[at[each] : at[each + 1]] for each in touched]
    above, below = lines[touched[0]], lines[touched[-1]]
    found[-1] = found[-1].rstrip() if end >= below.end else mark(found[-1]) + _words(document, below.begin, end)
    if begin > above.begin:
        found[0] = _words(document, begin, above.end) + seam(found[0])
    return "".join(found)


def _lines(document: QTextDocument) -> Iterator[_Line]:
    """Those that say something."""
    block = document.begin()
    while block.isValid():
        if table := QTextCursor(block).currentTable():
            yield from _rows(table)
            block = document.findBlock(table.lastPosition())
        elif text := block.text():
            yield _Line(block.position(), block.position() + block.length() - 1, text)
        block = block.next()


def _rows(table: QTextTable) -> Iterator[_Line]:
    last = table.columns() - 1
    for row in range(table.rows()):
        text = "|".join(_texts(table, row, 0, table.columns())).rstrip("|")
        yield _Line(table.cellAt(row, 0).firstPosition(), table.cellAt(row, last).lastPosition(), text)


def _cells(table: QTextTable, row: int, column: int, columns: int) -> str:
    return "| " + " | ".join(_texts(table, row, column, columns)) + " |"


def _texts(table: QTextTable, row: int, column: int, columns: int) -> list[str]:
    """Of these cells, as they were written: from the left, even where they are shown from the right."""
    document = table.document()
    cells = [table.cellAt(row, each) for each in range(column, column + columns)]
    if table.format().alignment() & Qt.AlignmentFlag.AlignRight:
        cells.reverse()
    return [document.findBlock(cell.firstPosition()).text() for cell in cells]


def _words(document: QTextDocument, begin: int, end: int) -> str:
    return _BETWEEN.sub("\n", _at(document, begin, end).selectedText())


def _at(document: QTextDocument, begin: int, end: int | None = None) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(begin)
    if end is not None:
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor
