"""The hub's routes of attachments, as this device uses them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from shared.api import AttachmentState, MissingReply, MissingRequest
from shared.errors import ProtocolError
from spoke.hublink.client import HubClient


class AttachmentRoutes:
    def __init__(self, hub: HubClient) -> None:
        self._hub = hub

    async def missing(self, hashes: Sequence[str]) -> list[str]:
        body = MissingRequest(hashes=list(hashes))
        return (await self._hub.ask(MissingReply, "POST", "/v1/attachments/missing", body)).missing

    async def state(self, sha256: str, size: int) -> AttachmentState:
        return await self._hub.ask(AttachmentState, "GET", f"/v1/attachments/{sha256}/state", params={"size": size})

    async def append(self, sha256: str, size: int, offset: int, chunk: bytes) -> AttachmentState:
        params = {"size": size, "offset": offset}
        return await self._hub.ask(AttachmentState, "PATCH", f"/v1/attachments/{sha256}", chunk, params)

    async def content(self, sha256: str, offset: int) -> AsyncIterator[bytes]:
        """The file from `offset` on, as it comes."""
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        async with self._hub.stream("GET", f"/v1/attachments/{sha256}", headers) as response:
            if response.status_code == 416:  # all of it is here
                return
            if offset and response.status_code != 206:
                raise ProtocolError("The hub sent another part of the attachment than it was asked for.")
            async for chunk in response.aiter_raw():
                yield chunk
