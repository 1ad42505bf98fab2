"""Answers of the assistant, as they grow, and what holds for it in a chat."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from urllib.parse import quote

import httpx

from shared.timeouts import TIMEOUTS
from spoke.node.bodies.answers import ANSWER_EVENT, AnswerEvent, AnswerInfo, AnswersReply, ChatSettings, NewAnswer
from spoke.node.wire import Wire, server_events


class AnswerRequests(Wire):
    async def ask_for_answer(self, session_id: str, new: NewAnswer) -> AnswerInfo:
        """Have the assistant answer; it goes on by itself. Raises `NoModel` where the device has none."""
        return await self._ask(AnswerInfo, "POST", f"/v1/sessions/{quote(session_id, safe='')}/answers", new)

    async def answers(self) -> AnswersReply:
        """Those that are being written on this device."""
        return await self._ask(AnswersReply, "GET", "/v1/answers")

    async def stop_answer(self, answer_id: str) -> AnswerInfo:
        """End it; what there is stays. Returns when the message is sealed, also where it was before."""
        return await self._ask(AnswerInfo, "POST", f"/v1/answers/{quote(answer_id, safe='')}/stop")

    @asynccontextmanager
    async def answer_events(
        self, answer_id: str, after: str | None = None
    ) -> AsyncIterator[AsyncIterator[tuple[str, AnswerEvent]]]:
        """An answer as it grows, each event with its place: all that there is, then pieces; the last is `Ended`.

        `after` a place it goes on from there. Raises `NodeUnreachable` when the node goes away.
        """
        headers = {"Last-Event-ID": after} if after else {}
        path = f"/v1/answers/{quote(answer_id, safe='')}/events"
        async with (
            self._streamed(path, headers=headers, quiet_s=TIMEOUTS.slow_reader) as response,
            aclosing(_answer_events(response)) as events,
        ):
            yield events

    async def chat_settings(self, session_id: str | None = None) -> ChatSettings:
        """What holds for the assistant in one chat, or without one for all."""
        return await self._ask(ChatSettings, "GET", _assistant_path(session_id))

    async def set_chat_settings(self, settings: ChatSettings, session_id: str | None = None) -> None:
        await self._send("PUT", _assistant_path(session_id), settings)


def _assistant_path(session_id: str | None) -> str:
    return f"/v1/sessions/{quote(session_id, safe='')}/assistant" if session_id else "/v1/assistant"


async def _answer_events(response: httpx.Response) -> AsyncGenerator[tuple[str, AnswerEvent], None]:
    async for came in server_events(response):
        if came.data:
            yield came.id, ANSWER_EVENT.validate_json(came.data)
