"""Whether the simulation finds what it is for: six bugs that sync code is known to have, planted one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col
from sync_machine import Devices, Everyday
from sync_world import name_of

import hub.store.sync_log
import hub.store.sync_pages
import hub.sync.log
from shared.sync.ops import MessageAdd, Op, SessionSet
from shared.sync.state import View, view
from spoke.sessions import items, replica, unsent
from spoke.sessions.apply import apply_logged
from spoke.sessions.sync import Sync
from spoke.store.tables import ItemRow

Plant = Callable[[pytest.MonkeyPatch], None]
EXAMPLES = 300


def no_dedupe(patch: pytest.MonkeyPatch) -> None:
    """The hub takes whatever it is sent for new."""
    decide = hub.sync.log.decide

    def anew(pushed: Any, **has: Any) -> Any:
        nothing = {"last_seq": pushed[0].replica_seq - 1, "known": hub.store.sync_log.Known(), "used": {}}
        return decide(pushed, **has | nothing)

    patch.setattr(hub.sync.log, "decide", anew)


def cursor_moves_early(patch: pytest.MonkeyPatch) -> None:
    """The device notes how far it has read before it has stored what it read."""

    async def pull(self: Any) -> None:
        more = True
        while more:
            me = await self._database.read(replica.load)
            page = await self._hub.pull(me.cursor, me.head)
            if page.ops:
                read = {"cursor": page.upto, "head": page.head, "log_epoch": page.log_epoch}
                await self._database.write(partial(replica.has_read, **read))
                await self._database.write(partial(apply_logged, page=page.ops))
            more = page.more

    patch.setattr(Sync, "_pull", pull)


def wall_clock_orders(patch: pytest.MonkeyPatch) -> None:
    """What was written last wins, not what the hub logged last: the id of an op begins with the time."""

    def put(connection: Connection, logged: Any) -> None:
        item = insert(ItemRow)
        newer = item.on_conflict_do_update(
            index_elements=["session_id", "slot"],
            set_={name: item.excluded[name] for name in ("server_seq", "op_id", "op")},
            where=col(ItemRow.op_id) < item.excluded.op_id,
        )
        if rows := [items._row(each.op, each.server_seq) for each in logged]:
            connection.execute(newer, rows)

    patch.setattr(items, "put", put)


def edits_beat_tombstones(patch: pytest.MonkeyPatch) -> None:
    """A deleted session comes back when somebody renames it."""

    def seen(ops: Any) -> View:
        ops = list(ops)
        found = view(ops)
        if not found.purged and any(isinstance(op, SessionSet) and op.field == "title" for op in ops):
            found.deleted = False
        return found

    patch.setattr(items, "view", seen)


def an_uncommitted_number_is_skipped(patch: pytest.MonkeyPatch) -> None:
    """A reader of the log sees an entry before the one in front of it is committed."""
    after = hub.store.sync_pages.after
    committed: set[str] = set()

    def early(*args: Any, **kwargs: Any) -> Any:
        found, more = after(*args, **kwargs)
        if len(found) > 1 and found[-2].op_id not in committed and not kwargs:
            committed.add(found[-2].op_id)
            del found[-2]
        return found, more

    patch.setattr(hub.store.sync_pages, "after", early)


def only_own_messages_are_offered(patch: pytest.MonkeyPatch) -> None:
    """A repair gives the hub what this device wrote, and not what it has from others."""
    messages = unsent._messages

    def own(connection: Connection, *args: Any) -> list[Op]:
        name = name_of(connection)
        return [op for op in messages(connection, *args) if isinstance(op, MessageAdd) and op.message.device == name]

    patch.setattr(unsent, "_messages", own)


PLANTS: list[Any] = [
    (no_dedupe, Everyday),
    (cursor_moves_early, Everyday),
    (wall_clock_orders, Everyday),
    (edits_beat_tombstones, Everyday),
    (an_uncommitted_number_is_skipped, Devices),
    # Up to minutes; among the ordinary tests a case in test_sync_cases.py holds it (a hub that forgot).
    pytest.param(only_own_messages_are_offered, Devices, marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("plant", "machine"), PLANTS, ids=lambda each: each.__name__)
def test_the_simulation_finds_a_planted_bug(
    plant: Plant, machine: type[Devices], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the smaller machine finds the large one finds too, after minutes."""
    plant(monkeypatch)
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=40,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    found: BaseException | None = None
    try:
        run_state_machine_as_test(machine, settings=bounded)
    except Exception as error:
        found = error
    assert found is not None, plant.__doc__
