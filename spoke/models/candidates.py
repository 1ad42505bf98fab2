"""Which upstream is asked for which model, and which comes next where it gives no answer.

Rules of this module:
- a model that is named is asked only where it is;
- where none is named: the user's defaults, then what else there is, in the user's order;
- a later candidate is looked for only once the earlier ones gave no answer.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from shared.errors import FelloeError, ModelNotFound, NoModel
from spoke.models.listing import Listed
from spoke.models.upstream import Upstream
from spoke.models.upstreams import Upstreams


@dataclass(frozen=True, slots=True)
class Candidate:
    upstream: Upstream
    model: str
    """By the upstream's own name."""


class Candidates:
    """For one question. `missed`: why those that would have come earlier are none."""

    def __init__(self, upstreams: Upstreams, *, only_here: bool) -> None:
        self.missed: list[FelloeError] = []
        self._upstreams = upstreams
        self._only_here = only_here

    async def of(self, model: str | None) -> AsyncGenerator[Candidate]:
        if model is not None:
            for each in await self._named(model):
                yield each
            return
        asked = set()
        for name in self._upstreams.choices.default:
            for each in await self._named(name):
                asked.add(each.upstream)
                yield each
        for upstream in self._all():
            if upstream not in asked and (found := await self._first(upstream)):
                yield Candidate(upstream, found)

    def _all(self) -> list[Upstream]:
        return [each for each in self._upstreams.all() if each.place == "here" or not self._only_here]

    async def _named(self, model: str) -> list[Candidate]:
        """Where it is, in the user's order: by what is known, or after a look at all of them."""
        before, _, rest = model.partition("/")
        if rest and (chosen := next((each for each in self._all() if each.name == before), None)):
            return [Candidate(chosen, rest)]
        if not (found := self._known(model)):
            await self._upstreams.look_at_all()
            found = self._known(model)
        if not found:
            self.missed.append(ModelNotFound(f"No server has a model '{model}' now. See: felloe models list"))
        return found

    def _known(self, model: str) -> list[Candidate]:
        found = []
        for upstream in self._all():
            listing = self._upstreams.known(upstream)
            if model in upstream.models:
                found.append(Candidate(upstream, model))
            elif not upstream.models and listing and (there := listing.find(model)):
                found.append(Candidate(upstream, there.name))
        return found

    async def _first(self, upstream: Upstream) -> str | None:
        """What is asked of an upstream where the user named nothing: not one of hundreds that cost money."""
        if upstream.models:
            return upstream.models[0]
        listing = await self._upstreams.look(upstream)
        if listing.problem and upstream.kind != "found":
            self.missed.append(listing.problem)
            return None
        models: list[Listed] = [each for each in listing.models if each.chats]
        if upstream.place == "internet" and len(models) > 1:
            self.missed.append(
                NoModel(
                    f"{upstream.name} has many models. Choose one with: felloe models default {upstream.name}/MODEL"
                )
            )
            return None
        return models[0].name if models else None
