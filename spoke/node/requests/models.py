"""Servers of models, and what they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from shared.timeouts import TIMEOUTS
from spoke.node.bodies.models import (
    DefaultModels,
    ModelContext,
    ModelsReply,
    ModelTest,
    ModelTested,
    NewUpstream,
    ServeBody,
    ServingInfo,
    ServingToken,
    TokenBody,
    UpstreamInfo,
    UpstreamOrder,
    UsageBy,
    UsageReply,
)
from spoke.node.wire import Wire


class ModelRequests(Wire):
    async def models(self, *, look: bool = False) -> ModelsReply:
        """Upstreams and their models as they are known; `look`: as they are now, a few seconds at most."""
        return await self._ask(ModelsReply, "GET", "/v1/models", params={"look": look})

    async def add_upstream(self, name: str, new: NewUpstream) -> UpstreamInfo:
        """Add a server of models, or change it, and look at it. It is kept even where it cannot be reached now."""
        return await self._ask(UpstreamInfo, "PUT", f"/v1/models/upstreams/{quote(name, safe='')}", new)

    async def remove_upstream(self, name: str) -> None:
        await self._send("DELETE", f"/v1/models/upstreams/{quote(name, safe='')}")

    async def test_upstream(self, name: str, model: str | None = None) -> ModelTested:
        """Ask it something small. Raises why it did not answer."""
        path = f"/v1/models/upstreams/{quote(name, safe='')}/test"
        return await self._ask(ModelTested, "POST", path, ModelTest(model=model), wait_s=2 * TIMEOUTS.answer_first)

    async def prefer_upstreams(self, names: Sequence[str]) -> None:
        """Ask these first, in this order."""
        await self._send("PUT", "/v1/models/order", UpstreamOrder(names=list(names)))

    async def default_models(self, models: Sequence[str]) -> None:
        """What is asked where nobody names a model, the first first; none for whatever there is."""
        await self._send("PUT", "/v1/models/default", DefaultModels(models=list(models)))

    async def set_model_context(self, model: str, tokens: int | None) -> None:
        """How many tokens a model reads at once, over what its upstream says; None: what that says.

        `model`: NAME wherever it is, or UPSTREAM/NAME for only that upstream's.
        """
        await self._send("PUT", "/v1/models/context", ModelContext(model=model, tokens=tokens))

    async def serve_models(self, *, on: bool, port: int | None = None) -> ServingInfo:
        """Raises `PortInUse`."""
        return await self._ask(ServingInfo, "PUT", "/v1/models/serving", ServeBody(on=on, port=port))

    async def models_token(self, *, new: bool = False) -> str:
        """What other programs have to know for that."""
        return (await self._ask(ServingToken, "POST", "/v1/models/serving/token", TokenBody(new=new))).token

    async def model_usage(self, by: UsageBy = "model", since_ms: int = 0, session: str | None = None) -> UsageReply:
        """What models were asked on this device, and what it took."""
        params: dict[str, Any] = {"by": by, "since_ms": since_ms} | ({"session": session} if session else {})
        return await self._ask(UsageReply, "GET", "/v1/models/usage", params=params)
