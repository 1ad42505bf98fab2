"""The face's side: it attaches to a node and does what skills ask of its person, one request after the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

from pydantic import JsonValue

from shared.errors import FelloeError, NodeUnreachable
from spoke.faces.bodies import Ability, FaceAnswer, FaceRequest
from spoke.node.client import NodeClient

Serve = Callable[[FaceRequest], Awaitable[JsonValue]]


async def serve(client: NodeClient, abilities: Mapping[Ability, Serve]) -> None:
    """Until cancelled. Raises `NodeUnreachable` when the node goes away, and `RateLimited` when it has enough faces."""
    tasks: set[asyncio.Task[None]] = set()
    try:
        async with client.face_requests(list(abilities)) as requests:
            async for request in requests:  # no await in here: left halfway, httpx's own generators stay open
                task = asyncio.create_task(_respond(client, abilities[request.ability], request))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    raise NodeUnreachable("Felloe's node on this device has stopped.")


async def _respond(client: NodeClient, do: Serve, request: FaceRequest) -> None:
    answer = FaceAnswer(id=request.id, face=request.face)
    try:
        async with asyncio.timeout(request.wait_s):
            answer = answer.model_copy(update={"result": await do(request)})
    except TimeoutError:
        return
    except FelloeError as error:
        answer = answer.model_copy(update={"error": error.body()})
    except Exception:
        import structlog  # seldom needed, and slow to import

        structlog.get_logger().exception("face failed", ability=request.ability)
        broken = FelloeError("The face failed in a way it should not. Its log says where.")
        answer = answer.model_copy(update={"error": broken.body()})
    with contextlib.suppress(FelloeError):  # nobody waits any more, or the node is gone
        await client.answer_face(answer)
