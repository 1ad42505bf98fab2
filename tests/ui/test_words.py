"""What the desktop says about sync, and when things happened."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.ids import new_id
from spoke.node.bodies.node import Account, Status, SyncStatus
from spoke.ui.clock import section, short_time
from spoke.ui.sync_foot import sync_words

pytestmark = pytest.mark.requires("qt")

NOW = datetime(2026, 11, 19, 14, 31).astimezone()


def at(**ago):
    return int((NOW - timedelta(**ago)).timestamp() * 1000)


def status(hub="online", pending=0, quarantined=0, paired=True):
    account = Account(hub_url="https://home.example:8470", user="mira", device_id=new_id(), handle="l", name="L")
    return Status(
        version="0.1.0",
        pid=1,
        data="/data",
        name="Laptop",
        account=account if paired else None,
        hub=hub if paired else "none",
        hub_since_ms=at(minutes=11),
        sync=SyncStatus(state="waiting" if pending else "synced", pending=pending, quarantined=quarantined),
        sessions=0,
        skills=0,
    )


@pytest.mark.parametrize(
    ("state", "first", "second"),
    [
        (None, "Starting Felloe's node", "On this device"),
        (status(paired=False), "Only on this device", "Not paired with a hub"),
        (status(), "Everything synced", "home.example · as mira"),
        (status(pending=1), "1 change waits", "home.example"),
        (status(pending=3), "3 changes wait", "home.example"),
        (status(hub="offline"), "No hub since 14:20", "home.example"),
        (status(hub="offline", pending=3), "No hub since 14:20", "3 changes wait"),
        (status(quarantined=1), "1 not accepted by the hub", "home.example"),
    ],
)
def test_the_foot_says_the_sync_state_in_words(state, first, second):
    words = sync_words(state, NOW)
    assert (words.first, words.second) == (first, second)


def test_only_what_the_hub_holds_is_green():
    green = [
        state for state in (status(), status(pending=1), status("offline"), status("connecting")) if is_green(state)
    ]
    assert len(green) == 1 and green[0].hub == "online" and not green[0].sync.pending


def is_green(state):
    return sync_words(state, NOW).ink == "ok"


@pytest.mark.parametrize(
    ("ago", "time", "head"),
    [
        ({"minutes": 1}, "14:30", "Today"),
        ({"days": 1}, "Wed", "Yesterday"),
        ({"days": 6}, "Fri", "Last 7 days"),
        ({"days": 7}, "12 Nov", "Earlier"),
    ],
)
def test_times_get_coarser_with_age(ago, time, head):
    assert (short_time(at(**ago), NOW), section(at(**ago), NOW)) == (time, head)
