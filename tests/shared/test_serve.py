"""A server as it runs and as it stops: what it answers until then, and a certificate that is renewed meanwhile."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import socket
import ssl
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn.server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.system import serve
from shared.system.sockets import bind_tcp

pytestmark = pytest.mark.anyio


def make(folder: Path, name: str) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    signed = made.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signed.public_bytes(pem), private


async def app(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError


async def test_a_renewed_certificate_is_taken_up_and_a_broken_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_RENEW_S", 0.01)
    files = tmp_path / "c.pem", tmp_path / "k.pem"

    def put(pair: tuple[bytes, bytes]) -> None:
        for path, content in zip(files, pair, strict=True):
            path.write_bytes(content)

    async def served() -> bytes:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        _, writer = await asyncio.open_connection(*listener.getsockname(), ssl=context)
        found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.transport.abort()
        return found

    def plain(pair: tuple[bytes, bytes]) -> bytes:
        return ssl.PEM_cert_to_DER_cert(pair[0].decode())

    first, second, third = (make(tmp_path, name) for name in ("first", "second", "third"))
    put(first)
    listener: socket.socket = bind_tcp("127.0.0.1", 0)
    async with serve.serving(app, listener, certificate=files):
        assert await served() == plain(first)
        put(second)
        async with asyncio.timeout(10):
            while await served() != plain(second):
                pass
        put((third[0], second[1]))  # of two different pairs
        for _ in range(20):
            assert await served() == plain(second)
        put(third)
        async with asyncio.timeout(10):
            while await served() != plain(third):
                pass


class Asked:
    """An app whose answer waits until it may go."""

    def __init__(self) -> None:
        self.asked, self.may_go, self.cut = asyncio.Event(), asyncio.Event(), False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.set()
        try:
            await self.may_go.wait()
        except asyncio.CancelledError:
            self.cut = True
            raise
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"answered"})


async def asked_while_it_stops(app: Asked) -> tuple[asyncio.Task[httpx.Response], asyncio.Task[None]]:
    """A question that waits for its answer, and a server that is about to stop."""
    listener = bind_tcp("127.0.0.1", 0)
    host, port = listener.getsockname()
    serving = serve.serving(app, listener)
    await serving.__aenter__()

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(f"http://{host}:{port}/")

    async def stop() -> None:
        await serving.__aexit__(None, None, None)

    answer = asyncio.create_task(ask())
    await app.asked.wait()
    stopping = asyncio.create_task(stop())
    while listener.fileno() != -1:  # noqa: ASYNC110 - as soon as nobody new is heard
        await asyncio.sleep(0)
    return answer, stopping


async def test_what_is_asked_is_answered_before_the_server_stops() -> None:
    app = Asked()
    answer, stopping = await asked_while_it_stops(app)
    await anyio.wait_all_tasks_blocked()
    assert not stopping.done()
    app.may_go.set()
    assert (await answer).text == "answered"
    await stopping


async def test_what_does_not_end_is_cut_when_the_server_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_ANSWER_S", 0.05)
    app = Asked()
    answer, stopping = await asked_while_it_stops(app)
    await stopping
    assert (await answer).status_code == 500
    assert app.cut


async def test_an_answer_bears_the_date_of_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    dates = itertools.count()
    monkeypatch.setattr(uvicorn.server, "formatdate", lambda *_, **__: f"{next(dates)}")
    monkeypatch.setattr(serve, "_DATE_S", 0.001)
    app, listener = Asked(), bind_tcp("127.0.0.1", 0)
    app.may_go.set()
    url = "http://{}:{}/".format(*listener.getsockname())
    async with serve.serving(app, listener), httpx.AsyncClient() as client:
        first = (await client.get(url)).headers["date"]
        async with asyncio.timeout(10):
            while (await client.get(url)).headers["date"] == first:
                pass
