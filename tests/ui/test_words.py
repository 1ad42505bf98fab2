"""What the desktop says about sync, and when things happened."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.api import DeviceInfo
from shared.ids import new_id
from spoke.node.bodies.calls import CommandInfo
from spoke.node.bodies.node import Account, Status, SyncStatus
from spoke.ui.devices.device_monitor import waiting_for
from spoke.ui.devices.device_rows import DeviceMetrics, state_words
from spoke.ui.i18n.capability_words import one_call, plain
from spoke.ui.i18n.figures import section, short_time
from spoke.ui.widgets.sync_foot import sync_words

pytestmark = pytest.mark.requires("qt")

NOW = datetime(2026, 11, 19, 14, 31).astimezone()


def at(**ago):
    return int((NOW - timedelta(**ago)).timestamp() * 1000)


def status(hub="online", pending=0, quarantined=0, paired=True, **files):
    account = Account(hub_url="https://home.example:8470", user="mira", device_id=new_id(), handle="l", name="L")
    return Status(
        version="0.1.0",
        pid=1,
        data="/data",
        name="Laptop",
        account=account if paired else None,
        hub=hub if paired else "none",
        hub_since_ms=at(minutes=11),
        sync=SyncStatus(state="waiting" if pending else "synced", pending=pending, quarantined=quarantined, **files),
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
        (status(quarantined=1), "1 not accepted", "home.example"),
        (status(pending=2, files=1), "2 changes wait · 1 file waits", "home.example"),
        (status(files=2), "2 files wait", "home.example"),
        (status(files=1, files_refused=2), "2 not accepted", "1 file waits"),
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
        ({"days": 365}, "19 Nov 2025", "Earlier"),
    ],
)
def test_times_get_coarser_with_age(ago, time, head):
    assert (short_time(at(**ago), NOW), section(at(**ago), NOW)) == (time, head)


def test_calls_wait_for_the_device_that_they_name():
    """None has answered them yet."""
    stamps = {"created_ms": 0, "changed_ms": 0}
    calls = [
        CommandInfo(id=new_id(), path=path, device=None, state=state, **stamps)
        for path, state in (
            ("pi:a.b", "queued"), ("pi:a.b", "sent"), ("attic:a.b", "sent"), ("attic:a.b", "done"),
            ("attic:a.b", "suspended"),
        )
    ]  # fmt: skip
    assert waiting_for(calls) == {"pi": 2, "attic": 1}


def test_calls_wait_for_a_device_under_the_name_that_it_has_now():
    renamed, another = (
        DeviceInfo(
            id=new_id(), handle=handle, name=handle, platform="", state="offline", last_seen_ms=None, functions=0
        )
        for handle in ("loft", "attic")
    )
    stamps = {"created_ms": 0, "changed_ms": 0}
    calls = [
        CommandInfo(id=new_id(), path="attic:a.b", device=None, device_id=renamed.id, state="sent", **stamps),
        CommandInfo(id=new_id(), path="loft:a.b", device=None, state="queued", **stamps),
    ]
    metrics = DeviceMetrics(waiting=waiting_for(calls))
    assert state_words(renamed, "", metrics, NOW)[2] == "Never seen · 2 wait"
    assert state_words(another, "", metrics, NOW)[2] == "Never seen", "the name is another device's by now"


@pytest.mark.parametrize(
    ("state", "own", "words"),
    [
        ("online", True, "This device"),
        ("online", False, "Online via hub, 28 ms"),
        ("suspect", False, "Has not answered for a while"),
        ("offline", False, "Last seen 11:31 · 2 wait"),
        ("revoked", False, "Revoked"),
    ],
)
def test_a_device_says_its_state_with_route_delay_and_what_waits(state, own, words):
    device = DeviceInfo(
        id=new_id(), handle="pi", name="Pi", platform="", state=state, last_seen_ms=at(hours=3), functions=0
    )
    metrics = DeviceMetrics({"pi": 28.4}, {"pi": 2})
    assert state_words(device, device.id if own else "", metrics, NOW)[2] == words


@pytest.mark.parametrize(
    ("capability", "words"),
    [
        ("http:api.example.org", "Fetch from api.example.org"),
        ("http:GET,POST@api.example.org", "Fetch from api.example.org and send to it"),
        ("http:GET,private@nas.lan:8080", "Fetch from nas.lan:8080, also in your own network"),
        ("http:*@api.example.org", "Fetch from api.example.org and send to it"),
        ("files.read:~/Notes", "Read files in ~/Notes"),
        ("files.write:~/Notes", "Read and change files in ~/Notes"),
        ("call:notes.search", "Call notes.search on any device"),
        ("call:attic:climate.*", "Call climate.* on attic"),
        ("call:attic:*", "Call any function on attic"),
        ("call:*", "Call any function on any device"),
        ("secret:lamp", "Have the secret lamp sent, without seeing it"),
        ("model", "Ask a language model"),
        ("something:new", "something:new"),
    ],
)
def test_what_a_skill_asks_for_is_said_in_plain_words(capability, words):
    assert plain(capability) == words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("files.read:/home/ana/Documents/notes.txt", "Read notes.txt in Documents"),
        ("files.read:/home/ana/notes.txt", "Read notes.txt in your home folder"),
        ("files.read:/home/anastasia/notes.txt", "Read notes.txt in /home/anastasia"),
        ("files.write:/etc/passwd", "Change or remove passwd in /etc"),
        ("files.write:/home/ana/a, /home/ana/b", ""),
        ("http:GET@api.example.org", "Fetch from api.example.org"),
        ("http:POST@api.example.org, token", "Send to api.example.org"),
        ("http:GET,private@nas.lan", "Fetch from nas.lan, also in your own network"),
        ("clipboard.read", "Read the clipboard"),
        ("model:qwen3", "Ask the language model qwen3"),
        ("call:attic:climate.summary", ""),
        ("something:new", ""),
    ],
)
def test_what_one_call_asks_for_is_said_in_plain_words(asked, words):
    assert one_call(asked, "/home/ana") == words
