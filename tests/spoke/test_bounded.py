"""What a device that is broken, or was taken over, says of itself is cut before a face of another one reads it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from several import face

from shared.errors import (
    DeadlineExceeded,
    DeviceOffline,
    FelloeError,
    Forbidden,
    HubUnreachable,
    OutcomeUnknown,
    ProtocolError,
    TooLarge,
    Unknown,
)
from shared.ids import new_id
from shared.limits import LIMITS
from shared.system.clock import now_ms
from spoke.app import Node
from spoke.grants import elsewhere
from spoke.node import bounded as module
from spoke.node.bodies.approvals import ARGS_SHOWN, AskInfo
from spoke.node.bodies.runs import RunsReply, RunSummary
from spoke.node.bounded import bounded, events_of
from spoke.node.routes import others

pytestmark = pytest.mark.anyio
HUGE = "x" * 1_000_000


def an_ask(number: int = 1, **changed: Any) -> AskInfo:
    said = {"title": "code", "label": "code", "asker": "person", "asked": "notify", "offered": "notify", "read": []}
    rest = {"id": number, "work_id": new_id(), "number": 1, "args_json": '{"text": "Hello"}', "holder": ""}
    times = {"created_ms": now_ms(), "expires_ms": now_ms() + 60_000, "state": "pending"}
    return AskInfo.model_validate(said | rest | times | changed)


def cut(path: str, answer: Any, query: str = "") -> Any:
    return json.loads(bounded("attic", path, json.dumps(answer).encode(), query))


def asks_of(*asks: AskInfo) -> list[AskInfo]:
    content = json.dumps({"asks": [each.model_dump(mode="json") for each in asks]}).encode()
    return [AskInfo.model_validate(each) for each in json.loads(bounded("attic", "/v1/asks", content))["asks"]]


@pytest.mark.parametrize(
    "changed",
    [{}, {"args_json": "x" * ARGS_SHOWN}, {"asked": "a" * 500, "offered": "a" * 500, "read": ["r" * 80] * 20}],
)
async def test_a_question_as_an_honest_device_asks_it_comes_whole(changed: dict[str, Any]) -> None:
    assert asks_of(ask := an_ask(**changed)) == [ask]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": HUGE}, {"label": HUGE}, {"asker": HUGE}, {"asked": HUGE}, {"offered": HUGE}, {"args_json": HUGE},
        {"args_json": "x" * ARGS_SHOWN + "… (20000 characters)"}, {"read": ["r"] * 100_000}, {"read": [HUGE]},
        {"allowed_before": [HUGE]}, {"allowed_before": ["a"] * 100_000}, {"holder": HUGE}, {"chat": HUGE},
        {"too_long": True},
    ],
)  # fmt: skip
async def test_a_question_that_is_not_shown_whole_says_so(changed: dict[str, Any]) -> None:
    (ask,) = asks_of(an_ask(**changed))
    assert ask.too_long
    assert len(ask.model_dump_json()) < 5_000


async def test_the_oldest_questions_are_read() -> None:
    many = [an_ask(number) for number in range(LIMITS.asks_afar + 5)]
    assert asks_of(*many) == many[: LIMITS.asks_afar]
    for count, more in ((LIMITS.asks_afar, False), (LIMITS.asks_afar + 1, True)):
        rows = [each.model_dump(mode="json") for each in many[:count]]
        assert cut("/v1/asks", {"asks": rows, "more": not more})["more"] is more


@pytest.mark.parametrize("path", ["status", "skills", "runs", "run-figures", "decisions", "logs", "answers", "asks/1"])
async def test_no_text_and_no_list_is_longer_than_what_a_person_reads(path: str) -> None:
    row = {"title": HUGE, "n": 1, "deep": [{HUGE: [HUGE]}]}
    found = cut(f"/v1/{path}", {"rows": [row] * 3, "title": HUGE, "n": 1.5, "next": None})
    assert found["n"] == 1.5
    assert found["title"].endswith("…")
    assert len(json.dumps(found)) < 60_000
    assert len(cut(f"/v1/{path}", {"rows": [1] * 150_000})["rows"]) <= 5_000
    assert len(cut(f"/v1/{path}", {"rows": [["é" * 900] * 90] * 40})["rows"]) <= 40


async def test_as_many_rows_come_as_were_asked_for_of_a_log_the_last() -> None:
    assert cut("/v1/runs", {"runs": [1, 2, 3], "next": "3"}, "limit=2&q=x") == {"runs": [1, 2], "next": "3"}
    assert cut("/v1/logs", {"lines": [1, 2, 3]}, "limit=2") == {"lines": [2, 3]}
    lines = [{"event": "e", "data": {str(n): "x" * 1_000 for n in range(100)}} for _ in range(30)]
    lines.append({"event": "last", "data": {}})
    found = cut("/v1/logs", {"lines": lines}, "limit=200")["lines"]
    assert 5 < len(found) < 15
    assert found[-1]["event"] == "last"


@pytest.mark.parametrize("result", [["é" * 500_000], [1] * 500_000])
async def test_of_a_run_what_it_gave_is_not_cut(result: list[Any]) -> None:
    record = {
        "id": "r",
        "result": result,
        "stdout": "o" * LIMITS.sandbox_output,
        "stderr": HUGE,
        "calls": [{"x": HUGE}],
    }
    found = cut("/v1/runs/1", {"title": HUGE, "record": record})
    assert (found["record"]["result"], found["record"]["stdout"]) == (result, record["stdout"])
    assert len(found["record"]["stderr"]) == LIMITS.sandbox_output
    assert len(found["title"]) == len(found["record"]["calls"][0]["x"]) == 4_000
    with pytest.raises(TooLarge):
        cut("/v1/runs/1", {"record": record | {"result": [HUGE, HUGE]}})


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"[" * 100_000, b'{"x": NaN}', b'"\xff"', b'{"a": "\\ud800"}']
)
async def test_what_is_no_answer_is_not_handed_on(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        bounded("attic", "/v1/runs", content)
    with pytest.raises(ProtocolError):
        bounded("attic", "/v1/runs/1", content)


async def test_values_without_end_are_not_handed_on() -> None:
    with pytest.raises(TooLarge):
        cut("/v1/skills", {"skills": [[[0] * 1_000] * 300]})


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize(
    "parts",
    [
        [b"x" * 2_000] * 3,
        [b"data: 1\n\n" + b"x" * 5_000],
        [b"x" * 5_000 + b"\n"],
        [b"%d: a field\n" % number for number in range(1_000)],
    ],
    ids=["in pieces", "the second", "one line", "many lines"],
)
async def test_an_event_without_an_end_is_cut_off(parts: list[bytes]) -> None:
    with pytest.raises(TooLarge):
        [part async for part in events_of("attic", "/v1/events", chunks(*parts))]
    assert [part async for part in events_of("attic", "/v1/answers/1/events", chunks(*parts))] == parts


async def test_events_come_no_faster_than_a_face_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(module.asyncio, "sleep", sleep)
    for parts in ([b"data: 1\n\ndata: 2\n\n"], [b"data: 1\n", b"\ndata: 2\n", b"", b"\n"]):
        many = parts * 100
        assert [part async for part in events_of("attic", "/v1/events", chunks(*many))] == many
    assert sum(slept) == pytest.approx(2 * 200 / module.EVENTS_A_SECOND)


async def test_a_device_that_says_without_end_that_its_questions_changed_is_read_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = asyncio.Event()
    changes: list[int] = []

    def changed() -> None:
        changes.append(1)
        told.set()

    async def none(*_: Any) -> Any:
        raise AssertionError("nobody reads")

    asks = elsewhere.AsksElsewhere(none, none, changed)
    monkeypatch.setattr(elsewhere, "_PAUSE_S", 0.05)
    for _ in range(100):
        asks.heard("attic")
    assert len(changes) == 1
    asks.heard("cellar")
    assert len(changes) == 2, "each device by itself"
    told.clear()
    async with asyncio.timeout(10):
        await told.wait()  # what came last is not lost
    assert len(changes) == 3
    told.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await told.wait()


# --- over a hub ------------------------------------------------------------------------------------------------------


async def test_a_question_that_was_not_shown_whole_is_denied_from_afar_and_not_allowed(
    laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[str] = []

    async def pending(*, afar: bool = False) -> list[AskInfo]:
        return [an_ask(7, title=HUGE), an_ask(8)]

    async def answer(_: int, word: str, __: Any) -> AskInfo:
        answered.append(word)
        return an_ask(7, state="denied")

    monkeypatch.setattr(attic.asks, "pending", pending)
    monkeypatch.setattr(attic.approvals, "answer", answer)  # it lets anybody
    async with face(laptop) as local:
        (_, there) = (await local.asks_everywhere()).devices
        assert [each.too_long for each in there.asks] == [True, False]
        assert len(there.model_dump_json()) < 10_000
        with pytest.raises(Forbidden, match="too long"):
            await local.on("attic").answer(7, "once")
        await local.on("attic").answer(7, "deny")
        await local.on("attic").answer(8, "once")
    assert answered == ["deny", "once"]


async def test_a_hostile_device_is_read_within_bounds_or_not_at_all(
    laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunSummary(id=new_id(), started_ms=1, title=HUGE, principal="p", ok=True, error=None, elapsed_ms=1,
                     peak_memory_bytes=None, calls=0)  # fmt: skip

    async def page(*_: Any) -> RunsReply:
        return RunsReply(runs=[run] * 3 + [run.model_copy(update={"title": "t"})] * 300)

    monkeypatch.setattr(attic.runs, "page", page)
    async with face(laptop) as local:
        runs = (await local.on("attic").runs(100)).runs
        assert (len(runs), len(runs[0].title), runs[3].title) == (100, 1_000, "t")

        async def more(*_: Any) -> RunsReply:
            return RunsReply(runs=[run] * 5)

        monkeypatch.setattr(attic.runs, "page", more)
        with pytest.raises((TooLarge, DeviceOffline)):
            await local.on("attic").runs(100)
        assert (await local.on("attic").status()).name == "attic"


def hostile(status: int, kind: str, *parts: bytes, then: str = "") -> Any:
    """A device's app. `then`: after its parts it is `silent`."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        while then == "silent" and (await receive())["type"] != "http.disconnect":
            pass
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app


