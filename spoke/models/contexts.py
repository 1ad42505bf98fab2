"""How many tokens a model reads at once, asked of the server that it runs on, where the list of models does not say.

Ollama, LM Studio and llama.cpp read what they were started with, mostly far less than the model was made for, and some
cut silently what is longer. So what is loaded counts; where nothing is, the least that they take by themselves.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx

from shared.errors import FelloeError
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.models.listing import token_count
from spoke.models.ways import Way, read


@dataclass(frozen=True, slots=True)
class Context:
    """How many tokens a model reads at once: as the user says of it, and as its upstream does."""

    own: int | None = None
    said: int | None = None


UNKNOWN: Final = Context()
UNLOADED: Final = 4_096
"""What Ollama (below 24 GB of video memory) and LM Studio give a model of which nobody says otherwise."""

_NUM_CTX = re.compile(r"^num_ctx\s+(\d+)\s*$", re.MULTILINE)


class _Other(Exception):
    """The server is of another kind."""


async def context_of(way: Way, model: str) -> int | None:
    """`way`: to the server's root. None where it does not say, or is none of those that do. Never raises."""
    for form in _FORMS:
        try:
            return await form(way, model)
        except _Other:
            continue
    return None


async def _ollama(way: Way, model: str) -> int | None:
    """GET /api/ps: what is loaded; POST /api/show: what a model was made for, and what its Modelfile sets.

    docs.ollama.com/api, docs.ollama.com/context-length.
    """
    running = await _said(way, "GET", "/api/ps")
    if not isinstance(rows := running.get("models"), list):
        raise _Other
    names = (model, f"{model}:latest")
    for row in rows:
        if isinstance(row, dict) and row.get("name") in names and (loaded := token_count(row.get("context_length"))):
            return loaded
    shown = await _said(way, "POST", "/api/show", {"model": model})
    info = shown.get("model_info")
    made_for = next(
        (token_count(value) for name, value in (info if isinstance(info, dict) else {}).items()
         if str(name).endswith(".context_length")),
        None,
    )  # fmt: skip
    set_ = _NUM_CTX.search(str(shown.get("parameters") or ""))
    return _least(token_count(int(set_[1])) if set_ else UNLOADED, made_for)


async def _lm_studio(way: Way, model: str) -> int | None:
    """GET /api/v0/models (lmstudio.ai/docs/developer/rest/endpoints)."""
    listed = await _said(way, "GET", "/api/v0/models")
    if not isinstance(rows := listed.get("data"), list):
        raise _Other
    row = next((each for each in rows if isinstance(each, dict) and each.get("id") == model), {})
    if loaded := token_count(row.get("loaded_context_length")):
        return loaded
    made_for = token_count(row.get("max_context_length"))
    return _least(UNLOADED, made_for) if made_for else None


async def _llama_cpp(way: Way, model: str) -> int | None:
    """GET /props (github.com/ggml-org/llama.cpp, tools/server/README.md): of each of its slots."""
    props = await _said(way, "GET", "/props")
    if not isinstance(settings := props.get("default_generation_settings"), dict):
        raise _Other
    return token_count(settings.get("n_ctx"))


_FORMS: Final[tuple[Callable[[Way, str], Awaitable[int | None]], ...]] = (_ollama, _lm_studio, _llama_cpp)


async def _said(way: Way, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Raises `_Other` for what is no such answer."""
    wait_s = TIMEOUTS.model_look_here
    data = json.dumps(body).encode() if body is not None else b""
    try:
        async with asyncio.timeout(wait_s), way.open(method, path, data, wait_s=wait_s, connect_s=wait_s) as response:
            answer = json.loads(await read(response, LIMITS.completion)) if response.is_success else None
    except (TimeoutError, FelloeError, httpx.HTTPError, ValueError, RecursionError):
        raise _Other from None
    if not isinstance(answer, dict):
        raise _Other
    return answer


def _least(*counts: int | None) -> int | None:
    return min((count for count in counts if count is not None), default=None)
