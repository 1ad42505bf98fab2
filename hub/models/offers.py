"""Which upstreams offer which models, and in which order they are asked. Pure: no clock, no database.

An upstream that was down, or said that it has had enough, rests: until then it is asked after those that do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.store.records import Upstream
from shared.errors import InvalidArgument, ModelNotAllowed, ModelNotFound
from shared.upstreams import MAX_MODEL, model_name


@dataclass(frozen=True, slots=True)
class Offer:
    upstream: Upstream
    model: str
    """By the upstream's own name."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An upstream's word on what is wrong with the request: passed on, since it is about that."""

    offer: Offer
    status: int
    body: bytes
    retry_after_s: float | None


class Offers:
    def __init__(self, upstreams: Iterable[Upstream]) -> None:
        self._upstreams = {upstream.name: upstream for upstream in upstreams}
        self._resting: dict[str, float] = {}

    def all(self) -> list[Upstream]:
        return list(self._upstreams.values())

    def get(self, name: str) -> Upstream | None:
        return self._upstreams.get(name)

    def put(self, upstream: Upstream) -> None:
        self._upstreams[upstream.name] = upstream
        self._resting.pop(upstream.name, None)

    def remove(self, name: str) -> None:
        self._upstreams.pop(name, None)
        self._resting.pop(name, None)

    def names(self, allowed: tuple[str, ...] | None) -> dict[str, str]:
        """Models that may be asked for, each with the upstream that is asked first."""
        found: dict[str, str] = {}
        for upstream in self._upstreams.values():
            for name in upstream.models:
                if allowed is None or name in allowed:
                    found.setdefault(name, upstream.name)
        return found

    def of(self, model: str, allowed: tuple[str, ...] | None, now: float) -> list[Offer]:
        """Never none: raises `ModelNotFound` or `ModelNotAllowed`."""
        found = [Offer(one, one.models[model]) for one in self._upstreams.values() if model in one.models]
        if not found:
            raise ModelNotFound(f"This hub offers no model '{model[:MAX_MODEL]}'. GET /v1/models lists those it does.")
        if allowed is not None and model not in allowed:
            raise ModelNotAllowed(f"This account may not use the model '{model}'. Ask the hub's admin.")
        return sorted(found, key=lambda offer: self._resting.get(offer.upstream.name, 0) > now)

    def rest(self, upstream: Upstream, until: float) -> None:
        """One that was changed or removed meanwhile is not meant."""
        if self._upstreams.get(upstream.name) is upstream:
            self._resting[upstream.name] = until

    def woke(self, upstream: Upstream) -> None:
        if self._resting:
            self._resting.pop(upstream.name, None)


def model_names(given: Iterable[str]) -> dict[str, str]:
    """`NAME`, or `ALIAS=NAME` for one that is offered by another name. Raises `InvalidArgument`."""
    found: dict[str, str] = {}
    for text in given:
        offered, _, own = text.partition("=")
        for name in (offered, own or offered):
            model_name(name)
        if offered in found:
            raise InvalidArgument(f"{offered} is offered twice.")
        found[offered] = own or offered
    if not found:
        raise InvalidArgument("Name at least one model that the upstream has.")
    return found
