"""The models of one node: what there is, what the user chose, and how they are asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final

import structlog

from shared.completions.usage import Usage
from shared.errors import FelloeError, InvalidArgument, ModelRefused, NotFound
from shared.ids import new_id
from shared.system.database import Database
from shared.system.prices import Prices
from shared.upstreams import model_name, same_place
from spoke.hublink.client import HubClient
from spoke.models import choices
from spoke.models.answering import Answer, Question, whole
from spoke.models.candidates import Candidates
from spoke.models.choices import Choices, Configured
from spoke.models.contexts import Context
from spoke.models.forwarding import Forwarding
from spoke.models.keys import Keys
from spoke.models.models import Models
from spoke.models.serving import Serving
from spoke.models.upstream import Upstream, own_name, own_url
from spoke.models.upstreams import Upstreams
from spoke.models.uses import Uses
from spoke.models.usual import USUAL

log = structlog.get_logger()

PRICES = "prices.json"
"""In the data folder: prices of the user's own, over ours."""

_TEST: Final = "Call the tool ping once. If you have no tools, answer with the one word ok."
_PING: Final = {
    "type": "function",
    "function": {
        "name": "ping",
        "description": "Says that it was called.",
        "parameters": {"type": "object", "properties": {}},
    },
}
_MOST_UPSTREAMS = 100
_MOST_CONTEXTS = 1_000


