"""What an upstream says that it has: GET /models, in the forms that there are."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

import httpx

from shared.errors import BadAnswer, FelloeError, ModelFailed, ModelStalled
from shared.limits import LIMITS
from shared.upstreams import is_model_name
from spoke.models.refusals import refusal
from spoke.models.ways import Way, read

MOST = 5_000
_NO_CHAT = re.compile(r"embed|rerank|whisper|tts|dall-e|moderation|transcri|speech|stable-diffusion|\bbge\b|clip", re.I)
_CONTEXT = ("context_length", "max_context_length", "context_window", "max_model_len", "n_ctx")
"""OpenRouter; LM Studio and Mistral; Groq; vLLM; llama.cpp (within `meta`)."""


@dataclass(frozen=True, slots=True)
class Listed:
    name: str
    context: int | None = None
    """Tokens that it reads at once, where its upstream says so."""

    @property
    def chats(self) -> bool:
        """As far as its name tells."""
        return not _NO_CHAT.search(self.name)


@dataclass(frozen=True, slots=True)
class Listing:
    """What was heard at the last look, and when; with a `problem` what was known before."""

    models: tuple[Listed, ...] = ()
    looked_s: float = 0.0
    """Of the loop's clock."""

    problem: FelloeError | None = None

    def find(self, model: str) -> Listed | None:
        """Ollama's `llama3` is its `llama3:latest`."""
        return next((each for each in self.models if each.name in (model, f"{model}:latest")), None)


async def listed(way: Way, wait_s: float) -> tuple[Listed, ...]:
    """Raises what keeps it from being known."""
    name = way.upstream.name
    try:
        async with asyncio.timeout(wait_s), way.open("GET", "/models", wait_s=wait_s, connect_s=wait_s) as response:
            body = await read(response, LIMITS.completion)
    except TimeoutError:
        raise ModelStalled(f"{name} did not say within {wait_s:g} s what models it has.", upstream=name) from None
    except httpx.TransportError as error:
        raise ModelFailed(f"{name} ended the connection.", upstream=name, kind="cut") from error
    if response.is_error or response.has_redirect_location:
        raise refusal(name, response.status_code, response.headers, body, key=await way.key())
    found = _models(body)
    if found is None:
        raise BadAnswer(f"What answers there is no model server, or {name}'s address is not right.", upstream=name)
    return found


def _models(body: bytes) -> tuple[Listed, ...] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    rows = found.get("data") if isinstance(found, dict) else None
    if rows is None and isinstance(found, dict) and found.get("object") == "list":
        return ()  # Ollama without a model says null
    if not isinstance(rows, list):
        return None
    models = (Listed(row["id"], _context(row)) for row in rows[:MOST] if _named(row))
    return tuple({each.name: each for each in models}.values())


def _named(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str) and is_model_name(row["id"])


def _context(row: dict[str, Any]) -> int | None:
    meta = row.get("meta")
    for within in (row, meta if isinstance(meta, dict) else {}):
        for name in _CONTEXT:
            if count := token_count(within.get(name)):
                return count
    return None


def token_count(value: Any) -> int | None:
    """None for what a server says that is no sane number of tokens."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else None
