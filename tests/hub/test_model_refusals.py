"""What goes wrong at a model, or is sent by somebody who means it no good: one typed answer each, and no key in it.

A word in brackets names the defence.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from asking import ASKED, KEY, Asking, upstream_of
from chat_wire import completion, error_body, text
from hub_under_test import StartHub
from scripted_upstream import (
    CLOSE,
    CUT,
    Answer,
    echo,
    failed,
    lying,
    rate_limited,
    raw,
    redirected,
    streamed,
    whole,
)

from hub.http import model_answer
from hub.models import bounds
from shared.completions.asked import parse
from shared.errors import BY_CODE
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def asking(start_hub: StartHub) -> AsyncIterator[Asking]:
    """Of a hub that waits for nobody between two tries."""
    async with start_hub(model_retry=0.0) as hub:
        await hub.user()
        yield Asking(hub, await hub.device("laptop"))


def said(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code, and what went wrong; whatever it is, both shapes say the same, and neither says the key."""
    assert KEY not in answer.text and KEY not in str(answer.headers)
    body = answer.json()
    assert body["code"] in BY_CODE
    assert body["error"]["code"] == body["code"] and body["error"]["message"] == body["message"] == body["detail"]
    assert (answer.headers.get("x-should-retry") == "false") is not body["retryable"]
    return answer.status_code, body["code"], body["details"].get("kind", "")


BROKEN: dict[str, tuple[Answer, tuple[int, str, str]]] = {
    "an error of its own [_judged]": (failed(), (502, "model_failed", "status")),
    "an error page [_judged]": (
        whole(b"<html>", "404 Not Found", content_type="text/html"), (502, "model_failed", "status"),
    ),
    "a page in place of an answer [Answer.begin]": (whole(b"<html>"), (502, "bad_answer", "garbage")),
    "an error larger than any [_at_most]": (whole(b" " * 70_000 + b"{}", "400 Bad"), (502, "model_failed", "status")),
    "it refuses the key and repeats it [_refused]": (
        whole(error_body(f"Wrong key {KEY}"), "401 Unauthorized"), (502, "model_key_refused", "key"),
    ),
    "it repeats the key in another error [_judged]": (
        whole(error_body(f"No quota for {KEY}"), "400 Bad Request"), (502, "model_failed", "status"),
    ),
    "a redirect [allow_redirects]": (redirected("http://127.0.0.1:1/v1"), (502, "model_failed", "redirect")),
    "nothing at all [Answer.begin]": (whole(b""), (502, "bad_answer", "garbage")),
    "less than it said [Answer.begin]": (lying(b'{"choices": [', 100), (502, "answer_cut", "cut")),
    "more than it said [Answer.begin]": (lying(b'{"choices": []}', 5), (502, "bad_answer", "garbage")),
    "half of JSON [Answer.begin]": (whole(b'{"choices": ['), (502, "bad_answer", "garbage")),
    "an answer cut in two [told]": (
        streamed(b'{"a"', CUT, content_type="application/json"), (502, "answer_cut", "cut"),
    ),
    "it hangs up [told]": (raw(CLOSE), (503, "model_unreachable", "connect")),
    "no HTTP [told]": (raw(b"SSH-2.0-OpenSSH\r\n\r\n", CLOSE), (502, "bad_answer", "garbage")),
    "a status that there is none of [told]": (whole(b"{}", "000 None"), (502, "bad_answer", "garbage")),
    "a header without end [told]": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000), (502, "bad_answer", "garbage")),
    "chunks that are none [told]": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", CLOSE), (502, "bad_answer", "garbage"),
    ),
}  # fmt: skip


async def test_each_way_in_which_an_upstream_fails_is_one_typed_error(asking: Asking) -> None:
    async with upstream_of(asking.hub) as upstream:
        for how, (answer, wanted) in BROKEN.items():
            upstream.script(answer)
            assert said(await asking.ask()) == wanted, how
            assert (await asking.rows())[0]["outcome"] == wanted[1], how
        upstream.always = echo
        assert (await asking.ask()).status_code == 200
        assert upstream.to_come == 0


