"""What can happen to a person's devices and their hub, in any order; and what must be true when it has settled."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule
from sync_world import HOME, USER, Fault, SimDevice, SimHub, run

from shared.sync.digest import session_digest
from shared.sync.state import shown_in
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.sessions import compare, replica, unfinished

DEVICES = st.integers(0, 3)
FAULTS = st.lists(st.sampled_from(["ok", "request lost", "answer lost", "twice", "late"]), max_size=3)
CHANGES = st.sampled_from(
    [
        ChangeSession(title="A"), ChangeSession(title="B"), ChangeSession(pinned=True), ChangeSession(archived=True),
        ChangeSession(folder="F"), ChangeSession(folder=None), ChangeSession(add_tags=["t"]),
        ChangeSession(remove_tags=["t"]), ChangeSession(add_tags=["u", "t"]), ChangeSession(title="C", pinned=False),
    ]
)  # fmt: skip
THEN = st.sampled_from(
    ["nothing", "nothing", "sync", "all sync", "request lost", "answer lost", "twice", "late", "crash 1", "crash 4"]
)
MOST_DEVICES = 4
ROUNDS = 6


@cache
def _start() -> tuple[bytes, list[tuple[bytes, str]], str]:
    """A hub and three devices that share a session: made once, and copied for each run."""
    hub = SimHub()
    devices = [SimDevice(hub, number) for number in range(3)]
    shared = run(devices[0].sessions.create("Shared"))
    for at in devices:
        assert at.try_sync()
    return hub.database.image(), [(at.database.image(), at.device_id) for at in devices], shared.id


class Devices(RuleBasedStateMachine):
    """Three devices of a person; others come by copying a data folder."""

    sessions = Bundle("sessions")
    backups = Bundle("backups")

    @initialize(target=sessions)
    def begin(self) -> str:
        hub, devices, shared = _start()
        self.hub = SimHub(hub)
        self.devices = [SimDevice(self.hub, number, *each) for number, each in enumerate(devices)]
        self.accepted: set[str] = set()
        self.tombstones: set[str] = set()
        self.local: set[str] = set()
        return shared

    def at(self, index: int) -> SimDevice:
        return self.devices[index % len(self.devices)]

    # --- what a person does ---

    @rule(target=sessions, device=DEVICES, local=st.booleans())
    def create(self, device: int, local: bool) -> Any:
        at = self.at(device)
        made = at.do(lambda: at.sessions.create("New", local=local and device == 0))
        if made is None:
            return multiple()
        if made.stays == "local":
            self.local.add(made.id)
        at.try_sync()
        return made.id

    @rule(device=DEVICES, session=sessions, beside=st.booleans(), then=THEN)
    def write(self, device: int, session: str, beside: bool, then: str) -> None:
        at = self.at(device)
        written = self.messages_of(at, session)
        new = NewMessage(text="hello", beside=written[-1] if beside and written else None)
        message = at.do(lambda: at.sessions.write(session, new))
        if message:
            self.accept(message.id, session)
        self.go_on(at, then)

    @rule(device=DEVICES, session=sessions, pieces=st.integers(0, 2), sealed=st.booleans())
    def stream(self, device: int, session: str, pieces: int, sealed: bool) -> None:
        """One that is not sealed is found by the next start of its process."""
        at = self.at(device)

        async def work() -> str:
            writer = await unfinished.begin(at.database, session, {"role": "assistant"}, lambda _: None)  # type: ignore[arg-type]
            for number in range(pieces):
                await writer.append(f"{number} ")
            if sealed:
                await writer.seal()
            return writer.message.id

        if message_id := at.do(work):
            if not sealed:
                at.start()
            self.accept(message_id, session)

    @rule(device=DEVICES, session=sessions, change=CHANGES, then=THEN)
    def change(self, device: int, session: str, change: ChangeSession, then: str) -> None:
        at = self.at(device)
        assume(not (at.network.old_version and (change.add_tags or change.remove_tags)))
        at.do(lambda: at.sessions.change(session, change))
        self.go_on(at, then)

    @rule(device=DEVICES, session=sessions, then=THEN)
    def delete(self, device: int, session: str, then: str) -> None:
        at = self.at(device)
        at.do(lambda: at.trash.delete(session))
        self.note_tombstones(at)
        self.go_on(at, then)

    @rule(device=DEVICES, session=sessions, then=THEN)
    def restore(self, device: int, session: str, then: str) -> None:
        at = self.at(device)
        assume(not at.network.old_version)
        at.do(lambda: at.trash.restore(session))
        self.go_on(at, then)

    @rule(device=DEVICES, session=sessions, then=THEN)
    def purge(self, device: int, session: str, then: str) -> None:
        at = self.at(device)
        at.do(lambda: at.trash.purge([session]))
        self.go_on(at, then)

    def go_on(self, at: SimDevice, then: str) -> None:
        if then == "sync":
            at.try_sync()
        elif then == "all sync":
            self.all_sync()
        elif then.startswith("crash"):
            self.sync_and_crash_at(at, int(then.split()[1]))
        elif then != "nothing":
            at.network.faults = [then]  # type: ignore[list-item]
            at.try_sync()
            at.network.faults = []

    def sync_and_crash_at(self, at: SimDevice, step: int) -> None:
        at.database.crash_in = step
        at.try_sync()
        at.database.crash_in = None

    # --- what the network and the machines do ---

    @rule(device=DEVICES, faults=FAULTS)
    def sync(self, device: int, faults: list[Fault]) -> None:
        at = self.at(device)
        at.network.faults = list(faults)
        at.try_sync()
        at.network.faults = []

    @rule()
    def all_sync(self) -> None:
        for at in self.devices:
            at.try_sync()

    @rule(device=DEVICES, other=DEVICES, skip=st.integers(0, 3))
    def sync_while_another_does(self, device: int, other: int, skip: int) -> None:
        at, beside = self.at(device), self.at(other)
        assume(at is not beside)

        def between() -> None:
            nonlocal skip
            if skip:
                skip -= 1
                at.network.meanwhile = between
            else:
                beside.try_sync()

        at.network.meanwhile = between
        at.try_sync()
        at.network.meanwhile = None

    @rule(device=DEVICES, step=st.integers(1, 12))
    def sync_and_crash(self, device: int, step: int) -> None:
        self.sync_and_crash_at(self.at(device), step)

    @rule(device=DEVICES, step=st.integers(1, 4))
    def sync_while_the_hub_crashes(self, device: int, step: int) -> None:
        self.hub.database.crash_in = step
        self.at(device).try_sync()
        self.hub.database.crash_in = None

    @rule(device=DEVICES)
    def a_late_request_arrives(self, device: int) -> None:
        if late := self.at(device).network.late:
            late.pop(0)()

    @rule(device=DEVICES, full=st.booleans())
    def disk(self, device: int, full: bool) -> None:
        self.at(device).database.fill_disk(full)

    @rule(full=st.booleans())
    def disk_of_the_hub(self, full: bool) -> None:
        self.hub.database.fill_disk(full)

    # --- what people do to their folders and programs ---

    @rule(device=DEVICES)
    def copy_the_folder(self, device: int) -> None:
        assume(len(self.devices) < MOST_DEVICES)
        at = self.at(device)
        copy = SimDevice(self.hub, len(self.devices), at.database.image(), at.device_id)
        copy.damaged = at.damaged
        self.devices.append(copy)

    @rule(target=backups)
    def back_up_the_hub(self) -> bytes:
        return self.hub.database.image()

    @rule(image=backups, by_command=st.booleans())
    def restore_the_hub(self, image: bytes, by_command: bool) -> None:
        self.hub.restore(image, by_command=by_command)
        self.only_what_is_anywhere()

    @rule(device=DEVICES)
    def restore_the_folder_of_a_moment_ago(self, device: int) -> None:
        at = self.at(device)
        image = at.database.image()
        at.try_sync()
        at.load(image)
        self.only_what_is_anywhere()

    @rule(device=DEVICES, which=st.integers(0, 3))
    def damage(self, device: int, which: int) -> None:
        """Rows of what the hub has are gone; whoever mends a database has it compared."""
        at = self.at(device)
        at.database.rows(
            "DELETE FROM message WHERE server_seq IS NOT NULL AND rowid % 4 = :which RETURNING id", which=which
        )
        at.damaged = True
        self.only_what_is_anywhere()

    @rule(device=DEVICES)
    def lose_the_device(self, device: int) -> None:
        assume(len(self.devices) > 2)
        at = self.devices.pop(device % len(self.devices))
        at.database.close()
        self.only_what_is_anywhere()

    @rule(device=DEVICES)
    def leave_and_join(self, device: int) -> None:
        at = self.at(device)
        at.do(at.leave_and_join)

    @rule(device=DEVICES, old=st.booleans())
    def version(self, device: int, old: bool) -> None:
        at = self.at(device)
        if at.network.old_version and not old:
            at.upgrade()
        at.network.old_version = old

    @rule(later=st.booleans())
    def the_hub_empties_the_trash(self, later: bool) -> None:
        self.hub.now_ms += 10
        if later:
            self.hub_purges()

    def hub_purges(self) -> None:
        try:
            self.hub.answer(lambda log: log.purge(self.hub.now_ms - 5))
        except Exception as error:
            assert getattr(error, "code", "") == "disk_full", error

    # --- what is remembered ---

    def messages_of(self, at: SimDevice, session: str) -> list[str]:
        return [
            row[0] for row in at.database.rows("SELECT id FROM message WHERE session_id = :id ORDER BY id", id=session)
        ]

    def accept(self, message_id: str, session: str) -> None:
        if session not in self.local:
            self.accepted.add(message_id)

    def note_tombstones(self, at: SimDevice) -> None:
        rows = at.database.rows("SELECT op_id, session_id FROM outbox WHERE slot LIKE 'delete/%'")
        self.tombstones |= {row[0] for row in rows if row[1] not in self.local}

    def only_what_is_anywhere(self) -> None:
        """What went with a folder or a hub that was overwritten is lost, and was nowhere else."""
        log = self.log_rows()
        there = {row.entity.removeprefix("message/") for row in log if row.op and (row.entity or "")[:8] == "message/"}
        ops = {row.op_id for row in log}
        for at in self.devices:
            there |= at.messages()
            ops |= {row[0] for row in at.database.rows("SELECT op_id FROM outbox UNION SELECT op_id FROM session_item")}
        purged = {
            row.entity.removeprefix("message/") for row in log if not row.op and (row.entity or "")[:8] == "message/"
        }
        self.accepted &= there | purged
        self.tombstones &= ops

    def log_rows(self) -> list[Any]:
        return self.hub.database.rows("SELECT * FROM sync_log ORDER BY server_seq")

    # --- what must be true ---

    def settle(self) -> None:
        self.hub.database.fill_disk(False)
        self.hub.database.crash_in = None
        for at in self.devices:
            at.database.fill_disk(False)
            while at.network.late:
                at.network.late.pop()()
            if at.network.old_version:
                at.network.old_version = False
                at.upgrade()
        for at in self.devices:
            at.sync.meet()
            assert at.try_sync(compare=at.damaged), "nothing is in its way any more"
        for _ in range(ROUNDS):
            before = len(self.log_rows())
            for at in self.devices:
                assert at.try_sync(), "nothing is in its way any more"
            if len(self.log_rows()) == before:
                return
        raise AssertionError("it does not settle")

    def teardown(self) -> None:
        if not hasattr(self, "devices"):
            return
        try:
            self.settle()
            self.check()
        finally:
            for at in self.devices:
                at.database.close()
            self.hub.database.close()

    def check(self) -> None:
        log = self.log_rows()
        first = self.devices[0].state()
        digests = self.hub.answer(lambda hub_log: hub_log.digests(USER, "")).sessions
        digests = {each: digest for each, digest in digests.items() if digest != session_digest([])}
        for at in self.devices:
            assert at.waits() == 0
            assert at.state() == first, "all devices show the same"
            own = at.database.transact(lambda c: compare.digests(c, "", None))
            own = {each: digest for each, digest in own.items() if digest != session_digest([])}
            assert own == digests, "all copies have the same digests"
            self.check_counts(at)
        self.check_messages(log)
        self.check_deleted(log)
        self.check_local(log)
        self.check_replay()

    def check_messages(self, log: list[Any]) -> None:
        purges = self.hub.purges()
        places = {
            row.entity.removeprefix("message/"): shown_in(row.session_id, row.server_seq, purges)
            for row in log
            if row.slot.startswith("message/")
        }
        for at in self.devices:
            refused = {row[0] for row in at.database.rows("SELECT substr(slot, 9) FROM refused")}
            shown = dict(at.database.rows("SELECT id, session_id FROM message"))
            for message_id in self.accepted - refused:
                assert message_id in places, "an accepted message is in the log"
                assert shown.get(message_id) == places[message_id], "and every device has it, unless it was purged"

    def check_deleted(self, log: list[Any]) -> None:
        assert self.tombstones <= {row.op_id for row in log}
        deleted: dict[str, set[str]] = {}
        for row in log:
            if row.slot.startswith("delete/"):
                deleted.setdefault(row.session_id, set()).add(row.op_id)
        for row in log:
            if row.slot.startswith("restore/"):
                deleted.get(row.session_id, set()).difference_update(json.loads(row.op)["deletes"])
        expected = {each for each, left in deleted.items() if left} | set(self.hub.purges())
        for at in self.devices:
            rows = at.database.rows("SELECT id FROM session WHERE deleted AND home = :home", home=HOME)
            assert {row[0] for row in rows} == expected, "deleted stays deleted unless it is restored"

    def check_local(self, log: list[Any]) -> None:
        assert not self.local & {row.session_id for row in log}, "what is local never leaves"

    def check_counts(self, at: SimDevice) -> None:
        wrong = at.database.rows(
            "SELECT id FROM session s WHERE message_count != (SELECT count(*) FROM message WHERE session_id = s.id)"
        )
        assert not wrong

    def check_replay(self) -> None:
        at = self.devices[0]
        before = at.state()
        at.database.transact(lambda connection: replica.has_read(connection, 0, "", self.hub.epoch))
        assert at.try_sync()
        assert at.state() == before, "replaying the whole log changes nothing"


class Everyday(Devices):
    """Without what befalls folders, programs and disks: what is left is found in fewer steps."""

    copy_the_folder = back_up_the_hub = restore_the_hub = restore_the_folder_of_a_moment_ago = None  # type: ignore[assignment]
    damage = lose_the_device = leave_and_join = version = disk = disk_of_the_hub = None  # type: ignore[assignment]
    create = stream = purge = the_hub_empties_the_trash = sync_while_the_hub_crashes = None  # type: ignore[assignment]
