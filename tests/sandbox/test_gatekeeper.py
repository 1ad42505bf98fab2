from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.gatekeeper import Capability, Gatekeeper
from shared.errors import InvalidArgument, NotGranted

HOME = "/home/ana"
PARTS = st.lists(st.sampled_from(["a", "b", "..", ".", "", "Notes", "Notes2", "~", "\0"]), max_size=6)


def allows(grant: str, service: str, scope: str) -> bool:
    try:
        Gatekeeper.granting("This code", [Capability.parse(grant, HOME)]).check(service, scope)
    except NotGranted:
        return False
    return True


@pytest.mark.parametrize(
    ("grant", "service", "scope", "allowed"),
    [
        ("files.read:~/Notes", "files.read", "/home/ana/Notes/a.md", True),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes", True),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes2/a.md", False),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes/../secret", False),
        ("files.read:~/Notes", "files.write", "/home/ana/Notes/a.md", False),
        ("files.read:/", "files.read", "/etc/passwd", True),
        ("http:api.example.org", "http", "api.example.org", True),
        ("http:api.example.org", "http", "evil-api.example.org", False),
        ("http:*.example.org", "http", "api.example.org", True),
        ("http:*.example.org", "http", "example.org", False),
        ("http:*.example.org", "http", "evilexample.org", False),
        ("http:example.org", "http", "example.org:8080", False),
        ("call:*", "call", "attic:notes.search", True),
        ("call:notes.search", "call", "attic:notes.search", True),
        ("call:notes.search", "call", "device:notes.append", False),
        ("call:notes.*", "call", "any:notes.append", True),
        ("call:notes.*", "call", "any:notes2.append", False),
        ("call:attic:*", "call", "attic:notes.append", True),
        ("call:attic:*", "call", "cellar:notes.append", False),
        ("call:attic:notes.*", "call", "attic:notes.append", True),
        ("call:attic:notes.search", "call", "any:notes.search", False),
        ("call:*", "http", "api.example.org", False),
    ],
)
def test_a_capability_covers_exactly_what_it_says(grant: str, service: str, scope: str, allowed: bool) -> None:
    assert allows(grant, service, scope) is allowed


def test_nothing_is_granted_by_default() -> None:
    with pytest.raises(NotGranted) as caught:
        Gatekeeper("weather").check("http", "api.weather.example")
    assert caught.value.message == ("weather asked for api.weather.example (http). Not granted, so it did not happen.")


@pytest.mark.parametrize(
    "text",
    ["", "files.read", "files.read:", "files.read:Notes", "files.read:~/../x", "files.write:/x", "http:", "http:*",
     "http:a b", "http:https://x.org", "call:notes", "call:a.b.c", "call:a:b:c.d", "call:*.search", "call:attic:*.x",
     "shell:rm", "x" * 2_000],
)  # fmt: skip
def test_what_is_no_capability_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument):
        Capability.parse(text, HOME)


@pytest.mark.parametrize("text", ["files.read:/home/ana/Notes", "http:*.example.org", "call:attic:notes.*", "call:*"])
def test_a_capability_is_its_own_text(text: str) -> None:
    assert str(Capability.parse(text, HOME)) == text


@given(PARTS, PARTS)
def test_a_folder_never_covers_a_path_that_is_not_below_it(granted: list[str], asked: list[str]) -> None:
    try:
        capability = Capability.parse(f"files.read:/{'/'.join(granted)}", HOME)
    except InvalidArgument:
        return
    path = "/" + "/".join(asked)
    if capability.covers("files.read", path):
        assert ".." not in asked
        kept = [part for part in asked if part not in ("", ".")]
        wanted = [part for part in granted if part not in ("", ".")]
        assert kept[: len(wanted)] == wanted
