"""What the hub keeps of calls: over its own restart, for who was away, and no longer than anybody needs it."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from hub_under_test import HubUnderTest, StartHub
from sqlalchemy import Connection, event
from wire_device import WireChannel, WireDevice, a_call

from hub.store import calls as rows
from hub.store.calls import Batch, Written
from hub.store.store import Store
from shared.errors import ApprovalPending, DiskFull
from shared.ids import new_id
from shared.messages import Ack, Call, Cancel, Check, Ping, Pong, Problem, Received, Result

pytestmark = pytest.mark.anyio
PENDING = ApprovalPending("Somebody is asked.").body()


def at(hub: HubUnderTest, device: WireDevice) -> WireDevice:
    """The same device, at the hub that was started again."""
    again = hub.new_device()
    again.key, again.account = device.key, device.account
    return again


async def kept(hub: HubUnderTest, call_id: str) -> Any:
    return await hub.services.store.core_read(lambda core: rows.find(core, call_id))


async def passed(channel: WireChannel) -> None:
    """The hub has seen all that was sent on this channel."""
    await channel.send(Ping(n=7))
    while not isinstance(await channel.receive(), Pong):
        pass


async def given_up(at_laptop: WireChannel, attic: WireDevice) -> Call:
    """A call of the laptop's whose time ran out while the attic, which had begun it, was away."""
    async with attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic", timeout_s=1))
        await at_attic.begin_one()
        await passed(at_attic)
    assert (await at_laptop.expect(Result)).code == "outcome_unknown"
    return call