async def test_only_where_events_are_asked_for_do_they_go_on(laptop: Node, attic: Node) -> None:
    attic.outside.app = hostile(200, "text/event-stream", *[b"x\n" * 32_768] * 200)
    async with face(laptop) as local, asyncio.timeout(20):
        with pytest.raises((TooLarge, DeviceOffline)):
            await local.on("attic").runs(100)
        attic.outside.app = hostile(200, "text/event-stream", *[b"x" * 65_536] * 200)
        with pytest.raises(DeviceOffline):
            async with local.on("attic").events() as events:
                [event async for event in events]


@pytest.mark.parametrize("said", [b"data: nothing\n\n", b"data: []\n\n", b"data: \xff\n\n"])
async def test_what_is_no_event_ends_the_listening_with_a_sentence(laptop: Node, attic: Node, said: bytes) -> None:
    """Who looks at the device is not to be told on and on that it is live."""
    attic.outside.app = hostile(200, "text/event-stream", said, then="silent")
    async with face(laptop) as local, asyncio.timeout(20):
        with pytest.raises(ProtocolError, match="attic did not answer as a node does"):
            async with local.on("attic").events() as events:
                [event async for event in events]


async def test_a_device_that_answers_in_drops_is_given_up(
    laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "_IN_TIME_S", 0.3)
    attic.outside.app = hostile(200, "application/json", b"{", then="silent")
    async with face(laptop) as local, asyncio.timeout(20):
        with pytest.raises(DeadlineExceeded, match="attic did not answer in time"):
            await local.on("attic").runs(100)
        with pytest.raises(OutcomeUnknown):
            await local.on("attic").answer(7, "once")


async def test_whatever_a_device_answers_is_a_short_sentence(laptop: Node, attic: Node) -> None:
    long = b'{"code": "not_found", "message": "' + b"x" * 100_000 + b'"}'
    async with face(laptop) as local, asyncio.timeout(30):
        for status in (200, 204, 302, 400, 503, 599):
            for body in (b"", b"nothing", long):
                attic.outside.app = hostile(status, "application/problem+json", body)
                with pytest.raises(FelloeError) as refused:
                    await local.on("attic").status()
                assert not isinstance(refused.value, Unknown | HubUnreachable)
                assert len(refused.value.message) <= 4_000
