"""A bare pass-through of chat completions: Starlette, uvicorn and httpx. No accounts, limits or figures."""

import gc
import socket
import sys

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

UPSTREAM = f"{sys.argv[1]}/chat/completions"
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer key", "Accept-Encoding": "identity"}
client = httpx.AsyncClient(
    timeout=60, trust_env=False, limits=httpx.Limits(max_connections=None, max_keepalive_connections=100)
)


async def chat(request):
    asked = client.build_request("POST", UPSTREAM, content=await request.body(), headers=HEADERS)
    answer = await client.send(asked, stream=True)

    async def pieces():
        try:
            async for piece in answer.aiter_raw():
                yield piece
        finally:
            await answer.aclose()

    return StreamingResponse(pieces(), answer.status_code, media_type=answer.headers["content-type"])


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else Nagle's algorithm stays on
listener.bind(("127.0.0.1", 0))
listener.listen(128)
print(listener.getsockname()[1], flush=True)
app = Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])])
pair = dict(zip(("ssl_certfile", "ssl_keyfile"), sys.argv[2:], strict=False))
config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", **pair)
gc.freeze()
uvicorn.Server(config).run(sockets=[listener])
