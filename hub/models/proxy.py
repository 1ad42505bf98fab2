"""The proxy put together: who offers what, what users may ask, what it cost; and one request from its body to its row.

What is kept of a request is figures: `ModelRequest`.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hub.accounts.caller import Caller
from hub.files import PRICES
from hub.models.answer import Answer
from hub.models.bounds import ModelBounds
from hub.models.forwarding import Forwarding
from hub.models.meter import ModelMeter
from hub.models.offers import Offer, Offers
from hub.store import model_use, upstreams
from hub.store.records import ModelRequest
from hub.store.store import Store
from hub.user_limits import UserLimits
from shared.completions.asked import Asked
from shared.completions.tee import StreamTee, usage_of_whole
from shared.completions.usage import Usage
from shared.errors import FelloeError
from shared.system.prices import Prices
from shared.timeouts import Timeouts


@dataclass(slots=True)
class Passage:
    """One request on its way: what is known of it when it ends, however it ends."""

    asked: Asked
    offers: list[Offer]
    began: float
    outcome: str = "cancelled"
    """Until something else is known: nobody waits any more."""
    offer: Offer | None = None
    """Who answered."""
    upstream: str = ""
    first_byte_s: float | None = None
    tee: StreamTee = field(default_factory=StreamTee)
    whole: bytes | None = None
    is_stream: bool = True

    def begun(self, answer: Answer) -> None:
        self.offer, self.is_stream = answer.offer, answer.is_stream
        self.whole = answer.first if answer.whole and not answer.is_stream else None
        self.first_byte_s = time.monotonic() - self.began

    def usage(self) -> Usage:
        """Nothing where nobody answered."""
        if self.first_byte_s is None:
            return Usage()
        if self.is_stream:
            return self.tee.usage(self.asked.prompt_estimate)
        return usage_of_whole(self.whole, self.tee.size, self.asked.prompt_estimate)


@dataclass(slots=True)
class ModelProxy:
    offers: Offers
    bounds: ModelBounds
    prices: Prices
    meter: ModelMeter
    limits: UserLimits
    timeouts: Timeouts
    now_ms: Callable[[], int]
    _forwarding: Forwarding | None = None

    def load(self) -> None:
        """What else the first request would load: the authorities that are trusted."""
        self._forwarding = self.forwarding

    @property
    def forwarding(self) -> Forwarding:
        """To be used in the event loop."""
        if self._forwarding is None:
            self._forwarding = Forwarding(self.offers, self.timeouts, importlib.metadata.version("felloe"))
        return self._forwarding

    @contextlib.contextmanager
    def passage(self, caller: Caller, asked: Asked) -> Iterator[Passage]:
        """Counted at its end. Raises `ModelNotFound`, `ModelNotAllowed` or `RateLimited` before anything is asked."""
        limit, at_ms, began = self.limits.get(caller.user_id), self.now_ms(), time.monotonic()
        offers = self.offers.of(asked.model, limit.models, began)
        with self.bounds.room(caller.user_id, limit, asked.prompt_estimate, at_ms):
            passage = Passage(asked, offers, began)
            try:
                yield passage
            except FelloeError as error:
                passage.outcome = error.code
                passage.upstream = error.details.get("upstream", "")
                raise
            finally:
                self._count(caller, passage, at_ms)

    def _count(self, caller: Caller, passage: Passage, at_ms: int) -> None:
        usage, offer = passage.usage(), passage.offer
        upstream = offer.upstream.name if offer else passage.upstream
        cost = self.prices.nanos(upstream, offer.model, usage) if offer else 0
        self.bounds.spent(caller.user_id, usage.prompt + usage.completion, self.now_ms())
        self.meter.record(
            ModelRequest(
                at_ms=at_ms,
                user_id=caller.user_id,
                device_id=caller.device.id if caller.device else "",
                model=passage.asked.model,
                upstream=upstream,
                outcome=passage.outcome,
                prompt_tokens=usage.prompt,
                cached_tokens=usage.cached,
                completion_tokens=usage.completion,
                estimated=usage.estimated,
                cost_nanos=cost,
                first_byte_ms=None if passage.first_byte_s is None else round(passage.first_byte_s * 1000),
                ms=round((time.monotonic() - passage.began) * 1000),
            )
        )

    async def aclose(self) -> None:
        """Write what is not written yet. Nothing may be asked any more."""
        if self._forwarding is not None:
            await self._forwarding.aclose()
        await self.meter.flush()


async def open_models(
    store: Store, folder: Path, limits: UserLimits, timeouts: Timeouts, now_ms: Callable[[], int]
) -> ModelProxy:
    """As the database has it. To be closed."""
    offers, bounds, prices = Offers(await store.read(upstreams.list_all)), ModelBounds(), Prices(folder / PRICES)
    today = model_use.day_of(now_ms())
    bounds.take_up(await store.core_read(lambda core: model_use.today(core, today)), now_ms())
    await asyncio.to_thread(prices.refresh)
    return ModelProxy(offers, bounds, prices, ModelMeter(store, prices, now_ms), limits, timeouts, now_ms)
