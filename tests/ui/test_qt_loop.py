"""asyncio over Qt: what is ready takes turns with Qt, and a wait that is cancelled as it ends does so without error."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import aclosing, asynccontextmanager

import anyio
import pytest

from spoke.node.bodies.events import Event
from spoke.node.bodies.node import Status
from spoke.ui.event_loop import slice_clock
from spoke.ui.node.connection import NodeConnection

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def failed(loop):
    """What went wrong where nobody waited for it."""
    failed = []
    loop.events.set_exception_handler(lambda _, context: failed.append(context))
    return failed


@pytest.fixture
def ends(loop, tmp_path):
    """A stream of anyio's, as under each request to the node, and the socket at its other end."""

    async def connected(server):
        return await anyio.connect_unix(server.getsockname())

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        stream = loop.run(connected(server))
        with server.accept()[0] as other:
            yield stream, other
    loop.run(stream.aclose())


async def cancelled_as(event, waiting):
    """`waiting` stopped in the turn of the loop in which Qt learns of the event."""
    task = asyncio.create_task(waiting)
    await anyio.wait_all_tasks_blocked()
    event()
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_wait_to_read_that_is_cancelled_as_something_comes(loop, ends, failed):
    stream, other = ends
    loop.run(cancelled_as(lambda: other.send(b"one"), stream.receive()))
    assert loop.run(stream.receive()) == b"one", "it is there for who reads next"
    assert not failed


def test_a_wait_to_write_that_is_cancelled_as_there_is_room(loop, ends, failed):
    stream, other = ends
    loop.run(cancelled_as(lambda: other.recv(1 << 20), stream.send(bytes(1 << 20))))
    assert not failed


@pytest.fixture
def turns(loop):
    """In which turn of Qt's loop each callback ran that it is given."""
    from PySide6.QtCore import QAbstractEventDispatcher

    class Turns:
        def __init__(self):
            self.number, self.ran = 0, []

        def soon(self, *, takes_s=0.0):
            loop.events.call_soon(self._run, len(self.ran), takes_s)
            self.ran.append(None)

        def _run(self, number, takes_s):
            self.ran[number] = self.number
            time.sleep(takes_s)

        def begun(self):
            self.number += 1

        def all(self):
            loop.until(lambda: None not in self.ran)
            return self.ran

    turns = Turns()
    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.awake.connect(turns.begun)
    yield turns
    dispatcher.awake.disconnect(turns.begun)


def test_what_is_ready_runs_in_its_order_as_much_in_a_turn_as_there_is_time_for(turns, monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 0.2)  # on a busy machine too
    for takes_s in (0, 0, 0, 0.3, 0.3, 0):
        turns.soon(takes_s=takes_s)
    one, *same, fourth, fifth, last = turns.all()
    assert same == [one, one] and fourth == one < fifth < last


def test_what_is_ready_gives_way_once_to_what_was_painted_in_its_turn(turns, loop, monkeypatch):
    monkeypatch.setattr(slice_clock, "_APART_S", 60)  # on a busy machine too
    slice_clock.painted()
    turns.soon()
    gave_way = []
    run = loop.events._run_ready
    loop.events._turn.timeout.disconnect()
    loop.events._turn.timeout.connect(lambda: (run(), gave_way.append(turns.ran[0] is None)))
    turns.all()
    assert gave_way[:2] == [True, False]


def test_what_is_ready_goes_on_beside_what_works_in_each_turn(turns, loop, monkeypatch):
    monkeypatch.setattr(slice_clock, "_APART_S", 60)  # on a busy machine too
    run = loop.events._run_ready
    loop.events._turn.timeout.disconnect()
    loop.events._turn.timeout.connect(lambda: (slice_clock.worked(), run()))
    turns.soon()
    loop.until(lambda: None not in turns.ran)


def test_what_is_ready_waits_for_a_picture_that_was_put_off(turns, qtbot, monkeypatch):
    """What it does would be painted with it, in one turn."""
    waits = [True]
    monkeypatch.setattr(slice_clock, "picture_waits", lambda: waits[-1])
    turns.soon()
    qtbot.wait(30)
    assert turns.ran == [None]
    waits.append(False)
    turns.all()


def test_a_closed_loop_runs_nothing_more(qapp, qtbot):
    from spoke.ui.event_loop.qt_loop import QtLoop

    ran, closed = [], QtLoop(qapp)
    closed.call_soon(ran.append, "before")
    closed.close()
    closed.call_soon(ran.append, "after")
    qtbot.wait(20)
    assert not ran


def test_what_is_ready_runs_while_a_callback_waits_on_events_of_qt(loop):
    from PySide6.QtCore import QEventLoop

    inner, ran = QEventLoop(), []
    loop.events.call_soon(inner.exec)
    loop.events.call_soon(ran.append, "meanwhile")
    loop.events.call_soon(inner.quit)
    loop.until(lambda: ran)


def test_a_callback_that_fails_does_not_hold_up_those_after_it(loop, failed):
    ran = []
    loop.events.call_soon(lambda: 1 / 0)
    loop.events.call_soon(ran.append, "after")
    loop.until(lambda: ran)
    assert len(failed) == 1


def test_events_of_the_node_that_come_at_once_are_handed_on_in_slices(agent, online, loop, monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 0)
    heard, log = asyncio.Queue(), []

    def hear(event):
        log.append(event.kind)
        loop.events.call_soon(log.append, "another")

    online.node.event_received.connect(hear)
    for _ in range(3):
        heard.put_nowait(Event(kind="asks"))
    handing_on = loop.events.create_task(online.node._hand_on(heard))
    loop.run(heard.join())
    handing_on.cancel()
    online.node.event_received.disconnect(hear)
    assert log[:4] == ["asks", "another"] * 2


def test_a_node_that_ends_in_order_has_told_all_that_was_heard_of_it(loop, tmp_path, monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 0)

    class Ending:
        """Its stream of events ends without an error, as a node's does that is asked to end."""

        @asynccontextmanager
        async def events(self):
            async def three():
                for _ in range(3):
                    yield Event(kind="asks")

            async with aclosing(three()) as events:
                yield events

        async def status(self):
            return Status.model_construct(pid=0, of_desktop=False)

    node, told = NodeConnection(tmp_path), []
    node.event_received.connect(lambda event: told.append(event.kind))
    loop.run(node._listen(Ending()))
    assert told == ["asks"] * 3
