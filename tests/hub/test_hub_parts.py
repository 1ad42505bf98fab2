"""Small parts of the hub that need no server."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.accounts.attempts import Attempts
from hub.functions import MOST_NAMED, grouped
from hub.serve import allow_many_sockets
from hub.settings import Settings
from shared.api import FunctionInfo
from shared.errors import InvalidArgument, RateLimited, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Goodbye, News, Ping, Poke, Pong, Presence, encode
from shared.node_requests import ANSWER_HEADERS, passed
from shared.system.outbox import Outbox
from shared.system.sockets import bind_tcp


def _info(function: str, digest: str = "d") -> FunctionInfo:
    return FunctionInfo(skill="notes", function=function, parameters={}, digest=digest)


def test_a_hundred_devices_with_one_function_are_one_row() -> None:
    (row,) = grouped([(_info("search"), f"d{n:03}", n == 99) for n in range(100)])
    assert (row.device_count, len(row.devices)) == (100, MOST_NAMED)
    assert row.devices[:2] == ["d099", "d000"], "those online come first"


def test_the_same_name_with_another_digest_is_another_row() -> None:
    assert len(grouped([(_info("search", "a"), "x", True), (_info("search", "b"), "y", True)])) == 2


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 300)), max_size=60))
def test_wrong_tries_within_a_window_never_exceed_the_limits(tries: list[tuple[str, int]]) -> None:
    attempts = Attempts("tries", window_s=60, per_key=3, overall=5)
    allowed: list[tuple[str, int]] = []
    for key, now in sorted(tries, key=lambda one: one[1]):
        with contextlib.suppress(RateLimited):
            attempts.start(key, now)
            allowed.append((key, now))
    for _, end in allowed:
        window = [key for key, at in allowed if end - 60 < at <= end]
        assert len(window) <= 5
        assert all(window.count(key) <= 3 for key in "abc")


def test_after_the_window_one_may_try_again_and_addresses_are_not_kept_for_ever() -> None:
    attempts = Attempts("tries", window_s=60, per_key=1, overall=1_000, keys=10)
    attempts.start("a", 0)
    with pytest.raises(RateLimited) as limited:
        attempts.start("a", 59)
    assert limited.value.details == {"retry_after_s": 1}
    attempts.start("a", 60)
    for n in range(100):
        attempts.start(str(n), 61)
    assert len(attempts._tries) == 10


def test_a_right_try_is_taken_back_and_hides_no_wrong_one() -> None:
    attempts = Attempts("tries", window_s=60, per_key=2, overall=100)
    attempts.start("a", 1)
    attempts.start("a", 2)
    attempts.right("a", 2)
    attempts.start("a", 3)
    with pytest.raises(RateLimited):
        attempts.start("a", 4)


def test_newer_news_takes_the_place_of_older_and_all_else_stays_in_order() -> None:
    outbox, device = Outbox(4, _nothing), new_id()
    for message in (Poke(server_seq=1), Ping(n=1), Presence(device_id=device, state="online"), Poke(server_seq=2)):
        assert outbox.put(message)
    assert outbox.put(Presence(device_id=device, state="offline"))
    assert outbox.put(Pong(n=1), first=True)
    assert not outbox.put(Ping(n=2)), "it is full"
    frames = [str(outbox.next()) for _ in range(4)]
    assert outbox.next() is None
    assert [frame.split('"')[3] for frame in frames] == ["pong", "poke", "ping", "presence"]
    assert '"server_seq":2' in frames[1]
    assert '"offline"' in frames[3]


def test_a_device_that_has_news_all_the_time_fills_no_outbox_of_another() -> None:
    outbox, device = Outbox(4, _nothing), new_id()
    assert all(outbox.put(News(what="asks", device_id=device)) for _ in range(100))
    assert outbox.next() is not None
    assert outbox.next() is None


def test_what_waits_is_bounded_in_bytes_too() -> None:
    outbox = Outbox(1_000, _nothing)
    big = Goodbye(reason="x" * (LIMITS.control_frame - 100))
    put = 0
    while outbox.put(big):
        put += 1
    assert 0 <= LIMITS.outbox_bytes - put * len(encode(big)) < len(encode(big))
    assert outbox.next() == encode(big)
    assert outbox.put(big), "there is room again"


def _nothing() -> None:
    pass


def test_what_fits_no_frame_is_refused() -> None:
    with pytest.raises(TooLarge):
        Outbox(4, _nothing).put(Goodbye(reason="x" * LIMITS.control_frame))


def test_a_hub_may_have_as_many_sockets_as_the_system_gives() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard - 1), hard))
    try:
        allow_many_sockets()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_flags_win_over_the_environment_and_that_over_the_defaults() -> None:
    environment = {"FELLOE_HUB_PORT": "1", "FELLOE_HUB_HOST": "::1", "FELLOE_HUB_PLAIN_HTTP": "1"}
    settings = Settings.load({"port": 2, "host": None}, environment)
    assert (settings.port, settings.host, settings.plain_http) == (2, "::1", True)
    assert Settings.load({}, {}).host == "127.0.0.1"


@pytest.mark.parametrize(
    "flags",
    [
        {"port": -1},
        {"port": 65_536},
        {"host": "0.0.0.0", "plain_http": True},
        {"host": "hub.example.org", "plain_http": True},
        {"cert": Path("x")},
        {"public_url": "ftp://x"},
        {"public_url": "https://x/path"},
    ],
)
def test_settings_that_contradict_are_refused(flags: dict[str, object]) -> None:
    with pytest.raises(InvalidArgument):
        Settings.load(flags, {})


def test_every_setting_has_a_description_and_stands_in_the_admins_document() -> None:
    document = (Path(__file__).parents[2] / "docs/admin.md").read_text()
    for name, info in Settings.model_fields.items():
        assert info.description
        assert f"FELLOE_HUB_{name.upper()}" in document, name


@pytest.mark.anyio
async def test_short_messages_on_the_hubs_sockets_do_not_wait_for_each_other() -> None:
    """Nagle's algorithm would make each second one wait 40 ms for the other side's delayed ack."""
    no_delay: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    class Accepted(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connection: socket.socket = transport.get_extra_info("socket")
            no_delay.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()  # type: ignore[attr-defined]

    listener = bind_tcp("127.0.0.1", 0)
    async with await asyncio.get_running_loop().create_server(Accepted, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await no_delay
        writer.close()
        await writer.wait_closed()


def test_of_what_a_device_answers_no_header_goes_through_that_no_server_could_send() -> None:
    lies = {"Content-Type": "text/event-stream;\x01", "Cache-Control": "a\r\nb: c", "Retry-After": "9" * 9_999}
    assert passed(lies, ANSWER_HEADERS) == {}
    assert passed({"Content-Type": "application/json", "Set-Cookie": "a"}, ANSWER_HEADERS) == {
        "content-type": "application/json"
    }
