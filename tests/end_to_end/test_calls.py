"""Calls between real processes: told as they come, left for a device that sleeps, large ones, and their commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forked import ForkedStage
from real_processes import World, felloe, refused

SKILL = """---
name: parrot
description: Says things again.
---
"""
FUNCTIONS = '''
from collections.abc import Iterator

def count(to: int) -> Iterator[int]:
    """Count."""
    yield from range(to)

def say(text: str) -> str:
    """Say it again."""
    return text
'''


@pytest.fixture(scope="module")
def parrot(world: World) -> None:
    install_parrot(world)


def install_parrot(world: World) -> None:
    folder = Path(world.data("parrot")) / "parrot"
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text(SKILL)
    (folder / "scripts" / "skill.py").write_text(FUNCTIONS)
    assert felloe("felloe", "skill", "install", str(folder), "--data", world.data("attic")).code == 0
    for name in ("count", "say"):
        assert felloe("felloe", "expose", f"parrot.{name}", "allow", "--data", world.data("attic")).code == 0


def test_what_a_function_yields_is_printed_as_it_comes(world: World, parrot: None) -> None:
    done = felloe("felloe", "call", "attic:parrot.count", "to=3", "--stream", "--data", world.data("laptop"))
    assert (done.code, done.out.split()) == (0, ["0", "1", "2"]), done
    done = felloe("felloe", "call", "attic:parrot.say", "text=hello", "--stream", "--data", world.data("laptop"))
    assert (done.code, done.out) == (0, '"hello"\n'), done
    assert "not a skill path" in refused("felloe", "call", "nonsense", "--stream", "--data", world.data("laptop"))


def test_arguments_and_results_may_be_large(world: World, parrot: None) -> None:
    text = "x" * 500_000
    args = json.dumps({"text": text})
    done = felloe("felloe", "call", "attic:parrot.say", "--args", args, "--data", world.data("laptop"))
    assert done.code == 0, done.err
    assert json.loads(done.out) == text


def test_a_call_is_left_for_a_device_that_sleeps() -> None:
    """The node that asked is killed meanwhile, and the hub stops."""
    with ForkedStage() as stage:
        world = World(stage)
        install_parrot(world)
        data = ("--data", world.data("laptop"))
        stage.stop("attic")
        assert "offline" in refused("felloe", "call", "attic:parrot.say", "text=now", *data)
        call_id, other = _left(world, "text=later"), _left(world, "text=never")
        assert "waits for its device" in felloe("felloe", "call", "--result", call_id, *data).out
        assert felloe("felloe", "call", "--cancel", other, *data).code == 0
        stage.stop("laptop", 9)
        stage.stop("hub")
        world.start_hub(world.port)
        world.start_node("laptop")
        world.start_node("attic")
        felloe("felloe", "sync", *data)
        settled = _settled(world, {call_id, other})
        result = felloe("felloe", "call", "--result", call_id, *data)
        assert settled == {call_id: "done", other: "cancelled"}, result
        assert json.loads(result.out) == "later"
        assert "cancelled" in refused("felloe", "call", "--result", other, *data)
        assert call_id[:8] in felloe("felloe", "calls", *data).out
        assert "no call with this id" in refused("felloe", "call", "--result", "nothing", *data)


def _left(world: World, argument: str) -> str:
    """The id of a call that waits for its device."""
    call = ("felloe", "call", "attic:parrot.say", argument, "--when-online", "--json")
    return str(json.loads(felloe(*call, "--data", world.data("laptop")).out)["id"])


def _settled(world: World, ids: set[str]) -> dict[str, str]:
    while True:
        found = json.loads(felloe("felloe", "calls", "--json", "--data", world.data("laptop")).out)
        states = {each["id"]: each["state"] for each in found if each["id"] in ids}
        if set(states.values()) <= {"done", "cancelled", "failed", "unknown", "expired"}:
            return states
