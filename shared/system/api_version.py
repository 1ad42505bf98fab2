"""ASGI middleware: a device that speaks no version of the API that is served here hears that, and nothing else."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.system.problems import problem
from shared.versions import API_HEADER, parse, refusal

_HEADER = API_HEADER.lower().encode()


class ApiVersion:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for name, value in scope["headers"]:
                if name == _HEADER and (error := refusal("api", parse(value.decode("latin-1")))):
                    await problem(error)(scope, receive, send)
                    return
        await self._app(scope, receive, send)
