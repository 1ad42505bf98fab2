"""The card of a run: what ran and where, its code, its calls as spokes on the rim, its output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

from spoke.ui.chats.content.run_view import CODE_SHOWN, OUTPUT_SHOWN, STATES, CallLine, RunView, more_calls, shown_calls
from spoke.ui.chats.painted.code_text import CodeText
from spoke.ui.chats.painted.drawing import PAD, RADIUS, broken, button, button_width, card, elided, side_bar, write
from spoke.ui.chats.painted.part import Brush, Part, Sideways, Spot
from spoke.ui.event_loop.sliced import Step
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.mirrored import mirrored, turned
from spoke.ui.look.theme import Theme

_HEAD, _ROW, _MORE, _SENTENCE = 37, 25, 26, 32
_BESIDE, _LEAST = 10, 60
"""Of what a call is exactly: before it, and the least room that it is written in; in pixels at 100 %."""


class RunCard(Part):
    """`open_` says which of `code`, `calls`, `output` are shown whole. Take all of `steps` before it is painted."""

    def __init__(
        self,
        view: RunView,
        theme: Theme,
        width: float,
        open_: Callable[[str], bool],
        *,
        bare: bool = False,
        before: RunCard | None = None,
    ) -> None:
        """`bare`: without buttons, and with each call whole, in as many lines as it takes. `before`: whose texts are
        taken again where they are the same."""
        self.view = view
        self._bare = bare
        self.height = 0.0
        self._theme, self._width = theme, width
        self._px = theme.px
        self._pad = theme.px(PAD)
        self._buttons: list[tuple[QRectF, str, str, Spot]] = []
        self._bands: list[tuple[float, float, str]] = []
        """Top, height and kind of each band under the head."""

        self._calls: list[CallLine] = list(view.calls) if open_("calls") else shown_calls(view.calls)
        self._more_calls = len(view.calls) - len(self._calls)
        self._broken = [self._lines_of(line) if bare else [line.words or line.text] for line in self._calls]
        self._code_text: CodeText | None
        self._output_text: CodeText | None
        self._code, self._all_code = _folded(view.code.rstrip("\n"), CODE_SHOWN, whole=open_("code"))
        self._output, self._all_output = _folded(view.output, OUTPUT_SHOWN, whole=open_("output"))
        self._code_text = self._text(self._code, view.language, before._code_text if before else None)
        self._output_text = self._text(self._output, "", before._output_text if before else None)
        self._sides = {"code": Sideways(0), "output": Sideways(0)}

    @property
    def extent(self) -> int:
        return 1

    def steps(self) -> Iterator[Step]:
        for kind, text in (("code", self._code_text), ("output", self._output_text)):
            if text:
                if not text.height:
                    yield from text.steps()
                self._sides[kind] = Sideways(text.width + 2 * self._pad - self._width)
        self._place()

    def _text(self, text: str, language: str, before: CodeText | None) -> CodeText | None:
        if before and before.says(text, language, self._theme):
            return before
        return CodeText(text, language, self._theme) if text else None

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme = brush.painter, brush.theme
        box = QRectF(at.x(), at.y(), self._width, self.height)
        card(painter, theme, box, "card", "accent" if chosen else "line")
        painter.save()
        path = QPainterPath()
        radius = self._px(RADIUS) - 1
        path.addRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        for top, height, kind in self._bands:
            self._paint_band(brush, QRectF(box.left(), box.top() + top, box.width(), height), kind)
        self._paint_head(brush, QRectF(box.left(), box.top(), box.width(), self._px(_HEAD)))
        painter.restore()
        for rect, text, icon, spot in self._buttons:
            button(brush, rect.translated(at), text, icon, spot)

    def spot(self, at: QPointF) -> Spot | None:
        return next(
            (Spot(spot.verb, spot.value, rect) for rect, _, _, spot in self._buttons if rect.contains(at)), None
        )

    def position(self, at: QPointF) -> int:
        return int(at.y() > self.height / 2)

    def around(self, position: int) -> tuple[int, int]:
        return position, position

    def cut(self, begin: int, end: int, written: str = "", *, goes_on: bool = False) -> str:
        return written

    def sideways(self, at: QPointF) -> Sideways | None:
        found = (kind for top, height, kind in self._bands if top <= at.y() < top + height)
        return self._sides.get(next(found, ""))

    # --- where everything is ---

    def _place(self) -> None:
        view, px = self.view, self._px
        self._place_buttons()
        top = float(px(_HEAD))
        if view.sentence:
            top = self._band(top, px(_SENTENCE), "sentence")
        if self._code_text:
            top = self._band(top, self._code_text.height + 2 * px(8) + (px(_MORE) if self._all_code else 0), "code")
            if self._all_code:
                text = plural("Show all %n", "Show all %n", self._all_code)
                self._more(top, text, "code")
        if self._calls:
            more = px(_MORE) if self._more_calls else 0
            top = self._band(top, sum(map(self._call_height, self._broken)) + 2 * px(5) + more, "calls")
            if self._more_calls:
                self._more(top - px(4), more_calls(self._more_calls), "calls")
        if self._output_text:
            more = px(_MORE) if self._all_output else 0
            top = self._band(top, self._output_text.height + 2 * px(8) + more, "output")
            if self._all_output:
                self._more(top, plural("Show all %n", "Show all %n", self._all_output), "output")
        self.height = top + 1
        whole = QRectF(0, 0, self._width, self.height)
        self._buttons = [(mirrored(rect, whole), text, icon, spot) for rect, text, icon, spot in self._buttons]

    def _band(self, top: float, height: float, kind: str) -> float:
        self._bands.append((top, height, kind))
        return top + height

    def _more(self, bottom: float, text: str, kind: str) -> None:
        """A button at the lower edge of a band."""
        left = self._px(30 if kind == "calls" else 4)
        top = bottom - self._px(_MORE) - self._px(3)
        rect = QRectF(left, top, button_width(self._theme, text), self._px(_MORE - 2))
        self._buttons.append((rect, text, "", Spot("unfold", f"{self.view.key}/{kind}")))

    def _place_buttons(self) -> None:
        side, high = self._px(28), self._px(26)
        right = self._width - self._px(6)
        self._end = right - self._px(8)
        if self._bare:
            return
        y = (self._px(_HEAD) - high) / 2
        right -= side
        self._buttons.append((QRectF(right, y, side, high), "", "copy", Spot("copy", self.view.code)))
        word, verb = (tr("Stop"), "stop") if self.view.state == "running" else (tr("Inspect"), "inspect")
        wide = button_width(self._theme, word)
        right -= wide + self._px(4)
        self._buttons.append((QRectF(right, y, wide, high), word, "", Spot(verb, self.view.key)))  # type: ignore[arg-type]
        self._end = right - self._px(8)

    # --- how it looks ---

    def _paint_head(self, brush: Brush, box: QRectF) -> None:
        painter, theme, view = brush.painter, brush.theme, self.view
        state = STATES.get(view.state)
        left = box.left() + self._pad
        icon, ink = (state.icon, state.ink) if state else ("terminal", "text.second")
        side = self._px(16)
        place = mirrored(QRectF(left, box.center().y() - side / 2, side, side), box)
        draw_icon(painter, icon, theme.colour(ink), place)
        left += side + self._px(8)
        until = box.left() + self._end
        if state:
            left = self._write(brush, box, left, until, tr(state.word), "selected", state.ink) + self._px(8)
        if view.figures:
            until -= self._write_end(brush, box, until, " · ".join(view.figures), left) + self._px(12)
        left = self._write(brush, box, left, until, view.title, "section", "text") + self._px(8)
        self._write(brush, box, left, until, view.where, "second", "text.second")

    def _write(self, brush: Brush, box: QRectF, left: float, right: float, text: str, kind: str, ink: str) -> float:
        painter = brush.painter
        painter.setFont(brush.theme.font(kind))
        painter.setPen(brush.theme.colour(ink))
        short = elided(painter, text, max(0.0, right - left))
        write(painter, QRectF(left, box.top(), right - left, box.height()), box, short)
        return left + brush.theme.metrics(kind).horizontalAdvance(short)

    def _write_end(self, brush: Brush, box: QRectF, right: float, text: str, left: float = 0) -> float:
        """Not beyond `left`, where something stands that comes first."""
        wide = min(brush.theme.metrics("second").horizontalAdvance(text) + 1, max(0.0, right - left))
        self._write(brush, box, right - wide, right + 1, text, "second", "text.second")
        return wide

    def _paint_band(self, brush: Brush, box: QRectF, kind: str) -> None:
        painter, theme = brush.painter, brush.theme
        if kind in ("code", "output"):
            painter.fillRect(box, theme.colour("sunken"))
            text = self._code_text if kind == "code" else self._output_text
            assert text is not None
            side = self._sides[kind]
            text.paint(painter, QPointF(box.left() + self._pad - side.offset, box.top() + self._px(8)), brush.clip)
            if side.room:
                side_bar(brush, box, side)
        elif kind == "sentence":
            left, right = box.left() + self._pad, box.right() - self._pad
            self._write(brush, box, left, right, self.view.sentence, "interface", "text")
        else:
            self._paint_calls(brush, box)
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour("line"))

    def _paint_calls(self, brush: Brush, box: QRectF) -> None:
        """The rim collects what the run did; each call is a spoke that joins it."""
        painter, theme = brush.painter, brush.theme
        heights = [self._call_height(lines) for lines in self._broken]
        row, top = self._px(_ROW), box.top() + self._px(5)
        x, until = round(box.left() + self._pad) + 2.0, float(self._px(11))
        if turned():
            x, until = 2 * box.left() + box.width() - x, -until
        first, last = top + row / 2, top + sum(heights[:-1]) + row / 2
        painter.setPen(QPen(theme.colour("line"), 2))
        painter.drawLine(QPointF(x, floor(first + 0.5)), QPointF(x, floor(last + 0.5)))
        for line, lines, height in zip(self._calls, self._broken, heights, strict=True):
            place = QRectF(box.left(), top, box.width(), row)
            painter.setPen(QPen(theme.colour("line"), 2))
            y = floor(place.center().y() + 0.5)  # as it scrolls, a half goes one way always
            painter.drawLine(QPointF(x, y), QPointF(x + until, y))
            self._paint_call(brush, place, line, lines)
            top += height

    def _paint_call(self, brush: Brush, box: QRectF, line: CallLine, lines: list[str]) -> None:
        painter, theme = brush.painter, brush.theme
        icon = self._px(13)
        left = box.left() + self._px(36)
        place = mirrored(QRectF(left, box.center().y() - icon / 2, icon, icon), box)
        draw_icon(painter, line.verdict.icon, theme.colour(line.verdict.ink), place)
        left += icon + self._px(6)
        self._write(brush, box, left, left + self._verdict_width + 2, tr(line.verdict.word), "state", line.verdict.ink)
        right = box.right() - self._pad
        if self._timed:
            self._write_end(brush, box, right, line.took)
            right -= self._took_width(line)
        self._write_end(brush, box, right, line.where)
        begin, end = self._text_room(line)
        begin, end = box.left() + begin, box.left() + end
        if line.words:
            beside = self._write(brush, box, begin, end, lines[0], "second", "text") + self._px(_BESIDE)
            if not self._bare and end - beside > self._px(_LEAST):
                self._write(brush, box, beside, end, line.text, "code", "text.second")
            lines, box = lines[1:], box.translated(0, theme.line("code"))
        for text in lines:
            self._write(brush, box, begin, end, text, "code", "text.second" if line.words else "text")
            box = box.translated(0, theme.line("code"))

    @property
    def _verdict_width(self) -> float:
        words = [tr("Allowed"), tr("Denied"), tr("Waiting"), tr("Failed"), tr("Unknown")]
        return max(self._theme.metrics("state").horizontalAdvance(word) for word in words)

    @property
    def _timed(self) -> bool:
        return any(each.took not in ("", "–") for each in self._calls)

    def _took_width(self, line: CallLine) -> float:
        return max(self._px(50), self._theme.metrics("second").horizontalAdvance(line.took)) + self._px(16)

    def _text_room(self, line: CallLine) -> tuple[float, float]:
        """Where what was called begins and ends, from the card's left edge."""
        begin = self._px(36) + self._px(13) + self._px(6) + self._verdict_width + self._px(18)
        where = self._theme.metrics("second").horizontalAdvance(line.where) + self._px(13)
        return begin, self._width - self._pad - (self._took_width(line) if self._timed else 0) - where

    def _lines_of(self, line: CallLine) -> list[str]:
        begin, end = self._text_room(line)
        first = [line.words] if line.words else []
        return first + broken(line.text, self._theme.font("code"), max(end - begin, self._px(60)))

    def _call_height(self, lines: list[str]) -> int:
        return self._px(_ROW) + (len(lines) - 1) * self._theme.line("code")


def _folded(text: str, most: int, *, whole: bool) -> tuple[str, int]:
    """The text as it is shown, and how many lines there are where some are folded away."""
    lines = text.split("\n") if text else []
    if whole or len(lines) <= most + 1:
        return text, 0
    return "\n".join(lines[:most]), len(lines)
