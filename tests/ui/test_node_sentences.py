"""What a node says in English is shown in the window's language, each sentence and each code of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from shared.error_body import ErrorBody
from shared.errors import BY_CODE, FelloeError, HubUnreachable, InvalidArgument, NotFound
from shared.ids import new_id
from shared.messages import Principal
from spoke.calls.ledger import pending
from spoke.calls.work import Work

pytestmark = pytest.mark.requires("qt")

ROOT = Path(__file__).parents[2]
PACKAGES = ("spoke", "shared", "sandbox", "hub")
ELSEWHERE = (
    "hub/admin", "hub/backup", "hub/cli", "hub/commands", "hub/files", "hub/functions", "hub/http/health",
    "hub/http/models", "hub/http/upstreams", "hub/models/offers", "hub/models/trial", "hub/models/upstreams",
    "hub/settings", "hub/tls", "sandbox/author", "sandbox/commands", "sandbox/services/local", "shared/arguments",
    "shared/system/pairing_code", "shared/system/prices", "shared/system/sockets", "shared/system/terminal",
    "spoke/commands", "spoke/demo", "spoke/ui/app",
)  # fmt: skip
"""What only an admin, a skill's author or a command line can meet."""

PROGRAMS = "said by a program to a program that does not keep to what was agreed; a person hears of the connection"
SIGNING_IN = "of a browser's or an admin's sign-in, which the desktop has not"
BETWEEN = {
    "hub/accounts/keys": PROGRAMS, "hub/accounts/tokens": PROGRAMS, "hub/channel/connection": PROGRAMS,
    "hub/channel/endpoint": PROGRAMS, "shared/completions/asked": "of requests that other programs make to the models",
    "shared/messages": PROGRAMS, "shared/streams": PROGRAMS, "shared/system/deltas": PROGRAMS,
    "shared/system/http_protocol": PROGRAMS, "shared/system/large": PROGRAMS, "shared/system/problems": "any sentence",
    "shared/system/streams": PROGRAMS, "shared/tokens": PROGRAMS, "sandbox/outcome": PROGRAMS, "sandbox/pool": PROGRAMS,
    "sandbox/archive":
        "a file and what is wrong with it, each with a line of its own", "sandbox/description": "any sentence",
    "shared/system/migrations": "of a database that a newer release made wrong", "spoke/sessions/search": PROGRAMS,
    "hub/accounts/passwords": SIGNING_IN, "hub/accounts/sign_ins": SIGNING_IN, "hub/accounts/users": SIGNING_IN,
    "hub/accounts/devices": "for an admin's command",
    "hub/models/answer": "a name and what it did, each with a line of its own",
}  # fmt: skip
"""What is not translated, with the reason: shown after what its code means, wherever it is met all the same."""


@cache
def sentences() -> list[tuple[str, str]]:
    """File and sentence of each error that the code makes, with a word in each of its places."""
    return list(_sentences())


def _sentences() -> Iterator[tuple[str, str]]:
    names = {kind.__name__ for kind in BY_CODE.values()} | {"FelloeError"}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                made = isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args
                if made and (text := _text(node.args[0])):
                    yield file.relative_to(ROOT).as_posix(), text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "xyz" for part in node.values)
    return ""


def test_sentences_that_a_person_can_meet_are_known(qapp):
    from spoke.ui.i18n.node_sentences import in_words

    strange = [
        (file, sentence)
        for file, sentence in sentences()
        if not file.startswith((*ELSEWHERE, *BETWEEN)) and in_words(sentence) is None
    ]
    said = "\n".join(f"{file}: {sentence}" for file, sentence in strange)
    assert not strange, f"give them a line in spoke/ui/i18n/sentences, and `make translations`:\n{said}"


def test_in_english_each_sentence_is_what_the_node_said(qapp):
    from spoke.ui.i18n.node_sentences import in_words

    changed = [
        (sentence, shown) for _, sentence in sentences() if (shown := in_words(sentence)) not in (None, sentence)
    ]
    assert changed and all("felloe " in sentence and "felloe " not in shown for sentence, shown in changed)


def test_a_window_names_no_command_for_what_is_in_it(qapp):
    from spoke.ui.i18n.node_sentences import in_words
    from spoke.ui.i18n.sentences import hub, models, node, sandbox, skills
    from spoke.ui.i18n.sentences.in_a_window import IN_A_WINDOW

    templates = [each for table in (node, hub, models, sandbox, skills) for each in table.SENTENCES]
    assert IN_A_WINDOW.keys() <= set(templates)
    work = Work(id=new_id(), principal=Principal(kind="person"), wall_s=1, skill="notes", function="append")
    assert in_words(pending(work).message) == (
        "notes.append waits for a word of its device's owner, who is asked there. It goes on when that is answered."
    )


def test_each_code_says_what_it_means(qapp):
    from spoke.ui.i18n.sentences.codes import CODES

    assert set(CODES) == {*BY_CODE, FelloeError.code}


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            HubUnreachable("The hub at https://hub.lan cannot be reached. Check the address and that the hub runs."),
            "Der Hub auf https://hub.lan ist nicht erreichbar. Prüfe die Adresse, und ob der Hub läuft.",
        ),
        (
            InvalidArgument("memory_mb is a whole number from 64 to 2,048, not 1."),
            "memory_mb ist eine ganze Zahl von 64 bis 2,048, nicht 1.",
        ),
        (
            ErrorBody(
                code="limit_exceeded",
                message="The code made more than 200 calls to the outside. On this device: calls = 50, 4 times that"
                " for a script; `felloe limits set calls=…` changes it.",
            ),
            "Der Code machte mehr als 200 Aufrufe nach außen. Auf diesem Gerät gilt calls = 50, für ein Skript das"
            " 4-Fache. Die Einstellungen ändern das, unter Sandbox.",
        ),
        (NotFound("The moon is out."), "Nicht gefunden. The moon is out."),
        (
            InvalidArgument("On attic: memory_mb is a whole number from 64 to 2,048, not 1."),
            "Auf attic: memory_mb ist eine ganze Zahl von 64 bis 2,048, nicht 1.",
        ),
        (NotFound("On attic: The moon is out."), "Nicht gefunden. On attic: The moon is out."),
        (ErrorBody(code="of_tomorrow", message="It rained {up}."), "It rained {up}."),
    ],
)
def test_a_german_window_says_it_in_german_with_what_stands_in_it(qapp, error, shown):
    from spoke.ui.i18n.node_sentences import worded
    from spoke.ui.i18n.translate import Language

    language = Language()
    language.use("de")
    try:
        assert worded(error) == shown
    finally:
        language.use("en")
