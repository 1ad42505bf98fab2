"""A model's answer is read the same however its bytes were cut, and keeps whatever its provider put into it."""

from __future__ import annotations

import contextlib
import json
from itertools import count
from typing import Any

import chat_wire as wire
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from shared.completions.pieces import Text, Thought, ToolCallPiece
from shared.completions.usage import Usage, estimate
from shared.errors import BadAnswer
from shared.limits import LIMITS


def read(*pieces: bytes) -> tuple[Accumulator, list[Any]]:
    """The answer, and its pieces with neighbours of a kind joined."""
    numbers = count()
    stream, answer = EventStream(), Accumulator(lambda: f"made_{next(numbers)}")
    shown: list[Any] = []
    for piece in (*pieces, None):
        for payload in stream.feed(piece) if piece is not None else stream.end():
            shown += answer.add(chunk_of(payload))
    return answer, shown


def deltas(*each: dict[str, Any]) -> Accumulator:
    return read(*map(wire.chunk, each))[0]


def calls(*fragments: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = deltas(*({"tool_calls": [each]} for each in fragments)).message()["tool_calls"]
    return found


def brief(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(call["id"], call["function"]["name"], call["function"]["arguments"]) for call in found]


SIGNED = {"google": {"thought_signature": "c2ln"}}
WHOLE = (
    wire.KEEP_ALIVE,
    wire.reasoning("Hm, größer?"),
    wire.text("Grüße, 书房 🎉"),
    *wire.tool_fragments("search", '{"q":', ' "Grüße"}', extra_content=SIGNED),
    wire.tool_whole("now", "no json", id="call_2", index=1),
    wire.finish("tool_calls"),
    wire.usage(9, 4),
    wire.DONE,
)


def test_an_answer_is_joined_from_its_chunks() -> None:
    answer, shown = read(*WHOLE)
    assert answer.message() == {
        "role": "assistant",
        "content": "Grüße, 书房 🎉",
        "reasoning_content": "Hm, größer?",
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "search", "arguments": '{"q": "Grüße"}'},
                "extra_content": SIGNED,
            },
            {"id": "call_2", "type": "function", "function": {"name": "now", "arguments": "no json"}},
        ],
    }
    assert (answer.finish, answer.usage, answer.model) == ("tool_calls", Usage(9, 4), "scripted")
    assert shown == [
        Thought("Hm, größer?"),
        Text("Grüße, 书房 🎉"),
        ToolCallPiece(0, "search"),
        ToolCallPiece(0, "", '{"q":'),
        ToolCallPiece(0, "", ' "Grüße"}'),
        ToolCallPiece(1, "now", "no json"),
    ]


@given(
    st.lists(st.integers(0, len(b"".join(WHOLE))), max_size=40),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.booleans(),
    st.booleans(),
)
def test_no_cut_and_no_line_end_changes_an_answer(cuts: list[int], end: bytes, spaced: bool, done: bool) -> None:
    pieces = WHOLE if done else WHOLE[:-1]
    data = b"".join(pieces).replace(b"\n", end)
    if not spaced:
        data = data.replace(b"data: ", b"data:")
    where = sorted(min(cut, len(data)) for cut in cuts)
    answer, shown = read(*(data[a:b] for a, b in zip([0, *where], [*where, len(data)], strict=True)))
    whole, whole_shown = read(*WHOLE)
    assert (answer.message(), answer.finish, answer.usage) == (whole.message(), whole.finish, whole.usage)
    assert shown == whole_shown


@pytest.mark.parametrize(
    ("stream", "payloads"),
    [
        (b'data: {"a": 1}\ndata: {"a": 2}\n', [b'{"a": 1}', b'{"a": 2}']),
        (b'data: {"a":\r\ndata: 1}\r\n\r\n', [b'{"a":\n1}']),
        (b'\xef\xbb\xbfdata:{"a": 1}', [b'{"a": 1}']),
        (b': hi\nevent: x\nid: 7\nretry: 1\ndata: {"a": 1}\n\n', [b'{"a": 1}']),
        (b'error: {"code": 500}\n\n', [b'{"error":{"code": 500}}']),
        (b'data: {"a": 1}\n\ndata: [DONE]\n\ndata: {"a": 2}\n\n', [b'{"a": 1}']),
        (b"data:\n\ndata\n\n\n\n", []),
    ],
)
def test_events_are_found_whatever_stands_around_them(stream: bytes, payloads: list[bytes]) -> None:
    whole, bits = EventStream(), EventStream()
    assert whole.feed(stream) + whole.end() == payloads
    one_by_one = [bits.feed(stream[at : at + 1]) for at in range(len(stream))] + [bits.end()]
    assert [payload for found in one_by_one for payload in found] == payloads


def test_an_event_is_given_before_the_blank_line_behind_it() -> None:
    assert EventStream().feed(b'data: {"a": 1}\n') == [b'{"a": 1}']


