"""What is sent to a hub by somebody who means it no good: one typed answer, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from hub_under_test import HubUnderTest
from person import Person
from wire_device import problem_of

from shared.errors import BY_CODE
from shared.system import http_protocol
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio

WAIT_S = 20


class Raw:
    """A TLS connection that says exactly what it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, hub: HubUnderTest) -> Raw:
        context = ssl.create_default_context(cafile=hub.data / "hub.crt")
        return cls(*await asyncio.open_connection("127.0.0.1", httpx.URL(hub.url).port, ssl=context))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the answer that the hub hung up after; status 0 where there was none."""
        async with asyncio.timeout(WAIT_S):
            said = await self.reader.read(-1)
        self.writer.close()
        head, _, body = said.partition(b"\r\n\r\n")
        return (int(head.split()[1]), body) if head else (0, b"")


GET = b"GET /v1/devices HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
POST = b"POST /v1/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
NO_REQUESTS = {
    "not HTTP": b"\x16\x03\x01\x00\xff\r\n\r\n",
    "a header of 100 KB": GET + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
    "ten thousand headers": GET + b"X: a\r\n" * 10_000 + b"\r\n",
    "a header without a name": GET + b": a\r\n\r\n",
    "a folded header": GET + b"X: a\r\n b\r\n\r\n",
    "NUL in a header": GET + b"X: a\0b\r\n\r\n",
    "a bare line feed in a header": GET + b"X: a\rb\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length that is no number": POST + b"Content-Length: -1\r\n\r\n",
    "an unknown encoding": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "a chunk whose size is no number": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "a space in the path": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("kind", NO_REQUESTS)
async def test_what_is_no_request_gets_one_typed_answer(hub: HubUnderTest, kind: str) -> None:
    raw = await Raw.to(hub)
    await raw.send(NO_REQUESTS[kind])
    status, body = await raw.answer()
    assert 400 <= status < 500, (kind, body)
    assert json.loads(body)["code"] in BY_CODE, kind
    assert (await hub.new_device().http.get("/healthz")).status_code == 200


async def test_a_head_that_comes_too_slowly_is_ended_and_others_are_served(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "TIMEOUTS", replace(TIMEOUTS, handshake=0.5))
    slow, silent = [await Raw.to(hub) for _ in range(20)], await Raw.to(hub)
    http = hub.new_device().http

    async def trickle(raw: Raw) -> tuple[int, bytes]:
        await raw.send(GET)
        answer = asyncio.create_task(raw.answer())
        while not answer.done():
            await raw.send(b"X: a\r\n")  # goes on for as long as it is let
            await asyncio.wait([answer], timeout=0.05)
        return await answer

    answers = asyncio.gather(*(trickle(raw) for raw in slow), return_exceptions=True)
    assert (await http.get("/healthz")).status_code == 200
    for answer in await answers:
        if not isinstance(answer, OSError) and answer != (0, b""):  # it was cut while it still spoke
            assert not isinstance(answer, BaseException), answer
            assert (answer[0], json.loads(answer[1])["code"]) == (504, "deadline_exceeded")
    assert await silent.answer() == (0, b"")
    assert (await http.get("/healthz")).status_code == 200


async def test_the_next_request_of_a_connection_has_a_deadline_too(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "TIMEOUTS", replace(TIMEOUTS, handshake=0.5))
    raw = await Raw.to(hub)
    await raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(WAIT_S):
        await raw.reader.readuntil(b"}")
    await raw.send(b"GET /healthz HTTP/1.1\r\n")
    status, body = await raw.answer()
    assert (status, json.loads(body)["code"]) == (504, "deadline_exceeded")


NAMES = ["..", "../admin", "%00", "a\0b", "\r\nX: y", "a?b=c", "a#b", "é" * 40, "'; DROP TABLE user; --", "‮evil", "%"]


async def test_a_name_that_plays_tricks_in_a_path_names_nothing(hub: HubUnderTest) -> None:
    admin = await Person.of(hub, "root", role="admin")
    before = await hub.admin.ask("GET", "/users")
    for name in NAMES:
        segment = quote(name, safe="").replace(".", "%2E")
        for method, path in [("DELETE", "/v1/admin/users/"), ("DELETE", "/v1/devices/"), ("PUT", "/v1/admin/devices/")]:
            answer = await admin.ask(method, path + segment, json={"name": "x"})
            assert answer.status_code in (400, 404, 405), (method, path, name, answer.text)
            problem_of(answer)
    assert await hub.admin.ask("GET", "/users") == before


@pytest.mark.parametrize("name", ["", " ", "a\0b", "a\nb", "\x1b[31mred", "a/b", "x" * 65, "\u202e"])
async def test_a_name_that_could_not_be_shown_is_refused_wherever_one_is_given(hub: HubUnderTest, name: str) -> None:
    admin, device = await Person.of(hub, "root", role="admin"), await hub.device("attic", "root")
    wanted = [
        ("POST", "/v1/admin/users", {"name": name}),
        ("PUT", "/v1/devices/attic", {"name": name}),
        ("PUT", f"/v1/admin/devices/{device.id}", {"name": name}),
    ]
    for method, path, body in wanted:
        if name == "a/b" and "devices" in path:
            continue  # a device may be called so: its handle is what paths use
        answer = await admin.ask(method, path, json=body)
        assert (answer.status_code, problem_of(answer).code) == (400, "invalid_argument"), (path, answer.text)


@pytest.mark.parametrize("text", ['"\\ud800"', '"a\\u0000b"', "1e999", "NaN", "true", "[]", "null", '{"a": 1}'])
async def test_json_that_is_not_what_is_asked_for_is_refused_without_an_echo(hub: HubUnderTest, text: str) -> None:
    http = hub.new_device().http
    content = f'{{"name": {text}, "password": {text}, "code": {text}, "public_key": {text}}}'.encode()
    for path in ("/v1/sign-in", "/v1/pair"):
        answer = await http.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 401, 403), answer.text
        problem_of(answer)