async def test_an_upstream_that_is_not_there_is_said_at_once(asking: Asking) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
        for place, kind in ((url, "connect"), (asking.hub.url, "tls"), ("https://nobody.invalid/v1", "connect")):
            await asking.hub.admin.ask("PUT", "/upstreams/gone", {"url": place, "models": ["scripted"], "key": KEY})
            assert said(await asking.ask()) == (503, "model_unreachable", kind)


async def test_what_is_wrong_with_the_request_is_said_in_the_upstreams_own_bytes(asking: Asking) -> None:
    async with upstream_of(asking.hub) as upstream:
        body = error_body("This model reads 8192 tokens.", "invalid_request_error", "context_length_exceeded")
        upstream.script(whole(body, "400 Bad Request"), rate_limited(7.2))
        answer = await asking.ask()
        assert (answer.status_code, answer.content) == (400, body)
        limited = await asking.ask(stream=True)
        assert (limited.status_code, limited.headers["retry-after"]) == (429, "8")
        assert limited.json()["error"]["message"] == "Slow down."
        assert [row["outcome"] for row in await asking.rows()] == ["rate_limited", "model_refused"]
        assert [row["prompt_tokens"] for row in await asking.rows()] == [0, 0]


BAD_BODIES: dict[str, tuple[bytes, int, str]] = {
    "no JSON": (b"not json", 400, "invalid_argument"),
    "nothing": (b"", 400, "invalid_argument"),
    "no object": (b"[]", 400, "invalid_argument"),
    "something behind it": (b'{"model": "scripted"} {}', 400, "invalid_argument"),
    "no UTF-8": (b'{"model": "\xff"}', 400, "invalid_argument"),
    "no model": (b'{"messages": []}', 400, "invalid_argument"),
    "a model that is no text": (b'{"model": 7}', 400, "invalid_argument"),
    "a name that is none": (b'{"model": "\\ud800"}', 400, "invalid_argument"),
    "two models [_members]": (b'{"model": "scripted", "mod\\u0065l": "secret"}', 400, "invalid_argument"),
    "a name of which half a character is missing, twice": (
        b'{"model": "scripted", "\\ud800": 1, "\\ud800": 2}',
        400,
        "invalid_argument",
    ),
    "deeper than anything": (b'{"model": "scripted", "messages": ' + b"[" * 100_000, 400, "invalid_argument"),
    "a bomb of lists": (b'{"model": "scripted", "a": [' + b"[]," * 700_000, 400, "invalid_argument"),
    "stream that is no truth": (b'{"model": "scripted", "stream": "yes"}', 400, "invalid_argument"),
    "a model that is not there": (b'{"model": "nobody\'s"}', 404, "model_not_found"),
}


async def test_a_bad_request_is_refused_before_anybody_is_asked(asking: Asking) -> None:
    async with upstream_of(asking.hub) as upstream:
        for how, (body, status, code) in BAD_BODIES.items():
            answer = await asking.device.ask("POST", "/v1/chat/completions", content=body)
            assert said(answer)[:2] == (status, code), how
        assert upstream.heard == [] and await asking.rows() == []


async def test_what_cannot_be_sent_in_a_header_is_not_passed_on(asking: Asking) -> None:
    async with upstream_of(asking.hub) as upstream:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;\x01\r\nX-Request-Id: a\x02b\r\n\r\n"
        upstream.script(raw(head, b"data: [DONE]\n\n", CLOSE))
        answer = await asking.ask(stream=True)
        assert (answer.status_code, answer.content) == (200, b"data: [DONE]\n\n")
        assert answer.headers["content-type"] == "text/event-stream" and "x-request-id" not in answer.headers


