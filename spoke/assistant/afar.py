"""What the user's other devices see of answers that are written here, and may do to them.

Rules of this module:
- they see answers of chats that sync, while they are written or have just ended: what they get anyway, a moment sooner.
  Of a chat that stays here they do not even hear that it is there;
- to stop one is a word to this device, as an answer to its questions is: it takes that word or it does not.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

from sqlalchemy import Connection

from shared.errors import NotFound
from shared.system.database import Database
from spoke.assistant.assistant import Assistant
from spoke.assistant.live import Heard
from spoke.grants.afar import check_heard
from spoke.grants.audit import Audit
from spoke.node.bodies.answers import AnswerInfo, AnswersReply
from spoke.node.bodies.approvals import AnswersFromAfar
from spoke.node.outside import Visitor
from spoke.sessions import homes


class AnswersForOthers:
    """`level`: what other devices may answer here."""

    def __init__(
        self, database: Database, assistant: Assistant, level: Callable[[], Awaitable[AnswersFromAfar]], audit: Audit
    ) -> None:
        self._database = database
        self._assistant = assistant
        self._level = level
        self._audit = audit

    async def list(self) -> AnswersReply:
        going, ended = self._assistant.going_on(), list(self._assistant.ended)
        chats = {each.session_id for each in (*going, *ended)}

        def travelling(connection: Connection) -> set[str]:
            return {chat for chat in chats if homes.travels(connection, chat)}

        seen = await self._database.read(travelling)
        return AnswersReply(
            answers=[each for each in going if each.session_id in seen],
            ended=[each for each in ended if each.session_id in seen],
        )

    async def events(self, answer_id: str, after: str | None) -> AsyncGenerator[Heard, None]:
        """Raises `NotFound`, and `RateLimited` where too many follow it, before the first."""
        await self._check_seen(answer_id)
        return await self._assistant.events(answer_id, after)

    async def stop(self, answer_id: str, visitor: Visitor) -> AnswerInfo:
        """Raises `NotFound`, and `Forbidden` where this device takes no word from others."""
        await self._check_seen(answer_id)
        check_heard(await self._level())
        stopped = await self._assistant.stop(answer_id)
        chat = stopped.session_id
        self._audit.note("answer", f"person@{visitor.name}", "chat", chat, "denied", rule="stop", chat=chat)
        return stopped

    async def _check_seen(self, answer_id: str) -> None:
        seen = await self.list()
        if answer_id not in {each.id for each in (*seen.answers, *seen.ended)}:
            raise NotFound("That device shows no such answer: it ended a while ago, or its chat stays there.")
