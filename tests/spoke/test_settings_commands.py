"""`felloe limits` and `felloe assistant`: settings that are shown, set and taken back by commands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from shared.errors import FelloeError
from spoke.app import Node
from spoke.cli import app
from spoke.node.bodies.answers import ChatSettings
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio
Felloe = Callable[..., Awaitable[Result]]


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        yield node


@pytest.fixture
def felloe(node: Node) -> Felloe:
    data = str(node.settings.data)
    return lambda *args, stdin="": asyncio.to_thread(CliRunner().invoke, app, [*args, "--data", data], input=stdin)


async def test_limits_and_settings_are_set_shown_and_taken_back(felloe: Felloe, node: Node, tmp_path: Path) -> None:
    assert (await felloe("limits", "set", "memory_mb=256", "compute_s=2.5")).exit_code == 0
    assert (node.limits.now.memory_mb, node.limits.now.compute_s) == (256, 2.5)
    shown = json.loads((await felloe("limits", "show", "--json")).stdout)
    assert {each["name"]: each["value"] for each in shown if each["set"]} == {"memory_mb": 256, "compute_s": 2.5}
    assert "memory_mb" in (await felloe("limits", "reset", "memory_mb")).stdout
    await felloe("limits", "set", "compute_s=")
    assert not any(each.set for each in node.limits.shown())

    (tmp_path / "house.md").write_text("Be kind.\n")
    assistant = node.assistant
    await felloe("assistant", "set", f"instructions=@{tmp_path / 'house.md'}", "steps=40", "parameters.top_p=0.5")
    await felloe("assistant", "set", "parameters.temperature=0", "tools=search", "model=big")
    assert await assistant.settings() == ChatSettings(
        instructions="Be kind.", steps=40, parameters={"top_p": 0.5, "temperature": 0}, tools="search", model="big"
    )
    session = (await node.sessions.create("Try")).id
    await felloe("assistant", "set", "instructions=@-", "--session", session[-6:], stdin="In German.\n")
    assert (await assistant.settings(session)).instructions == "In German."
    await felloe("assistant", "set", "parameters.top_p=", "steps=")
    assert (await assistant.settings()).parameters == {"temperature": 0}
    assert "big" in (await felloe("assistant", "show")).stdout
    done = await felloe("assistant", "reset", "--json")
    assert (ChatSettings.model_validate_json(done.stdout), await assistant.settings()) == (ChatSettings(),) * 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("limits set memory_mb=1", "memory_mb is a whole number from 64 to 2,048, not 1."),
        ("limits set memory_mb=much", "memory_mb is a number, not 'much'."),
        ("limits set memory_mb", "'memory_mb' is no NAME=VALUE"),
        ("limits reset memory", "There is no setting 'memory'. There is memory_mb"),
        ("assistant set stops=1", "There is no setting 'stops'. There is instructions"),
        ("assistant set parameters.=1", "There is no setting 'parameters.'"),
        ("assistant set parameters=1", "parameters is a JSON object"),
        ("assistant set instructions=@/nowhere/at/all", "/nowhere/at/all cannot be read as text."),
        ("assistant show --session ffffff", "No session ends with 'ffffff'"),
    ],
)
async def test_what_does_not_fit_is_one_sentence(felloe: Felloe, node: Node, typed: str, said: str) -> None:
    failed = (await felloe(*typed.split())).exception
    assert isinstance(failed, FelloeError)
    assert failed.message.startswith(said)
    assert (await node.assistant.settings(), any(each.set for each in node.limits.shown())) == (ChatSettings(), False)
