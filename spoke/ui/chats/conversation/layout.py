"""Lays a turn out: from what it says to the parts that a row is painted from, at one width, in one theme.

The work is a generator of short steps, so that who runs it on the thread of the window can let go in between. Parts
that were laid out before and say the same are taken again: while an answer grows, only its end is work.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, zip_longest

from PySide6.QtCore import QPointF

from spoke.ui.chats.content import ends
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.segments import Segment, first_of
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.conversation.memo import Grown, Made, Memo
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.painted.bubble import BUBBLE_X, Bubble
from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.code_text import CodeText
from spoke.ui.chats.painted.files import PICTURES, FileChip, Picture
from spoke.ui.chats.painted.head import Head
from spoke.ui.chats.painted.note import Note
from spoke.ui.chats.painted.part import Laid, Part, Placed, Spot
from spoke.ui.chats.painted.placeholders import Room, Waiting
from spoke.ui.chats.painted.prose import Prose, Rule
from spoke.ui.chats.painted.prose_text import ProseText
from spoke.ui.chats.painted.run_card import RunCard
from spoke.ui.event_loop.sliced import Step
from spoke.ui.i18n.figures import size_text
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.mirrored import turned
from spoke.ui.look.theme import Theme
from spoke.ui.node.contracts import parts

TURN, GAP = 20, 10
"""Above a turn of the user, and between two parts of one; in pixels at 100 %."""

_BAR, _ACTIONS, _BRANCHES = 28, 92, 138
"""The height of a turn's actions, and how wide they are and the branches beside them; in pixels at 100 %."""

FIRST_SHOWN = 100_000
"""Characters of a text, some 0.2 s of work: more are laid out when somebody asks for them."""

_RULE = re.compile(r"^ {0,3}([-*_])( *\1){2,} *$")


_STEP = 32
"""Parts that were there before, between two places where the work can be put aside."""


def lay(turn: Turn, theme: Theme, width: float, context: RowContext, memo: Memo) -> Iterator[Laid | Step]:
    """Steps; the last one is what came of it. `memo`: parts of the same turn from before, kept up here."""
    maker = _Maker(turn, theme, width, context, memo)
    yield from maker.steps()
    yield from maker.laid()


