"""What an answer took: tokens as its upstream says, else an estimate that is marked as one."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BYTES_OF_A_TOKEN = 4
"""English prose and code have 3 to 5 bytes of UTF-8 for each token, Chinese about 3."""
TOKENS_OF_A_FILE = 1_000
"""Of a picture or another file in a prompt: what providers charge for a middling one."""
_MOST = 2**40
_MOST_COST = 10_000.0
"""US dollars that a request may have cost: what is more is no word on it, and sums of it would not fit a database."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens: `cached` are among `prompt`, `reasoning` among `completion`. `cost_usd`: where the upstream says it."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    cost_usd: float | None = None
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        costs = [each.cost_usd for each in (self, other) if each.cost_usd is not None]
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            self.reasoning + other.reasoning,
            sum(costs) if costs else None,
            self.estimated or other.estimated,
        )


def usage_in(chunk: Mapping[str, Any]) -> Usage | None:
    """What a chunk, or a whole answer, says about usage. Groq says it in a place of its own."""
    own = chunk.get("x_groq")
    for found in (chunk.get("usage"), own.get("usage") if isinstance(own, dict) else None):
        if isinstance(found, dict) and found:
            return _usage(found)
    return None


def _usage(wire: Mapping[str, Any]) -> Usage:
    prompt, completion = _count(wire, "prompt_tokens"), _count(wire, "completion_tokens")
    of_prompt, of_completion = _within(wire, "prompt_tokens_details"), _within(wire, "completion_tokens_details")
    if total := _count(wire, "total_tokens"):
        completion = max(completion, total - prompt)  # xAI and Gemini count thoughts only in the total
    return Usage(
        prompt=prompt,
        completion=completion,
        cached=min(prompt, _count(of_prompt, "cached_tokens") or _count(wire, "prompt_cache_hit_tokens")),
        reasoning=min(completion, _count(of_completion, "reasoning_tokens")),
        cost_usd=_amount(wire.get("cost"), _MOST_COST),
    )


def estimate(messages: object, tools: object, written: int) -> Usage:
    """Of a question in the wire's shapes, and an answer of `written` bytes of UTF-8."""
    files = 0

    def weighed(value: object) -> int:
        nonlocal files
        if isinstance(value, dict):
            if value.get("type") in ("image_url", "input_audio", "file"):
                files += 1
                return 0
            return sum(len(str(key)) + weighed(each) for key, each in value.items())
        if isinstance(value, list | tuple):
            return sum(map(weighed, value))
        return len(value.encode("utf-8", "replace")) if isinstance(value, str) else len(json.dumps(value))

    prompt = tokens(weighed(messages) + weighed(tools)) + files * TOKENS_OF_A_FILE
    return Usage(prompt=prompt, completion=tokens(written), estimated=True)


def tokens(size: int) -> int:
    """About how many tokens so many bytes of UTF-8 are."""
    return math.ceil(size / BYTES_OF_A_TOKEN)


def _count(wire: Mapping[str, Any], name: str) -> int:
    return int(_amount(wire.get(name)) or 0)


def _amount(value: object, most: float = _MOST) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < most:
        return None
    return value


def _within(wire: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = wire.get(name)
    return value if isinstance(value, dict) else {}
