"""Chats: to list, find, read, write, change and hand over; and the files attached to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote

from shared.parts import Attachment
from shared.sync.ops import Message
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.attachments import AttachBody
from spoke.node.bodies.exchange import TakeBody, TakenSession, TakeReply
from spoke.node.bodies.search import SearchReply
from spoke.node.bodies.sessions import (
    BranchPage,
    ChangeSession,
    ChosenSessions,
    NewMessage,
    NewSession,
    SessionIds,
    SessionInfo,
    SessionReply,
    SessionsReply,
    Where,
)
from spoke.node.wire import Wire


class SessionRequests(Wire):
    async def sessions(
        self, *, limit: int = 50, before: str | None = None, query: str = "", where: Where = "all", **only: str | None
    ) -> SessionsReply:
        """Newest first. `only`: a `folder` or a `tag`."""
        params: dict[str, Any] = {"limit": limit, "q": query, "where": where}
        params |= {key: value for key, value in (only | {"before": before}).items() if value is not None}
        return await self._ask(SessionsReply, "GET", "/v1/sessions", params=params)

    async def search(self, query: str, *, limit: int = 20, after: str | None = None, **filters: Any) -> SearchReply:
        """Sessions and messages that hold all words of the query. Filters are those of `spoke.sessions.search`."""
        given = {key: value for key, value in (filters | {"after": after}).items() if value is not None}
        return await self._ask(SearchReply, "GET", "/v1/search", params={"q": query, "limit": limit} | given)

    async def sessions_ending(self, text: str) -> list[str]:
        """Ids of sessions that end so, at most two."""
        return (await self._ask(SessionIds, "GET", f"/v1/sessions-ending/{quote(text, safe='')}")).ids

    async def session(self, session_id: str) -> SessionReply:
        return await self._ask(SessionReply, "GET", f"/v1/sessions/{quote(session_id, safe='')}")

    async def branch(self, session_id: str, *, limit: int = 100, before: str | None = None) -> BranchPage:
        """The end of the branch that one reads, or what comes `before` one of its messages."""
        params: dict[str, Any] = {"limit": limit} | ({"before": before} if before else {})
        return await self._ask(BranchPage, "GET", f"/v1/sessions/{quote(session_id, safe='')}/branch", params=params)

    async def new_session(self, title: str, *, local: bool = False, session_id: str | None = None) -> SessionInfo:
        """`local`: it never leaves this device, unless it is offered later. `session_id`: to ask again with."""
        return await self._ask(SessionInfo, "POST", "/v1/sessions", NewSession(title=title, local=local, id=session_id))

    async def change_session(self, session_id: str, change: ChangeSession) -> SessionInfo:
        """Set what `change` names, and leave the rest."""
        return await self._ask(SessionInfo, "PATCH", f"/v1/sessions/{quote(session_id, safe='')}", change)

    async def delete_session(self, session_id: str) -> None:
        await self._send("DELETE", f"/v1/sessions/{quote(session_id, safe='')}")

    async def restore_session(self, session_id: str) -> None:
        """Out of the trash."""
        await self._send("POST", f"/v1/sessions/{quote(session_id, safe='')}/restore")

    async def purge_sessions(self, ids: Sequence[str] | None) -> list[str]:
        """Remove for good what is in the trash: these, or all; which were."""
        body = ChosenSessions(ids=list(ids or []), all=ids is None)
        return (await self._ask(SessionIds, "POST", "/v1/trash/purge", body)).ids

    async def offer(self, chosen: ChosenSessions) -> list[str]:
        """Let sessions sync that do not; ids of those that now do."""
        return (await self._ask(SessionIds, "POST", "/v1/offer", chosen)).ids

    async def write(self, session_id: str, message: NewMessage) -> Message:
        return await self._ask(Message, "POST", f"/v1/sessions/{quote(session_id, safe='')}/messages", message)

    async def take_sessions(self, sessions: list[TakenSession]) -> TakeReply:
        """Chats of an export; what is there already stays as it is."""
        body = TakeBody(sessions=sessions)
        return await self._ask(TakeReply, "POST", "/v1/sessions/import", body, wait_s=TIMEOUTS.image_build)

    async def attach(self, path: str, name: str | None = None) -> Attachment:
        """Keep a copy of a file of this device, to be named in a message."""
        return await self._ask(Attachment, "POST", "/v1/attachments", AttachBody(path=path, name=name))

    async def attachment(self, sha256: str) -> AsyncIterator[bytes]:
        """An attached file as it comes; the node fetches it from the hub if it must."""
        async with self._streamed(f"/v1/attachments/{quote(sha256, safe='')}", quiet_s=TIMEOUTS.image_build) as answer:
            async for chunk in answer.aiter_raw():
                yield chunk
