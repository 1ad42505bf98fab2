"""Channel messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import messages
from shared.errors import FelloeError, NotGranted, ProtocolError, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Call, Ping, Principal, Result

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=10), JSON, max_size=4))
def test_arguments_arrive_as_they_were_sent(args: dict[str, object]) -> None:
    call = Call(id=new_id(), skill="a", function="b", args=args, timeout_s=1, principal=Principal(kind="person"))
    assert messages.decode_from_hub(messages.encode(call)) == call


def test_a_newer_peer_may_send_fields_that_we_do_not_know() -> None:
    assert messages.decode_from_device('{"type":"ping","n":7,"mood":"good"}') == Ping(n=7)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        "null",
        "{",
        '{"type":"nonsense"}',
        '{"n":1}',
        '{"type":"ack","id":"1"}',
        '{"type":"ping","n":"x"}',
        b"\0\1",
    ],
)
def test_a_malformed_frame_is_a_protocol_error(frame: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        messages.decode_from_device(frame)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", '[0, {"a": 1e400}]'])
def test_what_is_no_number_is_refused_and_never_becomes_a_null(number: str) -> None:
    with pytest.raises(ProtocolError, match="NaN"):
        messages.decode_from_device(f'{{"type":"result","id":"{new_id()}","result":{number}}}')
    call = Call(id=new_id(), skill="a", function="b", timeout_s=1, principal=Principal(kind="person"))
    with pytest.raises(ProtocolError, match="NaN"):
        messages.decode_from_hub(messages.encode(call)[:-1] + f',"args":{{"x":{number}}}}}')


def test_the_words_for_it_are_texts_like_any_other() -> None:
    result = Result(id=new_id(), result={"NaN": ["Infinity", 1.5]})
    assert messages.decode_from_device(messages.encode(result)) == result


def test_a_wrong_id_is_said_in_words() -> None:
    with pytest.raises(ProtocolError, match="no id: a UUID of version 7") as caught:
        messages.decode_from_device('{"type":"ack","id":"1"}')
    assert "[0-9a-f]" not in str(caught.value)


def test_a_device_cannot_send_what_only_the_hub_may() -> None:
    with pytest.raises(ProtocolError):
        messages.decode_from_device('{"type":"poke","server_seq":1}')


def test_a_frame_over_the_limit_is_refused_on_both_sides() -> None:
    big = "x" * LIMITS.control_frame
    with pytest.raises(TooLarge):
        messages.encode(Result(id=new_id(), result=big))
    with pytest.raises(ProtocolError):
        messages.decode_from_hub(f'{{"type":"ping","mood":"{big}"}}')


def test_an_error_is_raised_as_what_it_was_on_the_other_device() -> None:
    result = messages.failure(new_id(), NotGranted("climate asked for x. Not granted.", service="http"))
    arrived = messages.decode_from_hub(messages.encode(result))
    assert isinstance(arrived, Result)
    with pytest.raises(NotGranted, match="climate asked") as caught:
        arrived.value()
    assert caught.value.details == {"service": "http"}


@pytest.mark.parametrize("code", ["not_granted", "of_a_newer_peer"])
def test_details_of_another_devices_error_cannot_pose_as_arguments(code: str) -> None:
    body = {"code": code, "message": "no", "details": {"message": "x", "self": 2, "body": 3}}
    result = Result.model_validate({"type": "result", "id": new_id(), "error": body})
    with pytest.raises(FelloeError, match="no") as caught:
        result.value()
    assert caught.value.details == body["details"]
