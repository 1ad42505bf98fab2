"""The node API: everything a face may do, over the node's private socket.

Rules of this module: routes only translate; what they do lives in the capability they call.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from sandbox.services.secret import Secret
from shared.api import DevicesReply, FunctionsReply, PairReply
from shared.errors import Cancelled, Forbidden, Unauthenticated
from shared.names import SkillPath
from shared.sync.ops import Message
from shared.system.bounds import BodyBounds
from shared.system.problems import add_problem_handlers, problem
from spoke.calls.asking import Asking
from spoke.faces.routes import face_routes
from spoke.node import models
from spoke.node.address import NodeAddress
from spoke.skills import disclosure

if TYPE_CHECKING:
    from spoke.app import Node

T = TypeVar("T")
RowId = Annotated[int, Path(ge=0, lt=1 << 63)]
_LOOK_S = 1.0
"""Between two looks whether the one who asked is still there."""

Next = Callable[[Request], Awaitable[Response]]


def node_api(node: Node, address: NodeAddress) -> FastAPI:
    app = FastAPI(title="Felloe node", docs_url=None, redoc_url=None, openapi_url=None)
    add_problem_handlers(app)
    app.add_middleware(BodyBounds)
    app.middleware("http")(_guard(address))
    _status(app, node)
    _skills(app, node)
    _calls(app, node)
    _approvals(app, node)
    _secrets(app, node)
    _sessions(app, node)
    face_routes(app, node.faces)
    return app


def _guard(address: NodeAddress) -> Callable[[Request, Next], Awaitable[Response]]:
    """A page in a browser may reach a loopback port: it cannot forge Host, hide Origin or know the token."""
    host = address.base_url.removeprefix("http://")

    async def guard(request: Request, go_on: Next) -> Response:
        if request.headers.get("host") != host or "origin" in request.headers:
            return problem(Forbidden("The node answers local programs only."))
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if address.token and not secrets.compare_digest(given.encode(), address.token.encode()):
            return problem(Unauthenticated("The node's token is missing or wrong."))
        return await go_on(request)

    return guard


def _status(app: FastAPI, node: Node) -> None:
    @app.get("/v1/status")
    async def status() -> models.Status:
        return await node.status()

    @app.post("/v1/pair")
    async def pair(body: models.PairBody) -> PairReply:
        return await node.hub.pair(body.pairing_string, body.name)

    @app.post("/v1/unpair", status_code=204)
    async def unpair() -> None:
        await node.hub.unpair()

    @app.get("/v1/devices")
    async def devices() -> DevicesReply:
        return await node.hub.devices()

    @app.get("/v1/events")
    async def events() -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            yield ": listening\n\n"
            async for event in node.events.listen():
                yield f"data: {event.model_dump_json()}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")


def _skills(app: FastAPI, node: Node) -> None:
    @app.get("/v1/skills")
    async def skills() -> models.SkillsReply:
        return models.SkillsReply(skills=await node.registry.skills())

    @app.post("/v1/skills")
    async def install(body: models.InstallBody) -> models.InstallReply:
        if body.all:
            return await node.installing.install_all(body.path, replace=body.replace)
        skill = await node.installing.install(body.path, body.skill, replace=body.replace)
        return models.InstallReply(installed=[skill])

    @app.get("/v1/skills/{name}")
    async def show(name: str) -> models.SkillShown:
        return disclosure.shown(await node.registry.get(name), await node.registry.files(name))

    @app.get("/v1/skills/{name}/files/{path:path}")
    async def file(name: str, path: str, offset: int = Query(default=0, ge=0)) -> models.FilePart:
        return disclosure.part_of(await node.registry.files(name), path, offset)

    @app.delete("/v1/skills/{name}")
    async def remove(
        name: str, version: str | None = Query(default=None, max_length=64), forget: bool = False
    ) -> models.Removed:
        return await node.remove(name, version, forget=forget)

    @app.put("/v1/skills/{name}/version")
    async def use(name: str, body: models.UseBody) -> models.Skill:
        return await node.registry.use(name, body.digest)

    @app.post("/v1/skills/{name}/update")
    async def update(name: str) -> models.Skill:
        return await node.installing.update(name)

    @app.get("/v1/catalogue")
    async def catalogue() -> models.CatalogueReply:
        return disclosure.catalogue(await node.registry.skills())

    @app.put("/v1/exposure", status_code=204)
    async def expose(body: models.ExposeBody) -> None:
        await node.registry.expose(SkillPath.parse(body.function), body.level)

    @app.get("/v1/functions")
    async def functions(q: str = Query(default="", max_length=200)) -> FunctionsReply:
        return await node.functions(q)


def _calls(app: FastAPI, node: Node) -> None:
    @app.post("/v1/calls")
    async def call(body: models.CallBody, request: Request) -> models.CallReply:
        asking = Asking(patience_s=body.patience_s)
        path = SkillPath.parse(body.path)
        return await _while_wanted(request, node.router.call(path, body.args, asking, body.timeout_s))

    @app.get("/v1/calls/{call_id}")
    async def call_state(call_id: str) -> models.CallState:
        return await node.call_state(call_id)

    @app.delete("/v1/calls/{call_id}", status_code=204)
    async def cancel(call_id: str) -> None:
        await node.executor.cancel(call_id)

    @app.post("/v1/exec")
    async def execute(body: models.ExecBody, request: Request) -> models.RunInfo:
        return await _while_wanted(request, node.execute(body))

    @app.get("/v1/runs/{run_id}")
    async def run(run_id: str) -> models.RunInfo:
        return await node.runs.find(run_id)

    @app.get("/v1/runs")
    async def runs(limit: int = Query(default=50, ge=1, le=500)) -> models.RunsReply:
        return models.RunsReply(runs=await node.runs.newest(limit))


def _approvals(app: FastAPI, node: Node) -> None:
    @app.get("/v1/grants")
    async def grants() -> models.GrantsReply:
        return models.GrantsReply(grants=await node.grants.list())

    @app.post("/v1/grants")
    async def grant(body: models.GrantBody) -> models.Grant:
        return await node.approvals.grant(body.skill, body.capability, body.verdict)

    @app.delete("/v1/grants/{grant_id}")
    async def revoke(grant_id: RowId) -> models.Grant:
        return await node.approvals.revoke(grant_id)

    @app.get("/v1/asks")
    async def asks() -> models.AsksReply:
        return models.AsksReply(asks=await node.asks.pending())

    @app.post("/v1/asks/{ask_id}")
    async def answer(ask_id: RowId, body: models.AnswerBody) -> models.AskInfo:
        return await node.approvals.answer(ask_id, body.answer)

    @app.get("/v1/decisions")
    async def decisions(limit: int = Query(default=50, ge=1, le=5_000)) -> models.DecisionsReply:
        return models.DecisionsReply(decisions=await node.audit.newest(limit))


async def _while_wanted(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do it for as long as the one who asked is there; what nobody waits for any more is cancelled."""
    doing = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([doing], timeout=_LOOK_S))[0]:
            if await request.is_disconnected():
                raise Cancelled("Nobody waited for it any more.")
        return doing.result()
    finally:
        doing.cancel()