async def test_a_call_is_durable_before_it_is_sent_and_its_end_before_it_is_told(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic", args={"q": "secret"}))
        await at_attic.expect(Call)
        row = await kept(hub, call.id)
        assert (row.state, row.caller, row.callee) == ("sent", laptop.id, attic.id)
        assert "secret" in row.request
        await at_attic.send(Result(id=call.id, result="answer"))
        await at_laptop.expect(Result)
        row = await kept(hub, call.id)
        assert (row.state, row.request) == ("done", None), "what was asked is wiped"
        assert "answer" in row.result
        await at_laptop.send(Received(id=call.id))
        await passed(at_laptop)
        await hub.services.calls.flush()
        row = await kept(hub, call.id)
        assert (row.state, row.result) == ("done", None), "what was answered is wiped when the caller has it"


async def test_a_call_that_was_started_is_taken_up_where_it_was_when_the_hub_starts_again(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop, attic.channel() as at_attic:
            started, unsure = a_call("attic"), a_call("attic")
            for call in (started, unsure):
                await at_laptop.send(call)
                await at_attic.expect(Call)
            await at_attic.send(Ack(id=started.id))
            await passed(at_attic)
    async with start_hub() as hub:
        async with at(hub, attic).channel() as at_attic:
            assert (await at_attic.expect(Check)).id == started.id
            again = await at_attic.expect(Call)
            assert (again.id, again.args, again.caller and again.caller.handle) == (unsure.id, unsure.args, "laptop")
            for call in (started, unsure):
                await at_attic.send(Result(id=call.id, result=call.id))
            await passed(at_attic)
        async with at(hub, laptop).channel() as at_laptop:
            results = [await at_laptop.expect(Result) for _ in range(2)]
            assert {(each.id, each.result) for each in results} == {(each.id, each.id) for each in (started, unsure)}


async def test_a_command_waits_for_its_device_over_a_restart_of_the_hub(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop:
            await at_laptop.send(call := a_call("attic", wait_s=3_600))
            assert (await at_laptop.expect(Ack)).id == call.id
            assert (await kept(hub, call.id)).state == "queued"
    async with start_hub() as hub:
        async with at(hub, attic).channel() as at_attic:
            assert (await at_attic.answer_one("at last")).args == call.args
            await passed(at_attic)
        async with at(hub, laptop).channel() as at_laptop:
            assert (await at_laptop.expect(Result)).value() == "at last"


async def test_a_command_for_any_device_goes_to_the_first_that_comes_and_offers_it(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    offer = {"skill": "notes", "function": "search", "parameters": {}, "digest": "d"}
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("any", wait_s=3_600, digests=["d"]))
        assert (await at_laptop.expect(Ack)).id == call.id
        await attic.ask("PUT", "/v1/functions", json={"functions": [offer | {"digest": "another"}]})
        await passed(at_attic)
        await attic.ask("PUT", "/v1/functions", json={"functions": [offer]})
        assert (await at_attic.answer_one(1)).id == call.id
        assert (await at_laptop.expect(Result)).device == "attic"


async def test_an_id_that_was_answered_is_answered_again_and_never_routed_again(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.answer_one("once")
        await at_laptop.expect(Result)
        await at_laptop.send(call)
        assert (await at_laptop.expect(Result)).value() == "once"
        await at_laptop.send(call.model_copy(update={"args": {"q": "y"}}))
        assert (await at_laptop.expect(Problem)).error.code == "conflict"
        await at_attic.send(call)
        assert (await at_attic.expect(Problem)).error.code == "conflict", "another device's id says nothing of it"
        await at_laptop.send(Received(id=call.id))
        await at_laptop.send(call)
        assert (error := (await at_laptop.expect(Result)).error)
        assert (error.code, "done" in error.message) == ("conflict", True)
        await passed(at_attic)


async def test_the_result_of_a_call_that_waited_for_a_person_comes_back_by_itself(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with attic.channel() as at_attic, laptop.channel() as at_laptop:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.begin_one()
        await at_attic.send(Result(id=call.id, error=PENDING))
        assert (await at_laptop.expect(Result)).error == PENDING
        assert (await kept(hub, call.id)).state == "suspended"
        await at_attic.send(Result(id=call.id, result="allowed"))
        assert (await at_laptop.expect(Result)).value() == "allowed"


async def test_a_late_report_turns_unknown_into_what_happened_even_where_nobody_was_there(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop:
            call = await given_up(at_laptop, attic)
            await at_laptop.send(Received(id=call.id))
            await passed(at_laptop)
        async with attic.channel() as at_attic:
            assert (await at_attic.expect(Check)).id == call.id, "the device is asked when it is back"
            await at_attic.send(Result(id=call.id, result="it ran"))
            await passed(at_attic)
        async with laptop.channel() as at_laptop:
            assert (await at_laptop.expect(Result)).value() == "it ran"
        assert (await kept(hub, call.id)).state == "done"


async def test_a_call_given_up_that_is_found_to_wait_for_a_person_is_no_end_and_its_end_is_told(
    hub: HubUnderTest,
) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop:
        call = await given_up(at_laptop, attic)
        async with attic.channel() as at_attic:
            await at_attic.expect(Check)
            await at_attic.send(Result(id=call.id, error=PENDING))
            await passed(at_attic)
            assert (await kept(hub, call.id)).state == "unknown"
            await at_attic.send(Result(id=call.id, result="it ran"))
            assert (await at_laptop.expect(Result)).value() == "it ran"


async def test_a_device_that_does_not_know_itself_is_not_asked_for_ever(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        error = {"code": "outcome_unknown", "message": "It was killed."}
        await at_attic.send(Result.model_validate({"id": call.id, "error": error}))
        assert (await at_laptop.expect(Result)).error
    async with attic.channel() as at_attic:
        assert (await at_attic.expect(Check)).id == call.id
        await at_attic.send(Result.model_validate({"id": call.id, "error": error}))
        await passed(at_attic)
    async with attic.channel() as at_attic:
        await at_attic.send(Ping(n=1))
        assert await at_attic.receive() == Pong(n=1)


async def test_a_caller_hears_what_became_of_its_command(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic", wait_s=60))
        await at_attic.expect(Call)
        await at_laptop.expect(Ack)
        await at_laptop.send(Check(id=call.id))
        assert (await at_laptop.expect(Ack)).id == call.id
        await at_attic.send(Result(id=call.id, result=1))
        await at_laptop.expect(Result)
        await at_laptop.send(Check(id=call.id))
        assert (await at_laptop.expect(Result)).value() == 1
        await at_attic.send(Check(id=call.id))
        assert (error := (await at_attic.expect(Result)).error)
        assert error.code == "outcome_unknown", "of others' calls it hears nothing"


async def test_a_cancel_is_remembered_over_a_restart(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop:
            async with attic.channel() as at_attic:
                await at_laptop.send(call := a_call("attic"))
                await at_attic.expect(Call)
            await at_laptop.send(Cancel(id=call.id))
            await passed(at_laptop)
    async with start_hub() as hub, at(hub, attic).channel() as at_attic:
        assert (await at_attic.expect(Call)).id == call.id
        assert (await at_attic.expect(Cancel)).id == call.id


async def test_what_was_on_its_way_when_a_backup_was_made_is_void(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop:
            await at_laptop.send(waits := a_call("attic", wait_s=3_600))
            await at_laptop.expect(Ack)
            async with attic.channel() as at_attic:
                await at_attic.expect(Call)
                await at_laptop.send(later := a_call("laptop", wait_s=3_600))
                await passed(at_laptop)
        store = hub.services.store

        def void(connection: Connection) -> int:
            return rows.void(connection, 1)

        assert await store.core_write(void) == 2
        assert {(await kept(hub, call.id)).state for call in (waits, later)} == {"unknown"}
        assert (await kept(hub, waits.id)).request is None


async def test_what_is_looked_for_at_each_connect_is_found_without_reading_all_calls(hub: HubUnderTest) -> None:
    """Ten thousand calls are kept of each user, and a thousand devices may come back at once."""
    plans: list[str] = []

    def look(core: Connection) -> None:
        def explained(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("SELECT"):
                found = core.connection.execute("EXPLAIN QUERY PLAN " + statement, parameters)  # type: ignore[attr-defined]
                plans.extend(row[3] for row in found.fetchall())

        event.listen(core, "before_cursor_execute", explained)
        rows.for_device(core, new_id())
        rows.find(core, new_id())
        rows.of_user(core, new_id(), None, new_id(), 10)
        rows.open_calls(core)

    await hub.services.store.core_read(look)
    searches = [plan.partition(" (")[0] for plan in plans if "call" in plan]
    assert searches == [
        f"SEARCH call USING INDEX {name}"
        for name in (
            "call_not_received",
            "call_unknown",
            "sqlite_autoindex_call_1",
            "call_of_user",
            "ix_call_expires_ms",
        )
    ]


class Refusing:
    """A disk that is full until it is not."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self.tried = asyncio.Event()
        write = rows.write

        def refuse(connection: Connection, batch: Batch, now_ms: int) -> Written:
            if self.full:
                loop.call_soon_threadsafe(self.tried.set)
                raise DiskFull("The disk is full.")
            return write(connection, batch, now_ms)

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(rows, "write", refuse)


async def test_where_the_disk_is_full_new_calls_are_refused_and_ends_wait_for_room(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(hub.services.store, monkeypatch)
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        disk.full = True
        await at_attic.send(Result(id=call.id, result="kept back"))
        await disk.tried.wait()
        await at_laptop.send(refused := a_call("attic"))
        result = await at_laptop.expect(Result)
        assert (result.id, result.error and result.error.code) == (refused.id, "disk_full")
        disk.full = False
        assert (await at_laptop.expect(Result)).value() == "kept back"
        await at_laptop.send(refused)
        assert (await at_attic.answer_one(2)).id == refused.id, "what was refused was never sent"
        assert (await at_laptop.expect(Result)).value() == 2


async def test_a_database_that_another_program_holds_for_long_is_a_typed_error_and_then_forgotten(
    start_hub: StartHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start_hub() as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop, attic.channel() as at_attic:
            await passed(at_attic)
            other = sqlite3.connect(hub.data / "hub.sqlite", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            await at_laptop.send(a_call("attic", timeout_s=30))
            result = await at_laptop.expect(Result)
            assert result.error
            assert (result.error.code, result.error.retryable) == ("database_busy", True)
            other.execute("COMMIT")
            other.close()
            await at_laptop.send(a_call("attic"))
            await at_attic.answer_one("free again")
            assert (await at_laptop.expect(Result)).value() == "free again"
