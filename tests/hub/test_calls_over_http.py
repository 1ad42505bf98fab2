"""Calls that programs make over HTTP: waiting for the answer, reading it as it comes, coming back for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hub_under_test import HubUnderTest, StartHub
from wire_device import WireChannel, WireDevice, problem_of

from shared.errors import ApprovalPending
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Result

pytestmark = pytest.mark.anyio
PATH = "attic:notes.search"


@contextlib.asynccontextmanager
async def answering(attic: WireDevice) -> AsyncIterator[WireChannel]:
    async with attic.channel() as channel:
        yield channel


@pytest.fixture
async def laptop(hub: HubUnderTest) -> WireDevice:
    """Calls over HTTP, and is not connected."""
    return await hub.device("laptop")


@pytest.fixture
async def attic(hub: HubUnderTest) -> WireDevice:
    return await hub.device("attic")


def asking(device: WireDevice, **body: Any) -> asyncio.Task[httpx.Response]:
    return asyncio.create_task(device.ask("POST", "/v1/calls", json={"path": PATH} | body))


async def test_a_call_is_answered_with_its_result(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asking(laptop, args={"q": "x"}, timeout_s=8)
        call = await at_attic.expect(Call)
        assert (call.args, call.principal.kind, call.caller and call.caller.handle) == ({"q": "x"}, "person", "laptop")
        assert call.timeout_s < 8
        await at_attic.send(Ack(id=call.id))
        await at_attic.send(Result(id=call.id, result={"found": None}, elapsed_ms=1.5))
        answer = await asked
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["device"], told["state"], told["result"]) == (call.id, "attic", "done", {"found": None})


async def test_errors_are_problem_documents_with_the_calls_id(laptop: WireDevice, attic: WireDevice) -> None:
    for path, code, status in [
        ("attic:notes.search", "device_offline", 503),
        ("nowhere:notes.search", "not_found", 404),
        ("notes.search", "device_offline", 503),
        ("no path", "invalid_argument", 400),
    ]:
        answer = await laptop.ask("POST", "/v1/calls", json={"path": path})
        assert (problem_of(answer).code, answer.status_code) == (code, status), path
    async with attic.channel() as at_attic:
        asked = asking(laptop)
        call = await at_attic.expect(Call)
        await at_attic.send(Result.model_validate({"id": call.id, "error": {"code": "not_exposed", "message": "No."}}))
        error = problem_of(await asked)
        assert (error.code, error.details["call"]) == ("not_exposed", call.id)


@pytest.mark.parametrize("arg", [r'"\ud800"', "NaN"])
async def test_arguments_that_json_cannot_hold_are_refused_and_leave_nothing_open(
    hub: HubUnderTest, laptop: WireDevice, attic: WireDevice, arg: str
) -> None:
    async with attic.channel():
        before = hub.services.calls.open_count()
        body = f'{{"path": "{PATH}", "args": {{"q": {arg}}}}}'
        answer = await laptop.ask("POST", "/v1/calls", content=body)
        assert (answer.status_code, problem_of(answer).code) == (400, "invalid_argument")
        assert hub.services.calls.open_count() == before


async def test_the_same_id_runs_once_and_gives_the_same_answer(laptop: WireDevice, attic: WireDevice) -> None:
    call_id = new_id()
    async with attic.channel() as at_attic:
        first, second = asking(laptop, id=call_id), asking(laptop, id=call_id)
        await at_attic.answer_one("once")
        assert (await first).json()["result"] == (await second).json()["result"] == "once"
        again = await laptop.ask("POST", "/v1/calls", json={"path": PATH, "id": call_id})
        assert again.json()["result"] == "once"
        assert "created_ms" not in again.json(), "what is not known is not said to be null"
        other = await laptop.ask("POST", "/v1/calls", json={"path": PATH, "id": call_id, "args": {"q": "y"}})
        assert problem_of(other).code == "conflict"
        assert problem_of(await attic.ask("POST", "/v1/calls", json={"path": PATH, "id": call_id})).code == "conflict"


async def test_who_goes_away_ends_a_call_that_nobody_can_ask_for_again(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        lost, kept = asking(laptop), asking(laptop, id=new_id())
        first, second = await at_attic.expect(Call), await at_attic.expect(Call)
        for task in (kept, lost):
            task.cancel()
        assert (await at_attic.expect(Cancel)).id in (first.id, second.id)
        await asyncio.gather(lost, kept, return_exceptions=True)


async def test_a_command_is_accepted_and_its_result_is_fetched(laptop: WireDevice, attic: WireDevice) -> None:
    answer = await laptop.ask("POST", "/v1/calls", json={"path": PATH, "wait_s": 600})
    assert answer.status_code == 202
    told = answer.json()
    assert told["state"] == "queued"
    waiting = asyncio.create_task(laptop.ask("GET", f"/v1/calls/{told['id']}?wait_s=30"))
    async with attic.channel() as at_attic:
        await at_attic.answer_one(42)
        shown = (await waiting).json()
    assert (shown["state"], shown["result"], shown["device"]) == ("done", 42, "attic")


async def test_a_call_that_waits_for_a_person_is_accepted(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asking(laptop)
        call = await at_attic.begin_one()
        await at_attic.send(Result(id=call.id, error=ApprovalPending("Asked.").body()))
        answer = await asked
        assert (answer.status_code, answer.json()["state"]) == (202, "suspended")
        await at_attic.send(Result(id=call.id, result="allowed"))
        shown = await laptop.ask("GET", f"/v1/calls/{call.id}?wait_s=30")
        assert (shown.json()["state"], shown.json()["result"]) == ("done", "allowed")


async def test_a_call_is_cancelled_on_its_device(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asking(laptop)
        call = await at_attic.expect(Call)
        assert (await laptop.ask("DELETE", f"/v1/calls/{call.id}")).status_code == 202
        assert (await at_attic.expect(Cancel)).id == call.id
        await at_attic.send(Result.model_validate({"id": call.id, "error": {"code": "cancelled", "message": "It is."}}))
        assert problem_of(await asked).code == "cancelled"
        assert (await laptop.ask("GET", f"/v1/calls/{call.id}")).json()["state"] == "cancelled"


async def test_calls_are_listed_a_page_at_a_time_and_only_to_who_made_them(
    hub: HubUnderTest, laptop: WireDevice, attic: WireDevice
) -> None:
    ids = [(await laptop.ask("POST", "/v1/calls", json={"path": PATH, "wait_s": 600})).json()["id"] for _ in range(5)]
    first = (await laptop.ask("GET", "/v1/calls?limit=3")).json()
    rest = (await laptop.ask("GET", f"/v1/calls?limit=3&before={first['next']}")).json()
    assert [each["id"] for each in first["calls"] + rest["calls"]] == ids[::-1]
    assert rest["next"] is None
    assert (await attic.ask("GET", "/v1/calls")).json()["calls"] == []
    for method in ("GET", "DELETE"):
        assert problem_of(await attic.ask(method, f"/v1/calls/{ids[0]}")).code == "not_found"


async def test_too_many_calls_at_once_are_refused_with_when_to_try_again(
    start_hub: StartHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        table = hub.services.calls._table
        table._limits = type(LIMITS)(calls_in_flight=2)
        async with attic.channel() as at_attic:
            asked = [asking(laptop) for _ in range(2)]
            calls = [await at_attic.expect(Call) for _ in asked]
            refused = await laptop.ask("POST", "/v1/calls", json={"path": PATH})
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            for call in calls:
                await at_attic.send(Result(id=call.id))
            assert [(await each).status_code for each in asked] == [200, 200]


async def test_a_call_is_read_as_it_comes(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asyncio.create_task(events(laptop))
        call = await at_attic.answer_one({"n": 1})
        names = await asked
    assert [name for name, _ in names] == ["meta", "done"]
    assert (names[0][1]["id"], names[0][1]["state"]) == (call.id, "sent")
    assert names[1][1]["result"] == {"n": 1}


async def test_a_call_that_fails_ends_its_stream_with_the_error(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asyncio.create_task(events(laptop))
        call = await at_attic.expect(Call)
        await at_attic.send(Result.model_validate({"id": call.id, "error": {"code": "code_failed", "message": "No."}}))
        assert [name for name, _ in await asked] == ["meta", "error"]


async def test_who_stops_reading_a_stream_ends_the_call(laptop: WireDevice, attic: WireDevice) -> None:
    async with attic.channel() as at_attic:
        asked = asyncio.create_task(events(laptop))
        call = await at_attic.expect(Call)
        asked.cancel()
        assert (await at_attic.expect(Cancel)).id == call.id
        await asyncio.gather(asked, return_exceptions=True)


async def events(device: WireDevice) -> list[tuple[str, Any]]:
    headers = {"Authorization": f"Bearer {await device.token()}", "Accept": "text/event-stream"}
    found: list[tuple[str, Any]] = []
    name = ""
    async with device.http.stream("POST", "/v1/calls", json={"path": PATH, "id": new_id()}, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
    return found
