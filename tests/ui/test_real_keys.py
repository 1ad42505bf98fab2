"""Real keys and clicks on a real X server: what is typed, composed and pressed reaches the window as meant."""

from __future__ import annotations

import os
import subprocess
import sys
import time

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
    begun = time.monotonic() + 60
    while not draft(data) and time.monotonic() < begun:  # a window that is seen may not be built yet
        xdo(display, "mousemove", "700", "735", "click", "1", "key", "ctrl+a", "G")  # once, however often it is typed
        soon = time.monotonic() + 10
        while not draft(data) and time.monotonic() < soon:
            time.sleep(0.05)
    steps = (("udiaeresis",), "Gü"), (("dead_acute", "e"), "Güé"), (("U1F600",), "Güé😀")
    for keys, text in steps:  # each is waited for: xdotool lends one key of the map to signs that have none
        xdo(display, "key", "--delay", "50", *keys)
        until(lambda text=text: draft(data) == text, desktop)
    deadline = time.monotonic() + 60
    while not in_settings(display):
        assert time.monotonic() < deadline
        xdo(display, "key", "ctrl+k", "ctrl+a")
        xdo(display, "type", "--delay", "20", "settings")
        time.sleep(0.3)  # the palette says to nobody outside that it has found something
        xdo(display, "key", "Return")
        soon = time.monotonic() + 10
        while not in_settings(display) and time.monotonic() < soon:
            time.sleep(0.05)


def in_settings(display):
    return "Settings – Felloe" in xdo(display, "search", "--name", "Settings", "getwindowname")


def draft(data):
    return Drafts(data / "desktop" / "drafts.json").get("")


def xdo(display, *words):
    done = subprocess.run(
        ["xdotool", *words], env=os.environ | {"DISPLAY": display}, capture_output=True, text=True, timeout=30
    )
    return done.stdout


def until(condition, process, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the desktop ended"
        assert time.monotonic() < deadline
        time.sleep(0.05)
