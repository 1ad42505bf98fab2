"""Answers of the assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from spoke.node.bodies.answers import AnswerInfo, AnswersReply, ChatSettings, NewAnswer
from spoke.node.event_stream import AnswerStream
from spoke.node.outside import visitor_of

if TYPE_CHECKING:
    from spoke.app import Node


def answer_routes(router: APIRouter, node: Node) -> None:
    assistant, afar = node.assistant, node.answers_for_others

    @router.post("/v1/sessions/{session_id}/answers")
    async def answer(session_id: str, body: NewAnswer) -> AnswerInfo:
        return await assistant.answer(session_id, body)

    @router.get("/v1/answers")
    async def answers(request: Request) -> AnswersReply:
        if visitor_of(request) is not None:
            return await afar.list()
        return AnswersReply(answers=assistant.going_on(), ended=list(assistant.ended))

    @router.get("/v1/answers/{answer_id}/events", response_model=None)
    async def events(
        answer_id: str, request: Request, last_event_id: Annotated[str | None, Header(max_length=64)] = None
    ) -> Response:
        heard = assistant.events if visitor_of(request) is None else afar.events
        return AnswerStream(await heard(answer_id, last_event_id))

    @router.post("/v1/answers/{answer_id}/stop")
    async def stop(answer_id: str, request: Request) -> AnswerInfo:
        visitor = visitor_of(request)
        return await assistant.stop(answer_id) if visitor is None else await afar.stop(answer_id, visitor)

    @router.get("/v1/assistant")
    async def settings() -> ChatSettings:
        return await assistant.settings()

    @router.put("/v1/assistant", status_code=204)
    async def set_settings(body: ChatSettings) -> None:
        await assistant.set(body)

    @router.get("/v1/sessions/{session_id}/assistant")
    async def chat_settings(session_id: str) -> ChatSettings:
        return await assistant.settings(session_id)

    @router.put("/v1/sessions/{session_id}/assistant", status_code=204)
    async def set_chat_settings(session_id: str, body: ChatSettings) -> None:
        await assistant.set(body, session_id)