def _secrets(app: FastAPI, node: Node) -> None:
    """Values go in and never out."""

    @app.get("/v1/secrets")
    async def secrets() -> models.SecretsReply:
        found = await asyncio.to_thread(node.secrets.load)
        infos = [models.SecretInfo(name=each.name, host=each.host, header=each.header) for each in found.values()]
        return models.SecretsReply(secrets=infos)

    @app.put("/v1/secrets/{name}", status_code=204)
    async def put(name: str, body: models.NewSecret) -> None:
        secret = Secret.checked(name, body.host, body.value.get_secret_value(), body.header)
        await asyncio.to_thread(node.secrets.put, secret)

    @app.delete("/v1/secrets/{name}", status_code=204)
    async def remove(name: str) -> None:
        await asyncio.to_thread(node.secrets.remove, name)


def _sessions(app: FastAPI, node: Node) -> None:
    store = node.sessions

    @app.get("/v1/sessions")
    async def sessions(
        limit: int = Query(default=50, ge=1, le=500),
        before: str | None = Query(default=None, max_length=80),
        q: str = Query(default="", max_length=200),
    ) -> models.SessionsReply:
        return await store.list(limit=limit, before=before, query=q)

    @app.post("/v1/sessions")
    async def create(body: models.NewSession) -> models.SessionInfo:
        return await store.create(body.title)

    @app.get("/v1/sessions/{session_id}")
    async def show(session_id: str) -> models.SessionReply:
        return await store.show(session_id)

    @app.patch("/v1/sessions/{session_id}")
    async def rename(session_id: str, body: models.ChangeSession) -> models.SessionInfo:
        return await store.rename(session_id, body.title)

    @app.delete("/v1/sessions/{session_id}", status_code=204)
    async def delete(session_id: str) -> None:
        await store.delete(session_id)

    @app.post("/v1/sessions/{session_id}/messages")
    async def write(session_id: str, body: models.NewMessage) -> Message:
        return await store.write(session_id, body)

    @app.post("/v1/sync")
    async def sync() -> models.SyncStatus:
        return await node.sync_now()
