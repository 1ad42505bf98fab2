"""Models: which there are, which are asked first, what they took. Keys go in and never out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from spoke.models.answering import Answer
from spoke.models.listing import Listed
from spoke.models.upstream import Upstream
from spoke.node.bodies.models import (
    DefaultModels,
    ModelContext,
    ModelInfo,
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
    UsageRow,
)

if TYPE_CHECKING:
    from spoke.app import Node


def model_routes(router: APIRouter, node: Node) -> None:
    models = node.models

    async def shown(upstream: Upstream) -> UpstreamInfo:
        listing, own = models.upstreams.known(upstream), models.choices.find(upstream.name)
        listed = [_info(upstream, each) for each in listing.models] if listing else []
        named = [
            next((each for each in listed if each.name == name), _info(upstream, Listed(name)))
            for name in upstream.models
        ]
        return UpstreamInfo(
            name=upstream.name,
            kind=upstream.kind,
            url=upstream.url,
            place=upstream.place,
            key=await models.keys.place(upstream.name) if own and own.keyed else "",
            models=named or listed,
            named=bool(named),
            looked=listing is not None,
            problem=listing.problem.body() if listing and listing.problem else None,
        )

    def _info(upstream: Upstream, model: Listed) -> ModelInfo:
        own = models.choices.context(upstream.name, model.name)
        context = own or models.upstreams.known_context(upstream, model.name)
        return ModelInfo(name=model.name, context=context, context_set=own is not None, chats=model.chats)

    @router.get("/v1/models")
    async def listed(look: bool = False) -> ModelsReply:
        if look:
            await models.upstreams.look_at_all(fresh_s=0)
            await models.upstreams.look_at_contexts()
        upstreams = [await shown(each) for each in models.upstreams.all()]
        return ModelsReply(upstreams=upstreams, default=list(models.choices.default))

    @router.put("/v1/models/upstreams/{name}")
    async def add(name: str, body: NewUpstream) -> UpstreamInfo:
        key = body.key.get_secret_value() if body.key is not None else None
        upstream = await models.add(name, body.url, key, body.models, in_the_clear=body.in_the_clear)
        await models.upstreams.look(upstream, fresh_s=0)
        return await shown(upstream)

    @router.delete("/v1/models/upstreams/{name}", status_code=204)
    async def remove(name: str) -> None:
        await models.remove(name)

    @router.post("/v1/models/upstreams/{name}/test")
    async def test(name: str, body: ModelTest) -> ModelTested:
        return _tested(await models.test(name, body.model))

    @router.put("/v1/models/order", status_code=204)
    async def order(body: UpstreamOrder) -> None:
        await models.prefer(body.names)

    @router.put("/v1/models/default", status_code=204)
    async def default(body: DefaultModels) -> None:
        await models.default(body.models)

    @router.put("/v1/models/context", status_code=204)
    async def context(body: ModelContext) -> None:
        await models.set_context(body.model, body.tokens)

    @router.put("/v1/models/serving")
    async def serve(body: ServeBody) -> ServingInfo:
        await models.serve(on=body.on, port=body.port)
        serving, chosen = models.serving, models.choices
        problem = serving.problem.body() if serving.problem else None
        return ServingInfo(on=chosen.serving, port=chosen.serving_port, url=serving.url, problem=problem)

    @router.post("/v1/models/serving/token")
    async def token(body: TokenBody) -> ServingToken:
        return ServingToken(token=await models.token(new=body.new))

    @router.get("/v1/models/usage")
    async def usage(
        by: UsageBy = "model", since_ms: Annotated[int, Query(ge=0)] = 0, session: str | None = None
    ) -> UsageReply:
        rows = await models.uses.sums(by, since_ms, session)
        return UsageReply(rows=[UsageRow(**asdict(row)) for row in rows])


def _tested(answer: Answer) -> ModelTested:
    return ModelTested(
        upstream=answer.upstream,
        model=answer.model,
        text=answer.text,
        calls_tools=bool(answer.tool_calls),
        first_s=answer.first_s,
        whole_s=answer.whole_s,
        prompt=answer.usage.prompt,
        completion=answer.usage.completion,
        estimated=answer.usage.estimated,
        cost_usd=answer.cost_usd,
    )