def test_a_line_without_end_is_refused() -> None:
    stream = EventStream(longest=100)
    stream.feed(b"data: " + b"x" * 90)
    with pytest.raises(BadAnswer):
        stream.feed(b"x" * 10)


@pytest.mark.parametrize("payload", [b"{", b"[]", b"7", b"[" * 100_000, b"hello"])
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    with pytest.raises(BadAnswer):
        chunk_of(payload)


def test_a_character_that_was_escaped_in_halves_is_whole() -> None:
    answer, shown = read(
        *(b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % half for half in (b"a\\ud83c", b"\\udf89b"))
    )
    assert answer.message()["content"] == "a🎉b"
    assert shown == [Text("a"), Text("🎉b")]
    lone = read(b'data: {"choices":[{"delta":{"content":"a\\ud83c"}}]}\n\n')[0].message()
    assert json.dumps(lone, ensure_ascii=False).encode() and lone["content"] == "a\ufffd"


def fragment(index: int | None, id: str | None, name: str | None, arguments: Any) -> dict[str, Any]:
    made = {"index": index, "id": id, "function": {"name": name, "arguments": arguments}}
    return {key: value for key, value in made.items() if value is not None}


@pytest.mark.parametrize(
    ("fragments", "joined"),
    [
        ([(0, "a", "f", '{"x"'), (0, None, None, ":1}")], [("a", "f", '{"x":1}')]),
        ([(0, "a", "f", "1"), (1, "b", "g", "2"), (0, None, None, "3")], [("a", "f", "13"), ("b", "g", "2")]),
        ([(0, "a", "f", '{"x"'), (0, "a", "f", ":1}")], [("a", "f", '{"x":1}')]),  # both in every fragment
        ([(0, "a", "f", '{"x"'), (0, "b", None, ":1}")], [("a", "f", '{"x":1}')]),  # a new id in every fragment
        ([(0, "a", "f", "{}"), (0, "b", "f", "{}")], [("a", "f", "{}"), ("b", "f", "{}")]),  # one index for all
        ([(None, "a", "f", "1"), (None, None, None, "2"), (None, "b", "g", "3")], [("a", "f", "12"), ("b", "g", "3")]),
        ([(None, "a", "f", "1"), (None, "b", "g", "2"), (None, "a", None, "3")], [("a", "f", "13"), ("b", "g", "2")]),
        ([(None, None, "f", "{}"), (None, None, "f", "{}")], [("made_0", "f", "{}"), ("made_1", "f", "{}")]),
        ([(0, "", "f", {"x": "ü"})], [("made_0", "f", '{"x": "ü"}')]),
        ([(0, "a", "", ""), (0, "", "f", None)], [("a", "f", "")]),
        ([(None, None, None, "{}")], [("made_0", "", "{}")]),
    ],
)
def test_tool_calls_are_joined_from_fragments(fragments: list[Any], joined: list[tuple[str, str, str]]) -> None:
    assert brief(calls(*(fragment(*each) for each in fragments))) == joined


def test_unknown_fields_stay_where_they_were() -> None:
    answer = deltas(
        {"role": "assistant", "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "a", "id": "x"}]},
        {"role": "assistant", "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "b", "id": "x"}]},
        {"reasoning_details": [{"type": "reasoning.encrypted", "index": 0, "data": "ENC"}], "fresh": "t1"},
        {"annotations": [{"url": "u1"}], "fresh": "t2", "extra_content": {"google": {"thought": True}}},
        {"annotations": [{"url": "u2"}], "audio": {"id": "i", "transcript": "He"}, "flag": None},
        {"audio": {"transcript": "llo"}, "content": "!"},
    )
    assert answer.message() == {
        "role": "assistant",
        "content": "!",
        "reasoning_details": [
            {"type": "reasoning.text", "index": 0, "text": "ab", "id": "x"},
            {"type": "reasoning.encrypted", "index": 0, "data": "ENC"},
        ],
        "fresh": "t1t2",
        "annotations": [{"url": "u1"}, {"url": "u2"}],
        "audio": {"id": "i", "transcript": "Hello"},
        "extra_content": {"google": {"thought": True}},
        "flag": None,
    }


def test_a_whole_answer_is_taken_like_a_chunk() -> None:
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra_content": SIGNED}
    answer = Accumulator()
    shown = answer.add(chunk_of(wire.completion("one two", calls=(call,))))
    assert answer.message() == {"role": "assistant", "content": "one two", "tool_calls": [call]}
    assert (answer.finish, answer.usage) == ("tool_calls", Usage(7, 2))
    assert shown == [Text("one two"), ToolCallPiece(0, "f", "{}")]


def test_parts_of_a_content_are_text_and_thoughts() -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}
    answer, shown = read(wire.chunk({"content": [thinking]}), wire.chunk({"content": [{"type": "text", "text": "Hi"}]}))
    assert answer.message()["content"] == "Hi" and shown == [Thought("Hm"), Text("Hi")]


def test_a_thought_that_comes_in_two_fields_is_shown_once() -> None:
    answer, shown = read(wire.chunk({"reasoning": "Hm", "reasoning_content": "Hm", "content": None}))
    assert shown == [Thought("Hm")] and answer.written == 2


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("stop", "stop"),
        ("end_turn", "stop"),
        ("max_tokens", "length"),
        ("content_filter", "content_filter"),
        ("", None),
    ],
)
def test_why_it_ended_is_said_in_one_way(said: str, understood: str | None) -> None:
    assert read(wire.text("a"), wire.finish(said))[0].finish == understood


