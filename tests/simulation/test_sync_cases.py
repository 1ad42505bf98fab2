"""What people meet, one case at a time: over the real code of both ends, without the chances of the simulation."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sync_world import USER, SimDevice, SimHub, run

from hub.store.store import in_session
from hub.sync.take_up import take_up
from shared.errors import Conflict, NotFound
from shared.ids import new_id
from shared.limits import LIMITS
from shared.sync.ops import Message, MessageAdd, OutboxOp, SessionCreate, UnknownOp, read_op
from shared.sync.state import recovered, recovers
from shared.sync.tree import branch, in_reading_order
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.sessions import compare, homes, outbox, replica, unfinished
from spoke.sessions.quarantine import Quarantine


@pytest.fixture
def hub() -> Iterator[SimHub]:
    hub = SimHub()
    yield hub
    hub.database.close()


@pytest.fixture
def devices(hub: SimHub) -> Iterator[list[SimDevice]]:
    """A laptop and an attic."""
    devices = [SimDevice(hub, number) for number in range(2)]
    yield devices
    for device in devices:
        device.database.close()


def sync(*devices: SimDevice) -> None:
    for _ in range(2):
        for device in devices:
            assert device.try_sync()


def shared_session(devices: list[SimDevice], *texts: str) -> str:
    session = run(devices[0].sessions.create("Boats")).id
    for text in texts:
        run(devices[0].sessions.write(session, NewMessage(text=text)))
    sync(*devices)
    return session


def texts(device: SimDevice, session: str) -> list[str]:
    return [each.text for each in run(device.sessions.show(session)).messages]


def test_what_is_set_on_one_device_is_seen_on_the_other(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices)
    change = ChangeSession(pinned=True, folder="Harbour", add_tags=["sail", "wood"])
    run(laptop.sessions.change(session, ChangeSession.model_validate_json(change.model_dump_json())))
    run(attic.sessions.change(session, ChangeSession(title="Ships", add_tags=["sail"])))
    sync(laptop, attic)
    run(laptop.sessions.change(session, ChangeSession(folder=None, remove_tags=["wood"])))
    sync(laptop, attic)
    for device in devices:
        info = run(device.sessions.show(session)).session
        assert (info.title, info.pinned, info.folder, info.tags) == ("Ships", True, None, ["sail"])


def test_a_change_that_names_one_field_leaves_the_others(devices: list[SimDevice]) -> None:
    """Over the wire too, where a default that is spelled out would set it."""
    session = shared_session(devices)
    run(devices[0].sessions.change(session, ChangeSession(pinned=True)))
    renamed = ChangeSession.model_validate_json(ChangeSession(title="Ships").model_dump_json())
    assert run(devices[0].sessions.change(session, renamed)).pinned


def test_a_delete_is_undone_by_a_restore_and_not_by_one_that_did_not_know_of_it(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    run(laptop.trash.delete(session))
    sync(laptop, attic)
    run(attic.trash.restore(session))
    sync(attic, laptop)
    assert texts(laptop, session) == ["one"]
    run(laptop.trash.delete(session))
    sync(laptop, attic)
    run(attic.trash.restore(session))
    run(laptop.trash.restore(session))
    run(laptop.trash.delete(session))  # which the attic does not know of
    sync(attic, laptop)
    for device in devices:
        with pytest.raises(NotFound):
            run(device.sessions.show(session))


def test_the_hub_purges_what_was_in_the_trash_for_long_enough_and_empties_its_log(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    laptop, attic = devices
    session, kept = shared_session(devices, "secret"), shared_session(devices, "kept")
    run(laptop.trash.delete(session))
    sync(laptop, attic)
    assert run(hub.log.purge(hub.now_ms)) == 0, "not before its time"
    assert run(hub.log.purge(hub.now_ms + 1)) == 1
    sync(laptop, attic)
    assert not hub.database.rows("SELECT 1 FROM sync_log WHERE op LIKE '%secret%'")
    for device in devices:
        assert not device.database.rows("SELECT 1 FROM message WHERE session_id = :id", id=session)
        assert texts(device, kept) == ["kept"]
        with pytest.raises(NotFound):
            run(device.trash.restore(session))


def test_an_upgrade_brings_what_the_version_before_dropped_with_a_purged_chat(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    run(attic.trash.delete(session))
    run(laptop.trash.delete(session))
    run(laptop.trash.restore(session))
    assert laptop.try_sync()
    attic.network.old_version = True  # it does not know what a restore is
    run(attic.trash.purge([session]))
    sync(attic, laptop)
    attic.network.old_version = False
    attic.upgrade()
    sync(attic, laptop)
    own, other = (device.database.transact(lambda c: compare.digests(c, "", None)) for device in devices)
    assert own == other == hub.answer(lambda log: log.digests(USER, "")).sessions


def test_what_an_older_version_read_again_is_offered_once(hub: SimHub, devices: list[SimDevice]) -> None:
    """The person went back to it, and the hub to a backup."""
    laptop, attic = devices
    session = shared_session(devices, "one")
    backup = hub.database.image()
    run(laptop.trash.delete(session))
    sync(laptop, attic)
    run(laptop.trash.restore(session))
    laptop.network.old_version = True
    sync(laptop)
    hub.restore(backup, by_command=True)
    sync(laptop, attic)
    laptop.network.old_version = False
    laptop.upgrade()
    sync(laptop, attic)
    assert texts(laptop, session) == texts(attic, session) == ["one"]


def test_a_purge_that_meets_a_restore_is_refused_and_the_chat_is_kept(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    run(laptop.trash.delete(session))
    sync(laptop, attic)
    run(attic.trash.restore(session))
    assert attic.try_sync()
    run(laptop.trash.purge([session]))
    sync(laptop, attic)
    assert texts(laptop, session) == texts(attic, session) == ["one"]
    refused = run(Quarantine(laptop.database, lambda _: None).list())  # type: ignore[arg-type]
    assert [(each.kind, each.code) for each in refused] == [("session.purge", "conflict")]


def test_what_was_written_to_a_purged_chat_meanwhile_is_in_recovered(hub: SimHub, devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "old")
    run(attic.sessions.write(session, NewMessage(text="late")))
    run(laptop.trash.delete(session))
    assert laptop.try_sync()
    run(laptop.trash.purge([session]))
    sync(laptop, attic)
    for device in devices:
        reply = run(device.sessions.show(recovered(session)))
        assert (reply.session.title, [each.text for each in reply.messages]) == ("Recovered", ["late"])
    run(attic.trash.delete(recovered(session)))
    run(attic.trash.purge())
    sync(attic, laptop)
    assert not hub.database.rows("SELECT 1 FROM sync_log WHERE op LIKE '%late%'"), "that can be purged, too"
    assert laptop.state() == attic.state()


def test_what_was_recovered_goes_where_a_restored_hub_has_it_before_the_purge(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    """The message's first request was on its way all the time, and reaches the restored hub before all others."""
    laptop, attic = devices
    session = shared_session(devices)
    backup = hub.database.image()
    run(attic.sessions.write(session, NewMessage(text="late")))
    attic.network.faults = ["late"]
    assert not attic.try_sync()
    run(laptop.trash.delete(session))
    run(laptop.trash.purge([session]))
    sync(laptop, attic)
    assert texts(attic, recovered(session)) == ["late"]
    hub.restore(backup, by_command=False)
    attic.network.late.pop()()
    for device in devices:
        device.sync.meet()
    sync(laptop, attic)
    assert laptop.state() == attic.state()
    assert not hub.database.rows("SELECT 1 FROM sync_log WHERE op LIKE '%late%'")


