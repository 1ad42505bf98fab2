"""Applying the hub's log: whatever the order in which a device wrote, pushed and pulled, all end up the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import Engine, create_engine, select

from shared.api import PushReply
from shared.ids import new_id
from shared.sync.ops import LoggedOp, Message, MessageAdd, Op, OutboxOp, SessionCreate, SessionDelete, SessionSet
from shared.sync.push import Verdict, judge
from spoke.sessions import outbox
from spoke.store.tables import MessageRow, NodeTable, SessionRow

EPOCH = new_id()


@dataclass
class Hub:
    """The hub's rule over a list: `judge` is the real one, and so is the order it gives."""

    log: list[LoggedOp] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply:
        for each in ops:
            known = any(logged.op.op_id == each.op.op_id for logged in self.log)
            verdict = judge(each.replica_seq, last_seq=self.last.get(replica_id, 0), known_op=known)
            if verdict is Verdict.GAP:
                break
            if verdict is Verdict.APPEND:
                self.log.append(LoggedOp(server_seq=len(self.log) + 1, replica_id=replica_id, op=each.op))
            self.last[replica_id] = max(each.replica_seq, self.last.get(replica_id, 0))
        return PushReply(acked=self.last.get(replica_id, 0), log_epoch=EPOCH)


class Device:
    def __init__(self) -> None:
        self.replica_id = new_id()
        self.engine: Engine = create_engine("sqlite://")
        self.cursor = 0
        NodeTable.metadata.create_all(self.engine)

    def record(self, op: Op) -> None:
        with self.engine.begin() as connection:
            outbox.record(connection, op)

    def push(self, hub: Hub, *, answer_lost: bool) -> None:
        with self.engine.begin() as connection:
            ops = outbox.next_push(connection)
        reply = hub.push(self.replica_id, ops)
        if not answer_lost:
            with self.engine.begin() as connection:
                outbox.acknowledge(connection, reply, ops[-1].replica_seq if ops else 0)

    def pull(self, hub: Hub, *, cursor_lost: bool) -> None:
        page = hub.log[self.cursor :]
        with self.engine.begin() as connection:
            for logged in page:
                outbox.take(connection, logged, self.replica_id)
        if page and not cursor_lost:
            self.cursor = page[-1].server_seq

    def state(self) -> object:
        with self.engine.begin() as connection:
            sessions = connection.execute(
                select(SessionRow.id, SessionRow.title, SessionRow.deleted, SessionRow.message_count).order_by("id")
            ).all()
            messages = connection.execute(select(MessageRow.id, MessageRow.body).order_by("id")).all()
        return sessions, messages

    def waits(self) -> int:
        with self.engine.begin() as connection:
            return outbox.waiting(connection).pending


DEVICES = st.integers(0, 2)


class Sync(RuleBasedStateMachine):
    """Three devices and a hub; answers get lost, and pages are applied twice."""

    sessions = Bundle("sessions")

    @initialize()
    def begin(self) -> None:
        self.hub = Hub()
        self.devices = [Device() for _ in range(3)]
        self.accepted: set[str] = set()
        self.deleted: set[str] = set()

    def teardown(self) -> None:
        if not hasattr(self, "devices"):
            return
        try:
            self.all_agree()
        finally:
            for device in self.devices:
                device.engine.dispose()

    def all_agree(self) -> None:
        for _ in range(2):
            for device in self.devices:
                device.push(self.hub, answer_lost=False)
                device.pull(self.hub, cursor_lost=False)
        states = [device.state() for device in self.devices]
        assert states[0] == states[1] == states[2]
        sessions, messages = states[0]  # type: ignore[misc]
        assert {each.id for each in messages} == self.accepted
        assert {each.id for each in sessions if each.deleted} == self.deleted
        before = self.devices[0].state()
        self.devices[0].cursor = 0
        self.devices[0].pull(self.hub, cursor_lost=False)
        assert self.devices[0].state() == before, "replaying the whole log must change nothing"

    @rule(target=sessions, device=DEVICES)
    def create(self, device: int) -> str:
        op = SessionCreate(op_id=new_id(), session_id=new_id(), title="New", created_ms=1)
        self.devices[device].record(op)
        return op.session_id

    @rule(device=DEVICES, session=sessions, at=st.integers(0, 9))
    def write(self, device: int, session: str, at: int) -> None:
        """`at`: clocks of devices differ."""
        message = Message(id=new_id(), role="user", text="hello", created_ms=at)
        self.devices[device].record(MessageAdd(op_id=new_id(), session_id=session, message=message))
        self.accepted.add(message.id)

    @rule(device=DEVICES, session=sessions, title=st.sampled_from(["A", "B", "C"]))
    def rename(self, device: int, session: str, title: str) -> None:
        op = SessionSet(op_id=new_id(), session_id=session, field="title", value=title)
        self.devices[device].record(op)

    @rule(target=sessions, device=DEVICES, session=consumes(sessions))
    def delete(self, device: int, session: str) -> object:
        self.devices[device].record(SessionDelete(op_id=new_id(), session_id=session))
        self.deleted.add(session)
        return multiple(session)

    @rule(device=DEVICES, answer_lost=st.booleans())
    def push(self, device: int, answer_lost: bool) -> None:
        self.devices[device].push(self.hub, answer_lost=answer_lost)

    @rule(device=DEVICES, cursor_lost=st.booleans())
    def pull(self, device: int, cursor_lost: bool) -> None:
        self.devices[device].pull(self.hub, cursor_lost=cursor_lost)

    @invariant()
    def the_log_holds_no_op_twice(self) -> None:
        if hasattr(self, "hub"):
            ids = [each.op.op_id for each in self.hub.log]
            assert len(ids) == len(set(ids))


TestSync = Sync.TestCase
TestSync.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
