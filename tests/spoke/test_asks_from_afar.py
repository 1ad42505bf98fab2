"""A question on one device, answered from any of the user's others, once, as far as its own device lets them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from several import Several, at_hub, face

from shared.errors import ApprovalPending, Conflict, Forbidden
from shared.names import SkillPath
from spoke.app import Node
from spoke.calls.asking import Asking
from spoke.grants import asks
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import ExecBody

pytestmark = pytest.mark.anyio
CODE = "from pathlib import Path\nPath({path!r}).read_text()"


@pytest.fixture
async def phone(world: Several) -> Node:
    return await world.start("phone")


@pytest.fixture
async def attic(attic: Node, lamp_skill: Path) -> Node:
    """With a lamp, that others may turn only when somebody said so."""
    await attic.installing.install(str(lamp_skill))
    return attic


async def ask(attic: Node, tmp_path: Path) -> str:
    """Code at the attic wants a note; the id of its run, which waits."""
    note = tmp_path / "note.txt"
    note.write_text("m4rk3r")
    with pytest.raises(ApprovalPending) as pending:
        await attic.execute(ExecBody(code=CODE.format(path=str(note)), asks=True, patience_s=0))
    return str(pending.value.details["call"])


async def seen_at(node: Node, device: str = "attic") -> list[AskInfo]:
    async with face(node) as local:
        found = {each.device: each for each in (await local.asks_everywhere()).devices}
    assert device not in found or found[device].problem is None
    return found[device].asks if device in found else []


async def shown(node: Node, count: int) -> list[AskInfo]:
    """As soon as an event says that something changed."""
    async with face(node) as local, local.events() as events:
        if len(asks := await seen_at(node)) == count:
            return asks
        async for event in events:
            if event.kind == "asks" and len(asks := await seen_at(node)) == count:
                return asks
    raise AssertionError("the node went away")


async def ended(node: Node, run_id: str) -> None:
    async with face(node) as local, local.events() as events:
        if (await local.call_state(run_id)).state == "done":
            return
        async for event in events:
            if event.kind == "runs" and (await local.call_state(run_id)).state == "done":
                return


async def test_what_one_device_asks_is_seen_on_the_others_answered_from_one_and_gone_everywhere(
    world: Several, laptop: Node, phone: Node, attic: Node, tmp_path: Path
) -> None:
    assert [await seen_at(each) for each in (laptop, phone)] == [[], []]
    run_id = await ask(attic, tmp_path)
    (info,), (same,) = await shown(laptop, 1), await shown(phone, 1)
    assert info == same
    assert (info.asked, info.asker) == (f"files.read:{tmp_path / 'note.txt'}", "person")
    async with face(phone) as local:
        answered = await local.on("attic").answer(info.id, "once")
    assert (answered.state, answered.answered_by) == ("allowed", "phone")
    assert [await shown(each, 0) for each in (laptop, phone)] == [[], []]
    await ended(attic, run_id)
    assert (await attic.call_states.find(run_id)).result == "m4rk3r"
    newest = (await attic.audit.page(50)).decisions
    assert [(row.who, row.rule) for row in newest if row.kind == "answer"] == [("person@phone", "once")]
    assert [file for file in world.files() if b"m4rk3r" in file.read_bytes() or b"note.txt" in file.read_bytes()] == []


async def test_of_two_answers_at_the_same_time_one_counts_and_the_other_is_told_which(
    laptop: Node, phone: Node, attic: Node, tmp_path: Path
) -> None:
    await ask(attic, tmp_path)
    (info,) = await shown(laptop, 1)

    async def answer(node: Node, word: Any) -> Any:
        async with face(node) as local:
            return await local.on("attic").answer(info.id, word)

    found = await asyncio.gather(answer(laptop, "once"), answer(phone, "deny"), return_exceptions=True)
    (won,) = [each for each in found if isinstance(each, AskInfo)]
    (told,) = [each for each in found if isinstance(each, Conflict)]
    assert f"{won.state} from {won.answered_by}" in told.message
    assert told.details == {"state": won.state, "answer": won.answer, "by": won.answered_by}


async def test_questions_of_a_device_that_is_away_or_whose_call_was_given_up_are_not_shown(
    world: Several, laptop: Node, attic: Node, tmp_path: Path
) -> None:
    run_id = await ask(attic, tmp_path)
    await shown(laptop, 1)
    await attic.executor.cancel(run_id)
    assert await shown(laptop, 0) == []
    await ask(attic, tmp_path)
    await shown(laptop, 1)
    await world.stop("attic")
    assert await shown(laptop, 0) == []
    attic = await world.start("attic")
    assert len(await shown(laptop, 1)) == 1, "it outlived the restart"


async def test_a_device_that_does_not_answer_hides_nothing_of_the_others(
    laptop: Node, phone: Node, attic: Node, tmp_path: Path
) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise Conflict("Broken.")

    phone.outside.app = broken
    await ask(attic, tmp_path)
    await shown(laptop, 1)
    async with face(laptop) as local:
        found = {each.device: each for each in (await local.asks_everywhere()).devices}
    assert [len(found[name].asks) for name in ("laptop", "attic", "phone")] == [0, 1, 0]
    assert found["phone"].problem and found["phone"].problem.message == "Broken."


# --- what the owner's device lets others do ---


async def lamp(laptop: Node, attic: Node) -> AskInfo:
    """The laptop calls what the attic asks about; the question."""
    with pytest.raises(ApprovalPending):
        await laptop.router.call(SkillPath.parse("attic:lamp.turn"), {"on": True}, Asking(patience_s=0))
    (info,) = await attic.asks.pending()
    return info


async def refused(node: Node, info: AskInfo, *words: Any) -> None:
    async with face(node) as local:
        for word in words:
            with pytest.raises(Forbidden):
                await local.on("attic").answer(info.id, word)


async def test_nothing_for_good_is_decided_from_afar_unless_the_device_says_so(
    laptop: Node, phone: Node, attic: Node
) -> None:
    info = await lamp(laptop, attic)
    for node in (laptop, phone):
        await refused(node, info, "always", "exact", "never", "chat")
    assert (await attic.grants.list(), len(await attic.asks.pending())) == ([], 1)
    await attic.approvals.set_from_afar("lasting")
    await refused(laptop, info, "always")  # it is the laptop's own call
    async with face(phone) as local:
        await local.on("attic").answer(info.id, "always")
    assert [(grant.verdict, grant.label) for grant in await attic.grants.list()] == [("allow", "lamp")]


async def test_the_device_that_called_may_be_kept_from_answering_for_itself_and_all_from_answering(
    laptop: Node, phone: Node, attic: Node
) -> None:
    info = await lamp(laptop, attic)
    await attic.approvals.set_from_afar("no")
    for node in (laptop, phone):
        await refused(node, info, "once", "deny")
    await attic.approvals.set_from_afar("others")
    await refused(laptop, info, "once")
    async with face(phone) as local:
        assert (await local.on("attic").answer(info.id, "once")).state == "allowed"


async def test_no_device_decides_from_afar_what_may_be_decided_from_afar(laptop: Node, attic: Node) -> None:
    for path in ("v1/answers-from-afar", "v1/grants", "v1/exposure"):
        for method in ("GET", "POST", "PUT"):
            answer = await at_hub(laptop, method, f"/v1/devices/attic/node/{path}", json={"level": "lasting"})
            assert answer.status_code in (404, 405)
    assert await attic.approvals.from_afar() == "once"


async def test_without_a_hub_a_device_shows_its_own_questions(tmp_path: Path, world: Several, attic: Node) -> None:
    await attic.hub.unpair()
    await ask(attic, tmp_path)
    async with face(attic) as local:
        (only,) = (await local.asks_everywhere()).devices
        assert (only.here, len(only.asks)) == (True, 1)
        assert (await local.answer(only.asks[0].id, "deny")).answered_by == ""


async def test_a_question_that_is_cut_where_it_is_asked_is_allowed_only_there(
    laptop: Node, attic: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asks, "ARGS_SHOWN", 1)
    run_id = await ask(attic, tmp_path)
    (info,) = await attic.asks.pending()
    assert info.too_long
    async with face(laptop) as local:
        for word in ("once", "exact"):
            with pytest.raises(Forbidden, match="too long"):  # also where it was never read
                await local.on("attic").answer(info.id, word)  # type: ignore[arg-type]
    async with face(attic) as here:
        assert (await here.answer(info.id, "once")).state == "allowed"
    await ended(attic, run_id)
