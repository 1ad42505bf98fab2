"""The hub's model proxy against an upstream that does what its script says: bytes, order, ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from asking import ASKED, KEY, Asking, upstream_of
from chat_wire import (
    DONE,
    KEEP_ALIVE,
    completion,
    cut_inside,
    finish,
    reasoning,
    reply,
    text,
    tool_fragments,
    tool_whole,
    usage,
)
from hub_under_test import HubUnderTest, StartHub
from person import Person
from scripted_upstream import (
    CUT,
    STALL,
    ScriptedUpstream,
    Until,
    echo,
    failed,
    rate_limited,
    silent,
    streamed,
    whole,
)
from settled import all_others_wait
from wire_device import problem_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def asking(hub: HubUnderTest) -> Asking:
    return Asking(hub, await hub.device("laptop"))


@pytest.fixture
async def upstream(hub: HubUnderTest) -> AsyncIterator[ScriptedUpstream]:
    async with upstream_of(hub) as serving:
        yield serving


ODD = (
    KEEP_ALIVE,
    reasoning("Hm. "),
    text("Grüße 👋"),
    *tool_fragments("search", '{"q": "ü', '"}', extra_content={"google": {"thought_signature": "c2ln"}}),
    tool_whole("search", "{no json", index=1, id="call_2", surprise=[1, {"a": None}]),
    b'event: odd\r\ndata: {"choices": []}\r\n\r\n',
    b"data: not json\n\n",
    finish("tool_calls"),
    usage(7, 9, prompt_tokens_details={"cached_tokens": 3}, odd=1),
    DONE,
    b"after the end",
)


async def test_a_streams_bytes_are_the_upstreams_wherever_they_are_cut(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    sent = b"".join(ODD)
    for pieces in (ODD, (sent,), cut_inside(ODD, "👋"), tuple(sent[at : at + 1] for at in range(400))):
        upstream.script(streamed(*pieces))
        assert await asking.whole_stream() == b"".join(pieces)


async def test_what_is_no_stream_is_passed_byte_for_byte_too(asking: Asking, upstream: ScriptedUpstream) -> None:
    body = completion("Grüße", odd=[1.0, 1e400]).replace(b"Infinity", b"1e400") + b" \n"
    upstream.script(whole(body, x_request_id="req_1", set_cookie="a=b", x_internal="no"))
    answer = await asking.ask()
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, body, "application/json")
    assert answer.headers["x-request-id"] == "req_1" and answer.headers["x-felloe-upstream"] == "up"
    assert not {"set-cookie", "x-internal"} & set(answer.headers)


async def test_the_request_arrives_as_it_was_sent_with_the_hubs_key_and_nothing_of_the_callers(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.always = echo
    body = b'{ "messages": [{"role": "user", "content": "Gr\\u00fc\xc3\x9fe"}],\n "model" : "scripted",  "odd": 1.50 }'
    answer = await asking.device.ask("POST", "/v1/chat/completions", content=body)
    assert answer.status_code == 200, answer.text
    (heard,) = upstream.heard
    assert (heard.body, heard.target) == (body, "/v1/chat/completions")
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert heard.headers["accept-encoding"] == "identity"
    assert set(heard.headers) == {
        "host", "accept", "accept-encoding", "user-agent", "content-type", "authorization", "content-length",
    }  # fmt: skip


async def test_an_alias_changes_the_models_name_and_no_other_byte(hub: HubUnderTest, asking: Asking) -> None:
    async with upstream_of(hub, models=("fast=vendor/real-1", "plain")) as upstream:
        upstream.always = echo
        before, after = b'{"messages": [{"role":"user","content":"\xc3\xbc \\u00fc"}], "model": ', b' ,"n":1e0}'
        for asked, heard in ((b'"fast"', b'"vendor/real-1"'), (b'"f\\u0061st"', b'"vendor/real-1"'), (b'"plain"',) * 2):
            await asking.device.ask("POST", "/v1/chat/completions", content=before + asked + after)
            assert upstream.heard[-1].body == before + heard + after
        listed = (await asking.device.ask("GET", "/v1/models")).json()
        assert [model["id"] for model in listed["data"]] == ["fast", "plain"]
        one = await asking.device.ask("GET", "/v1/models/plain")
        assert one.json() == {"id": "plain", "object": "model", "created": 0, "owned_by": "up"}
        assert problem_of(await asking.device.ask("GET", "/v1/models/vendor/real-1")).code == "model_not_found"


async def test_each_piece_is_passed_on_before_the_next_is_there(asking: Asking, upstream: ScriptedUpstream) -> None:
    gates = [asyncio.Event() for _ in range(3)]
    pieces = reply("a", "b", "c")[:3]
    upstream.script(streamed(*(step for pair in zip(pieces, map(Until, gates), strict=True) for step in pair)))
    async with asking.streaming() as answer:
        arriving = answer.aiter_raw()
        for piece, gate in zip(pieces, gates, strict=True):
            assert await anext(arriving) == piece
            gate.set()


@pytest.mark.parametrize("answer", [silent(), streamed(text("Hel"), STALL)], ids=["before it answers", "in a stream"])
async def test_going_away_ends_the_request_at_the_upstream(
    asking: Asking, upstream: ScriptedUpstream, answer: object
) -> None:
    upstream.script(answer)  # type: ignore[arg-type]
    task = asyncio.create_task(asking.whole_stream())
    heard = await upstream.asked()
    await all_others_wait()
    task.cancel()
    async with asyncio.timeout(10):
        await heard.left.wait()
    await all_others_wait()
    assert (await asking.rows())[0]["outcome"] == "cancelled"


async def test_a_revoked_device_hears_no_more_of_its_answer(
    hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(text("Hel"), STALL))
    async with asking.streaming() as answer:
        arriving = answer.aiter_raw()
        assert await anext(arriving) == text("Hel")
        await hub.admin.ask("DELETE", "/devices/laptop")
        said = json.loads((await anext(arriving)).removeprefix(b"data: "))
        assert said["error"]["code"] == "unauthenticated"
        with pytest.raises(Exception, match=r"incomplete|closed"):
            await anext(arriving)
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()


async def test_a_person_who_signed_in_may_ask_too(hub: HubUnderTest, upstream: ScriptedUpstream) -> None:
    person = await Person.of(hub, "bob")
    upstream.script(whole(completion("hi")))
    assert (await person.ask("POST", "/v1/chat/completions", json=ASKED)).status_code == 200


async def test_a_refused_request_is_sent_again_after_what_the_upstream_says(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.script(rate_limited(0.05), failed("503 Service Unavailable"), whole(completion("hi")))
    assert (await asking.ask()).status_code == 200
    assert len({heard.body for heard in upstream.heard}) == 1 and len(upstream.heard) == 3


async def test_the_next_upstream_that_offers_the_model_is_asked_at_once(hub: HubUnderTest, asking: Asking) -> None:
    async with upstream_of(hub, "first") as first, upstream_of(hub, "second", models=("scripted=two",)) as second:
        second.always = echo
        first.script(rate_limited(3600))
        assert (await asking.ask()).headers["x-felloe-upstream"] == "second"
        assert second.heard[0].json()["model"] == "two"
        assert (await asking.ask()).headers["x-felloe-upstream"] == "second"
        assert len(first.heard) == 1, "it rests for as long as it said"
        second.script(failed())
        first.always = echo
        assert (await asking.ask()).headers["x-felloe-upstream"] == "first"


async def test_nothing_is_asked_again_once_a_byte_came(asking: Asking, upstream: ScriptedUpstream) -> None:
    upstream.script(streamed(text("Hel"), CUT), whole(completion("again")))
    async with asking.streaming() as answer:
        got = b""
        with pytest.raises(Exception, match=r"incomplete|closed"):
            async for piece in answer.aiter_raw():
                got += piece
    assert got.startswith(text("Hel") + b"data: ")
    assert json.loads(got.removeprefix(text("Hel") + b"data: "))["error"]["code"] == "answer_cut"
    assert len(upstream.heard) == 1


async def test_in_the_middle_of_an_event_nothing_is_added(asking: Asking, upstream: ScriptedUpstream) -> None:
    half = text("Hel")[:-5]
    upstream.script(streamed(half, CUT))
    async with asking.streaming() as answer:
        got = b""
        with pytest.raises(Exception, match=r"incomplete|closed"):
            async for piece in answer.aiter_raw():
                got += piece
    assert got == half


async def test_a_connection_that_the_upstream_closed_meanwhile_costs_nobody_an_answer(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.script(whole(completion("one")))
    assert (await asking.ask()).status_code == 200
    await upstream.hang_up()
    upstream.script(whole(completion("two")))
    assert (await asking.ask()).status_code == 200


async def test_connections_are_used_again(asking: Asking, upstream: ScriptedUpstream) -> None:
    upstream.always = echo
    for _ in range(3):
        await asking.ask()
        await asking.whole_stream()
    assert upstream.connections == 1


async def test_silence_is_ended_before_and_in_an_answer(start_hub: StartHub) -> None:
    async with start_hub(model_connect=0.5, model_stall=0.6, model_first_byte=0.7) as hub:
        await hub.user()
        asking = Asking(hub, await hub.device("laptop"))
        async with upstream_of(hub) as upstream:
            upstream.script(silent(), streamed(text("Hel"), STALL))
            answer = await asking.ask()
            assert (answer.status_code, problem_of(answer).details["kind"]) == (504, "timeout")
            async with asking.streaming() as cut:
                arriving = cut.aiter_raw()
                assert await anext(arriving) == text("Hel")
                assert b"model_stalled" in await anext(arriving)
            assert [row["outcome"] for row in await asking.rows()] == ["model_stalled"] * 2
            for heard in upstream.heard:
                async with asyncio.timeout(10):
                    await heard.left.wait()
