"""A model is asked over a real connection: what it says comes piece by piece, and what goes wrong has a name."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asked import HI, Asked, asking
from chat_wire import (
    DONE,
    KEEP_ALIVE,
    completion,
    cut_inside,
    error_body,
    event,
    finish,
    reasoning,
    reply,
    text,
    tool_fragments,
    tool_whole,
    usage,
)
from scripted_upstream import (
    CLOSE,
    CUT,
    STALL,
    ScriptedUpstream,
    Until,
    echo,
    failed,
    lying,
    rate_limited,
    raw,
    redirected,
    silent,
    streamed,
    whole,
)
from scripted_upstream import (
    Answer as Script,
)

from hub import tls
from shared.completions.usage import Usage
from shared.errors import (
    AnswerCut,
    BadAnswer,
    ContextTooLong,
    InvalidArgument,
    ModelFailed,
    ModelKeyRefused,
    ModelNotFound,
    ModelRefused,
    ModelStalled,
    ModelUnreachable,
    NoModel,
    RateLimited,
)
from shared.system.serve import serving
from shared.system.sockets import bind_tcp
from shared.timeouts import TIMEOUTS
from spoke.models import reading
from spoke.models.answering import ORIGIN, Began, Question, Text, Thought, ToolCallPiece
from spoke.models.upstream import Upstream

pytestmark = pytest.mark.anyio
SIGNED = {"google": {"thought_signature": "c2ln"}}
TOOL = {"type": "function", "function": {"name": "search", "parameters": {"type": "object", "properties": {}}}}


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/v1"


async def test_an_answer_comes_in_pieces_and_then_as_a_whole(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(streamed(KEEP_ALIVE, reasoning("Hm"), *cut_inside(reply("Grü", "ße"), "ü")))
    pieces, answer = await asked.all(Question(HI, tools=[TOOL], session="s", message="m", parameters={"seed": 1}))
    assert pieces == [Thought("Hm"), Text("Grü"), Text("ße")]
    assert answer.message == {"role": "assistant", "content": "Grüße", "reasoning_content": "Hm"}
    assert (answer.finish, answer.usage, answer.model, answer.upstream) == ("stop", Usage(7, 2), "scripted", "own")
    assert 0 < answer.first_s <= answer.whole_s and answer.problem is None and answer.cost_usd == 0.002
    assert upstream.heard[0].json() == {
        "model": "scripted", "messages": list(HI), "tools": [TOOL], "seed": 1,
        "stream": True, "stream_options": {"include_usage": True},
    }  # fmt: skip
    (use,) = asked.uses
    assert (use.session, use.message, use.outcome, use.usage, use.cost_usd) == ("s", "m", "ok", Usage(7, 2), 0.002)


async def test_tool_calls_are_joined_and_go_back_as_they_came(upstream: ScriptedUpstream, asked: Asked) -> None:
    fragments = tool_fragments("search", '{"q":', '"x"}', extra_content=SIGNED)
    upstream.script(streamed(*fragments, tool_whole("now", "no json", id="b", index=1), finish("tool_calls"), DONE))
    pieces, answer = await asked.all(Question(HI))
    assert pieces[0] == ToolCallPiece(0, "search") and pieces[-1] == ToolCallPiece(1, "now", "no json")
    assert [call["function"]["arguments"] for call in answer.tool_calls] == ['{"q":"x"}', "no json"]
    assert answer.usage.estimated and answer.usage.completion > 0 and answer.finish == "tool_calls"
    upstream.script(streamed(*reply("ok")), streamed(*reply("ok")))
    own, other = (answer.message | {ORIGIN: origin} for origin in (answer.origin, "other model"))
    await asked.answer(messages=[*HI, own])
    await asked.answer(messages=[*HI, other | {"reasoning_content": "Hm"}])
    back = upstream.heard[1].json()["messages"][1]
    assert back["tool_calls"][0] == answer.tool_calls[0] and back.keys() == answer.message.keys()
    assert back["tool_calls"][1]["function"]["arguments"] == '{"no_json": "no json"}'  # all that some take back
    assert upstream.heard[1].json()["messages"][1]["tool_calls"][0]["extra_content"] == SIGNED
    plain = upstream.heard[2].json()["messages"][1]
    assert plain.keys() == {"role", "content", "tool_calls"} and "extra_content" not in plain["tool_calls"][0]


async def test_an_upstream_that_streams_nothing_is_understood(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(whole(completion("one two")))
    pieces, answer = await asked.all(Question(HI))
    assert pieces == [Text("one two")] and answer.usage == Usage(7, 2)


async def test_connections_are_kept(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.always = echo
    for _ in range(3):
        assert (await asked.answer()).text == "hi"
    assert upstream.connections == 1


async def test_whoever_closes_the_answer_ends_the_request(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(streamed(text("Hel"), STALL))
    async with aclosing(asked.models.ask(Question(HI))) as answering:
        assert await anext(answering) == Began("scripted")
        assert await anext(answering) == Text("Hel")
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()
    (use,) = asked.uses
    assert (use.outcome, use.usage.estimated, use.usage.completion) == ("stopped", True, 1)


@pytest.mark.parametrize("before", [streamed(text("Hel"), STALL), silent()], ids=["between pieces", "before the first"])
async def test_a_cancel_ends_the_request(upstream: ScriptedUpstream, asked: Asked, before: Script) -> None:
    upstream.script(before)
    task = asyncio.create_task(asked.answer())
    heard = await upstream.asked()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10):
        await heard.left.wait()


@pytest.mark.parametrize(
    ("script", "error", "says"),
    [
        (rate_limited(7), RateLimited, "try again in 7 s"),
        (rate_limited(), RateLimited, "Slow down."),
        (failed(), ModelFailed, "It broke."),
        (failed("503 Service Unavailable"), ModelFailed, "status 503"),
        (whole(error_body("Wrong key sk-secret."), "401 Unauthorized"), ModelKeyRefused, "Wrong key …."),
        (whole(error_body("Pay.", code="insufficient_quota"), "429 Too Many"), ModelKeyRefused, "paid: Pay."),
        (whole(b'{"error":"model \\"x\\" not found"}', "404 Not Found"), ModelNotFound, "not found"),
        (whole(error_body("Too much.", code="context_length_exceeded"), "400 Bad"), ContextTooLong, "Too much."),
        (whole(b'{"detail":"the prompt is too long"}', "422 No"), ContextTooLong, "too long"),
        (whole(b'{"message":"bad tool"}', "400 Bad"), ModelRefused, "bad tool"),
        (whole(b"<html>\x1b[31mno", "400 Bad"), ModelRefused, "status 400"),
        (redirected("http://127.0.0.1:1/"), ModelFailed, "another address"),
        (streamed(event({"error": {"message": "overloaded", "code": 503}})), ModelFailed, "overloaded"),
        (streamed(event({"error": {"message": "Slow", "code": "rate_limit_exceeded"}})), RateLimited, "Slow"),
        (streamed(b"data: {no json}\n\n"), BadAnswer, "not JSON"),
        (streamed(DONE), BadAnswer, "nothing"),
        (whole(b"<html></html>", **{"Content-Type": "text/html"}), BadAnswer, "nothing"),
        (whole(b"[1]"), BadAnswer, "no object"),
        (whole(b'{"choices":[]}'), BadAnswer, "nothing"),
        (lying(completion("one"), 100_000), AnswerCut, "broke"),
        (streamed(KEEP_ALIVE, CUT), AnswerCut, "broke"),
        (raw(b"\x00no http\r\n\r\n", CLOSE), BadAnswer, "does not speak HTTP"),
        (whole(b"{}", "000 None"), BadAnswer, "does not speak HTTP"),
        (whole(b"{}", "999 Denied"), ModelFailed, "status 999"),
        (raw(CUT), ModelFailed, "ended the connection"),
    ],
)  # fmt: skip
async def test_what_fails_before_the_first_piece_is_raised(
    upstream: ScriptedUpstream, asked: Asked, script: Script, error: type[Exception], says: str
) -> None:
    await asked.keys.put("own", "sk-secret")
    upstream.script(script)
    with pytest.raises(error) as raised:
        await asked.answer(model="scripted")
    assert type(raised.value) is error and says in str(raised.value), raised.value
    assert raised.value.details["upstream"] == "own" and "sk-secret" not in repr(raised.value.body())  # type: ignore[attr-defined]
    assert upstream.heard[0].headers["authorization"] == "Bearer sk-secret" and upstream.to_come == 0
    assert len(upstream.heard) == 1


async def test_when_it_may_be_asked_again_is_told(upstream: ScriptedUpstream, asked: Asked) -> None:
    gemini = b'[{"error":{"code":429,"message":"m","details":[{"@type":"x"},{"retryDelay":"1.5s"}]}}]'
    limited = [rate_limited("2.5"), rate_limited("Wed, 21 Oct 2037 07:28:00 GMT"), whole(gemini, "429 Too Many")]
    upstream.script(*limited, rate_limited("soon"))
    waits = []
    for _ in range(4):
        with pytest.raises(RateLimited) as raised:
            await asked.answer(model="scripted")
        waits.append(raised.value.details.get("retry_after_s"))
    assert waits == [2.5, 86_400, 1.5, None]


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        ((CUT,), AnswerCut),
        ((), AnswerCut),
        ((event({"error": {"message": "overloaded"}}),), ModelFailed),
        ((b"data: {no json}\n\n",), BadAnswer),
    ],
    ids=["cut", "ended without a word", "an error", "nonsense"],
)
async def test_what_came_before_a_cut_is_kept(
    upstream: ScriptedUpstream, asked: Asked, rest: tuple[Any, ...], problem: type[Exception]
) -> None:
    upstream.script(streamed(text("Hel"), *tool_fragments("f", '{"x":'), *rest))
    pieces, answer = await asked.all(Question(HI))
    assert pieces[0] == Text("Hel") and answer.text == "Hel" and answer.finish == "cut"
    assert type(answer.problem) is problem and answer.problem.details["upstream"] == "own"
    assert answer.usage.estimated and asked.uses[0].outcome == problem.code  # type: ignore[attr-defined]
    assert len(upstream.heard) == 1  # nobody else is asked after the first piece


async def test_a_finish_is_an_end_whatever_becomes_of_the_connection(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(streamed(text("a"), finish(), DONE, CUT), streamed(text("a"), finish()), streamed(text("a"), DONE))
    for _ in range(3):
        answer = await asked.answer()
        assert (answer.text, answer.finish, answer.problem) == ("a", "stop", None)


async def test_a_stall_is_given_up(upstream: ScriptedUpstream, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TIMEOUTS", replace(TIMEOUTS, answer_stall=0.05))
    upstream.script(streamed(text("Hel"), STALL), streamed(STALL))
    answer = await asked.answer()
    assert answer.text == "Hel" and isinstance(answer.problem, ModelStalled)
    monkeypatch.setattr(reading, "TIMEOUTS", replace(TIMEOUTS, answer_first=0.05))
    with pytest.raises(ModelStalled):
        await asked.answer()


async def test_whoever_sends_keep_alives_is_waited_for_anew(
    upstream: ScriptedUpstream, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: asyncio.Queue[float] = asyncio.Queue()

    def timeout(seconds: float) -> asyncio.Timeout:
        waits.put_nowait(seconds)
        return asyncio.timeout(60)

    monkeypatch.setattr(reading, "asyncio", SimpleNamespace(timeout=timeout))
    gates = [asyncio.Event() for _ in range(3)]
    upstream.script(streamed(*(step for gate in gates for step in (KEEP_ALIVE, Until(gate))), *reply("ok")))
    task = asyncio.create_task(asked.answer())
    assert await waits.get() == TIMEOUTS.answer_first
    for gate in gates:
        assert await waits.get() == TIMEOUTS.answer_stall
        gate.set()
    assert (await task).text == "ok"


async def test_usage_that_is_missing_or_nothing_is_estimated(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(streamed(text("four"), finish(), DONE), streamed(text("four"), finish(), usage(0, 0), DONE))
    for _ in range(2):
        counted = (await asked.answer()).usage
        assert counted.estimated and counted.completion == 1 and counted.prompt > 0


async def test_an_upstream_that_refuses_to_count_is_asked_without(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.script(whole(error_body("Unknown field: stream_options"), "400 Bad"), streamed(*reply("a")))
    assert (await asked.answer()).text == "a"
    upstream.script(streamed(*reply("a")))
    await asked.answer()
    assert ["stream_options" in heard.json() for heard in upstream.heard] == [True, False, False]


async def test_newer_models_are_told_the_bound_of_an_answer_by_its_newer_name(
    upstream: ScriptedUpstream, asked: Asked
) -> None:
    word = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    upstream.script(whole(error_body(word), "400 Bad"), streamed(*reply("a")), streamed(*reply("a")))
    for _ in range(2):
        assert (await asked.answer(parameters={"max_tokens": 9})).text == "a"
    sent = [heard.json() for heard in upstream.heard]
    assert [each.get("max_tokens") for each in sent] == [9, None, None]
    assert [each.get("max_completion_tokens") for each in sent] == [None, 9, 9]


async def test_what_cannot_be_asked_is_refused_before_it_is_sent(upstream: ScriptedUpstream, asked: Asked) -> None:
    for question in (
        Question(HI, parameters={"model": "other"}),
        Question(HI, parameters={"temperature": float("nan")}),
        Question([{"role": "user", "content": {1, 2}}]),
        Question([{"role": "assistant", "tool_calls": [{"id": "a"}]}]),
    ):
        with pytest.raises(InvalidArgument):
            await asked.all(question)
    assert not upstream.heard


# --- which upstream ---


async def test_the_next_answers_where_the_first_does_not_and_is_told_of(
    upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    upstream.always = echo
    async with asking(tmp_path, {"down": closed_port(), "own": upstream.url}, default=["down/big"]) as asked:
        answer = await asked.answer()
        assert (answer.upstream, answer.text) == ("own", "hi")
        (missed,) = answer.passed_over
        assert isinstance(missed, ModelUnreachable) and "down" in missed.message


async def test_a_model_that_is_named_is_asked_only_where_it_is(tmp_path: Path) -> None:
    async with (
        ScriptedUpstream.serving(models=["small"], always=echo) as one,
        ScriptedUpstream.serving(models=["big", "small"], always=echo) as two,
        asking(tmp_path, {"one": one.url, "two": two.url}) as asked,
    ):
        assert (await asked.answer(model="big")).upstream == "two"
        assert (await asked.answer(model="small")).upstream == "one"
        assert (await asked.answer(model="two/small")).upstream == "two"
        one.script(failed())
        answer = await asked.answer(model="small")
        assert (answer.upstream, len(answer.passed_over)) == ("two", 1)
        one.script(failed())
        with pytest.raises(ModelFailed):
            await asked.answer(model="one/small")
        with pytest.raises(ModelNotFound, match="huge"):
            await asked.answer(model="huge")
        one.script(whole(error_body("bad"), "400 Bad"))
        with pytest.raises(ModelRefused):  # it would be as wrong for the other
            await asked.answer(model="small")


async def test_a_model_that_came_after_the_last_look_is_found(upstream: ScriptedUpstream, asked: Asked) -> None:
    upstream.always = echo
    await asked.upstreams.look_at_all()
    upstream.models = ["new"]
    with pytest.raises(ModelNotFound):
        await asked.answer(model="new")  # looked at a moment ago
    await asked.upstreams.look_at_all(fresh_s=0)
    assert (await asked.answer(model="new")).model == "scripted"


async def test_a_server_at_its_usual_port_is_found_and_its_first_chat_model_asked(tmp_path: Path) -> None:
    async with ScriptedUpstream.serving(models=["nomic-embed-text", "llama3:latest", "qwen"], always=echo) as ollama:
        usual = [Upstream("gone", "found", closed_port()), Upstream("ollama", "found", ollama.url)]
        async with asking(tmp_path, {}, usual=usual) as asked:
            answer = await asked.answer()
            assert answer.upstream == "ollama" and answer.passed_over == ()
            assert ollama.heard[0].json()["model"] == "llama3:latest"
            await asked.answer(model="llama3")
            assert ollama.heard[1].json()["model"] == "llama3:latest"


async def test_of_many_models_on_the_internet_none_is_taken_unasked(tmp_path: Path) -> None:
    far = "https://models.example/v1"
    async with asking(tmp_path, {"far": far}, far=("paid", "dear")) as asked:
        found = [each async for each in _candidates(asked)]
        assert found == ["paid"]  # the user named it first


async def _candidates(asked: Asked) -> AsyncIterator[str]:
    from spoke.models.candidates import Candidates

    async for each in Candidates(asked.upstreams, only_here=False).of(None):
        yield each.model


async def test_a_question_that_stays_here_goes_nowhere_else(upstream: ScriptedUpstream, tmp_path: Path) -> None:
    upstream.always = echo
    async with asking(tmp_path, {"far": "https://models.example/v1"}, far=("m",)) as asked:
        with pytest.raises(NoModel, match="stays on this device"):
            await asked.answer(only_here=True)
    async with asking(tmp_path, {"far": "https://models.example/v1", "own": upstream.url}, far=("scripted",)) as asked:
        assert (await asked.answer(only_here=True, model="scripted")).upstream == "own"


async def test_without_any_model_it_is_said_what_to_do(tmp_path: Path) -> None:
    async with asking(tmp_path, {}) as asked:
        with pytest.raises(NoModel, match="felloe models add"):
            await asked.answer()


async def test_all_that_gave_no_answer_are_told(tmp_path: Path) -> None:
    async with asking(tmp_path, {"a": closed_port(), "b": closed_port()}) as asked:
        with pytest.raises(ModelUnreachable, match=r"a cannot be reached\. b cannot be reached") as raised:
            await asked.answer()
        assert [each["details"]["upstream"] for each in raised.value.details["tried"]] == ["a", "b"]


async def test_tls_is_trusted_as_the_machine_trusts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = tls.own(tmp_path)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": completion("safe")})

    listener = bind_tcp("127.0.0.1", 0)
    url = f"https://localhost:{listener.getsockname()[1]}/v1"
    async with serving(app, listener, certificate=certificate.files):
        async with asking(tmp_path, {"own": url}) as asked:
            with pytest.raises(ModelUnreachable, match="certificate is not trusted"):
                await asked.answer(model="own/m")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.cert))
        async with asking(tmp_path, {"own": url}) as asked:
            assert (await asked.answer(model="own/m")).text == "safe"
