"""The course of an answer: what the model is asked, what is done, what is kept."""

from __future__ import annotations

import asyncio

import pytest
from chat_wire import DONE, chunk, finish, reasoning, text, tool_whole
from desk import Desk, calls, says
from scripted_upstream import STALL, streamed

from shared.errors import InvalidArgument, NoModel
from shared.parts import ThoughtPart
from spoke.models.answering import Asking, Question
from spoke.node.bodies.answers import ChatSettings, PartChanged, SoFar, TextPiece
from spoke.node.bodies.sessions import NewMessage

pytestmark = pytest.mark.anyio


async def test_an_answer_streams_and_is_kept_with_what_it_took(desk: Desk) -> None:
    desk.upstream.script(says("Good ", "morning."))
    done = await desk.answered("Say good morning")
    assert (done.text, done.message.status, done.message.model) == ("Good morning.", "complete", "scripted")
    assert (done.end.reason, done.end.usage.prompt, done.end.usage.completion) == ("answered", 7, 2)
    assert desk.told()[-1] == {"role": "user", "content": "Say good morning"}


async def test_a_tool_is_called_and_its_result_goes_back(desk: Desk) -> None:
    desk.upstream.script(calls(("kit__add", {"a": 2, "b": 3})), says("Five."))
    done = await desk.answered("2 + 3?")
    (call,) = done.calls
    assert (done.text, call.state, call.result, call.path) == ("Five.", "done", "5", "laptop:kit.add")
    assert desk.result() == "5"
    assert (await desk.node.runs.find(call.run)).record.result == 5


async def test_calls_of_one_step_run_side_by_side_and_come_back_in_the_order_they_were_asked(desk: Desk) -> None:
    wanted = [("kit__add", {"a": number, "b": 0}) for number in range(6)]
    desk.upstream.script(calls(*wanted, text="Adding."), says("Done."))
    done = await desk.answered()
    results = [each for each in desk.told() if each["role"] == "tool"]
    assert [(each["tool_call_id"], each["content"]) for each in results] == [(f"call_{n}", str(n)) for n in range(6)]
    assert done.text == "Adding.Done."
    assert [part.at for part in done.parts if part.type == "step"] == [7, 12]  # type: ignore[attr-defined]


async def test_what_only_the_provider_knows_goes_back_as_it_came_now_and_in_later_turns(desk: Desk) -> None:
    signed = {"extra_content": {"google": {"thought_signature": "c2ln"}}}
    call = tool_whole("kit__add", '{"a": 1, "b": 1}', **signed)
    desk.upstream.script(
        streamed(
            reasoning("Hm.", field="reasoning"), chunk({"vendor": {"state": 7}}), call, finish("tool_calls"), DONE
        ),
        says("Two."),
        says("Welcome."),
    )
    session = await desk.session()
    done = await desk.answered("1 + 1?", session=session)
    await desk.answered("Thanks", session=session)
    for request in (1, 2):
        (back,) = [each for each in desk.told(request) if each.get("tool_calls")]
        assert back["tool_calls"][0]["extra_content"] == signed["extra_content"]
        assert back["vendor"] == {"state": 7}
        assert back["reasoning"] == "Hm."
    assert [part.text for part in done.parts if isinstance(part, ThoughtPart)] == ["Hm."]


async def test_another_answer_takes_the_place_of_the_first_and_is_what_one_reads(desk: Desk) -> None:
    desk.upstream.script(says("One."), says("Two."))
    session = await desk.session()
    first = await desk.answered("Say a number", session=session)
    second = await desk.ended(await desk.ask("", session=session, beside=first.message.id))
    assert second.message.parent_id == first.message.parent_id
    page = await desk.node.sessions.page(session, limit=10)
    assert [each.text for each in page.messages] == ["Say a number", "Two."]
    assert desk.told()[-1]["content"] == "Say a number"


async def test_an_edited_question_is_answered_on_a_branch_of_its_own(desk: Desk) -> None:
    desk.upstream.script(says("Hello Ana."), says("Hello Ben."))
    session = await desk.session()
    first = await desk.answered("I am Ana", session=session)
    await desk.answered("I am Ben", session=session, beside=first.message.parent_id)
    page = await desk.node.sessions.page(session, limit=10)
    assert [each.text for each in page.messages] == ["I am Ben", "Hello Ben."]
    assert [each["content"] for each in desk.told() if each["role"] == "user"] == ["I am Ben"]


