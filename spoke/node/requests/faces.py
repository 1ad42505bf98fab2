"""Being a face that skills may ask things of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

import httpx

from spoke.faces.bodies import Ability, FaceAnswer, FaceRequest
from spoke.node.wire import Wire, server_events


class FaceRequests(Wire):
    @asynccontextmanager
    async def face_requests(self, offers: Sequence[Ability]) -> AsyncIterator[AsyncIterator[FaceRequest]]:
        """Attach as a face until the block is left: what skills ask of the person in front of it.

        Raises `NodeUnreachable` when the node goes away.
        """
        async with (
            self._streamed("/v1/face/requests", params={"offers": list(offers)}) as response,
            aclosing(_face_requests(response)) as requests,
        ):
            yield requests

    async def answer_face(self, answer: FaceAnswer) -> None:
        """Raises `NotFound` when nobody waits for it any more."""
        await self._send("POST", "/v1/face/answers", answer)


async def _face_requests(response: httpx.Response) -> AsyncGenerator[FaceRequest, None]:
    async for came in server_events(response):
        if came.data:
            yield FaceRequest.model_validate_json(came.data)
