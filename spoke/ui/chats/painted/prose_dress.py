"""How a document of prose looks: our type and inks, spaces between its blocks, room around code."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)

from spoke.ui.chats.painted.markdown import BOXES, LINKS
from spoke.ui.theme import Theme

QUOTE = QTextFormat.Property.BlockQuoteLevel
LANGUAGE = QTextFormat.Property.BlockCodeLanguage
_FENCE = QTextFormat.Property.BlockCodeFence
_PART, _LISTED = 10, 4
_HEADINGS = {1: "detail", 2: "header", 3: "header"}
CODE_PAD = 3
"""Beside inline code."""

FENCED_PAD = 6
"""Above and below code in a list."""


class Dress:
    """`code` is where inline code stands: begin and length."""

    def __init__(self, document: QTextDocument, theme: Theme, *, plain: bool) -> None:
        self._document, self._theme = document, theme
        self.code: list[tuple[int, int]] = []
        self._before_fenced = self._before_listed = False
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            self._dress_block(cursor, block, plain=plain)
            block = block.next()
        self._make_room(cursor)
        cursor.endEditBlock()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def _dress_block(self, cursor: QTextCursor, block: QTextBlock, *, plain: bool) -> None:
        theme = self._theme
        given = block.blockFormat()
        level, fenced, listed = given.headingLevel(), _fenced(given), block.textList()
        kind = _HEADINGS.get(level, "section") if level else "code" if fenced else "reading"
        form = QTextBlockFormat()
        form.setLineHeight(theme.line(kind), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        gap = 0 if plain or not block.position() else self._gap(level, fenced=fenced, listed=bool(listed))
        form.setBottomMargin(4 if level else 0)
        if given.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
            form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if given.hasProperty(QUOTE):
            form.setLeftMargin(16 * given.intProperty(QUOTE))
        if fenced:
            gap += 0 if self._before_fenced else FENCED_PAD
            form.setBottomMargin(0 if is_fenced(block.next()) else FENCED_PAD)
        if listed and block.text().startswith(BOXES):  # the box is its mark
            listed.remove(block)
            form.setIndent(given.indent() or 1)
            form.setTextIndent(-19 * theme.scale)
        form.setTopMargin(gap)
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(form)
        if not plain:
            self._dress_fragments(cursor, block, theme.font(kind) if level else None, fenced=fenced)
        self._before_fenced, self._before_listed = fenced, bool(listed)

    def _gap(self, level: int, *, fenced: bool, listed: bool) -> int:
        if listed and self._before_listed:
            return _LISTED
        if fenced and self._before_fenced:
            return 0
        return 16 if level else _PART

    def _dress_fragments(self, cursor: QTextCursor, block: QTextBlock, heading: QFont | None, *, fenced: bool) -> None:
        found = block.begin()
        while not found.atEnd():
            fragment = found.fragment()
            form = fragment.charFormat()
            wanted = self._wanted(form, heading, fenced=fenced)
            if wanted:
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(wanted)
                if form.fontFixedPitch() and not form.isAnchor() and not fenced:
                    self.code.append((fragment.position(), fragment.length()))
            found += 1

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

    def _dress_table(self, table: QTextTable) -> None:
        form = table.format()
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(self._theme.colour("line")))
        form.setCellPadding(0)
        form.setCellSpacing(0)
        form.setTopMargin(_PART if table.firstPosition() > 1 else 2)
        form.setBottomMargin(2)
        form.setWidth(QTextLength())
        table.setFormat(form)
        flat = QTextBlockFormat()
        flat.setTopMargin(0)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                cell.setFormat(_padded(cell.format()))
                cell.firstCursorPosition().mergeBlockFormat(flat)

    def _make_room(self, cursor: QTextCursor) -> None:
        """Beside inline code, so that its ground takes none from the words around it."""
        wider = QTextCharFormat()
        wider.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        wider.setFontLetterSpacing(CODE_PAD)
        for begin, length in self.code:
            before = begin - 1 if begin > self._document.findBlock(begin).position() else -1
            for last in (before, begin + length - 1):
                if last >= 0:
                    cursor.setPosition(last)
                    cursor.setPosition(last + 1, QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(wider)


def is_fenced(block: QTextBlock) -> bool:
    """Code in a list or a quotation."""
    return block.isValid() and _fenced(block.blockFormat())


def _fenced(form: QTextBlockFormat) -> bool:
    return form.hasProperty(LANGUAGE) or form.hasProperty(_FENCE)


def _padded(given: QTextCharFormat) -> QTextTableCellFormat:
    form = given.toTableCellFormat()
    form.setTopPadding(4)
    form.setBottomPadding(4)
    form.setLeftPadding(10)
    form.setRightPadding(10)
    return form
