"""The proxy's pure parts: who is asked next, what an upstream's address may be, and what is read of a request."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.models.offers import Offer, Offers, model_names
from hub.models.tries import Tries
from hub.store.records import Upstream
from shared.completions.asked import parse
from shared.errors import InvalidArgument, ModelNotAllowed, ModelNotFound
from shared.upstreams import base_url, in_the_clear, same_place, upstream_name

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
MODEL = st.text(min_size=1, max_size=30).filter(str.isprintable)


@given(st.dictionaries(st.text(), JSON, max_size=5), MODEL, MODEL, st.booleans(), st.sampled_from([None, 1]))
def test_only_the_value_of_model_changes_wherever_it_stands(
    rest: dict[str, Any], model: str, own: str, escaped: bool, indent: int | None
) -> None:
    rest.pop("stream", None)
    body = json.dumps({**rest, "model": model}, ensure_ascii=escaped, indent=indent).encode("utf-8", "surrogatepass")
    try:
        body.decode()
    except UnicodeDecodeError:  # a lone half of a character: no UTF-8
        return
    asked = parse(body)
    assert asked.model == model and asked.by_name(model) is body
    changed = asked.by_name(own)
    assert json.loads(changed) == json.loads(body) | {"model": own}
    mine, theirs = json.dumps(model, ensure_ascii=escaped).encode(), json.dumps(own).encode()
    assert len(changed) - len(body) == (len(theirs) - len(mine) if own != model else 0)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(InvalidArgument):
        assert parse(body).model


@pytest.mark.parametrize("name", ["Model", "MODEL", "mode\\u004c", "\u017ftream", "Messages"])
def test_what_a_careless_reader_takes_for_the_model_that_was_checked_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match="write it as"):
        parse(f'{{"model": "cheap", "{name}": "dear"}}'.encode())


def test_a_body_of_nothing_but_fields_is_refused_before_all_are_read() -> None:
    fields = b"".join(b',"%d":1' % number for number in range(1_000))
    parse(b'{"model":"m"' + fields[: fields.rindex(b",")] + b"}")
    with pytest.raises(InvalidArgument, match="too many parts"):
        parse(b'{"model":"m"' + fields + b", not read any more")


@given(JSON, st.sampled_from(["", " ", "\n\t "]))
def test_where_each_value_ends(value: Any, space: str) -> None:
    """Of whatever kind it is, and whatever stands behind it."""
    text = json.dumps(value)
    body = f'{{"a":{space}{text}{space},"b":{text}{space},"model":{space}"m"{space}}}{space}'.encode()
    assert parse(body).by_name("n") == body.replace(
        b'"model":%b"m"' % space.encode(), b'"model":%b"n"' % space.encode()
    )


def test_messages_are_weighed_and_files_counted() -> None:
    def weighed(messages: Any) -> int:
        return parse(json.dumps({"model": "m", "messages": messages}).encode()).prompt_estimate

    assert weighed([{"content": "words " * 100}, {"content": None}, {"role": "x"}]) == 150
    file = {"type": "image_url", "image_url": {"url": "data:," + "a" * 10_000}}
    assert weighed([{"content": [{"type": "text", "text": "äüöß"}, file, file]}]) == 2_002
    assert weighed([{"content": 7}]) == weighed(["content: 7."]) == 4, "of another shape: by its size"
    assert weighed([{"content": "a"}] * 150_000) == 150_000 * 18 // 4, "of too many: by their size"


LARGE: dict[str, Callable[[], bytes]] = {
    "a picture": lambda: (
        '{"model":"m","messages":[{"content":[{"text":"\N{SNAIL}","image_url":"'.encode()
        + b"QUJD" * 1_000_000
        + b'"}]}]}'
    ),
    "small messages": lambda: (
        b'{"model":"m","messages":[' + b'{"role":"user","content":"words, words"},' * 120_000 + b"{}]}"
    ),
    "lists": lambda: b'{"model":"m","a":[' + b"[]," * 1_500_000 + b"[]]}",
}


@pytest.mark.parametrize("what", LARGE)
def test_nothing_is_made_of_what_need_not_be_known(what: str) -> None:
    """Neither objects, which would hold the interpreter for seconds, nor all of the text at four bytes a character."""
    body = LARGE[what]()
    tracemalloc.start()
    try:
        parse(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < len(body) + 6 * 2**20


def _offer(name: str) -> Offer:
    return Offer(Upstream(name, "http://x/v1", {"m": "m"}), "m")


def test_others_are_asked_at_once_and_then_the_same_ones_after_what_they_said() -> None:
    a, b = _offer("a"), _offer("b")
    tries = Tries([a, b], patience_s=10, now=0)
    assert tries.next(0) == (a, 0.0)
    tries.failed(a, 0, again=True, retry_after_s=3)
    assert tries.next(1) == (b, 0.0)
    tries.failed(b, 1, again=False)
    assert tries.next(1) == (a, 2.0)
    tries.failed(a, 3, again=True)
    assert tries.next(3) == (a, 1.0)
    tries.failed(a, 4, again=True)
    assert tries.next(4) is None, "three times is enough"


def test_nobody_waits_longer_than_there_is_patience() -> None:
    a = _offer("a")
    tries = Tries([a], patience_s=10, now=0)
    tries.next(0)
    tries.failed(a, 0, again=True, retry_after_s=11)
    assert tries.next(0) is None


def test_who_rests_is_asked_last_until_it_woke() -> None:
    first, second = (Upstream(name, "http://x/v1", {"m": name}) for name in ("first", "second"))
    offers = Offers([first, second])
    offers.rest(first, 100)
    assert [offer.model for offer in offers.of("m", None, 99)] == ["second", "first"]
    assert [offer.model for offer in offers.of("m", None, 101)] == ["first", "second"]
    offers.rest(first, 200)
    offers.woke(first)
    assert offers.of("m", None, 150)[0].model == "first"
    with pytest.raises(ModelNotFound):
        offers.of("n", ("m",), 0)
    with pytest.raises(ModelNotAllowed):
        offers.of("m", ("n",), 0)


WRONG = [
    *("", "api.example.org", "ftp://x/v1", "https://", "https://u:secret@x/v1", "https://x/v1?key=secret"),
    *("https://x/v1#secret", "https://x:0/v1", "https://x:99999/v1", "https://x/v1#", "https://a b"),
]


def test_addresses_of_upstreams() -> None:
    assert base_url("https://api.example.org/v1/ ") == "https://api.example.org/v1"
    assert base_url("http://[::1]:8000/v1/chat/completions") == "http://[::1]:8000/v1"
    for wrong in WRONG:
        with pytest.raises(InvalidArgument) as refused:
            base_url(wrong)
        assert "secret" not in refused.value.message, wrong
    assert base_url("https://BÜCHER.example") == "https://xn--bcher-kva.example/v1"
    assert same_place("https://x/v1", "https://X:443/v2") and not same_place("https://x/v1", "http://x/v1")
    assert in_the_clear("http://x/v1")
    assert not any(map(in_the_clear, ("https://x/v1", "http://127.0.0.1/v1", "http://localhost/v1")))


def test_names() -> None:
    assert model_names(["a", "fast=vendor/b:c"]) == {"a": "a", "fast": "vendor/b:c"}
    for wrong in ([], ["a", "a=b"], ["=b"], [""], ["a b"], ["a\n"]):
        with pytest.raises(InvalidArgument):
            model_names(wrong)
    for name in ("", "../x", "A", "-a", "a" * 41):
        with pytest.raises(InvalidArgument):
            upstream_name(name)
