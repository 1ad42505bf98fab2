"""The admin's acts on upstreams, each with its audit line: the database first, then what requests go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from hub.models.offers import Offers
from hub.store import audit, upstreams
from hub.store.records import AuditLine, Upstream
from hub.store.store import Store
from shared.errors import InvalidArgument, NotFound
from shared.upstreams import same_place


@dataclass(frozen=True, slots=True)
class Upstreams:
    store: Store
    offers: Offers

    async def put(
        self, name: str, url: str, models: Mapping[str, str], key: str | None, actor: str, now_ms: int
    ) -> Upstream:
        """Add one, or change the one of that name. `key`: none keeps the one there is. Raises `InvalidArgument`."""
        old = self.offers.get(name)
        if key is None and old and old.key and not same_place(old.url, url):
            raise InvalidArgument("The upstream is somewhere else now: give its key again, or say that it needs none.")
        kept = (old.key if old else "") if key is None else key
        upstream = Upstream(name, url, models, kept)

        def work(session: Session) -> None:
            new = upstreams.put(session, upstream)
            details = {"upstream": name, "url": url, "models": sorted(models), "key": bool(kept)}
            audit.add(session, [AuditLine(now_ms, actor, "model-add" if new else "model-change", "", details)])

        await self.store.write(work, lambda _: self.offers.put(upstream))
        return upstream

    async def remove(self, name: str, actor: str, now_ms: int) -> Upstream:
        """Requests that are on their way go on. Raises `NotFound`."""
        upstream = self.find(name)

        def work(session: Session) -> None:
            upstreams.remove(session, name)
            audit.add(session, [AuditLine(now_ms, actor, "model-remove", "", {"upstream": name})])

        await self.store.write(work, lambda _: self.offers.remove(name))
        return upstream

    def find(self, name: str) -> Upstream:
        """Raises `NotFound`."""
        found = self.offers.get(name)
        if found is None:
            raise NotFound(f"There is no upstream {name[:64]}. `felloe-hub model list` lists them.")
        return found
