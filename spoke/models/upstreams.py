"""The upstreams of a node, in the user's order, and what each is known to have.

Nothing is looked for when a node starts: an upstream is looked at when somebody asks, and again when that was a while
ago. Looks go on side by side, each with its deadline, so that one that is slow holds up nobody for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from shared.errors import FelloeError, ModelUnreachable
from shared.timeouts import TIMEOUTS
from spoke.hublink.client import HubClient
from spoke.models.choices import Choices
from spoke.models.contexts import context_of
from spoke.models.keys import Keys
from spoke.models.listing import Listing, listed
from spoke.models.upstream import HUB, Upstream
from spoke.models.usual import USUAL
from spoke.models.ways import Clients, Direct, OverHub, Way

_FRESH_S = 30.0
"""How long a look is good for where it decides what is asked; a model's name is looked for in older ones too."""

_SHOWN = 20
"""Models of a server whose context is asked for where they are only listed."""


class Upstreams:
    """`hub`: the way to the hub, while the node belongs to one. `usual`: what is looked for on this machine."""

    def __init__(self, keys: Keys, hub: Callable[[], HubClient | None], usual: Iterable[Upstream] = USUAL) -> None:
        self.choices = Choices()
        self._keys = keys
        self._hub = hub
        self._usual = tuple(usual)
        self._clients = Clients()
        self._listings: dict[Upstream, Listing] = {}
        self._looking: dict[Upstream, asyncio.Task[Listing]] = {}
        self._contexts: dict[tuple[Upstream, str], tuple[int | None, float]] = {}
        """What a server said of a model's context, and when."""

    async def aclose(self) -> None:
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)
        await self._clients.aclose()

    def all(self) -> list[Upstream]:
        """In the user's order, those that are only looked for among them."""
        own = [each.upstream for each in self.choices.upstreams]
        taken = {each.name for each in own} | {each.url for each in own}
        usual = [each for each in self._usual if each.name not in taken and each.url not in taken]
        return self.choices.sorted([*own, *usual, *([Upstream(HUB, "hub", "")] if self._hub() else [])])

    def find(self, name: str) -> Upstream | None:
        return next((each for each in self.all() if each.name == name), None)

    def way(self, upstream: Upstream) -> Way:
        """Raises `ModelUnreachable` where the hub was left meanwhile."""
        if upstream.kind != "hub":
            return Direct(upstream, self._clients, lambda: self.key_of(upstream))
        if (hub := self._hub()) is None:
            raise ModelUnreachable("This device belongs to no hub any more.", upstream=HUB)
        return OverHub(upstream, hub)

    async def key_of(self, upstream: Upstream) -> str:
        """Empty where it has none, or where the keyring keeps it back."""
        own = self.choices.find(upstream.name)
        return await self._keys.get(upstream.name) if own and own.keyed and own.upstream == upstream else ""

    def known(self, upstream: Upstream) -> Listing | None:
        """What the last look said, however long ago."""
        return self._listings.get(upstream)

    async def look(self, upstream: Upstream, *, fresh_s: float = _FRESH_S) -> Listing:
        """What it has, by a look that is at most `fresh_s` old. Never raises; whoever looks already is waited for."""
        known = self._listings.get(upstream)
        if known and asyncio.get_running_loop().time() - known.looked_s < fresh_s:
            return known
        if (task := self._looking.get(upstream)) is None:
            task = self._looking[upstream] = asyncio.create_task(self._look(upstream), name="look at models")
            task.add_done_callback(lambda _: self._looking.pop(upstream, None))
        return await asyncio.shield(task)

    async def context(self, upstream: Upstream, model: str) -> int | None:
        """Tokens that a model reads at once, as far as its upstream says so. Never raises.

        Of one's own servers that holds for a moment only: they load models as they like.
        """
        afar = upstream.kind == "hub" or upstream.place == "internet"
        listing = self.known(upstream) if afar else None
        listed = (listing or await self.look(upstream)).find(model)
        if afar or (listed and listed.context):
            return listed.context if listed else None
        now = asyncio.get_running_loop().time()
        known = self._contexts.get((upstream, model))
        if known is None or now - known[1] >= _FRESH_S:
            root = replace(upstream, url=upstream.url.removesuffix("/v1"))
            way = Direct(root, self._clients, lambda: self.key_of(upstream))
            known = self._contexts[upstream, model] = (await context_of(way, model), now)
        return known[0]

    async def look_at_contexts(self) -> None:
        """Of the models on one's own machine and network, the first of each server: so that they can be shown."""
        wanted = [
            self.context(upstream, each.name)
            for upstream, listing in self._listings.items()
            if listing.problem is None and upstream.place != "internet"
            for each in listing.models[:_SHOWN]
        ]
        await asyncio.gather(*wanted)

    def known_context(self, upstream: Upstream, model: str) -> int | None:
        """What was heard of that, however long ago."""
        listing = self._listings.get(upstream)
        listed = listing.find(model) if listing else None
        return (listed.context if listed else None) or self._contexts.get((upstream, model), (None, 0.0))[0]

    async def look_at_all(self, *, fresh_s: float = _FRESH_S) -> None:
        await asyncio.gather(*(self.look(each, fresh_s=fresh_s) for each in self.all()))

    def forget(self, name: str) -> None:
        """What was known of it; its address or key are others now."""
        self._listings = {each: listing for each, listing in self._listings.items() if each.name != name}
        self._contexts = {key: found for key, found in self._contexts.items() if key[0].name != name}

    async def _look(self, upstream: Upstream) -> Listing:
        here = upstream.kind == "found"
        before = self._listings.get(upstream)
        models = before.models if before and not here else ()
        problem: FelloeError | None = None
        try:
            models = await listed(self.way(upstream), TIMEOUTS.model_look_here if here else TIMEOUTS.model_look)
        except FelloeError as error:
            problem = error
        listing = Listing(models, asyncio.get_running_loop().time(), problem)
        self._listings[upstream] = listing
        return listing
