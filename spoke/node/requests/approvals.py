"""What may be done, what waits for the user's word, and what was decided."""

from __future__ import annotations

from spoke.node.bodies.approvals import (
    Answer,
    AnswerBody,
    AnswersFromAfar,
    AnswersFromAfarBody,
    AskInfo,
    AsksEverywhere,
    AsksReply,
    DecisionsReply,
    Grant,
    GrantBody,
    GrantsReply,
    GrantVerdict,
)
from spoke.node.wire import Wire


class ApprovalRequests(Wire):
    async def grants(self) -> GrantsReply:
        return await self._ask(GrantsReply, "GET", "/v1/grants")

    async def grant(self, skill: str, capability: str, verdict: GrantVerdict = "allow") -> Grant:
        body = GrantBody(skill=skill, capability=capability, verdict=verdict)
        return await self._ask(Grant, "POST", "/v1/grants", body)

    async def revoke(self, grant_id: int) -> Grant:
        return await self._ask(Grant, "DELETE", f"/v1/grants/{grant_id}")

    async def asks(self) -> AsksReply:
        """Questions that wait for an answer."""
        return await self._ask(AsksReply, "GET", "/v1/asks")

    async def asks_everywhere(self) -> AsksEverywhere:
        """Those of all the user's devices that are online, this one first."""
        return await self._ask(AsksEverywhere, "GET", "/v1/asks/everywhere")

    async def answers_from_afar(self) -> AnswersFromAfar:
        return (await self._ask(AnswersFromAfarBody, "GET", "/v1/answers-from-afar")).level

    async def set_answers_from_afar(self, level: AnswersFromAfar) -> None:
        await self._send("PUT", "/v1/answers-from-afar", AnswersFromAfarBody(level=level))

    async def answer(self, ask_id: int, answer: Answer) -> AskInfo:
        return await self._ask(AskInfo, "POST", f"/v1/asks/{ask_id}", AnswerBody(answer=answer))

    async def decisions(self, limit: int = 50, **filters: str | int | bool | None) -> DecisionsReply:
        """Newest first. `filters`: before, q, verdict, since_ms, notable."""
        given = {name: value for name, value in filters.items() if value is not None}
        return await self._ask(DecisionsReply, "GET", "/v1/decisions", params={"limit": limit} | given)
