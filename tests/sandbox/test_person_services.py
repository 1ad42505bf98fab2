"""`notify`, `clipboard` and `model`, as code in the sandbox has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.clipboard import ClipboardRead, ClipboardWrite
from sandbox.services.model import Completion, CompletionRequest, Model
from sandbox.services.notify import Notification, Notify, Pace
from sandbox.services.service import Service
from shared.errors import NoFace, RateLimited
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio


async def ran(pool: Pool, code: str, grants: str, *services: Service[Any]) -> RunRecord:
    gate = Gatekeeper.granting("weather", [Capability.parse(grant) for grant in grants.split()])
    request = RunRequest("run", "exec", code=f"from felloe import clipboard, model, notify\n{code}")
    return await pool.run(request, gate, {service.name: service for service in services})


def code_of(record: RunRecord) -> str:
    assert record.error is not None
    return record.error.code


# --- notify ---


class Screen:
    def __init__(self) -> None:
        self.shown: list[Notification] = []

    async def show(self, notification: Notification) -> None:
        self.shown.append(notification)

    def service(self, asker: str = "weather", pace: Pace | None = None) -> Notify:
        return Notify(asker, pace or Pace(), self.show)


async def test_a_notification_says_who_asked_whatever_it_claims(pool: Pool) -> None:
    screen = Screen()
    record = await ran(pool, "notify('bank: pay', 'now\\nplease', urgency='critical')", "notify", screen.service())
    assert record.ok
    assert screen.shown == [Notification("weather", "bank: pay", "now\nplease", "critical")]
    forged = "from _felloe import host\nhost.call('notify', {'title': 'x', 'asker': 'bank'})"
    assert code_of(await ran(pool, forged, "notify", screen.service())) == "invalid_argument"
    assert len(screen.shown) == 1


async def test_a_notification_can_neither_command_a_terminal_nor_turn_the_reading_direction(pool: Pool) -> None:
    screen = Screen()
    record = await ran(pool, r"notify('a\x1b[2J\nb\u202ec', 'd\u2066e\u2028f\x9b0m\ng')", "notify", screen.service())
    assert record.ok
    assert [(each.title, each.text) for each in screen.shown] == [("a[2J b" + "c", "def0m\ng")]
    assert code_of(await ran(pool, r"notify('\u202e\x07')", "notify", screen.service())) == "invalid_argument"


async def test_without_a_grant_nothing_is_shown(pool: Pool) -> None:
    screen = Screen()
    assert code_of(await ran(pool, "notify('x')", "clipboard.read", screen.service())) == "not_granted"
    assert screen.shown == []


@pytest.mark.parametrize(
    "call", ["notify('')", "notify('x' * 101)", "notify('x', 'y' * 1001)", "notify('x', urgency='!')"]
)
async def test_a_notification_that_is_too_long_or_empty_is_refused(pool: Pool, call: str) -> None:
    screen = Screen()
    assert code_of(await ran(pool, call, "notify", screen.service())) == "invalid_argument"
    assert screen.shown == []


async def test_a_flood_of_notifications_ends_at_the_pace_of_its_asker(pool: Pool) -> None:
    screen, pace = Screen(), Pace()
    flood = "for n in range(100): notify(str(n))"
    assert code_of(await ran(pool, flood, "notify", screen.service("weather", pace))) == "rate_limited"
    assert len(screen.shown) == LIMITS.notifications
    assert code_of(await ran(pool, flood, "notify", screen.service("weather", pace))) == "rate_limited"
    assert (await ran(pool, "notify('x')", "notify", screen.service("other", pace))).ok


def test_after_a_minute_an_asker_may_again_and_is_forgotten_meanwhile() -> None:
    now = 0.0
    pace = Pace(2, lambda: now)
    pace.take("weather")
    now = 30.0
    pace.take("weather")
    with pytest.raises(RateLimited):
        pace.take("weather")
    now = 60.0
    pace.take("weather")
    with pytest.raises(RateLimited):
        pace.take("weather")
    now = 1_000.0
    pace.take("other")
    assert list(pace._taken) == ["other"]


# --- clipboard ---


async def test_the_clipboard_is_read_and_written_each_with_its_own_grant(pool: Pool) -> None:
    held = ["old"]

    async def read() -> str:
        return held[-1]

    async def write(text: str) -> None:
        held.append(text)

    both = (ClipboardRead(read), ClipboardWrite(write))
    code = "clipboard.write(clipboard.read() + ' new')"
    assert code_of(await ran(pool, code, "clipboard.read", *both)) == "not_granted"
    assert code_of(await ran(pool, code, "clipboard.write", *both)) == "not_granted"
    assert held == ["old"]
    assert (await ran(pool, code, "clipboard.read clipboard.write", *both)).ok
    assert held == ["old", "old new"]
    assert (await ran(pool, "await clipboard.aio.read()", "clipboard.read", *both)).value() == "old new"
    held.append("x" * (LIMITS.clipboard_text + 1))
    assert code_of(await ran(pool, "clipboard.read()", "clipboard.read", *both)) == "too_large"
    assert code_of(
        await ran(pool, f"clipboard.write('x' * {LIMITS.clipboard_text + 1})", "clipboard.write", *both)
    ) == ("invalid_argument")


async def test_where_nobody_has_a_clipboard_the_code_may_try_again_later(pool: Pool) -> None:
    async def read() -> str:
        raise NoFace("Nobody is there.")

    record = await ran(pool, "clipboard.read()", "clipboard.read", ClipboardRead(read))
    assert record.error is not None
    assert (record.error.code, record.error.retryable) == ("no_face", True)


# --- model ---


async def test_without_a_model_the_code_is_told_so(pool: Pool) -> None:
    assert code_of(await ran(pool, "model.complete('Hello?')", "model", Model())) == "no_model"


async def test_a_grant_of_one_model_does_not_hold_for_another_nor_for_any(pool: Pool) -> None:
    async def answer(request: CompletionRequest) -> Completion:
        return Completion(text="yes", model=request.model or "any")

    for call, granted, ok in [
        ("model.complete('x', model='small')", "model:small", True),
        ("model.complete('x', model='small')", "model", True),
        ("model.complete('x')", "model", True),
        ("model.complete('x', model='large')", "model:small", False),
        ("model.complete('x')", "model:small", False),
    ]:
        assert (await ran(pool, call, granted, Model(answer))).ok is ok, call


@pytest.mark.parametrize(
    "args",
    [
        "",
        "'x', messages=[{'role': 'user', 'content': 'y'}]",
        "messages=[{'role': 'tool', 'content': 'y'}]",
        "'x', max_tokens=0",
        "'x', temperature=3",
        "'x', model='../x y'",
        f"'x' * {LIMITS.model_text + 1}",
        "messages=[{'role': 'user', 'content': 'y' * 10_000}] * 60",
    ],
)
async def test_a_request_that_is_none_reaches_no_model(pool: Pool, args: str) -> None:
    async def never(request: CompletionRequest) -> Completion:
        raise AssertionError(request)

    assert code_of(await ran(pool, f"model.complete({args})", "model", Model(never))) == "invalid_argument"


class Upstream(BaseHTTPRequestHandler):
    """Speaks as much of OpenAI's chat completions as the seam needs."""

    asked: list[Any]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        said = {"role": "assistant", "content": f"{len(body['messages'])} messages"}
        answer = json.dumps({"model": "tiny-1", "choices": [{"message": said, "finish_reason": "length"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[HTTPServer]:
    Upstream.asked = []
    with HTTPServer(("127.0.0.1", 0), Upstream) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_a_model_behind_an_http_endpoint_answers_through_the_seam(pool: Pool, upstream: HTTPServer) -> None:
    async def complete(request: CompletionRequest) -> Completion:
        body = {
            "model": request.model,
            "messages": [message.model_dump() for message in request.conversation()],
            "max_tokens": request.max_tokens,
        }
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{upstream.server_port}", trust_env=False) as client:
            answer = (await client.post("/v1/chat/completions", json=body)).json()
        (choice,) = answer["choices"]
        return Completion(text=choice["message"]["content"], model=answer["model"], finish=choice["finish_reason"])

    said = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    code = f"model.complete(messages={said}, max_tokens=5)"
    assert (await ran(pool, code, "model", Model(complete))).value() == "2 messages"
    [(path, body)] = Upstream.asked
    assert (path, body["max_tokens"], body["messages"][0]["content"]) == ("/v1/chat/completions", 5, "Be brief.")
