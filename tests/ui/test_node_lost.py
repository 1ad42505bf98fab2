"""The node behind the window: started, lost, brought back, left alone when it is somebody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time

import psutil
import pytest
from chat_wire import DONE, finish, text
from forked import forked
from PySide6.QtCore import Qt
from scripted_model import scripted_model
from scripted_upstream import Until, streamed

from shared.timeouts import TIMEOUTS
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.painted.note import Note
from spoke.ui.node.backoff import Backoff
from spoke.ui.node.process import NodeProcess

pytestmark = pytest.mark.requires("qt")


def test_a_window_without_a_node_starts_one_and_stops_it_when_closed(online, loop):
    pid = online.node.child_pid
    assert pid is not None
    online.close()
    loop.run(online.aclose())
    assert not psutil.pid_exists(pid)


@pytest.mark.qt_log_ignore("QSocketNotifier: Invalid socket")  # on a busy machine Qt sees them closed before we do
def test_a_node_that_ends_is_started_again_and_the_text_is_kept(online, loop, ask):
    from spoke.ui.window.node_notice import NODE_LOST

    said = []
    online.node.state_changed.connect(lambda state: said.append((state, online.chats.page.notice.text)))
    online.chats.page.composer.editor.setPlainText("Half a sentence")
    first = online.node.child_pid
    with scripted_model(loop, ask):
        loop.until(lambda: online.chats.page.composer.models.models)
        os.kill(first, signal.SIGKILL)
        loop.until(lambda: online.node.state == "online" and online.node.child_pid not in (None, first))
        loop.run(online.chats.model._read_models())
        assert online.chats.page.composer.models.models, "the new node has looked at none of them by itself"
    assert said[0] == ("lost", NODE_LOST)
    assert online.node_notice.notice.text == ""
    assert online.chats.page.composer.text == "Half a sentence"
    began = time.monotonic()
    os.kill(online.node.child_pid, signal.SIGKILL)
    loop.until(lambda: online.node.state == "lost" and online.node.child_pid is None)
    loop.until(lambda: online.node.child_pid)
    assert time.monotonic() - began >= 0.9 * TIMEOUTS.reconnect_min  # Qt's timers may be 5 % early


@pytest.mark.qt_log_ignore("QSocketNotifier: Invalid socket")
def test_an_answer_that_is_begun_anew_says_so_and_says_nothing_twice(online, loop, ask, monkeypatch):
    monkeypatch.setattr(Backoff, "after", lambda *_: 0.0)
    chats, hold, rest, first = online.chats, asyncio.Event(), asyncio.Event(), online.node.child_pid
    view = chats.page.messages
    with scripted_model(loop, ask) as model:
        loop.until(lambda: chats.page.composer.models.models)
        model.script(
            streamed(text("Half "), Until(hold), DONE),
            streamed(text("All "), Until(rest), text("of it"), finish(), DONE),
        )
        chats.page.composer.put("Go")
        chats.page.composer.send.click()
        loop.until(lambda: chats.loader.growing and chats.loader.growing[0].text == "Half ")
        assert not notes(view.rows[-1])
        while ask(lambda node: node.branch(chats.current)).growing[0].text != "Half ":
            pass  # it is not on disk yet, for the node to go on from
        os.kill(first, signal.SIGKILL)
        loop.until(lambda: online.node.state == "online" and online.node.child_pid not in (None, first))
        hold.set()
        loop.until(lambda: chats.loader.growing and chats.loader.growing[0].text == "All ")
        loop.until(lambda: notes(view.rows[-1]) == ["Begun anew"])
        rest.set()
        loop.until(lambda: [turn.growing for turn in view.messages] == [False, False])
        assert [turn.text for turn in view.messages] == ["Go", "All of it"]
        assert notes(view.rows[-1]) == ["Begun anew"]
        assert "Begun anew" in view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_answer_that_ended_with_less_than_was_seen_of_it_was_not_begun_anew():
    from spoke.ui.chats.conversation.answer_streams import AnswerStreams

    def turn(text, *, growing=False):
        pieces = [Stretch(0, text)]
        return Turn("a", None, "assistant", "", "", 0, pieces, growing=growing, cut_off=not growing)

    begun_anew = set()
    streams = AnswerStreams(None, begun_anew)
    streams.lost(turn("All of it, as far", growing=True))
    streams.compare(turn("", growing=True))
    assert begun_anew == {"a"}, "it may be, while it is written"
    streams.compare(turn("All of it"))
    assert not begun_anew
    streams.compare(turn("Another"))
    assert not begun_anew, "what has ended is forgotten"
    streams.lost(turn("All of it", growing=True))
    streams.compare(turn("Some of it"))
    assert begun_anew == {"a"}


def notes(row):
    return [part.word for part in (each.part for each in row.laid.parts) if isinstance(part, Note)]


def test_a_node_that_keeps_ending_is_started_ever_more_slowly():
    backoff = Backoff()
    assert [backoff.after(lasted_s=5) for _ in range(7)] == [0, 1, 2, 4, 8, 15, 15]
    assert [backoff.after(lasted_s=60), backoff.after(lasted_s=5)] == [0, 1]


def test_a_node_that_was_there_before_is_used_and_left_running(agent, online, loop):
    assert online.node.child_pid is None
    online.close()
    loop.run(online.aclose())
    assert agent.process.poll() is None


def test_a_node_that_a_killed_window_left_is_used_and_ends_with_the_next(left, online, loop):
    assert online.node.child_pid == left.pid
    online.close()
    loop.run(online.aclose())
    assert left.wait() == 0


@pytest.fixture
def left(data):
    """A node as a window starts it, without the window."""
    _, _, *arguments = NodeProcess(data, "Laptop")._arguments
    with forked("felloe", *arguments, stdout=subprocess.PIPE) as node:
        assert node.stdout.readline()
        yield node
        node.kill()


def test_a_node_that_cannot_start_says_why(unusable, window, loop):
    loop.until(lambda: window.node.state == "failed")
    assert str(unusable) in window.node_notice.notice.text
    unusable.unlink()
    window.node.retry()
    loop.until(lambda: window.node.state == "online")


@pytest.fixture
def unusable(data):
    data.write_text("not a folder")
    return data


def test_what_was_asked_before_the_node_was_there_is_asked_again_by_itself(agent, online, loop):
    from shared.errors import NodeUnreachable
    from spoke.ui.work.refresh import Refresh

    faults = [NodeUnreachable("Felloe's node is not there yet. Your text is kept.")] * 2
    read = []

    async def work():
        read.append(True)
        if faults:
            raise faults.pop()

    repeat = Refresh(online.tasks, work)
    repeat.ask()
    loop.until(lambda: online.here.banner.about is repeat)
    assert len(read) == 2, "said only where it fails once more"
    online.node.state_changed.emit("online")
    loop.until(lambda: len(read) == 3 and online.here.banner.about is None)
    faults.append(NodeUnreachable("The node went away."))
    repeat.ask()
    loop.until(lambda: len(read) == 5)
    assert not online.here.banner.text


@pytest.mark.qt_log_ignore("QSocketNotifier: Invalid socket")
def test_a_call_that_waits_for_an_answer_is_followed_past_the_end_of_its_node(online, loop, monkeypatch):
    from shared.errors import ApprovalPending
    from shared.ids import new_id
    from spoke.node.bodies.calls import CallProgress
    from spoke.node.client import NodeClient

    calls, looks, first = online.skills.pane.calls, [], online.node.child_pid

    async def call_state(client, call):
        await client.status()
        looks.append(call)
        return CallProgress(id=call, state="done" if len(looks) > 1 else "waiting", result=7)

    monkeypatch.setattr(NodeClient, "call_state", call_state)
    pending = ApprovalPending("asked", call=new_id())
    following = online.tasks.start(calls._follow(calls._current(), "sum.up", pending))
    loop.until(lambda: looks)
    os.kill(first, signal.SIGKILL)
    loop.until(following.done)
    assert online.skills.pane.result.text == "7", online.skills.pane.result.sentence
