"""How a document of prose looks: our type and inks, spaces between its blocks, room around code."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
    QTextTableCell,
    QTextTableCellFormat,
)

from spoke.ui.chats.painted.markdown import BOXES, LINKS
from spoke.ui.look.mirrored import right_to_left
from spoke.ui.look.theme import Theme

_CELL_X, _CELL_Y = 10, 4
QUOTED = 16
QUOTE = QTextFormat.Property.BlockQuoteLevel
LANGUAGE = QTextFormat.Property.BlockCodeLanguage
_FENCE = QTextFormat.Property.BlockCodeFence
_PART, _LISTED, _HEADING = 10, 4, 16
"""Above a part of a text, an item of a list, a heading; in pixels at 100 %, as all of these."""

_STEP = 32
"""Blocks, rows or fragments between two places where the work can be put aside."""

_HEADINGS = {1: "detail", 2: "subheading", 3: "header"}
CODE_PAD = 3
"""Beside inline code."""

MARK_GAP = 8
"""Between the mark of an item and its text."""

FENCED_PAD = 6
"""Above and below code in a list."""


class ProseStyle:
    """Take all of `steps`. `code` is where inline code stands then: begin and length; `marks`: where items of lists
    begin, each with its number, or none. Qt draws no marks of its own any more."""

    def __init__(self, document: QTextDocument, theme: Theme, *, plain: bool) -> None:
        self._document, self._theme, self._plain = document, theme, plain
        self.code: list[tuple[int, int]] = []
        self.marks: list[tuple[int, str]] = []
        self._lists: dict[int, tuple[QTextList, bool]] = {}
        """By number: each with whether its items have numbers."""

        self._before_fenced = self._before_listed = False

    def steps(self) -> Iterator[None]:
        tables = [each for each in self._document.rootFrame().childFrames() if isinstance(each, QTextTable)]
        from_right = [table for table in tables if _reads_from_right(table)]
        for table in from_right:
            yield from _turned(table)
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        block = self._document.begin()
        while block.isValid():
            yield from self._dress_block(cursor, block)
            block = block.next()
        yield from self._make_room(cursor)
        for each, _ in self._lists.values():
            form = each.format()
            form.setStyle(QTextListFormat.Style.ListStyleUndefined)
            each.setFormat(form)
        cursor.endEditBlock()
        for table in tables:
            yield from self._dress_table(table, from_right=table in from_right)

    def _dress_block(self, cursor: QTextCursor, block: QTextBlock) -> Iterator[None]:
        theme = self._theme
        given = block.blockFormat()
        level, fenced, listed = given.headingLevel(), _fenced(given), block.textList()
        kind = _HEADINGS.get(level, "section") if level else "code" if fenced else "reading"
        form = QTextBlockFormat()
        form.setLineHeight(theme.line(kind), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        gap = 0 if self._plain or not block.position() else self._gap(level, fenced=fenced, listed=bool(listed))
        form.setBottomMargin(theme.px(4) if level else 0)
        if given.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
            form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if given.hasProperty(QUOTE):
            form.setLeftMargin(theme.px(QUOTED) * given.intProperty(QUOTE))
        if fenced:
            gap += 0 if self._before_fenced else theme.px(FENCED_PAD)
            form.setBottomMargin(0 if is_fenced(block.next()) else theme.px(FENCED_PAD))
        if listed and block.text().startswith(BOXES):  # the box is its mark
            listed.remove(block)
            form.setIndent(given.indent() or 1)
            form.setTextIndent(-19 * theme.scale)
        elif listed:
            index = given.objectIndex()
            if index not in self._lists:
                numbered = listed.format().style().value <= QTextListFormat.Style.ListDecimal.value
                self._lists[index] = listed, numbered
            self.marks.append((block.position(), listed.itemText(block) if self._lists[index][1] else ""))
        form.setTopMargin(gap)
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(form)
        if not self._plain:
            yield from self._dress_fragments(cursor, block, theme.font(kind) if level else None, fenced=fenced)
        if block.blockNumber() % _STEP == _STEP - 1:
            yield
        self._before_fenced, self._before_listed = fenced, bool(listed)

    def _gap(self, level: int, *, fenced: bool, listed: bool) -> int:
        if listed and self._before_listed:
            return self._theme.px(_LISTED)
        if fenced and self._before_fenced:
            return 0
        return self._theme.px(_HEADING if level else _PART)

    def _dress_fragments(
        self, cursor: QTextCursor, block: QTextBlock, heading: QFont | None, *, fenced: bool
    ) -> Iterator[None]:
        """All are looked up before one is changed: Qt joins those that look the same from then on, and who goes from
        one to the next comes to one that is gone."""
        fragments: list[tuple[int, int, QTextCharFormat]] = []
        found = block.begin()
        while not found.atEnd():
            fragment = found.fragment()
            fragments.append((fragment.position(), fragment.length(), fragment.charFormat()))
            found += 1
            if len(fragments) % _STEP == 0:
                yield
        for number, (at, length, form) in enumerate(fragments, 1):
            if wanted := self._wanted(form, heading, fenced=fenced):
                cursor.setPosition(at)
                cursor.setPosition(at + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(wanted)
                if form.fontFixedPitch() and not form.isAnchor() and not fenced:
                    self.code.append((at, length))
            if number % _STEP == 0:
                yield

    def _wanted(self, given: QTextCharFormat, heading: QFont | None, *, fenced: bool) -> QTextCharFormat | None:
        code, bold = given.fontFixedPitch() or fenced, given.fontWeight() >= QFont.Weight.Bold
        if not (heading or code or bold or given.isAnchor()):
            return None
        form = QTextCharFormat(given)
        form.clearProperty(QTextFormat.Property.FontSizeAdjustment)  # it would win over the size that we set
        if heading:
            form.setProperty(QTextFormat.Property.FontPixelSize, heading.pixelSize())
            form.setFontWeight(heading.weight())
        if code:
            form.setFontFamilies(self._theme.font("code").families())
            size = (heading or self._theme.font("code" if fenced else "reading")).pixelSize()
            form.setProperty(QTextFormat.Property.FontPixelSize, size if fenced else size - 1)
        elif given.isAnchor():
            allowed = given.anchorHref().lower().startswith(LINKS)
            form.setForeground(self._theme.colour("accent.text" if allowed else "text"))
            form.setFontUnderline(allowed)
        elif bold:
            form.setFontWeight(600)
        return form

    def _dress_table(self, table: QTextTable, *, from_right: bool) -> Iterator[None]:
        form = table.format()
        if from_right:
            form.setAlignment(Qt.AlignmentFlag.AlignRight)
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)  # with room for the lines: `ProseText` draws
        form.setCellPadding(0)
        form.setCellSpacing(0)
        form.setTopMargin(self._theme.px(_PART) if table.firstPosition() > 1 else 2)
        form.setBottomMargin(2)
        form.setWidth(QTextLength())
        table.setFormat(form)
        flat, pad = QTextBlockFormat(), cell_pad(self._theme)
        flat.setTopMargin(0)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                cell.setFormat(_padded(cell.format(), pad))
                cursor = cell.firstCursorPosition()
                side = cursor.blockFormat().alignment()
                if from_right and not side & (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter):
                    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
                flat.setAlignment(side)
                cursor.mergeBlockFormat(flat)
            if row % _STEP == _STEP - 1:
                yield

    def _make_room(self, cursor: QTextCursor) -> Iterator[None]:
        """Beside inline code, so that its ground takes none from the words around it."""
        wider = QTextCharFormat()
        wider.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        wider.setFontLetterSpacing(self._theme.px(CODE_PAD))
        for number, (begin, length) in enumerate(self.code, 1):
            before = begin - 1 if begin > self._document.findBlock(begin).position() else -1
            for last in (before, begin + length - 1):
                if last >= 0:
                    cursor.setPosition(last)
                    cursor.setPosition(last + 1, QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(wider)
            if number % _STEP == 0:
                yield


def _reads_from_right(table: QTextTable) -> bool:
    """As its first head does."""
    return right_to_left(_all_of(table.cellAt(0, 0)).selectedText())


def _turned(table: QTextTable) -> Iterator[None]:
    """Qt lays all tables out from the left: the columns of this one change places."""
    last = table.columns() - 1
    for row in range(table.rows()):
        for column in range(table.columns() // 2):
            pair = _all_of(table.cellAt(row, column)), _all_of(table.cellAt(row, last - column))
            held = [(cursor.selection(), cursor.blockFormat()) for cursor in pair]
            for cursor, (text, form) in zip(pair, reversed(held), strict=True):
                cursor.removeSelectedText()
                cursor.insertFragment(text)
                cursor.setBlockFormat(form)
        if row % _STEP == _STEP - 1:
            yield


def _all_of(cell: QTextTableCell) -> QTextCursor:
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def is_fenced(block: QTextBlock) -> bool:
    """Code in a list or a quotation."""
    return block.isValid() and _fenced(block.blockFormat())


def _fenced(form: QTextBlockFormat) -> bool:
    return form.hasProperty(LANGUAGE) or form.hasProperty(_FENCE)


def cell_pad(theme: Theme) -> QMarginsF:
    """Within the lines around a cell."""
    x, y, up = theme.px(_CELL_X), theme.px(_CELL_Y), raised(theme)
    return QMarginsF(x, y - up, x, y + up)


def raised(theme: Theme) -> int:
    """By how much a text is to stand higher to be in the middle of its ground: Qt puts what makes a line taller than
    its font above its letters."""
    return max(0, theme.line("reading") - theme.metrics("reading").height()) // 2


def _padded(given: QTextCharFormat, pad: QMarginsF) -> QTextTableCellFormat:
    form = given.toTableCellFormat()
    form.setTopPadding(pad.top())
    form.setBottomPadding(pad.bottom())
    form.setLeftPadding(pad.left())
    form.setRightPadding(pad.right())
    return form
