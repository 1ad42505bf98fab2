"""How a message grows: a list of pieces, each added once, and what they come to. Pure; live and from the disk alike."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "part", "thought", "cut"]

_LEAST = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is more text; JSON of a `part`, new or in place of the one with its id; more of the `thought` `about`; of
    a `cut` at character `about`, JSON of the ids of parts that do not count any more either."""

    kind: Kind
    text: str
    about: str = ""


def text_piece(text: str) -> Piece:
    return Piece("text", text)


def least(part: dict[str, Any]) -> dict[str, Any]:
    """What is left of a part for which there is no room: what it is and how it stands, its texts cut."""
    short = {name: value[:_LEAST] if isinstance(value, str) else value for name, value in part.items()}
    flat = {name: value for name, value in short.items() if not isinstance(value, dict | list)}
    error = part.get("error")
    return flat | ({"error": least(error) | {"details": {}}} if isinstance(error, dict) else {})


def cut_piece(at: int, parts: Iterable[str]) -> Piece:
    return Piece("cut", json.dumps(list(parts)), str(at))


class Grown:
    """What pieces come to."""

    def __init__(self, pieces: Iterable[Piece] = ()) -> None:
        self._text: list[str] = []
        self._parts: dict[str, dict[str, Any]] = {}
        self._thoughts: dict[str, list[str]] = {}
        self.length = 0
        """Of the text, in characters."""
        for piece in pieces:
            self.add(piece)

    def add(self, piece: Piece) -> None:
        match piece.kind:
            case "text":
                self._text.append(piece.text)
                self.length += len(piece.text)
            case "part":
                part = json.loads(piece.text)
                self._parts[part["id"]] = part
                if part["type"] == "thought":
                    self._thoughts[part["id"]] = [part["text"]]
            case "thought":
                self._thoughts[piece.about].append(piece.text)
            case "cut":
                self._cut(int(piece.about), json.loads(piece.text))

    @property
    def text(self) -> str:
        self._text = ["".join(self._text)]
        return self._text[0]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """In the order in which they came."""
        for part_id, pieces in self._thoughts.items():
            self._parts[part_id]["text"] = "".join(pieces)
        return list(self._parts.values())

    def _cut(self, at: int, parts: list[str]) -> None:
        kept = self.text[:at]
        self._text, self.length = [kept], len(kept)
        for part_id in parts:
            self._parts.pop(part_id, None)
            self._thoughts.pop(part_id, None)
