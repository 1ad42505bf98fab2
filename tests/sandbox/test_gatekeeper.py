from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict
from shared.errors import InvalidArgument

HOME = "/home/ana"
PARTS = st.lists(st.sampled_from(["a", "b", "..", ".", "", "Notes", "Notes2", "~", "\0"]), max_size=6)


def allows(grant: str, service: str, scope: str) -> bool:
    gate = Gatekeeper.granting("This code", [Capability.parse(grant, HOME)])
    return gate.decide(Capability(service, scope)).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("grant", "service", "scope", "allowed"),
    [
        ("files.read:~/Notes", "files.read", "/home/ana/Notes/a.md", True),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes", True),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes2/a.md", False),
        ("files.read:~/Notes", "files.read", "/home/ana/Notes/../secret", False),
        ("files.read:~/Notes", "files.write", "/home/ana/Notes/a.md", False),
        ("files.write:~/Notes", "files.write", "/home/ana/Notes/a.md", True),
        ("files.write:~/Notes", "files.read", "/home/ana/Notes/a.md", True),
        ("files.read:/", "files.read", "/etc/passwd", True),
        ("http:api.example.org", "http", "GET@api.example.org", True),
        ("http:api.example.org", "http", "GET@evil-api.example.org", False),
        ("http:*.example.org", "http", "GET@api.example.org", True),
        ("http:*.example.org", "http", "GET@example.org", False),
        ("http:*.example.org", "http", "GET@evilexample.org", False),
        ("http:example.org", "http", "GET@example.org:8080", False),
        ("http:example.org", "http", "POST@example.org", False),
        ("http:post@example.org", "http", "POST@example.org", True),
        ("http:post@example.org", "http", "GET@example.org", False),
        ("http:*@example.org", "http", "DELETE@example.org", True),
        ("http:*@example.org", "http", "private@example.org", False),
        ("http:private@example.org", "http", "private@example.org", True),
        ("http:private@example.org", "http", "GET@example.org", True),
        ("http:private@example.org", "http", "POST@example.org", False),
        ("http:192.168.1.7:81", "http", "private@192.168.1.7:81", True),
        ("http:localhost:8080", "http", "private@localhost:8080", True),
        ("store", "store", "", True),
        ("model", "model", "small", True),
        ("model:small", "model", "large", False),
        ("secret:token", "secret", "token", True),
        ("secret:token", "secret", "token2", False),
        ("call:*", "call", "attic:notes.search", True),
        ("call:notes.search", "call", "attic:notes.search", True),
        ("call:notes.search", "call", "device:notes.append", False),
        ("call:notes.*", "call", "any:notes.append", True),
        ("call:notes.*", "call", "any:notes2.append", False),
        ("call:attic:*", "call", "attic:notes.append", True),
        ("call:attic:*", "call", "cellar:notes.append", False),
        ("call:attic:notes.*", "call", "attic:notes.append", True),
        ("call:attic:notes.search", "call", "any:notes.search", False),
        ("call:*", "http", "GET@api.example.org", False),
    ],
)
def test_a_capability_covers_exactly_what_it_says(grant: str, service: str, scope: str, allowed: bool) -> None:
    assert allows(grant, service, scope) is allowed


def test_nothing_is_granted_by_default() -> None:
    gate = Gatekeeper("weather")
    asked = Capability("http", "GET@api.weather.example")
    assert gate.decide(asked).verdict is Verdict.DENY
    assert gate.refusal(asked).message == (
        "weather asked for GET@api.weather.example (http). Not granted, so it did not happen."
    )


def test_a_denial_wins_then_an_allowance_and_the_widest_allowance_counts() -> None:
    wide, narrow = Capability.parse("files.read:/home"), Capability.parse("files.read:/home/ana")
    rules = [Rule(Verdict.ASK, narrow), Rule(Verdict.ALLOW, wide), Rule(Verdict.ALLOW, narrow)]
    gate = Gatekeeper("notes", lambda: rules)
    asked = Capability("files.read", "/home/ana/a")
    assert gate.decide(asked).rule == Rule(Verdict.ALLOW, wide)
    rules.append(Rule(Verdict.DENY, wide))
    assert gate.decide(asked).verdict is Verdict.DENY


def test_a_rule_bound_to_exact_arguments_holds_for_no_others() -> None:
    store = Capability("store")
    gate = Gatekeeper("notes", lambda: (Rule(Verdict.ALLOW, store, args="these"),))
    assert gate.decide(store, "these").verdict is Verdict.ALLOW
    assert gate.decide(store, "others").verdict is Verdict.DENY


@pytest.mark.parametrize(
    "text",
    ["", "files.read", "files.read:", "files.read:Notes", "files.read:~/../x", "files.write", "http:", "http:*",
     "http:@x.org",
     "http:STEAL@x.org", "store:x", "secret", "secret:a b", "model:", "call",
     "http:a b", "http:https://x.org", "call:notes", "call:a.b.c", "call:a:b:c.d", "call:*.search", "call:attic:*.x",
     "shell:rm", "x" * 2_000],
)  # fmt: skip
def test_what_is_no_capability_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument):
        Capability.parse(text, HOME)


@pytest.mark.parametrize(
    "text",
    [
        "files.read:/home/ana/Notes",
        "http:*.example.org",
        "call:attic:notes.*",
        "call:*",
        "store",
        "http:GET,POST,private@nas.lan:8080",
        "files.write:/x",
        "model:small",
        "secret:token",
        "clipboard.read",
    ],
)
def test_a_capability_is_its_own_text(text: str) -> None:
    assert str(Capability.parse(text, HOME)) == text


@given(PARTS, PARTS)
def test_a_folder_never_covers_a_path_that_is_not_below_it(granted: list[str], asked: list[str]) -> None:
    try:
        capability = Capability.parse(f"files.read:/{'/'.join(granted)}", HOME)
    except InvalidArgument:
        return
    path = "/" + "/".join(asked)
    if capability.covers(Capability("files.read", path)):
        assert ".." not in asked
        kept = [part for part in asked if part not in ("", ".")]
        wanted = [part for part in granted if part not in ("", ".")]
        assert kept[: len(wanted)] == wanted
