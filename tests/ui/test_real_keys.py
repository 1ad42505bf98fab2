"""Real keys and clicks on a real X server: what is typed, composed and pressed reaches the window as meant."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial

import pytest

from spoke.node.address import NodeAddress
from spoke.ui.chats.writing.drafts import Drafts

pytestmark = [pytest.mark.requires("qt"), pytest.mark.requires("xvfb"), pytest.mark.timeout(180)]


@pytest.fixture
def display():
    """The name of an X server of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
        server.terminate()


def test_keys_emoji_composition_and_clicks_reach_the_window(display, data):
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"  # else a bus of its own may be started, and stay
    argv = [sys.executable, "-m", "spoke", "desktop", "--data", str(data)]
    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as desktop:
        try:
            until(lambda: NodeAddress.read(data) is not None, desktop)
            until(lambda: xdo(display, "search", "--name", "Chats – Felloe"), desktop)
            typed(display, data, desktop)
        finally:
            desktop.terminate()
        assert desktop.wait(60) == 0


def typed(display, data, desktop):
    """A click into the composer, then text, a sign of its own key, a dead key with its letter, an emoji."""
    keys = ["mousemove", "700", "735", "click", "1", "key", "--delay", "50", "ctrl+a"]
    steps = (("G",), "G"), (("udiaeresis",), "Gü"), (("dead_acute", "e"), "Güé"), (("U1F600",), "Güé😀")
    for more, text in steps:
        keys += more
        again_until(lambda text=text: draft(data) == text, partial(xdo, display, *keys), desktop)
    again_until(lambda: in_settings(display), lambda: choose(display, "settings"), desktop)


def choose(display, words):
    """In the palette."""
    xdo(display, "key", "ctrl+k", "ctrl+a")
    xdo(display, "type", "--delay", "20", words)
    time.sleep(0.3)  # the palette says to nobody outside that it has found something
    xdo(display, "key", "Return")


def in_settings(display):
    return "Settings – Felloe" in xdo(display, "search", "--name", "Settings", "getwindowname")


def draft(data):
    return Drafts(data / "desktop" / "drafts.json").get("")


def xdo(display, *words):
    done = subprocess.run(
        ["xdotool", *words], env=os.environ | {"DISPLAY": display}, capture_output=True, text=True, timeout=30
    )
    return done.stdout


def again_until(condition, act, process):
    """What is done may come too soon, on a busy machine above all: a window that is seen is not built yet, or looks at
    the map of keys after xdotool took back the key that it lends to a sign that has none."""
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        act()
        soon = time.monotonic() + 10
        while not condition() and time.monotonic() < soon:
            assert process.poll() is None, "the desktop ended"
            time.sleep(0.05)


def until(condition, process, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the desktop ended"
        assert time.monotonic() < deadline
        time.sleep(0.05)
