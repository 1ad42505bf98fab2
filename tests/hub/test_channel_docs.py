"""docs/channel.md says what the code does."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import pytest

from hub.channel import connection, copies, endpoint
from shared import messages, node_requests
from shared.limits import LIMITS
from shared.messages import AnyFromDevice, AnyFromHub, Message
from shared.streams import frames, pacing
from shared.system import deltas, large
from shared.timeouts import TIMEOUTS

TEXT = (Path(__file__).parents[2] / "docs" / "channel.md").read_text()
FROM_DEVICE: set[type[Message]] = set(typing.get_args(AnyFromDevice))
FROM_HUB: set[type[Message]] = set(typing.get_args(AnyFromHub))
KINDS = {kind.model_fields["type"].default: kind for kind in FROM_DEVICE | FROM_HUB}


def section(heading: str) -> str:
    below = TEXT.partition(f"\n{heading}\n")[2]
    assert below, heading
    level = heading.partition(" ")[0]
    return re.split(rf"\n#{{1,{len(level)}}} ", below)[0]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_message_is_told_and_no_other() -> None:
    assert re.findall(r"^### `(\w+)`$", section("## Messages"), re.MULTILINE) != []
    assert set(re.findall(r"^### `(\w+)`$", section("## Messages"), re.MULTILINE)) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_fields_of_a_message_are_told_with_who_sends_it(kind: str) -> None:
    model, text = KINDS[kind], section(f"### `{kind}`")
    told = [cells[0].strip("`") for cells in rows(text)[2:]]
    assert told == [
        name + ("" if field.is_required() else "?") for name, field in model.model_fields.items() if name != "type"
    ]
    ways = {(True, True): "Both ways", (True, False): "Device → hub", (False, True): "Hub → device"}
    assert text.strip().startswith(ways[model in FROM_DEVICE, model in FROM_HUB])


def test_every_feature_is_told() -> None:
    assert f"There are {' and '.join(f'`{name}`' for name in messages.FEATURES)}." in TEXT


def test_every_binary_frame_is_told_with_its_number() -> None:
    told = {(int(cells[0]), cells[1]) for cells in rows(section("## Binary frames"))[2:]}
    assert told == {(int(one), one.name) for one in frames.Type}
    assert f"up to {frames.PAYLOAD} bytes" in TEXT
    assert (frames.END, frames.BLOCKED) == (1, 2)


def test_every_kind_of_stream_is_told() -> None:
    told = {cells[0].strip("`") for cells in rows(section("## Kinds of streams"))[2:]}
    assert told == {large.ARGS, large.RESULT, deltas.DELTAS, node_requests.KIND}


def test_every_close_code_is_told() -> None:
    told = {int(cells[0]) for cells in rows(section("## What goes wrong")) if cells[0].isdigit()}
    ours = {getattr(messages, name) for name in dir(messages) if name.startswith("CLOSE_")}
    assert told == ours | {connection.CLOSE_NORMAL, 1011}


def test_the_numbers_are_those_of_the_code() -> None:
    limits = {cells[0].strip("`"): int(cells[1]) for cells in rows(section("## Limits"))[2:]}
    assert limits == {name: getattr(LIMITS, name) for name in endpoint.TOLD_LIMITS}
    for sentence in (
        f"at most {LIMITS.control_frame} bytes",
        f"{LIMITS.stream_window} bytes at first",
        f"up to {LIMITS.stream_window_max} bytes",
        f"+ {pacing.TARGET_S * 1000:g} ms)",
        f"at least {pacing.LEAST} bytes",
        f"come back {copies.RETURNS} times",
        f"within {copies.WITHIN_S:g} s",
        f"within {TIMEOUTS.handshake:g} s",
        f"`heartbeat_s` ({TIMEOUTS.heartbeat:g} s)",
        f"after {TIMEOUTS.suspect:g} s without one",
        f"after {TIMEOUTS.offline:g} s",
        f"from {TIMEOUTS.reconnect_min:g} to {TIMEOUTS.reconnect_max:g} s",
        f"stays away for {TIMEOUTS.reconnect_grace:g} s",
        f"outlive a connection by {TIMEOUTS.lease:g} s",
        f"over {4 * LIMITS.calls_in_flight} control messages or {LIMITS.outbox_bytes} bytes",
    ):
        assert sentence in TEXT.replace("\n", " "), sentence
    assert connection.MALFORMED_MAX == 5
