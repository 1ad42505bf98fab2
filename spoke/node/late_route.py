"""Routes that are made when they are first asked for.

FastAPI works out what a route takes and answers as it is declared. For all routes of a node that is most of its start,
and each face asks for a few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import Match, compile_path
from starlette.types import Receive, Scope, Send


class LateRoute(APIRoute):
    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = set(options["methods"])
        self._begins = path.partition("{")[0]
        self._options = options
        self.made = False

    def make(self) -> None:
        """Raises what FastAPI has to say of a declaration that is wrong."""
        if not self.made:
            super().__init__(self.path, self.endpoint, **self._options)
            self.made = True

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Most routes begin otherwise than what is asked; to see only that takes a tenth of FastAPI's look at each."""
        if not scope["path"].startswith(self._begins):
            return Match.NONE, {}
        return super().matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.make()
        await super().handle(scope, receive, send)
