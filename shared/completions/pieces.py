"""What of a model's answer is new: for who shows it while it comes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model thinks aloud, where its upstream shows it."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallPiece:
    """Of the `call`th tool call of the answer, from 0: its `name` once, and its `arguments` bit by bit."""

    call: int
    name: str = ""
    arguments: str = ""


Piece = Text | Thought | ToolCallPiece
