"""What a person types at the prompt of an approval."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import pytest

from shared.errors import ApprovalPending, NotFound
from shared.system import ending, terminal
from spoke.commands import approvals
from spoke.node.address import NodeAddress
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import CallProgress
from spoke.node.bodies.sessions import NewSession
from spoke.node.client import NodeClient

INFO = AskInfo(
    id=1, work_id="01a1fd12-9c90-7357-92e8-a18c817531f3", number=1, title="notes.read", label="notes", asker="person",
    asked="files.read:/a/b", offered="files.read:/a", args_json="{}", read=[], holder="skill:1", created_ms=1,
    expires_ms=2, state="pending",
)  # fmt: skip


@pytest.mark.parametrize("line", ["", "\n", "no\n", "exit\n", "allow\n", "ok\n", "ae\n", "chat\n", "c\n"])
def test_what_is_no_answer_is_asked_again(line: str) -> None:
    assert approvals._answer(line, INFO) is None


@pytest.mark.parametrize(
    ("line", "word"), [("o\n", "once"), (" Always \n", "always"), ("exact\n", "exact"), ("n", "never")]
)
def test_the_word_or_its_letter_is_an_answer(line: str, word: str) -> None:
    assert approvals._answer(line, INFO) == word


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "notes wants to read /a/b, in notes.read for you."),
        ({"asked": "http:api.example.org", "asker": "assistant:7@attic"},
         "notes wants to reach api.example.org over the network, in notes.read for the assistant at attic."),
        ({"asked": "http:GET@api.example.org"},
         "notes wants to reach api.example.org over the network (GET), in notes.read for you."),
        ({"asked": "call:attic:climate.now"}, "notes wants to call climate.now on attic, in notes.read for you."),
        ({"asked": "teleport:moon"}, "notes wants to use teleport:moon, in notes.read for you."),
        ({"number": 0, "asker": "person@laptop"}, "Somebody at laptop wants to run notes.read here."),
        ({"number": 0, "asker": "skill:0123"}, "A skill wants to run notes.read here."),
    ],
)  # fmt: skip
def test_a_question_is_in_plain_words_with_the_exact_capability_below(changed: dict[str, Any], sentence: str) -> None:
    info = INFO.model_copy(update=changed)
    assert approvals._question(info)[:2] == [f"1: {sentence}", f"   exactly: {info.asked}"]


def test_a_call_that_waits_for_somebody_has_an_exit_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_: list[str]) -> None:
        raise ApprovalPending("It waits.")

    umask = os.umask(0o077)
    try:
        with pytest.raises(SystemExit) as ended:
            terminal.run(run)  # type: ignore[arg-type]
    finally:
        os.umask(umask)
    assert ended.value.code == ending.WAITS == 3


def test_what_was_typed_and_fits_no_request_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    umask = os.umask(0o077)
    try:
        with pytest.raises(SystemExit) as ended:
            ending.run(lambda _: NewSession(title="x" * 501))
    finally:
        os.umask(umask)
    assert (ended.value.code, capsys.readouterr().err) == (1, "title: String should have at most 500 characters.\n")


def test_a_wait_that_is_cut_does_not_wait_for_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop of its own, as a command has one: its end waits for every thread that still reads."""

    async def cut() -> None:
        asking = asyncio.ensure_future(approvals.told(INFO))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    reading, writing = os.pipe()
    with os.fdopen(reading) as never_typed:
        monkeypatch.setattr(sys, "stdin", never_typed)
        asyncio.run(cut())
    os.close(writing)


@pytest.mark.anyio
async def test_what_waits_on_another_device_is_said_as_that_device_said_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgotten(self: NodeClient, call_id: str) -> CallProgress:
        raise NotFound("There is no call with this id.")

    monkeypatch.setattr(approvals, "patience", lambda: 0.0)
    monkeypatch.setattr(NodeClient, "call_state", forgotten)
    async with NodeClient(NodeAddress(port=9)) as node:
        with pytest.raises(ApprovalPending, match="On attic"):
            await approvals.answered(node, ApprovalPending("On attic: it waits.", call=INFO.work_id))