async def test_a_body_larger_than_any_is_refused_in_both_shapes(asking: Asking) -> None:
    large = b'{"model": "scripted", "messages": "' + b"a" * LIMITS.model_request
    answer = await asking.device.ask("POST", "/v1/chat/completions", content=large)
    assert said(answer)[:2] == (413, "too_large")
    async with upstream_of(asking.hub) as upstream:
        upstream.always = echo
        fits = json.dumps(ASKED | {"pad": "a" * 3 * LIMITS.http_body})
        answer = await asking.device.ask("POST", "/v1/chat/completions", content=fits)
        assert (answer.status_code, upstream.heard[0].body) == (200, fits.encode())


async def test_without_a_token_openais_libraries_hear_that_too(asking: Asking) -> None:
    for method, path in (("POST", "/v1/chat/completions"), ("GET", "/v1/models")):
        answer = await asking.device.http.request(method, path, json=ASKED if method == "POST" else None)
        assert said(answer)[:2] == (401, "unauthenticated")
        assert answer.json()["error"]["type"] == "authentication_error"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_answer_without_end_is_ended(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """[LIMITS.model_answer]"""
    from hub.models import answer as answer_module

    monkeypatch.setattr(answer_module, "LIMITS", _Small())
    async with upstream_of(asking.hub) as upstream:
        upstream.script(streamed(*(text("a" * 1000),) * 200))
        got = b""
        async with asking.streaming() as answer:
            with pytest.raises(httpx.RemoteProtocolError):
                async for piece in answer.aiter_raw():
                    got += piece
        assert len(got) < 150_000
        assert (await asking.rows())[0]["outcome"] == "bad_answer"


class _Small:
    model_answer = 100_000


async def test_a_large_request_is_read_beside_the_loop(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """[_AT_ONCE] While a thread reads it, the loop answers others."""
    gate, loop = threading.Event(), asyncio.get_running_loop()
    reading = asyncio.Event()

    def slowly(body: bytes) -> Any:
        loop.call_soon_threadsafe(reading.set)
        assert gate.wait(60)
        return parse(body)

    monkeypatch.setattr(model_answer, "parse", slowly)
    async with upstream_of(asking.hub) as upstream:
        upstream.always = echo
        large = asyncio.create_task(asking.ask(pad="a" * model_answer._AT_ONCE))
        try:
            await reading.wait()
            assert (await asking.device.ask("GET", "/v1/devices")).status_code == 200
        finally:
            gate.set()
        assert (await large).status_code == 200


async def test_what_one_user_has_the_hub_hold_is_bounded_and_let_go_at_the_end(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[Held.room]"""
    monkeypatch.setattr(bounds, "LIMITS", replace(LIMITS, model_held=250_000))
    await asking.hub.user("bob")
    bob = Asking(asking.hub, await asking.hub.device("bobs", "bob"))
    async with upstream_of(asking.hub) as upstream:
        gate = asyncio.Event()
        upstream.script(*(Answer((completion("late"),), before=(_until(gate),)) for _ in range(3)))
        late = [asyncio.create_task(asking.ask(pad="a" * 100_000)) for _ in range(2)]
        await upstream.asked(2)
        assert said(await asking.ask(pad="a" * 100_000)) == (429, "rate_limited", "")
        late.append(asyncio.create_task(bob.ask(pad="a" * 100_000)))
        await upstream.asked(3)
        gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*late)} == {200}
        upstream.always = echo
        assert (await asking.ask(pad="a" * 200_000)).status_code == 200


async def test_the_hub_is_of_use_to_others_while_upstreams_are_slow(asking: Asking) -> None:
    async with upstream_of(asking.hub) as upstream:
        gate = asyncio.Event()
        upstream.script(*(Answer((completion("late"),), before=(_until(gate),)) for _ in range(20)))
        late = [asyncio.create_task(asking.ask()) for _ in range(20)]
        await upstream.asked(20)
        assert (await asking.device.ask("GET", "/v1/devices")).status_code == 200
        gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*late)} == {200}


def _until(gate: asyncio.Event) -> Any:
    from scripted_upstream import Until

    return Until(gate)