def test_what_was_recovered_stays_after_a_repair_when_the_log_is_read_again(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    """The repair finds nothing to do, and forgets when the purge was."""
    laptop, attic = devices
    session = shared_session(devices)
    run(attic.sessions.write(session, NewMessage(text="late")))
    run(laptop.trash.delete(session))
    run(laptop.trash.purge([session]))
    sync(laptop, attic)
    shared_session(devices)
    assert laptop.try_sync(compare=True)
    laptop.database.transact(lambda connection: replica.has_read(connection, 0, "", hub.epoch))
    sync(laptop)
    assert texts(laptop, recovered(session)) == ["late"]


def test_recovered_ids_can_be_followed_both_ways_and_never_round() -> None:
    first = new_id()
    chain = [first]
    for _ in range(50):
        chain.append(recovered(chain[-1]))
        assert recovers(chain[-1]) == chain[-2]
    assert len(set(chain)) == len(chain)
    for each in chain:
        SessionCreate(op_id=new_id(), session_id=each, title="", created_ms=0)


def test_chats_kept_from_one_hub_go_to_another_only_when_they_are_offered(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    """They used to appear there as Recovered, without their beginning."""
    laptop, _ = devices
    session = shared_session(devices, "private")
    run(laptop.sessions.write(session, NewMessage(text="not sent yet")))
    laptop.leave()
    run(laptop.sessions.write(session, NewMessage(text="between")))
    fresh = run(laptop.sessions.create("New")).id
    other = SimHub()
    laptop.network.hub = other
    laptop.database.transact(lambda c: homes.join(c, homes.of_account(new_id(), USER)))
    laptop.database.transact(lambda c: replica.wants_repair(c, "joined"))
    sync(laptop)
    assert {row[0] for row in other.database.rows("SELECT session_id FROM sync_log")} == {fresh}
    assert texts(laptop, session) == ["private", "not sent yet", "between"]
    assert run(laptop.sessions.show(session)).session.stays == "kept"
    assert run(laptop.sessions.offer()) == [session]
    sync(laptop)
    rows = other.database.rows("SELECT slot FROM sync_log WHERE session_id = :id ORDER BY server_seq", id=session)
    assert [row[0].partition("/")[0] for row in rows] == ["create", "message", "message", "message"]
    assert run(laptop.sessions.show(session)).session.title == "Boats"
    other.database.close()


def test_an_account_that_is_joined_again_gets_what_it_missed(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    run(laptop.sessions.rename(session, "Ships"))
    laptop.leave()
    run(laptop.sessions.write(session, NewMessage(text="alone")))
    run(attic.sessions.write(session, NewMessage(text="meanwhile")))
    assert attic.try_sync()
    laptop.join()
    sync(laptop, attic)
    assert laptop.state() == attic.state()
    assert sorted(texts(attic, session)) == ["alone", "meanwhile", "one"]
    assert run(attic.sessions.show(session)).session.title == "Ships"


def test_a_local_chat_never_leaves_until_it_is_offered(hub: SimHub, devices: list[SimDevice]) -> None:
    session = run(devices[0].sessions.create("Diary", local=True)).id
    run(devices[0].sessions.write(session, NewMessage(text="mine")))
    sync(*devices)
    assert not hub.database.rows("SELECT 1 FROM sync_log")
    run(devices[0].sessions.offer([session]))
    sync(*devices)
    assert texts(devices[1], session) == ["mine"]


def test_a_message_is_stored_as_it_grows_and_sealed_by_the_next_start(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "why?")

    async def work() -> None:
        writer = await unfinished.begin(laptop.database, session, {"role": "assistant"}, lambda _: None)  # type: ignore[arg-type]
        await writer.append("Because ")
        await writer.append("of")

    run(work())
    growing = run(laptop.sessions.show(session)).growing
    assert [(each.text, each.role) for each in growing] == [("Because of", "assistant")]
    sync(laptop, attic)
    assert texts(attic, session) == ["why?"], "only what is sealed leaves"
    laptop.start()  # as after kill -9
    sync(laptop, attic)
    sealed = run(attic.sessions.show(session)).messages[-1]
    assert (sealed.text, sealed.status) == ("Because of", "interrupted")
    assert sealed.parent_id == run(attic.sessions.show(session)).messages[0].id


def test_a_sealed_message_is_not_sealed_again(devices: list[SimDevice]) -> None:
    session = shared_session(devices)

    async def work() -> None:
        writer = await unfinished.begin(devices[0].database, session, {"role": "assistant"}, lambda _: None)  # type: ignore[arg-type]
        await writer.append("Yes")
        await writer.seal(extra={"signature": "abc"})
        with pytest.raises(Conflict):
            await writer.seal("interrupted")

    run(work())
    message = run(devices[0].sessions.show(session)).messages[0]
    assert (message.text, message.status, message.extra) == ("Yes", "complete", {"signature": "abc"})


def test_an_edit_is_a_sibling_and_what_is_written_next_goes_on_from_it(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one", "two")
    one, two = run(laptop.sessions.show(session)).messages
    edit = run(laptop.sessions.write(session, NewMessage(text="two, better", beside=two.id)))
    assert edit.parent_id == one.id
    assert run(laptop.sessions.write(session, NewMessage(text="three"))).parent_id == edit.id
    sync(laptop, attic)
    assert run(attic.sessions.write(session, NewMessage(text="four"))).parent_id != two.id
    run(attic.sessions.change(session, ChangeSession(branch=two.id)))
    assert run(attic.sessions.write(session, NewMessage(text="after two"))).parent_id == two.id
    with pytest.raises(NotFound):
        run(attic.sessions.change(session, ChangeSession(branch=new_id())))


def test_what_an_old_version_does_not_know_is_applied_after_its_upgrade(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    attic.network.old_version = True
    run(laptop.sessions.change(session, ChangeSession(add_tags=["sail"])))
    run(laptop.trash.delete(session))
    run(laptop.trash.restore(session))
    sync(laptop, attic)
    with pytest.raises(NotFound):
        run(attic.sessions.show(session))
    attic.network.old_version = False
    attic.upgrade()
    assert run(attic.sessions.show(session)).session.tags == ["sail"]
    sync(laptop, attic)
    assert laptop.state() == attic.state()


def test_a_hub_takes_up_after_its_upgrade_what_it_did_not_know_before(hub: SimHub, devices: list[SimDevice]) -> None:
    """It is as if it had known it when it came: the trash holds what is deleted, and what is newer still waits."""
    laptop, attic = devices
    deleted, restored = shared_session(devices, "one"), shared_session(devices, "two")
    for session in (deleted, restored):
        run(laptop.trash.delete(session))
    run(laptop.trash.restore(restored))
    run(laptop.sessions.change(restored, ChangeSession(add_tags=["sail"])))
    newer = UnknownOp(op_id=new_id(), session_id=restored, kind="session.paint")
    laptop.database.transact(lambda connection: outbox.record(connection, newer))
    sync(laptop)
    known = hub.database.rows("SELECT server_seq, slot FROM sync_log ORDER BY server_seq")
    digests = hub.answer(lambda log: log.digests(USER, "")).sessions
    hub.database.rows(
        "UPDATE sync_log SET slot = 'op/' || op_id WHERE slot NOT LIKE 'message/%' AND slot != 'create' RETURNING 1"
    )
    hub.database.rows("DELETE FROM trash RETURNING 1")
    for _ in "upgraded", "started again":
        hub.database.transact(lambda connection: in_session(connection, lambda s: take_up(s, 7)))
        assert hub.database.rows("SELECT server_seq, slot FROM sync_log ORDER BY server_seq") == known
        assert hub.database.rows("SELECT session_id, since_ms FROM trash") == [(deleted, 7)]
    assert ("op/" + newer.op_id) in {slot for _, slot in known}
    assert hub.answer(lambda log: log.digests(USER, "")).sessions == digests
    sync(attic, laptop)
    assert laptop.state() == attic.state()


def test_fields_of_a_newer_version_come_through_to_the_other_device(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices)
    message = Message(id=new_id(), role="user", text="x", created_ms=1, mood="blue")  # type: ignore[call-arg]
    op = MessageAdd(op_id=new_id(), session_id=session, message=message, shiny=[1, None])  # type: ignore[call-arg]
    laptop.database.transact(lambda connection: outbox.record(connection, op))
    sync(laptop, attic)
    body, extra = attic.database.rows("SELECT body, extra FROM message")[0]
    assert (json.loads(body)["mood"], json.loads(extra)) == ("blue", {"shiny": [1, None]})


def test_a_hub_that_forgot_gets_back_what_others_wrote_from_whoever_has_it(
    hub: SimHub, devices: list[SimDevice]
) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    backup = hub.database.image()
    run(laptop.sessions.write(session, NewMessage(text="two")))
    run(laptop.sessions.rename(session, "Ships"))
    sync(laptop, attic)
    hub.restore(backup, by_command=False)
    sync(attic)  # the laptop is gone
    assert len(hub.database.rows("SELECT 1 FROM sync_log WHERE slot LIKE 'message/%'")) == 2
    third = SimDevice(hub, 3)
    sync(third)
    assert third.state() == attic.state()
    third.database.close()


def test_messages_that_were_lost_to_damage_and_pulled_again_are_counted_once(devices: list[SimDevice]) -> None:
    """Their digests agree by then, so that nothing but the count is wrong."""
    attic = devices[1]
    session = shared_session(devices)
    run(attic.sessions.write(session, NewMessage(text="one")))
    run(attic.sync._push())
    attic.database.rows("DELETE FROM message RETURNING id")
    assert attic.try_sync()
    assert attic.try_sync(compare=True)
    assert run(attic.sessions.show(session)).session.message_count == 1
    assert texts(attic, session) == ["one"]


def test_a_chat_whose_messages_were_lost_to_damage_can_be_written_before_it_is_mended(
    devices: list[SimDevice],
) -> None:
    laptop, attic = devices
    session = shared_session(devices, "one")
    run(laptop.sessions.rename(session, "Ships"))
    sync(*devices)
    attic.database.rows("DELETE FROM message RETURNING id")
    run(attic.sessions.write(session, NewMessage(text="two")))
    assert attic.try_sync(compare=True)
    sync(*devices)
    assert sorted(texts(attic, session)) == sorted(texts(laptop, session)) == ["one", "two"]


def test_a_message_whose_push_came_late_is_known_to_be_logged_after_a_repair(devices: list[SimDevice]) -> None:
    """Left as if it waited, it would be moved to Recovered when its chat is purged."""
    laptop, attic = devices
    session = shared_session(devices)
    run(laptop.sessions.write(session, NewMessage(text="one")))
    laptop.network.faults = ["late"]
    assert not laptop.try_sync()
    run(laptop.leave_and_join())
    laptop.network.late.pop()()
    sync(laptop, attic)
    assert laptop.state() == attic.state()
    assert laptop.database.rows("SELECT server_seq FROM message") != [(None,)]


def test_ops_without_sense_are_refused_one_by_one_and_the_rest_goes_on(hub: SimHub, devices: list[SimDevice]) -> None:
    session, own = new_id(), new_id()
    message = {"role": "user", "text": "x", "created_ms": 1}
    base = {"session_id": session, "kind": "message.add"}
    good = base | {"op_id": new_id(), "message": message | {"id": new_id()}}
    bad = [
        base | {"op_id": new_id(), "message": message | {"id": own, "parent_id": own}},
        base | {"op_id": new_id(), "message": message | {"id": new_id(), "text": "x" * LIMITS.message_text}},
        base | {"op_id": new_id(), "message": message | {"id": new_id()}, "more": "x" * LIMITS.op_bytes},
        base | {"op_id": new_id(), "message": message | {"id": new_id(), "created_ms": 1.0}},
        {"op_id": new_id(), "session_id": session, "kind": "session.set", "field": "pinned", "value": "yes"},
        {"op_id": new_id(), "session_id": session, "kind": "session.set", "field": "branch", "value": "x"},
        {"op_id": new_id(), "session_id": session, "kind": "tag.add", "tag": ""},
        {"op_id": new_id(), "session_id": session, "kind": "session.restore", "deletes": []},
        {"op_id": new_id(), "session_id": session, "kind": "session.purge"},
        {"op_id": "me", "session_id": session, "kind": "session.delete"},
    ]
    for index, op in enumerate([*bad, good]):
        raw = {"replica_id": USER, "ops": [{"replica_seq": index + 1, "op": op}]}
        reply = hub.answer(lambda log, raw=raw: log.push(devices[0].network.device, _request(raw)))  # type: ignore[misc]
        assert reply.acked == index + 1
        assert len(reply.quarantined) == (op is not good), op
    assert len(hub.database.rows("SELECT 1 FROM sync_log")) == 1


def _request(raw: object) -> object:
    from hub.sync.log import RawPushRequest

    return RawPushRequest.model_validate(raw)


def test_a_deep_tree_and_a_circle_are_read_in_order() -> None:
    ids = [new_id() for _ in range(10_000)]
    chain = [
        Message(id=each, parent_id=ids[number - 1] if number else None, role="user", text="", created_ms=1)
        for number, each in enumerate(ids)
    ]
    assert [each.id for each in in_reading_order(reversed(chain))] == ids
    parents = {each.id: each.parent_id for each in chain}
    assert branch(parents, ids[5_000]) == ids
    circle = {ids[0]: ids[1], ids[1]: ids[0]}
    assert set(branch(circle, ids[0])) == set(circle)
    assert branch({}, None) == []


def test_bytes_are_a_small_multiple_of_what_changed(devices: list[SimDevice]) -> None:
    laptop, attic = devices
    session = shared_session(devices, *(str(number) for number in range(200)))
    before = laptop.network.bytes + attic.network.bytes
    ops = []
    for number in range(20):
        run(laptop.sessions.write(session, NewMessage(text=f"a change, number {number}")))
        sent: list[OutboxOp] = laptop.database.transact(outbox.next_push)
        ops += [each.op.model_dump_json() for each in sent]
        assert laptop.try_sync()
        assert attic.try_sync()
    changed = sum(map(len, ops))
    assert laptop.network.bytes + attic.network.bytes - before < 8 * changed, "up once, down twice, and what is around"
    assert all(read_op(each).kind == "message.add" for each in ops)