class _Maker:
    def __init__(self, turn: Turn, theme: Theme, width: float, context: RowContext, memo: Memo) -> None:
        self._turn, self._theme, self._width, self._context = turn, theme, width, context
        self._old, self._old_grown = memo.parts, memo.grown
        memo.parts, memo.grown = {}, {}
        self._keyed, self._grown = memo.parts, memo.grown
        self._grown_at: dict[int, Grown] = {}
        """By the number of their first part."""

        self._asked = {ask.call for ask in turn.asks if ask.state == "pending"}
        self._user = turn.role == "user"
        self._room = round(width * 0.8) - 2 * theme.px(BUBBLE_X) if self._user else width
        self._made: list[Made] = []

    def steps(self) -> Iterator[Step]:
        """Make the parts."""
        if not self._user or (self._turn.device and self._turn.device != self._context.devices.here):
            head = Head(self._turn, self._theme, self._width)
            same = self._old.get(head.key)
            self._add(self._kept(head.key, same[0] if same else head))
        if self._turn.id in self._context.begun_anew:
            self._add(self._note(ends.BEGUN_ANEW))
        for piece in self._turn.pieces:
            if isinstance(piece, Stretch):
                yield from self._text(piece, text_key(self._turn, piece))
            else:
                yield from self._happened(piece)
        for attachment in self._turn.attachments:
            pictures = self._context.pictures
            size = pictures.size(attachment.sha256) if attachment.media_type in PICTURES else None
            self._add(
                Picture(attachment, pictures, size, self._width)
                if size
                else FileChip(attachment, self._theme, self._width)
            )
        if self._turn.cut_off:
            self._add(self._note(ends.CUT_OFF))
        elif (
            self._turn.growing
            and not self._asked
            and not any(isinstance(made.part, Prose | Code) for made in self._made[-1:])
        ):
            self._add(Waiting(self._theme))

    def _add(self, part: Part, written: str = "", *, stands_alone: bool = True) -> None:
        self._made.append(Made(part, written, stands_alone))

    def laid(self) -> Iterator[Laid | Step]:
        """Put the parts under each other."""
        gap = self._theme.px(GAP)
        top = float(self._theme.px(TURN) if self._user else gap) - gap / 2
        made = list(self._on_grounds()) if self._user else self._made
        placed: list[Placed] = []
        while len(placed) < len(made):
            if grown := self._grown_at.get(len(placed)):
                yield from self._place_grown(grown, top, gap)
                placed += grown.placed
                top = grown.bottom
                continue
            placed.append(self._placed(made[len(placed)], top))
            top += self._room_of(placed[-1].part, gap)
            if len(placed) % _STEP == 0:
                yield None
        bubbles = (each.part for each in placed if isinstance(each.part, Bubble)) if self._user else ()
        wide = max((self._width - part.left for part in bubbles), default=0.0)
        below = float(self._theme.px(_BAR)) if wide + self._theme.px(self._beside) > self._width else 0.0
        yield Laid(placed, top - gap / 2 + below, wide, below)

    def _place_grown(self, grown: Grown, top: float, gap: int) -> Iterator[Step]:
        """Those that are not placed yet, if they still begin where they did."""
        if grown.top != top or not grown.placed:
            grown.placed, grown.top, grown.bottom = [], top, top
        for made in grown.made[len(grown.placed) :]:
            grown.placed.append(self._placed(made, grown.bottom))
            grown.bottom += self._room_of(made.part, gap)
            if len(grown.placed) % _STEP == 0:
                yield None

    def _placed(self, made: Made, top: float) -> Placed:
        left = 0.0
        if isinstance(made.part, FileChip | Picture) and self._user != turned():
            left = self._width - made.part.width
        return Placed(made.part, QPointF(left, top), made.written, made.stands_alone)

    def _room_of(self, part: Part, gap: int) -> float:
        """Its height, and the gap below it."""
        if isinstance(part, Bubble) and not part.last:
            return part.height
        return part.height + (gap - self._theme.px(3) if isinstance(part, Head) else gap)

    def _on_grounds(self) -> Iterator[Made]:
        """What a user wrote: one ground for all of it, but for code, which has a card of its own."""
        theme = self._theme
        for _, group in groupby(self._made, lambda made: isinstance(made.part, Prose)):
            some = list(group)
            prose = [made.part for made in some if isinstance(made.part, Prose)]
            wide = max((part.width for part in prose), default=0) + 2 * theme.px(BUBBLE_X)
            for number, made in enumerate(some):
                part = made.part
                if isinstance(part, Prose):
                    first, last = number == 0, number == len(some) - 1
                    part = Bubble(part, theme, self._width, wide, first=first, last=last)
                elif isinstance(part, Code):
                    part = Bubble(part, theme, self._width, part.wide)
                yield made._replace(part=part)

    @property
    def _beside(self) -> int:
        """What the actions of a user's message need beside it, in pixels at 100 %."""
        return (_ACTIONS if self._user else 0) + (_BRANCHES if self._user and len(self._turn.beside) > 1 else 0)

    def _text(self, stretch: Stretch, key: str) -> Iterator[Step]:
        """Of what is very long the first part; what was seen to grow stays whole."""
        parsed = stretch.parsed
        if parsed.long:
            yield parsed.parse
        else:
            parsed.parse()
        if self._turn.growing:
            self._context.open.add(f"{key}/text")
            yield from self._growing(stretch, key)
            return
        if grown := self._old_grown.pop(key, None):
            self._old |= grown.keyed
        every: Sequence[Segment] = parsed.segments
        shown = every if self._open(key, "text") else first_of(every, FIRST_SHOWN)
        end = every[len(shown)].at if len(shown) < len(every) else len(stretch.text)
        yield from self._segments(shown, stretch.text[:end])
        if len(shown) < len(every):
            lines = stretch.text.count("\n") + 1
            action = (plural("Show all %n lines", "Show all %n lines", lines), Spot("unfold", f"{key}/text"))
            mark = ("file", "text.second")
            note = Note(self._theme, self._width, mark, size_text(len(stretch.text)), "", action)
            self._add(note, stretch.text[end:], stands_alone=False)

    def _growing(self, stretch: Stretch, key: str) -> Iterator[Step]:
        """What is work is what came: of the parts that are sealed only the new ones are made."""
        text, sealed, still_open = stretch.text, stretch.parsed.sealed, stretch.parsed.open
        grown = self._old_grown.pop(key, None)
        if grown is None or grown.sealed is not sealed or (grown.width, grown.theme) != (self._width, self._theme):
            self._old |= grown.keyed if grown else {}
            grown = Grown(sealed, self._width, self._theme)
        above, keyed = self._made, self._keyed
        self._made, self._keyed = [], grown.keyed
        new = sealed[grown.count :]
        until = still_open[0].at if still_open else len(text)
        yield from self._segments(new, text[:until], goes_on=bool(grown.made))
        grown.made += self._made
        grown.count += len(new)
        self._grown[key] = grown
        if grown.made:
            self._grown_at[len(above)] = grown
        self._made, self._keyed = above + grown.made, keyed
        yield from self._segments(still_open, text, goes_on=bool(grown.made))

    def _segments(self, shown: Sequence[Segment], text: str, *, goes_on: bool = False) -> Iterator[Step]:
        """`text` ends where they do. `goes_on`: others of it are above them."""
        groups = [[segment for _, segment in group] for _, group in groupby(_numbered(shown), lambda each: each[0])]
        for number, (some, after) in enumerate(zip_longest(groups, groups[1:])):
            if number % _STEP == 0:
                yield None
            written = text[some[0].at : after[0].at if after else len(text)]
            part = yield from self._prose(some[0]) if some[0].language is None else self._code(some, written)
            self._add(part, written, stands_alone=number == 0 and not goes_on)

    def _prose(self, segment: Segment) -> Generator[Step, None, Part]:
        if not self._user and _RULE.match(segment.text):
            return Rule(self._width)
        key = (segment, self._room, self._theme)
        known = self._old.get(key) or self._keyed.get(key)
        part: Part | None = known[0] if known else None
        if part is None:
            text = ProseText(segment.text, self._theme, self._room, plain=self._user, headed=segment.headed)
            yield None
            yield from text.steps()
            part = Prose(text)
            yield None
        return self._kept(key, part)

    def _code(self, some: list[Segment], written: str) -> Generator[Step, None, Part]:
        wide = self._width if not self._user else self._room + 2 * self._theme.px(BUBBLE_X)
        same = self._old.get((some[0], "code"))
        before = same.pop(0) if same else None
        known = before.keyed if isinstance(before, Code) else {}
        if isinstance(before, Code) and before.wide == wide and list(known) == [(each, self._theme) for each in some]:
            return self._kept((some[0], "code"), before)
        texts = []
        for segment in some:
            key = (segment, self._theme)
            text = known.get(key) or CodeText(segment.text, segment.language or "", self._theme)
            if not text.height:
                yield from text.steps()
            texts.append(text)
        seams = ["", *("" if segment.within else "\n" for segment in some[1:])]
        table = written if some[0].aligned else ""
        part = Code(texts, seams, some[0].language or "", self._theme, wide, table)
        if isinstance(before, Code):
            part.side.move(before.side.offset)
        part.keyed = {(segment, self._theme): text for segment, text in zip(some, texts, strict=True)}
        return self._kept((some[0], "code"), part)

    def _kept(self, key: tuple[object, ...], part: Part) -> Part:
        same = self._keyed.setdefault(key, [])
        if part not in same[:1]:
            same.append(part)
        return part

    # --- what happened ---

    def _happened(self, piece: object) -> Iterator[Step]:
        if isinstance(piece, parts.CallPart):
            yield from self._call(piece)
        elif isinstance(piece, parts.AskPart):
            height = self._context.rooms(str(piece.ask), self._width) if piece.state == "pending" else None
            if height is not None:
                self._add(Room(str(piece.ask), height))
            elif said := ends.asked(piece, self._context.devices.name):
                self._add(self._note(said))
        elif isinstance(piece, parts.ThoughtPart) and piece.text.strip():
            yield from self._thought(piece)
        elif isinstance(piece, parts.EndPart) and (said := ends.ended(piece)):
            self._add(self._note(said))

    def _call(self, call: parts.CallPart) -> Iterator[Step]:
        if call.state == "running" and call.id in self._asked:
            call = call.model_copy(update={"state": "waiting"})
        began = self._turn.began.get(call.id)
        s = None if began is None else time.monotonic() - began
        view = run_view(call, self._context.records.get(call.run), self._context.devices.name, self._turn.device, s)
        folds = (self._open(view.key, kind) for kind in ("code", "calls", "output"))
        key = (view, self._width, self._theme, *folds)
        same = self._old.get(key)
        if not same:
            card = RunCard(view, self._theme, self._width, lambda kind: self._open(view.key, kind))
            yield from card.steps()
            same = [card]
        self._add(self._kept(key, same[0]), view.markdown)

    def _thought(self, piece: parts.ThoughtPart) -> Iterator[Step]:
        opened = self._open(piece.id, "thought")
        words = (tr("Hide"), tr("Show"))
        action = (words[0] if opened else words[1], Spot("unfold", f"{piece.id}/thought"))
        first = "" if opened else " ".join(piece.text.split())[:80]
        sentence = first if opened or len(piece.text) <= 80 else f"{first}…"
        mark = ("clock", "text.second")
        self._add(Note(self._theme, self._width, mark, tr("Thought"), sentence, action))
        if opened:
            yield from self._text(Stretch(0, piece.text), piece.id)

    def _note(self, said: ends.Said) -> Note:
        action = (tr(said.action), Spot(said.verb, self._turn.id)) if said.verb else None
        return Note(self._theme, self._width, (said.icon, said.ink), tr(said.word), said.sentence, action)

    def _open(self, key: str, kind: str) -> bool:
        return f"{key}/{kind}" in self._context.open


def text_key(turn: Turn, stretch: Stretch) -> str:
    """Under which its text is known to be opened."""
    return f"{turn.id}:{stretch.at}"


def _numbered(some: Sequence[Segment]) -> Iterator[tuple[int, Segment]]:
    """Each with the number of what it belongs to: the parts of a long code block are one card."""
    number = 0
    for segment in some:
        number += not (segment.goes_on and segment.language is not None)
        yield number, segment