class NodeModels:
    """`changed`: upstreams, their order or the defaults are others now. `look`: for servers on this machine too."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        hub: Callable[[], HubClient | None],
        spawn: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]],
        changed: Callable[[], None],
        *,
        look: bool = True,
    ) -> None:
        self._database = database
        self._changed = changed
        self._changing = asyncio.Lock()
        self._stays = False
        self.keys = Keys(folder, lambda: self.upstreams.choices.keys_of)
        self.upstreams = Upstreams(self.keys, hub, USUAL if look else ())
        self.uses = Uses(database, spawn)
        self._prices = Prices(folder / PRICES)
        self.models = Models(self.upstreams, self._price, self.uses.note)
        self.ask = self.models.ask
        forwarding = Forwarding(self.upstreams, self._price, self.uses.note)
        self.serving = Serving(forwarding, self.upstreams, self.keys, spawn)

    async def start(self, *, stays: bool = True) -> None:
        """Take up what the user chose. Nothing is looked for. A node that `stays` serves other programs, if it may."""
        self.upstreams.choices = await self._database.read(choices.load)
        await asyncio.to_thread(self._prices.refresh)
        self._stays = stays
        if stays and self.choices.serving:
            try:
                await self.serving.open(self.choices.serving_port)
            except FelloeError as error:
                log.warning("models not served", reason=error.message)

    async def aclose(self) -> None:
        await self.serving.close()
        await self.upstreams.aclose()
        with contextlib.suppress(FelloeError):  # figures are not worth a stop that fails
            await self.uses.flush()

    @property
    def choices(self) -> Choices:
        return self.upstreams.choices

    async def add(self, name: str, url: str, key: str | None, models: list[str], *, in_the_clear: bool) -> Upstream:
        """Add an upstream, or change it. `key`: none keeps what there is for the same server, empty removes it.

        Raises `InvalidArgument`; then nothing changed.
        """
        named = tuple(dict.fromkeys(model_name(each) for each in models))
        name, url = own_name(name), own_url(url, in_the_clear=in_the_clear)
        async with self._changing:
            before = self.choices.find(name)
            if before is None and len(self.choices.upstreams) >= _MOST_UPSTREAMS:
                raise InvalidArgument(f"A device keeps up to {_MOST_UPSTREAMS} model servers.")
            await self._own_keys()
            stays = before is not None and before.keyed and same_place(before.url, url)
            if key:
                await self.keys.put(name, key)
            elif before is not None and before.keyed and (key == "" or not stays):
                await self.keys.remove(name)
            keyed = bool(key) or (key is None and stays)
            new = Configured(name=name, url=url, models=named, keyed=keyed)
            await self._keep(self.choices.with_upstream(new))
            self.upstreams.forget(name)
        self._changed()
        return new.upstream

    async def remove(self, name: str) -> None:
        """Forget it, its key too. Raises `NotFound`."""
        async with self._changing:
            if (known := self.choices.find(name)) is None:
                raise NotFound(f"There is no model server '{name}' that you added. See: felloe models list")
            if known.keyed:
                await self.keys.remove(name)
            await self._keep(self.choices.without_upstream(name))
            self.upstreams.forget(name)
        self._changed()

    async def prefer(self, names: list[str]) -> None:
        """Ask these first, in this order. Raises `NotFound`."""
        for name in names:
            self.required(name)
        await self._change(order=tuple(dict.fromkeys(names)))

    async def default(self, models: list[str]) -> None:
        """Ask these where none is named. One that nobody has now may come later."""
        await self._change(default=tuple(dict.fromkeys(model_name(each) for each in models)))

    async def set_context(self, model: str, tokens: int | None) -> None:
        """How much a model reads at once, over what its upstream says; none: what that says.

        Raises `InvalidArgument`.
        """
        name = model_name(model)
        async with self._changing:
            contexts = {each: count for each, count in self.choices.contexts.items() if each != name}
            if tokens is not None and len(contexts) >= _MOST_CONTEXTS:
                raise InvalidArgument(f"A device keeps this for up to {_MOST_CONTEXTS} models.")
            contexts |= {name: tokens} if tokens is not None else {}
            await self._keep(self.choices.model_copy(update={"contexts": contexts}))
        self._changed()

    async def context(self, model: str | None, *, only_here: bool = False) -> Context:
        """Tokens that the model reads at once which would be asked first. Never raises; takes as long as a look."""
        async with aclosing(Candidates(self.upstreams, only_here=only_here).of(model)) as found:
            async for first in found:
                own = self.choices.context(first.upstream.name, first.model)
                return Context(own, None if own else await self.upstreams.context(first.upstream, first.model))
        return Context()

    def required(self, name: str) -> Upstream:
        """Raises `NotFound`."""
        if (found := self.upstreams.find(name)) is None:
            raise NotFound(f"There is no model server '{name}'. See: felloe models list")
        return found

    async def test(self, name: str, model: str | None) -> Answer:
        """Ask one upstream something small. Raises why it did not answer."""
        upstream = self.required(name)
        if model is None and (model := await self._any_model(upstream)) is None:
            raise NotFound(f"{name} has no model, or did not say which. Name one: felloe models test {name} MODEL")
        question = Question([{"role": "user", "content": _TEST}], [_PING], f"{name}/{model}", purpose="test")
        try:
            return await whole(self.ask(question))
        except ModelRefused:  # some models take no tools
            return await whole(self.ask(Question(question.messages, (), question.model, purpose="test")))

    async def serve(self, *, on: bool, port: int | None = None) -> None:
        """Be there for other programs from now on, and after each start, or no more. `port`: else the last one.

        Raises `PortInUse`; then nothing changed but that what was there before is gone.
        """
        port = port or self.choices.serving_port
        async with self._changing:
            await self._own_keys()
            if not on:
                await self.serving.close()
            elif self._stays:
                await self.serving.open(port)
            await self._keep(self.choices.model_copy(update={"serving": on, "serving_port": port}))
        self._changed()

    async def token(self, *, new: bool) -> str:
        """What other programs have to know."""
        async with self._changing:
            await self._own_keys()
            return await self.serving.token(new=new)

    def _price(self, upstream: Upstream, model: str, usage: Usage) -> float | None:
        """US dollars: as the upstream says, nothing within one's own network, else by the list of prices."""
        if upstream.kind != "hub" and upstream.place != "internet":
            return usage.cost_usd or 0.0
        nanos = self._prices.nanos(upstream.name, model, usage)
        return None if nanos is None else nanos / 1e9

    async def _own_keys(self) -> None:
        if not self.choices.keys_of:
            await self._keep(self.choices.model_copy(update={"keys_of": new_id()}))

    async def _any_model(self, upstream: Upstream) -> str | None:
        """The one that would be asked there first."""
        for name in self.choices.default:
            if name.startswith(f"{upstream.name}/"):
                return name.partition("/")[2]
        listing = await self.upstreams.look(upstream, fresh_s=0)
        if listing.problem and not upstream.models:
            raise listing.problem.anew()
        listed = [each.name for each in listing.models if each.chats]
        wanted = [
            name for name in (*self.choices.default, *upstream.models) if name in listed or name in upstream.models
        ]
        return next(iter([*wanted, *listed]), None)

    async def _change(self, **fields: object) -> None:
        async with self._changing:
            await self._keep(self.choices.model_copy(update=fields))
        self._changed()

    async def _keep(self, new: Choices) -> None:
        await self._database.write(lambda connection: choices.save(connection, new))
        self.upstreams.choices = new
