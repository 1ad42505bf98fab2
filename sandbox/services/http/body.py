"""`http.body`: the rest of an answer that did not fit one message, kept for its run until it was read."""

from __future__ import annotations

import base64
import secrets
from itertools import count
from typing import Any

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.errors import NotFound
from shared.limits import KIB, LIMITS, MIB

_PART = LIMITS.sandbox_message // 4 * 3 - 96 * KIB
"""Bytes of one message: base64 makes a third more of them, and headers may stand beside them."""

_KEPT = 32 * MIB
"""Bytes that a run may leave unread; then the oldest go."""


class BodyRequest(Request):
    """Answered with `data` (base64)."""

    number: int = Field(ge=0)
    offset: int = Field(ge=0)

    def needs(self) -> tuple[Capability, ...]:
        return ()  # the answer that it belongs to was granted


class Bodies:
    """Those of one run."""

    name = "http.body"
    request = BodyRequest

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}
        self._numbers = count(secrets.randbits(40))
        """Other ones each time: a run that is continued may hold the number of an answer that is gone."""

    def first(self, data: bytes) -> dict[str, Any]:
        """`data`, the first part in base64, and the `size` of all; `number` where there is more to ask for."""
        part = {"data": base64.b64encode(data[:_PART]).decode(), "size": len(data)}
        if len(data) <= _PART:
            return part
        number = next(self._numbers)
        self._kept[number] = data
        while sum(map(len, self._kept.values())) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return {**part, "number": number}

    async def serve(self, request: BodyRequest, leave: Leave) -> JsonValue:
        data = self._kept.get(request.number)
        if data is None:
            raise NotFound("That answer is not kept any more: others came after it.")
        end = request.offset + _PART
        if end >= len(data):
            del self._kept[request.number]
        return {"data": base64.b64encode(data[request.offset : end]).decode()}
