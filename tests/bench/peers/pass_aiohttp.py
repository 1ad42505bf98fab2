"""A bare pass-through of chat completions: aiohttp on both sides. No accounts, limits or figures."""

import gc
import socket
import ssl
import sys

import aiohttp
from aiohttp import web

UPSTREAM = f"{sys.argv[1]}/chat/completions"
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer key", "Accept-Encoding": "identity"}
CLIENT = web.AppKey("client", aiohttp.ClientSession)


async def chat(request):
    body = await request.read()
    async with request.app[CLIENT].post(UPSTREAM, data=body, headers=HEADERS) as answer:
        passed = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.headers["content-type"]})
        await passed.prepare(request)
        async for piece in answer.content.iter_any():
            await passed.write(piece)
        await passed.write_eof()
        return passed


async def app():
    made = web.Application()
    connector = aiohttp.TCPConnector(limit=0)
    made[CLIENT] = aiohttp.ClientSession(connector=connector, auto_decompress=False)
    made.router.add_post("/v1/chat/completions", chat)
    return made


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else Nagle's algorithm stays on
listener.bind(("127.0.0.1", 0))
listener.listen(128)
context = None
if sys.argv[2:]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*sys.argv[2:])
print(listener.getsockname()[1], flush=True)
gc.freeze()
web.run_app(app(), sock=listener, print=None, access_log=None, ssl_context=context)
