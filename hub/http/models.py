"""Routes of models: an OpenAI-compatible API, with the hub's tokens in place of keys. Any program that speaks it may
use them: `base_url` is the hub's address and `/v1`, `api_key` a token with the scope `models`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.accounts.tokens import bearer
from hub.http.access import Caller, Known, known
from hub.http.model_answer import ModelAnswer
from hub.models.bounds import Held
from hub.services import Services, services_of
from shared.api import Body
from shared.errors import (
    AnswerCut,
    BadAnswer,
    FelloeError,
    InvalidArgument,
    ModelFailed,
    ModelKeyRefused,
    ModelNotAllowed,
    ModelNotFound,
    ModelRefused,
    ModelStalled,
    ModelUnreachable,
    RateLimited,
)
from shared.system.model_problems import model_problem
from shared.system.problems import declared
from shared.upstreams import MAX_MODEL


class _ModelRoute(APIRoute):
    """Its errors are in OpenAI's shape too, those of the token included."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except FelloeError as error:
                return model_problem(error)
            except RequestValidationError as error:
                return model_problem(InvalidArgument(f"{error.errors()[0]['msg']}."))

        return handled


CHAT = "/v1/chat/completions"
SCOPE = "models"
router = APIRouter(route_class=_ModelRoute)
Hub = Annotated[Services, Depends(services_of)]
ModelCaller = Annotated[Known, Security(known, scopes=[SCOPE])]
Model = Annotated[str, Path(max_length=MAX_MODEL, examples=["gpt-5-mini"])]
_OBJECT = {"schema": {"type": "object"}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": _OBJECT}}}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What the upstream answers, byte for byte.",
        "content": {"application/json": _OBJECT, "text/event-stream": {"schema": {"type": "string"}}},
    }
}
_FAILURES = declared(
    ModelNotFound, ModelNotAllowed, RateLimited, ModelRefused, ModelUnreachable, ModelFailed, ModelKeyRefused,
    ModelStalled, AnswerCut, BadAnswer,
)  # fmt: skip


class ModelLine(Body):
    """As OpenAI's API describes one."""

    id: str
    object: str = "model"
    created: int = 0
    owned_by: str
    """The upstream that is asked first."""


class ModelList(Body):
    object: str = "list"
    data: list[ModelLine]


@router.post(CHAT, responses=_ANSWER | _FAILURES, openapi_extra=_BODY, response_class=Response)
async def complete(request: Request, hub: Hub, caller: ModelCaller) -> Response:
    """Scope: models. A chat completion of the model that it names, streamed if it asks for that. The body goes on as it
    is, but for `model` where the upstream calls it otherwise."""
    return ModelAnswer(hub, caller, await request.body())


@router.get("/v1/models")
async def models(hub: Hub, caller: ModelCaller) -> ModelList:
    """Scope: models. Those that the caller may ask."""
    return ModelList(data=[ModelLine(id=name, owned_by=owner) for name, owner in _offered(hub, caller.caller).items()])


@router.get("/v1/models/{model:path}", responses=declared(ModelNotFound))
async def model(model: Model, hub: Hub, caller: ModelCaller) -> ModelLine:
    """Scope: models. Whether there is one of that name."""
    offered = _offered(hub, caller.caller)
    if model not in offered:
        raise ModelNotFound(f"This hub offers you no model '{model}'.")
    return ModelLine(id=model, owned_by=offered[model])


class DirectChat:
    """ASGI middleware: answers chat completions itself. What FastAPI does to find a route and what it depends on takes
    as long as all that the proxy does for a stream."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._held = Held()
        self._route = next(route for route in router.routes if getattr(route, "path", "") == CHAT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != CHAT or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route  # by which it is timed
        try:
            token = bearer(Request(scope).headers.get("authorization", ""))
            caller = await self._services.standing.authenticate(token, SCOPE)
        except FelloeError as error:
            await model_problem(error)(scope, receive, send)
            return
        with self._held.room(caller.caller.user_id) as came:

            async def counted() -> Message:
                message = await receive()
                came(len(message.get("body", b"")))
                return message

            try:
                answer = await complete(Request(scope, counted), self._services, caller)
            except FelloeError as error:
                answer = model_problem(error)
            await answer(scope, receive, send)


def _offered(hub: Services, caller: Caller) -> dict[str, str]:
    return hub.models.offers.names(hub.limits.get(caller.user_id).models)
