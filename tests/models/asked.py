"""A node's way of asking models, without the node: real upstreams, keys in a file, and what was used in a list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.completions.usage import Usage
from spoke.models.answering import Answer, Began, Question
from spoke.models.choices import Choices, Configured
from spoke.models.keys import Keys
from spoke.models.models import Models
from spoke.models.upstream import Upstream
from spoke.models.upstreams import Upstreams
from spoke.models.uses import Use

HI = ({"role": "user", "content": "hi"},)


def price(upstream: Upstream, model: str, usage: Usage) -> float | None:
    return usage.completion / 1_000


@dataclass
class Asked:
    upstreams: Upstreams
    models: Models
    keys: Keys
    uses: list[Use] = field(default_factory=list)

    async def all(self, question: Question) -> tuple[list[Any], Answer]:
        """Pieces, and the answer at their end. Before the first piece stands who answers."""
        async with aclosing(self.models.ask(question)) as answering:
            *pieces, answer = [piece async for piece in answering]
        assert isinstance(answer, Answer)
        assert pieces[:1] == ([Began(answer.model)] if pieces else [])
        return pieces[1:], answer

    async def answer(self, **fields: Any) -> Answer:
        return (await self.all(Question(**{"messages": HI, **fields})))[1]


@asynccontextmanager
async def asking(
    folder: Path, own: dict[str, str], *, default: Sequence[str] = (), usual: Sequence[Upstream] = (), **named: Any
) -> AsyncIterator[Asked]:
    """`own`: upstreams by name, with their addresses; `named`: models that the user named for them."""
    keys = Keys(folder, lambda: "test", lambda: None)
    upstreams = Upstreams(keys, lambda: None, usual)
    configured = tuple(
        Configured(name=name, url=url, models=named.get(name, ()), keyed=True) for name, url in own.items()
    )
    upstreams.choices = Choices(upstreams=configured, default=tuple(default))
    uses: list[Use] = []
    try:
        yield Asked(upstreams, Models(upstreams, price, uses.append), keys, uses)
    finally:
        await upstreams.aclose()
