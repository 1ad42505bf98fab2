"""Push and pull over a real hub."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hub_under_test import HubUnderTest
from wire_device import WireDevice, ok, problem_of

from shared.api import PullReply, PushReply
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ping, Poke, Pong

pytestmark = pytest.mark.anyio


def _create(title: str = "Plans", **more: Any) -> dict[str, Any]:
    return {"op_id": new_id(), "session_id": new_id(), "kind": "session.create", "title": title, "created_ms": 1} | more


def _message(text: str, **more: Any) -> dict[str, Any]:
    message = {"id": new_id(), "role": "user", "text": text, "created_ms": 1}
    return {"op_id": new_id(), "session_id": new_id(), "kind": "message.add", "message": message} | more


async def _push(device: WireDevice, replica: str, first: int, *ops: dict[str, Any]) -> PushReply:
    numbered = [{"replica_seq": first + n, "op": op} for n, op in enumerate(ops)]
    answer = await device.ask("POST", "/v1/sync/push", json={"replica_id": replica, "ops": numbered})
    return PushReply.model_validate_json(ok(answer).content)


async def _pull(device: WireDevice, since: int = 0) -> PullReply:
    return PullReply.model_validate_json(ok(await device.ask("GET", "/v1/sync/pull", params={"since": since})).content)


async def test_what_one_device_pushes_another_pulls_in_order_and_unchanged(hub: HubUnderTest) -> None:
    laptop, attic, replica = await hub.device("laptop"), await hub.device("attic"), new_id()
    ops = [_create("Grüße 书房"), _message("one", shiny={"new": [None, 1]}), {**_create(), "kind": "from.the.future"}]
    pushed = await _push(laptop, replica, 1, *ops)
    assert (pushed.acked, pushed.quarantined) == (3, [])
    page = ok(await attic.ask("GET", "/v1/sync/pull")).json()
    assert [(one["server_seq"], one["replica_id"]) for one in page["ops"]] == [(n, replica) for n in (1, 2, 3)]
    assert [one["op"] for one in page["ops"]] == ops
    assert (page["more"], page["log_epoch"]) == (False, pushed.log_epoch)


async def test_a_push_that_is_repeated_or_overlaps_adds_nothing_twice(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    ops = [_create(), _message("one"), _message("two")]
    await _push(device, replica, 1, *ops[:2])
    assert (await _push(device, replica, 1, *ops[:2])).acked == 2
    assert (await _push(device, replica, 2, *ops[1:])).acked == 3
    assert (await _push(device, new_id(), 1, *ops)).acked == 3, "another replica that offers the same ops"
    assert len((await _pull(device)).ops) == 3


async def test_after_a_gap_the_answer_says_how_far_it_is(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    assert (await _push(device, replica, 2, _create())).acked == 0
    await _push(device, replica, 1, _create())
    assert (await _push(device, replica, 3, _create())).acked == 1
    assert (await _push(device, replica, 1)).acked == 1, "an empty push asks how far it is"
    assert len((await _pull(device)).ops) == 1


async def test_an_op_that_contradicts_the_log_is_quarantined_and_the_rest_goes_on(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    first, note = _create(), _message("true")
    await _push(device, replica, 1, first, note)
    other_op = first | {"title": "Another"}
    other_message = _message("false", message=note["message"] | {"text": "false"})
    malformed = _message("x", message={"id": "not an id"})
    late = [other_op, other_message, malformed, _create(title="x" * (LIMITS.title_chars + 1)), _message("after")]
    for _ in range(2):  # the same answer when it is asked again
        pushed = await _push(device, replica, 3, *late)
        assert pushed.acked == 7
        assert [(one.replica_seq, one.code) for one in pushed.quarantined] == [
            (3, "conflict"),
            (4, "conflict"),
            (5, "invalid_argument"),
            (6, "invalid_argument"),
        ]
    texts = [getattr(one.op, "message", None) for one in (await _pull(device)).ops]
    assert [message and message.text for message in texts] == [None, "true", "after"]
    assert (await _push(device, replica, 8, _create())).acked == 8


async def test_an_op_id_stands_for_one_content_also_for_an_op_that_makes_nothing(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    rename = {"op_id": new_id(), "session_id": new_id(), "kind": "session.set", "field": "title", "value": "one"}
    pushed = await _push(device, replica, 1, rename, rename | {"value": "two"})
    assert (pushed.acked, [one.replica_seq for one in pushed.quarantined]) == (2, [2])
    assert len((await _pull(device)).ops) == 1


async def test_the_same_message_under_a_new_op_id_is_acknowledged_and_not_doubled(hub: HubUnderTest) -> None:
    device, replica, note = await hub.device("laptop"), new_id(), _message("one")
    spelled_out = note["message"] | {"parent_id": None, "extra": {}, "status": "complete"}
    pushed = await _push(device, replica, 1, note, note | {"op_id": new_id()}, note | {"message": spelled_out})
    assert (pushed.acked, pushed.quarantined) == (3, [])
    assert len((await _pull(device)).ops) == 1


async def test_a_copied_data_folder_is_told_and_loses_nothing_silently(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    await _push(device, replica, 1, _create(), _create())
    numbered = [{"replica_seq": 2, "op": _create("from the copy")}]
    refused = problem_of(await device.ask("POST", "/v1/sync/push", json={"replica_id": replica, "ops": numbered}))
    assert (refused.code, refused.details["reason"]) == ("conflict", "replica_copied")
    assert len((await _pull(device)).ops) == 2


async def test_pages_are_bounded_and_together_hold_everything(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    texts = [f"{n}" + "é" * (LIMITS.page_bytes // 8) for n in range(9)]
    for n, text in enumerate(texts):
        await _push(device, replica, n + 1, _message(text))
    found: list[str] = []
    since, pages, more = 0, 0, True
    while more:
        answer = await device.ask("GET", "/v1/sync/pull", params={"since": since})
        assert len(answer.content) < LIMITS.page_bytes + 10_000
        page = PullReply.model_validate_json(answer.content)
        found += [one.op.message.text for one in page.ops]  # type: ignore[union-attr]
        since, pages, more = page.ops[-1].server_seq, pages + 1, page.more
    assert found == texts
    assert pages > 2
    assert (await _pull(device, since)).ops == []


async def test_one_op_larger_than_a_page_still_comes(hub: HubUnderTest) -> None:
    device = await hub.device("laptop")
    pushed = await _push(device, new_id(), 1, _message("书" * ((LIMITS.message_text - 2) // 3)), _message("after"))
    assert pushed.acked == 2
    page = await _pull(device)
    assert (len(page.ops), page.more) == (1, True)
    assert len((await _pull(device, 1)).ops) == 1


async def test_a_commit_pokes_all_of_the_users_devices_and_nobody_elses(hub: HubUnderTest) -> None:
    await hub.user("bob")
    laptop, attic, stranger = await hub.device("laptop"), await hub.device("attic"), await hub.device("b", "bob")
    replica = new_id()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic, stranger.channel() as at_stranger:
        assert at_attic.welcome.server_seq == 0
        await _push(laptop, replica, 1, _create(), _create())
        for channel in (at_laptop, at_attic):
            assert (await channel.expect(Poke)).server_seq == 2
        for channel in (at_stranger, at_attic):
            await channel.send(Ping(n=1))
            assert await channel.receive() == Pong(n=1)
    async with attic.channel() as at_attic:
        assert at_attic.welcome.server_seq == 2


async def test_pushes_of_several_replicas_at_once_get_one_order_without_holes(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    replicas = {new_id(): device for device in (laptop, attic) for _ in range(3)}

    async def write(replica: str, device: WireDevice) -> None:
        for number in range(0, 20, 4):
            await _push(device, replica, number + 1, *(_create(f"{replica} {number + n}") for n in range(4)))

    await asyncio.gather(*(write(replica, device) for replica, device in replicas.items()))
    ops = (await _pull(laptop)).ops
    assert [one.server_seq for one in ops] == list(range(1, 121))
    for replica in replicas:
        titles = [one.op.title for one in ops if one.replica_id == replica]  # type: ignore[union-attr]
        assert titles == [f"{replica} {n}" for n in range(20)], "each replica's ops stay in its order"


async def test_one_users_ids_are_no_conflict_for_another(hub: HubUnderTest) -> None:
    await hub.user("bob")
    ann, bob, op = await hub.device("laptop"), await hub.device("b", "bob"), _create()
    await _push(ann, new_id(), 1, op)
    pushed = await _push(bob, new_id(), 1, op | {"title": "Bob's"})
    assert (pushed.acked, pushed.quarantined) == (1, [])
    assert [one.op.title for one in (await _pull(ann)).ops] == ["Plans"]  # type: ignore[union-attr]


async def test_a_push_over_the_limits_or_without_sense_is_refused_whole(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    too_many = [{"replica_seq": n + 1, "op": {}} for n in range(LIMITS.push_ops + 1)]
    for body in [
        {"replica_id": replica, "ops": too_many},
        {"replica_id": "mine", "ops": []},
        {"replica_id": replica, "ops": [{"replica_seq": 0, "op": {}}]},
        {"replica_id": replica, "ops": [{"replica_seq": 2**70, "op": {}}]},
        {"replica_id": replica, "ops": [{"replica_seq": 1, "op": "x"}]},
    ]:
        answer = await device.ask("POST", "/v1/sync/push", json=body)
        assert (answer.status_code, problem_of(answer).code) == (400, "invalid_argument")
    for since in ("-1", "x", str(2**70)):
        assert (await device.ask("GET", "/v1/sync/pull", params={"since": since})).status_code == 400


async def test_text_that_no_database_holds_is_quarantined(hub: HubUnderTest) -> None:
    device, replica = await hub.device("laptop"), new_id()
    op = (
        f'{{"op_id":"{new_id()}","session_id":"{new_id()}","kind":"session.create","created_ms":1,'
        '"title":"t","extra":{"lone":"\\ud800","big":1e400}}'
    )
    body = f'{{"replica_id":"{replica}","ops":[{{"replica_seq":1,"op":{op}}}]}}'
    answer = await device.ask("POST", "/v1/sync/push", content=body)
    if answer.status_code == 200:
        assert [one["code"] for one in answer.json()["quarantined"]] == ["invalid_argument"]
    else:
        assert problem_of(answer).code == "invalid_argument"
    assert (await _pull(device)).ops == []


async def test_a_device_cannot_push_as_the_replica_of_another(hub: HubUnderTest) -> None:
    """It would use up numbers of what still waits there."""
    laptop, attic = await hub.laptop_and_attic()
    replica = new_id()
    await _push(laptop, replica, 1, _message("mine"))
    body = {"replica_id": replica, "ops": [{"replica_seq": 2, "op": _message("forged")}]}
    answer = await attic.ask("POST", "/v1/sync/push", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await _push(laptop, replica, 2, _message("mine too"))).acked == 2
