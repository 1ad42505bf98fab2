"""Lays a turn out: from what it says to the parts that a row is painted from, at one width, in one theme.

The work is a generator of short steps, so that who runs it on the thread of the window can let go in between. Parts
that were laid out before and say the same are taken again: while an answer grows, only its end is work.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QPointF

from spoke.ui.chats.content import ends
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.segments import Segment, first_of
from spoke.ui.chats.content.turns import Stretch, Turn
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


Memo = dict[tuple[object, ...], Part]


def lay(turn: Turn, theme: Theme, width: float, context: RowContext, memo: Memo) -> Iterator[Laid | Step]:
    """Steps; the last one is what came of it. `memo`: parts of the same turn from before, kept up here."""
    old = dict(memo)
    memo.clear()
    maker = _Maker(turn, theme, width, context, old, memo)
    yield from maker.steps()
    yield maker.laid()


class _Maker:
    def __init__(self, turn: Turn, theme: Theme, width: float, context: RowContext, old: Memo, memo: Memo) -> None:
        self._turn, self._theme, self._width, self._context = turn, theme, width, context
        self._old, self._memo = old, memo
        self._old_texts = _code_texts(old)
        self._asked = {ask.call for ask in turn.asks if ask.state == "pending"}
        self._user = turn.role == "user"
        self._room = round(width * 0.8) - 2 * theme.px(BUBBLE_X) if self._user else width
        self._parts: list[Part] = []

    def steps(self) -> Iterator[Step]:
        """Make the parts."""
        if not self._user or (self._turn.device and self._turn.device != self._context.devices.here):
            self._parts.append(Head(self._turn, self._theme, self._width))
        if self._turn.id in self._context.begun_anew:
            self._parts.append(self._note(ends.BEGUN_ANEW))
        for piece in self._turn.pieces:
            if isinstance(piece, Stretch):
                yield from self._text(piece, text_key(self._turn, piece))
            else:
                yield from self._happened(piece)
        for attachment in self._turn.attachments:
            pictures = self._context.pictures
            size = pictures.size(attachment.sha256) if attachment.media_type in PICTURES else None
            self._parts.append(
                Picture(attachment, pictures, size, self._width)
                if size
                else FileChip(attachment, self._theme, self._width)
            )
        if self._turn.cut_off:
            self._parts.append(self._note(ends.CUT_OFF))
        elif (
            self._turn.growing
            and not self._asked
            and not any(isinstance(part, Prose | Code) for part in self._parts[-1:])
        ):
            self._parts.append(Waiting(self._theme))

    def laid(self) -> Laid:
        """Put the parts under each other."""
        gap = self._theme.px(GAP)
        top = float(self._theme.px(TURN) if self._user else gap) - gap / 2
        placed: list[Placed] = []
        for part in self._on_grounds() if self._user else self._parts:
            left = 0.0
            if isinstance(part, FileChip | Picture) and self._user != turned():
                left = self._width - part.width
            placed.append(Placed(part, QPointF(left, top)))
            goes_on = isinstance(part, Bubble) and not part.last
            top += part.height + (0 if goes_on else gap - self._theme.px(3) if isinstance(part, Head) else gap)
        wide = max(
            (self._width - part.left for part in (each.part for each in placed) if isinstance(part, Bubble)),
            default=0.0,
        )
        below = float(self._theme.px(_BAR)) if wide + self._theme.px(self._beside) > self._width else 0.0
        return Laid(placed, top - gap / 2 + below, wide, below)

    def _on_grounds(self) -> Iterator[Part]:
        """What a user wrote: one ground for all of it, but for code, which has a card of its own."""
        theme = self._theme
        for _, group in groupby(self._parts, lambda part: isinstance(part, Prose)):
            some = list(group)
            wide = max((part.width for part in some if isinstance(part, Prose)), default=0) + 2 * theme.px(BUBBLE_X)
            for part in some:
                if isinstance(part, Prose):
                    yield Bubble(part, theme, self._width, wide, first=part is some[0], last=part is some[-1])
                else:
                    yield Bubble(part, theme, self._width, part.wide) if isinstance(part, Code) else part

    @property
    def _beside(self) -> int:
        """What the actions of a user's message need beside it, in pixels at 100 %."""
        return (_ACTIONS if self._user else 0) + (_BRANCHES if self._user and len(self._turn.beside) > 1 else 0)

    def _text(self, stretch: Stretch, key: str) -> Iterator[Step]:
        """Of what is very long the first part; what was seen to grow stays whole."""
        if self._turn.growing:
            self._context.open.add(f"{key}/text")
        elif stretch.long:
            yield stretch.parse
        every: Sequence[Segment] = stretch.parsed.segments
        shown = every if self._open(key, "text") else first_of(every, FIRST_SHOWN)
        yield from self._segments(shown)
        if len(shown) < len(every):
            lines = stretch.text.count("\n") + 1
            action = (plural("Show all %n lines", "Show all %n lines", lines), Spot("unfold", f"{key}/text"))
            mark = ("file", "text.second")
            self._parts.append(Note(self._theme, self._width, mark, size_text(len(stretch.text)), "", action))

    def _segments(self, shown: Sequence[Segment]) -> Iterator[Step]:
        for _, group in groupby(_numbered(shown), lambda each: each[0]):
            some = [segment for _, segment in group]
            if some[0].language is None:
                for segment in some:
                    yield from self._prose(segment)
            else:
                yield from self._code(some)

    def _prose(self, segment: Segment) -> Iterator[Step]:
        if not self._user and _RULE.match(segment.text):
            self._parts.append(Rule(self._width))
            return
        key = (segment, self._room, self._theme)
        part: Part | None = self._old.get(key)
        if part is None:
            text = ProseText(segment.text, self._theme, self._room, plain=self._user)
            yield None
            yield from text.steps()
            part = Prose(segment.text, text)
            yield None
        self._keep(key, part)

    def _code(self, some: list[Segment]) -> Iterator[Step]:
        texts = []
        for segment in some:
            key = (segment, self._theme)
            text = self._old_texts.get(key) or CodeText(segment.text, segment.language or "", self._theme)
            if not text.height:
                yield from text.steps()
            texts.append(text)
        wide = self._width if not self._user else self._room + 2 * self._theme.px(BUBBLE_X)
        seams = ["", *("" if segment.within else "\n" for segment in some[1:])]
        part = Code(texts, seams, some[0].language or "", self._theme, wide)
        before = self._old.get((some[0], "code"))
        if isinstance(before, Code):
            part.side.move(before.side.offset)
        part.keyed = {(segment, self._theme): text for segment, text in zip(some, texts, strict=True)}
        self._keep((some[0], "code"), part)

    def _keep(self, key: tuple[object, ...], part: Part) -> None:
        self._memo[key] = part
        self._parts.append(part)

    # --- what happened ---

    def _happened(self, piece: object) -> Iterator[Step]:
        if isinstance(piece, parts.CallPart):
            yield from self._call(piece)
        elif isinstance(piece, parts.AskPart):
            height = self._context.rooms(str(piece.ask), self._width) if piece.state == "pending" else None
            if height is not None:
                self._parts.append(Room(str(piece.ask), height))
            elif said := ends.asked(piece, self._context.devices.name):
                self._parts.append(self._note(said))
        elif isinstance(piece, parts.ThoughtPart) and piece.text.strip():
            yield from self._thought(piece)
        elif isinstance(piece, parts.EndPart) and (said := ends.ended(piece)):
            self._parts.append(self._note(said))

    def _call(self, call: parts.CallPart) -> Iterator[Step]:
        if call.state == "running" and call.id in self._asked:
            call = call.model_copy(update={"state": "waiting"})
        began = self._turn.began.get(call.id)
        s = None if began is None else time.monotonic() - began
        view = run_view(call, self._context.records.get(call.run), self._context.devices.name, self._turn.device, s)
        folds = (self._open(view.key, kind) for kind in ("code", "calls", "output"))
        key = (view, self._width, self._theme, *folds)
        card = self._old.get(key)
        if card is None:
            card = RunCard(view, self._theme, self._width, lambda kind: self._open(view.key, kind))
            yield from card.steps()
        self._keep(key, card)

    def _thought(self, piece: parts.ThoughtPart) -> Iterator[Step]:
        opened = self._open(piece.id, "thought")
        words = (tr("Hide"), tr("Show"))
        action = (words[0] if opened else words[1], Spot("unfold", f"{piece.id}/thought"))
        first = "" if opened else " ".join(piece.text.split())[:80]
        sentence = first if opened or len(piece.text) <= 80 else f"{first}…"
        mark = ("clock", "text.second")
        self._parts.append(Note(self._theme, self._width, mark, tr("Thought"), sentence, action))
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


def _code_texts(memo: Memo) -> dict[tuple[Segment, Theme], CodeText]:
    found: dict[tuple[Segment, Theme], CodeText] = {}
    for part in memo.values():
        if isinstance(part, Code):
            found |= part.keyed
    return found
