"""A stretch of Markdown as a document of Qt: our type and inks, nothing fetched, tags shown as the text they are."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QFont,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
)

from spoke.ui.theme import Theme

_MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_PICTURE = re.compile(r"(`+[^`]*`+|\\!)|!\[")
_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)", re.MULTILINE)
_PART, _LISTED = 10, 4
_LINKS = ("http://", "https://", "mailto:")
_HEADINGS = {1: "detail", 2: "header", 3: "header"}
_QUOTE = QTextFormat.Property.BlockQuoteLevel
_LANGUAGE = QTextFormat.Property.BlockCodeLanguage
_FENCE = QTextFormat.Property.BlockCodeFence


class _Closed(QTextDocument):
    """Fetches nothing, from nowhere."""

    def loadResource(self, _type: int, _name: QUrl | str) -> Any:  # noqa: N802
        return None


class ProseText:
    """`plain`: shown as it was typed."""

    def __init__(self, text: str, theme: Theme, width: float, *, plain: bool = False) -> None:
        self._theme = theme
        self._document = _Closed()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(theme.font("reading"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._document.setIndentWidth(22)
        if plain:
            self._document.setPlainText(text)
        else:
            self._document.setMarkdown(_shown(text), _MARKDOWN)
        self._code: list[tuple[int, int]] = []
        self._dress(plain)
        self._document.setTextWidth(width)
        size = self._document.size()
        self.height = size.height()
        self.width = self._document.idealWidth()
        self._grounds = [rect for begin, length in self._code for rect in self._rects(begin, length)]

    @property
    def text(self) -> str:
        return self._document.toPlainText()

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, chosen: tuple[int, int] | None = None) -> None:
        painter.save()
        painter.translate(at)
        self._paint_grounds(painter)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        context.palette = palette
        context.clip = clip.translated(-at)
        if chosen:
            cursor = QTextCursor(self._document)
            cursor.setPosition(chosen[0])
            cursor.setPosition(chosen[1], QTextCursor.MoveMode.KeepAnchor)
            selection = QAbstractTextDocumentLayout.Selection()
            selection.cursor = cursor
            selection.format.setBackground(self._theme.colour("accent.soft"))
            context.selections = [selection]
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def position(self, at: QPointF) -> int:
        return self._document.documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit)

    def link(self, at: QPointF) -> str:
        """The address under the point, if it is one that may be opened."""
        found = self._document.documentLayout().anchorAt(at).rstrip(".,;:!")  # Qt takes a sentence's end along
        return found if found.lower().startswith(_LINKS) else ""

    def cut(self, begin: int, end: int) -> str:
        cursor = QTextCursor(self._document)
        cursor.setPosition(begin)
        cursor.setPosition(min(end, self._document.characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selection().toPlainText()

    def word(self, position: int) -> tuple[int, int]:
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor.selectionStart(), cursor.selectionEnd()

    def end(self) -> QPointF:
        """Where the next character would come."""
        block = self._document.lastBlock()
        layout = block.layout()
        line = layout.lineAt(layout.lineCount() - 1)
        top = self._document.documentLayout().blockBoundingRect(block).topLeft()
        return top + QPointF(line.cursorToX(block.length() - 1)[0], line.y()) if line.isValid() else top  # type: ignore[index]

    # --- how it looks ---

    def _dress(self, plain: bool) -> None:
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        block = self._document.begin()
        while block.isValid():
            self._dress_block(cursor, block, plain=plain)
            block = block.next()
        cursor.endEditBlock()
        for frame in self._document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def _dress_block(self, cursor: QTextCursor, block: QTextBlock, *, plain: bool) -> None:
        theme = self._theme
        given = block.blockFormat()
        level = given.headingLevel()
        kind = _HEADINGS.get(level, "section") if level else "reading"
        form = QTextBlockFormat()
        form.setLineHeight(theme.line(kind), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        form.setTopMargin(0 if plain or not block.position() else self._gap(block, level))
        form.setBottomMargin(4 if level else 0)
        if given.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
            form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if given.hasProperty(_QUOTE):
            form.setLeftMargin(16 * given.intProperty(_QUOTE))
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(form)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(_in_font(theme.font(kind)))
        if not plain:
            self._dress_fragments(cursor, block)

    def _gap(self, block: QTextBlock, level: int) -> int:
        if block.textList() and block.previous().textList():
            return _LISTED
        given, before = block.blockFormat(), block.previous().blockFormat()
        if given.hasProperty(_LANGUAGE) and before.hasProperty(_LANGUAGE):
            return 0
        return 16 if level else _PART

    def _dress_fragments(self, cursor: QTextCursor, block: QTextBlock) -> None:
        found = block.begin()
        fenced = block.blockFormat().hasProperty(_LANGUAGE) or block.blockFormat().hasProperty(_FENCE)
        while not found.atEnd():
            fragment = found.fragment()
            form = fragment.charFormat()
            wanted = self._wanted(form, fenced=fenced)
            if wanted:
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(wanted)
                if form.fontFixedPitch() and not form.isAnchor() and not fenced:
                    self._code.append((fragment.position(), fragment.length()))
            found += 1

    def _wanted(self, form: QTextCharFormat, *, fenced: bool) -> QTextCharFormat | None:
        if form.fontFixedPitch() or fenced:
            made = _in_font(self._theme.font("code"))
            made.setFontFamilies(self._theme.font("code").families())
            return made
        if form.isAnchor():
            made = QTextCharFormat()
            allowed = form.anchorHref().lower().startswith(_LINKS)
            made.setForeground(self._theme.colour("accent.text" if allowed else "text"))
            made.setFontUnderline(allowed)
            return made
        if form.fontWeight() >= QFont.Weight.Bold:
            made = QTextCharFormat()
            made.setFontWeight(600)
            return made
        return None

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

    def _paint_grounds(self, painter: QPainter) -> None:
        """What lies under inline code, beside a quotation, under code in a list."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        for rect in self._grounds:
            painter.drawRoundedRect(rect, 4, 4)
        block = self._document.begin()
        layout = self._document.documentLayout()
        while block.isValid():
            form = block.blockFormat()
            if form.hasProperty(_QUOTE):
                rect = layout.blockBoundingRect(block)
                painter.setBrush(theme.colour("edge.control"))
                painter.drawRect(QRectF(2, rect.top(), 2, rect.height()))
            elif form.hasProperty(_LANGUAGE):
                rect = layout.blockBoundingRect(block)
                line = block.layout().lineAt(0)
                painter.setBrush(theme.colour("sunken"))
                painter.drawRect(rect.adjusted(line.x() - 8 if line.isValid() else 0, 0, 0, 0))
            block = block.next()

    def _rects(self, begin: int, length: int) -> list[QRectF]:
        """Where a stretch of text stands, line by line."""
        block = self._document.findBlock(begin)
        layout = block.layout()
        top = self._document.documentLayout().blockBoundingRect(block).topLeft()
        start, end = begin - block.position(), begin - block.position() + length
        found = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            left, right = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if left < right:
                x, until = line.cursorToX(left)[0], line.cursorToX(right)[0]  # type: ignore[index]
                height = self._theme.line("code") - 1
                y = line.y() + (line.height() - height) / 2
                found.append(QRectF(min(x, until) - 3, y, abs(until - x) + 6, height).translated(top))
        return found


def _padded(given: QTextCharFormat) -> QTextTableCellFormat:
    form = given.toTableCellFormat()
    form.setTopPadding(4)
    form.setBottomPadding(4)
    form.setLeftPadding(10)
    form.setRightPadding(10)
    return form


def _shown(text: str) -> str:
    """A picture of elsewhere is not fetched, so it is shown as the link that it is. Qt's boxes show no tick."""
    text = _TASK.sub(lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'}", text)
    return _PICTURE.sub(lambda found: found[1] or "[", text)


def _in_font(font: QFont) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    made.setProperty(QTextFormat.Property.FontPixelSize, font.pixelSize())
    made.setFontWeight(font.weight())
    return made