def test_calls_are_the_reason_where_there_are_some() -> None:
    assert read(wire.tool_whole("f", "{}"), wire.finish("stop"))[0].finish == "tool_calls"


def test_an_error_in_the_stream_is_told() -> None:
    assert read(wire.text("a"), wire.event({"error": {"message": "overloaded"}}))[0].error == {"message": "overloaded"}
    assert read(wire.event({"error": "overloaded"}))[0].error == {"message": "overloaded"}
    choice = {"index": 0, "delta": {}, "finish_reason": "error", "error": {"code": 502}}
    assert read(wire.event({"choices": [choice]}))[0].error == {"code": 502}


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}, Usage(5, 3)),
        ({"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 18}, Usage(5, 13)),
        (
            {
                "prompt_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 4},
                "completion_tokens": 3,
                "completion_tokens_details": {"reasoning_tokens": 2},
                "cost": 0.5,
            },
            Usage(5, 3, 4, 2, 0.5),
        ),
        ({"prompt_tokens": 5, "completion_tokens": 0, "prompt_cache_hit_tokens": 9}, Usage(5, 0, 5)),
        ({"prompt_tokens": "5", "completion_tokens": -1, "total_tokens": None, "cost": float("nan")}, Usage()),
        ({"prompt_tokens": 5.0, "completion_tokens": True, "prompt_tokens_details": 7}, Usage(5)),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_usage_is_read_and_nonsense_in_it_passed_over(said: Any, understood: Usage | None) -> None:
    assert read(wire.event({"choices": [], "usage": said}))[0].usage == understood


def test_the_last_word_on_usage_counts_wherever_it_stands() -> None:
    running = {"prompt_tokens": 5, "completion_tokens": 1}
    last = {"prompt_tokens": 5, "completion_tokens": 2}
    assert read(wire.text("a", usage=running), wire.finish(usage=last))[0].usage == Usage(5, 2)
    assert read(wire.finish(x_groq={"usage": last}))[0].usage == Usage(5, 2)


def test_an_estimate_weighs_words_and_counts_pictures() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 1_000_000}}
    question = [{"role": "user", "content": [{"type": "text", "text": "x" * 400}, picture]}]
    assert 1_100 < estimate(question, [], 41).prompt < 1_130
    assert estimate(question, [], 41).completion == 11 and estimate(question, [], 41).estimated


def test_an_answer_without_end_is_refused() -> None:
    answer = Accumulator()
    with pytest.raises(BadAnswer):
        for _ in range(10_000):
            answer.add(chunk_of(wire.chunk({"content": "x" * 10_000}).removeprefix(b"data: ")))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["choices", "delta", "message", "tool_calls", "function", "name", "arguments", "id", "index", "usage", "error",
         "content", "type", "text", "finish_reason", "prompt_tokens", "reasoning", "model"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(["choices", "usage", "error", "model"]), JSON, max_size=3) | st.builds(
    lambda delta: {"choices": [{"delta": delta}]}, JSON), max_size=5))  # fmt: skip
def test_no_shape_of_a_chunk_breaks_it(chunks: list[dict[str, Any]]) -> None:
    answer = Accumulator()
    for chunk in chunks:
        answer.add(chunk)
    assert json.loads(json.dumps(answer.message()))["role"] == "assistant"


@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from([b"data: ", b"{}", b"\n\n", b"\r", b"[DONE]", b"error:"]), max_size=12
    )
)
def test_no_bytes_break_it(pieces: list[bytes]) -> None:
    stream, answer = EventStream(), Accumulator()
    for piece in (*pieces, None):
        for payload in stream.feed(piece) if piece is not None else stream.end():
            with contextlib.suppress(BadAnswer):
                answer.add(chunk_of(payload))
    assert json.dumps(answer.message(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("deltas", "most"),
    [
        (({"v": [["x" * 100_000]]} for _ in range(10_000)), 90),
        (({"v": [{"index": min(number, 3_000)}]} for number in range(100_000)), 10_000),
        (({"tool_calls": [{"index": number}]} for number in range(10_000)), LIMITS.completion_calls),
    ],
    ids=["held", "compared", "calls"],
)
def test_what_lists_hold_and_how_long_they_are_to_search_takes_of_the_room(deltas: Any, most: int) -> None:
    joined, taken = Accumulator(), 0
    with pytest.raises(BadAnswer):
        for taken, delta in enumerate(deltas):  # noqa: B007
            joined.add({"choices": [{"delta": delta}]})
    assert taken <= most
