"""A message as it is shown: its text in segments, and between them what the answer did, in the order it happened. Pure.

What grows is changed in place by the events of its answer; all else is made once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from spoke.ui.chats.content.segments import GrowingText
from spoke.ui.node.contracts import answers, parts

if TYPE_CHECKING:
    from shared.parts import Attachment
    from shared.sync.ops import Message
    from spoke.node.bodies.answers import AnswerEvent
    from spoke.node.bodies.sessions import Growing

Role = Literal["user", "assistant", "system", "tool"]

RUN_CODE = "run_code"


@dataclass(slots=True)
class Stretch:
    """Text between two things that happened; it begins at `at` of the whole."""

    at: int
    text: str = ""
    _parsed: GrowingText | None = None

    @property
    def parsed(self) -> GrowingText:
        """Made when it is wanted: most messages of a page are laid out later, or never."""
        if self._parsed is None:
            self._parsed = GrowingText(self.text)
        return self._parsed

    def add(self, text: str) -> None:
        self.text += text
        if self._parsed is not None:
            self._parsed.append(text)


Piece: TypeAlias = "Stretch | parts.AnswerPart"


@dataclass(slots=True)
class Turn:
    """`beside`: all its siblings, itself too, oldest first; empty where it has none."""

    id: str
    parent_id: str | None
    role: Role
    model: str
    device: str
    created_ms: int
    pieces: list[Piece]
    attachments: list[Attachment] = field(default_factory=list)
    beside: Sequence[str] = ()
    growing: bool = False
    began: dict[str, float] = field(default_factory=dict)
    """When calls were seen to begin, by the monotonic clock: only what was seen can be counted."""

    cut_off: bool = False
    """It was sealed before it was whole, and no `end` says why."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Stretch))

    @property
    def calls(self) -> list[parts.CallPart]:
        return [piece for piece in self.pieces if isinstance(piece, parts.CallPart)]

    @property
    def asks(self) -> list[parts.AskPart]:
        return [piece for piece in self.pieces if isinstance(piece, parts.AskPart)]

    @property
    def waits(self) -> bool:
        """For the person's word."""
        return any(ask.state == "pending" for ask in self.asks)

    @property
    def branch(self) -> int:
        """Which of its siblings it is, from 1; 0 where it has none."""
        return list(self.beside).index(self.id) + 1 if self.beside else 0

    @property
    def answered_by(self) -> str:
        """The model that was asked last, as far as anybody said."""
        steps = [piece for piece in self.pieces if isinstance(piece, parts.StepPart | parts.EndPart)]
        return next((step.model for step in reversed(steps) if step.model), "")

    @property
    def end(self) -> parts.EndPart | None:
        return next((piece for piece in reversed(self.pieces) if isinstance(piece, parts.EndPart)), None)

    def hear(self, event: AnswerEvent) -> None:
        """Take in what is new of an answer that grows."""
        match event:
            case answers.SoFar():
                self.model = event.answer.model or self.model
                self.pieces = pieces_of(event.text, event.parts)
            case answers.StateChanged():
                self.model = event.model or self.model
            case answers.TextPiece():
                self._add_text(event.at, event.text)
            case answers.ThoughtPiece():
                self._think(event)
            case answers.PartChanged():
                for part in parts.answer_parts([event.part]):
                    self._put(part)
                    if isinstance(part, parts.CallPart) and part.state == "running":
                        self.began.setdefault(part.id, time.monotonic())
            case answers.Cut():
                self._cut(event.at, set(event.parts))

    def _add_text(self, at: int, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if not isinstance(last, Stretch):
            last = Stretch(at)
            self.pieces.append(last)
        missing = text[max(0, last.at + len(last.text) - at) :]  # what came twice is taken once
        last.add(missing)

    def _think(self, event: answers.ThoughtPiece) -> None:
        for number, piece in enumerate(self.pieces):
            if isinstance(piece, parts.ThoughtPart) and piece.id == event.id:
                self.pieces[number] = piece.model_copy(update={"text": piece.text + event.text})

    def _put(self, part: parts.AnswerPart) -> None:
        for number, piece in enumerate(self.pieces):
            if isinstance(piece, parts.AnswerPart) and piece.id == part.id:
                self.pieces[number] = part
                return
        self.pieces.append(part)

    def _cut(self, at: int, gone: set[str]) -> None:
        kept = self.text[:at]
        left = [piece for piece in self.pieces if isinstance(piece, parts.AnswerPart) and piece.id not in gone]
        self.pieces = _woven(kept, left)


def turn_of(message: Message, beside: Sequence[str] = ()) -> Turn:
    pieces = pieces_of(message.text, message.parts)
    ended = any(isinstance(piece, parts.EndPart) for piece in pieces)
    return Turn(
        id=message.id,
        parent_id=message.parent_id,
        role=message.role,
        model=message.model or "",
        device=message.device,
        created_ms=message.created_ms,
        pieces=pieces,
        attachments=list(parts.attachments_in(message.parts)),
        beside=beside,
        cut_off=message.status == "interrupted" and not ended,
    )


def growing_turn(growing: Growing, device: str, beside: Sequence[str] = ()) -> Turn:
    return Turn(
        id=growing.id,
        parent_id=growing.parent_id,
        role=growing.role,
        model=growing.model or "",
        device=device,
        created_ms=growing.created_ms,
        pieces=pieces_of(growing.text, growing.parts),
        beside=beside,
        growing=True,
    )


def pieces_of(text: str, came: Sequence[Any]) -> list[Piece]:
    return _woven(text, list(parts.answer_parts(came)))


def _woven(text: str, happened: Sequence[parts.AnswerPart]) -> list[Piece]:
    """Text and parts in the order in which they came."""
    found: list[Piece] = []
    at = 0
    for part in happened:
        until = max(at, min(part.at, len(text)))
        if text[at:until].strip():
            found.append(_stretch(at, text[at:until]))
            at = until
        found.append(part)
    if text[at:]:
        found.append(_stretch(at, text[at:]))
    return found


def _stretch(at: int, text: str) -> Stretch:
    made = Stretch(at)
    made.add(text)
    return made


def code_of(call: parts.CallPart) -> tuple[str, str]:
    """What a call ran, and its language: code as it is, a function as it would be written."""
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError:
        return call.arguments, "json"
    if call.name == RUN_CODE and isinstance(arguments, dict) and isinstance(arguments.get("code"), str):
        return arguments["code"], "python"
    name = call.path.rpartition(":")[2] or call.name
    return f"{name}({arguments_text(arguments)})", "python"


def arguments_text(arguments: Any) -> str:
    """`hours = 12, sensor = "roof"` as code has it."""
    if not isinstance(arguments, dict):
        return json.dumps(arguments, ensure_ascii=False)
    return ", ".join(f"{name}={_literal(value)}" for name, value in arguments.items())


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