@pytest.mark.parametrize(("new", "says_why"), [({}, "nothing to answer"), ({"beside": "user"}, "beside an answer")])
async def test_what_cannot_be_answered_is_refused_before_anything_is_written(
    desk: Desk, new: dict[str, str], says_why: str
) -> None:
    session = await desk.session()
    if new:
        message = await desk.node.sessions.write(session, NewMessage(text="hello"))
        new = {"beside": message.id}
    with pytest.raises(InvalidArgument, match=says_why):
        await desk.ask("", session=session, **new)
    assert not (await desk.node.sessions.show(session)).growing


async def test_instructions_model_and_parameters_are_those_of_the_chat_over_the_general_ones(desk: Desk) -> None:
    desk.upstream.models = ("big", "small")
    desk.upstream.script(says("Ok."))
    session = await desk.session()
    general = ChatSettings(instructions="Be kind.", model="big", parameters={"temperature": 1, "top_p": 0.5})
    await desk.node.assistant.set(general)
    await desk.node.assistant.set(ChatSettings(instructions="Be brief.", parameters={"temperature": 0}), session)
    await desk.answered(session=session, model="small")
    request = desk.upstream.heard[0].json()
    assert (request["model"], request["temperature"], request["top_p"]) == ("small", 0, 0.5)
    assert "Be kind.\nBe brief." in request["messages"][0]["content"]
    assert (await desk.node.assistant.settings(session)).instructions == "Be brief."


async def test_code_calls_functions_and_only_its_value_and_what_it_printed_go_back(desk: Desk) -> None:
    code = "print('working')\nnumbers = [device.kit.add(a=n, b=1) for n in range(3)]\nsum(numbers)"
    desk.upstream.script(calls(("run_code", {"code": code})), says("Six."))
    done = await desk.answered()
    (call,) = done.calls
    assert desk.result() == "printed:\nworking\n\nresult: 6"
    assert [(each.service, each.target, each.verdict) for each in call.verdicts] == [
        ("call", "device:kit.add", "allowed")
    ] * 3


async def test_a_stop_keeps_what_there_is_and_ends_the_request_to_the_model(desk: Desk) -> None:
    desk.upstream.script(streamed(text("Once upon"), STALL))
    info = await desk.ask()
    heard = await desk.upstream.asked()
    async for _, event in await desk.node.assistant.events(info.id):
        if isinstance(event, SoFar | TextPiece) and event.text:
            break
    ended = await desk.node.assistant.stop(info.id)
    done = await desk.done(info)
    assert (done.text, done.message.status, done.end.reason) == ("Once upon", "interrupted", "stopped")
    assert ended.end == done.end
    async with asyncio.timeout(10):
        await heard.left.wait()
    assert (await desk.node.assistant.stop(info.id)).state == "done"


async def test_a_call_under_way_is_stopped_and_said_to_be(desk: Desk) -> None:
    desk.upstream.script(calls(("run_code", {"code": "import time\ntime.sleep(50)"})))
    info = await desk.ask()
    async for _, event in await desk.node.assistant.events(info.id):
        if isinstance(event, PartChanged) and event.part["type"] == "call":
            break
    await desk.node.assistant.stop(info.id)
    (call,) = (await desk.done(info)).calls
    assert call.state == "stopped"
    desk.upstream.script(says("All right."))
    await desk.answered("Never mind", session=info.session_id)
    assert "stopped this" in desk.result()


async def test_code_in_a_chat_that_stays_on_this_device_asks_no_model_elsewhere_either(desk: Desk) -> None:
    heard: list[Question] = []
    ask = desk.node.ask

    def noted(question: Question) -> Asking:
        heard.append(question)
        return ask(question)

    desk.node.ask = noted
    code = "from felloe import model\nmodel.complete('A secret.')"
    for local in (True, False):
        desk.upstream.script(calls(("run_code", {"code": code})), says("Hm."), says("Done."))
        session = (await desk.node.sessions.create("Mine", local=local)).id
        info = await desk.ask(session=session)
        await desk.say("once")
        assert (await desk.ended(info)).text == "Done."
    assert [(each.purpose, each.only_here) for each in heard] == [
        ("chat", True), ("code", True), ("chat", True), ("chat", False), ("code", False), ("chat", False)
    ]  # fmt: skip


async def test_a_chat_that_stays_on_this_device_says_so_to_whoever_asks_the_model(desk: Desk) -> None:
    heard = []

    async def ask(question: Question) -> Asking:
        heard.append(question)
        raise NoModel("There is none.")
        yield

    desk.node.ask = ask
    local = (await desk.node.sessions.create("Mine", local=True)).id
    done = await desk.answered(session=local)
    await desk.answered()
    assert [each.only_here for each in heard] == [True, False]
    assert (done.end.reason, done.end.message) == ("model", "There is none.")
