"""Requests to upstreams: asked, and asked again or elsewhere until one begins to answer.

Rules of this module:
- no redirect is followed: the key goes where the admin said, and nowhere else;
- what an upstream says when it refuses the hub's key is shown to nobody: some repeat the key in it;
- once a byte of an answer came nothing is asked again.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence

import structlog

from hub.models.answer import Answer, told
from hub.models.connection import Connection
from hub.models.connections import Connections
from hub.models.offers import Offer, Offers, Refusal
from hub.models.tries import Tries
from hub.store.records import Upstream
from shared import strict_json
from shared.completions.accumulator import chunk_of
from shared.completions.asked import Asked
from shared.errors import ModelFailed, ModelKeyRefused, ModelUnreachable
from shared.retry_after import retry_after_s
from shared.timeouts import Timeouts

_REFUSAL = 65_536
"""Bytes of an error that are passed on."""

_LISTED = 4 << 20
"""Bytes of a list of models."""

_REST_S = 30.0
"""For how long an upstream that was down is asked after the others."""

_REST_MOST_S = 600.0
_TOO_MANY = 429

log = structlog.get_logger()


class Forwarding:
    """Made in the event loop that uses it."""

    def __init__(self, offers: Offers, timeouts: Timeouts, version: str) -> None:
        self._offers = offers
        self._timeouts = timeouts
        self._agent = f"felloe-hub/{version}"
        self._connections = Connections(ssl.create_default_context(), timeouts.model_connect)

    async def aclose(self) -> None:
        await self._connections.aclose()

    async def ask(self, asked: Asked, offers: Sequence[Offer]) -> Answer | Refusal:
        """What the first upstream says that does say something. The caller closes an `Answer`, which cancelling before
        does by itself. Raises `ModelFailed`, or a kind of it, where none does."""
        clock = asyncio.get_running_loop().time
        tries = Tries(offers, self._timeouts.model_retry, clock())
        failed: ModelFailed | Refusal | None = None
        while (turn := tries.next(clock())) is not None:
            offer, wait_s = turn
            if wait_s:
                await asyncio.sleep(wait_s)
            try:
                found = await self._once(offer, asked)
            except ModelFailed as error:
                if not _elsewhere(error):
                    raise
                failed = error
            else:
                if isinstance(found, Answer) or found.status != _TOO_MANY:
                    self._offers.woke(offer.upstream)
                    return found
                failed = found
            self._failed(tries, offer, failed, clock())
        if isinstance(failed, Refusal):
            return failed
        assert failed is not None
        raise failed

    async def models(self, upstream: Upstream) -> list[str]:
        """What it says that it has. Raises `ModelFailed`."""
        with told(upstream):
            async with asyncio.timeout(self._timeouts.model_connect * 2):
                response = await self._connections.ask("GET", f"{upstream.url}/models", self._headers(upstream))
                try:
                    body = await _at_most(response, _LISTED)
                finally:
                    self._connections.done(response)
        if response.status >= 300:
            raise _refused(upstream, response.status, None)
        rows = chunk_of(body or b"").get("data")
        found = [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [name for name in found if isinstance(name, str)]

    def _failed(self, tries: Tries, offer: Offer, failed: ModelFailed | Refusal, now: float) -> None:
        """Note it, for this request and for those after it."""
        upstream = offer.upstream
        if isinstance(failed, Refusal):
            again, wait_s, why = True, failed.retry_after_s, {"kind": "status", "status": failed.status}
        else:
            again, wait_s, why = failed.body().retryable, failed.details.get("retry_after_s"), failed.details
        log.warning("upstream failed", upstream=upstream.name, kind=why["kind"], status=why.get("status"))
        tries.failed(offer, now, again=again, retry_after_s=wait_s)
        rest_s = _REST_S if wait_s is None else min(wait_s, _REST_MOST_S)
        self._offers.rest(upstream, now + rest_s)

    async def _once(self, offer: Offer, asked: Asked) -> Answer | Refusal:
        with told(offer.upstream):
            async with asyncio.timeout(self._timeouts.model_first_byte):
                response = await self._connections.ask(
                    "POST",
                    f"{offer.upstream.url}/chat/completions",
                    self._headers(offer.upstream, asked),
                    asked.by_name(offer.model),
                )
                try:
                    if response.status < 300:
                        answer = Answer(offer, response, self._timeouts.model_stall, self._connections.done)
                        await answer.begin()
                        return answer
                    body = await _at_most(response, _REFUSAL)
                except BaseException:
                    self._connections.done(response)
                    raise
        self._connections.done(response)
        return _judged(offer, response, body)

    def _headers(self, upstream: Upstream, asked: Asked | None = None) -> dict[str, str]:
        """What was sent here stays here: the caller's token, and what programs tell of themselves."""
        headers = {
            "Accept": "text/event-stream" if asked and asked.stream else "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": self._agent,
        }
        if asked:
            headers["Content-Type"] = "application/json"
        if upstream.key:
            headers["Authorization"] = f"Bearer {upstream.key}"
        return headers


def _judged(offer: Offer, response: Connection, body: bytes | None) -> Refusal:
    """Raises `ModelFailed` for what says nothing about the request."""
    status, wait_s = response.status, retry_after_s(response.headers.get("retry-after"), time.time())
    key = offer.upstream.key
    fits = status not in (401, 403, 407, 408) and 400 <= status < 500
    if not fits or body is None or not _is_json(body) or (key and key.encode() in body):
        raise _refused(offer.upstream, status, wait_s)
    return Refusal(offer, status, body, wait_s)


def _refused(upstream: Upstream, status: int, wait_s: float | None) -> ModelFailed:
    about = {"upstream": upstream.name, "status": status}
    if status in (401, 403, 407):
        return ModelKeyRefused(
            f"The model server {upstream.name} refused the hub's key. Tell the hub's admin.", kind="key", **about
        )
    if status < 400:
        return ModelFailed(
            f"The model server {upstream.name} answered {status}, which leads elsewhere; the hub does not follow. "
            "Tell the hub's admin.",
            kind="redirect",
            **about,
        )
    wait = {} if wait_s is None else {"retry_after_s": wait_s}
    return ModelFailed(f"The model server {upstream.name} answered {status}.", kind="status", **about, **wait)


def _elsewhere(error: ModelFailed) -> bool:
    """Whether it is tried again, or with another upstream: not where this one may be at it, or was."""
    return isinstance(error, ModelUnreachable | ModelKeyRefused) or error.details["kind"] in ("status", "redirect")


async def _at_most(response: Connection, most: int) -> bytes | None:
    """All of it; None where it is more."""
    parts, size = [], 0
    while part := await response.read():
        parts.append(part)
        if (size := size + len(part)) > most:
            return None
    return b"".join(parts)


def _is_json(body: bytes) -> bool:
    """Gemini puts its errors into a list."""
    try:
        return isinstance(strict_json.parse(body), dict | list)
    except ValueError:
        return False
