"""The node behind the window: started, lost, brought back, left alone when it is somebody else's."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

pytestmark = pytest.mark.requires("qt")


def test_a_window_without_a_node_starts_one_and_stops_it_when_closed(online, loop):
    pid = online.node.child_pid
    assert pid is not None
    online.close()
    loop.run(online.aclose())
    assert not psutil.pid_exists(pid)


def test_a_killed_node_is_started_again_and_the_text_is_kept(online, loop):
    from spoke.ui.window import NODE_LOST

    said = []
    online.node.state_changed.connect(lambda state: said.append((state, online.chats.page.notice.text)))
    online.chats.page.composer.editor.setPlainText("Half a sentence")
    first = online.node.child_pid
    os.kill(first, signal.SIGKILL)
    loop.until(lambda: [state for state, _ in said] == ["lost", "online"])
    assert said[0][1] == NODE_LOST
    assert online.notice.text == ""
    assert online.node.child_pid not in (None, first)
    assert online.chats.page.composer.text == "Half a sentence"


def test_a_node_that_was_there_before_is_used_and_left_running(agent, online, loop):
    assert online.node.child_pid is None
    online.close()
    loop.run(online.aclose())
    assert agent.poll() is None


def test_a_node_that_cannot_start_says_why(unusable, window, loop):
    loop.until(lambda: window.node.state == "failed")
    assert str(unusable) in window.notice.text
    unusable.unlink()
    window.node.retry()
    loop.until(lambda: window.node.state == "online")


@pytest.fixture
def unusable(data):
    data.write_text("not a folder")
    return data
