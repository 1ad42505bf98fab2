"""Routes of the node API by which faces attach. They only translate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from spoke.faces.bodies import Ability, FaceAnswer
from spoke.faces.faces import Faces


def face_routes(app: FastAPI, faces: Faces) -> None:
    @app.get("/v1/face/requests")
    async def requests(offers: Annotated[list[Ability], Query(min_length=1)]) -> StreamingResponse:
        faces.check_room()

        async def lines() -> AsyncIterator[bytes]:
            with faces.attached(offers) as asked:
                yield format_sse_event(comment="attached")
                async for request in asked:
                    yield format_sse_event(data_str=request.model_dump_json())

        return StreamingResponse(lines(), media_type="text/event-stream")

    @app.post("/v1/face/answers", status_code=204)
    async def answers(answer: FaceAnswer) -> None:
        faces.answer(answer)
