"""What of a chat a model gets, where it cannot read all of it. The chat itself keeps every word.

First older results of calls are cut; then the older part becomes a summary, which the model writes, or, where it
cannot, the beginnings of what was said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.catalogue import shortened
from shared.completions.usage import tokens
from spoke.assistant.history import Turn, Wire

_CUT_LINE = 60
_CUT_TOKENS = 1_000
_TRANSCRIPT_SHARE = 0.6
_LEAST_LINE = 200


@dataclass(frozen=True, slots=True)
class Split:
    """`older` is to be summarised; `until` is the id of its last message."""

    older: list[Turn]
    newer: list[Turn]

    @property
    def until(self) -> str:
        return self.older[-1].id


def weight(messages: Sequence[Wire] | Sequence[dict[str, Any]]) -> int:
    """About how many tokens these are. Pictures count as a middling one does."""
    return sum(_weight(message) for message in messages)


def split(turns: Sequence[Turn], room: int) -> Split | None:
    """Where to cut so that the newer part takes at most half of the room; None where nothing is older.

    The last turn, the question, always stays. A cut never parts a call from its result: those are one turn.
    """
    kept, used = 1, weight(turns[-1].wire)
    while kept < len(turns):
        used += weight(turns[-kept - 1].short)
        if used > room // 2:
            break
        kept += 1
    older = list(turns[: len(turns) - kept])
    return Split(older, list(turns[len(turns) - kept :])) if older else None


def transcript(turns: Sequence[Turn], summary: str, context: int) -> str:
    """The older part as a text to be summarised: of each message its beginning, so that all can be read at once."""
    most = int(context * _TRANSCRIPT_SHARE) * 3
    messages = [message for turn in turns for message in turn.short]
    room = min(2_000, max(_LEAST_LINE, (most - len(summary)) // max(1, len(messages)) - 20))
    lines = [f"(Before that: {summary})"] if summary else []
    lines += [_line(message, room) for message in messages]
    text = "\n".join(line for line in lines if line)
    return text if len(text) <= most else f"… {text[-most:]}"


def cut_form(turns: Sequence[Turn], summary: str) -> str:
    """The beginnings of what was said, the newest, as far as a little room goes."""
    room = _CUT_TOKENS
    lines: list[str] = []
    for turn in reversed(turns):
        for message in reversed(turn.short):
            if message["role"] not in ("user", "assistant") or not _said(message):
                continue
            line = shortened(_line(message, 1_000), _CUT_LINE)
            room -= tokens(len(line.encode()))
            if room < 0:
                return "\n".join(["…", *reversed(lines)])
            lines.append(line)
    before = [shortened(summary, _CUT_TOKENS // 2)] if summary else []
    return "\n".join([*before, *reversed(lines)])


def _line(message: Wire, room: int) -> str:
    said = _said(message)[:room]
    calls = "".join(
        f" [called {call['function']['name']} {call['function']['arguments'][:300]}]"
        for call in message.get("tool_calls") or ()
    )
    return f"{message['role']}: {said}{calls}" if said or calls else ""


def _said(message: Wire) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return " ".join(str(part.get("text", "[picture]")) for part in content)
    return str(content or "")


def _weight(message: Wire) -> int:
    content = message.get("content")
    rest = {name: value for name, value in message.items() if name != "content"}
    size = len(json.dumps(rest))
    pictures = 0
    if isinstance(content, list):
        pictures = sum(part.get("type") == "image_url" for part in content)
        size += sum(len(str(part.get("text", "")).encode()) for part in content)
    else:
        size += len(str(content or "").encode())
    return tokens(size) + 1_000 * pictures
