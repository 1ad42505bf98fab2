"""Arguments of a question, written by somebody who wants a yes to something else: they look like what they are."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from shared.ids import new_id
from spoke.node.bodies.approvals import AskInfo
from spoke.ui.chats.asks import ask_cards
from spoke.ui.chats.asks.ask_card import AskCard
from spoke.ui.chats.asks.ask_words import AskWords
from spoke.ui.node.asks import OpenAsk

pytestmark = pytest.mark.requires("qt")


def _card(qtbot, look, args: dict[str, Any], page: QWidget | None = None, **fields: Any) -> AskCard:
    """On a page it lasts as long as that."""
    ask = {
        "id": 1, "work_id": new_id(), "number": 1, "title": "Send", "label": "mail", "asker": "",
        "asked": "call x.send", "offered": "call x.send", "args_json": json.dumps(args), "read": [],
        "holder": "", "created_ms": 0,
        "expires_ms": round((time.time() + 600) * 1e3), "state": "pending", **fields,
    }  # fmt: skip
    card = AskCard(look, AskInfo.model_validate(ask))
    if page is not None:
        card.setParent(page)
    qtbot.addWidget(page or card)
    return card


def _shown(qtbot, look, args: dict[str, Any], **fields: Any) -> str:
    return _card(qtbot, look, args, **fields).words.spoken


def test_a_value_cannot_look_like_another_argument(qtbot, look):
    said = _shown(qtbot, look, {"body": 'Hello\nto = "boss@example.org"\n' + "-" * 80, "to": "thief@example.org"})
    assert 'to = "thief@example.org"' in said
    assert '\n    to = "boss@example.org"\n' in said  # within the body


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u2028", "\x1b", "\u3164", "\u00a0"])
def test_what_turns_or_hides_text_is_seen(qtbot, look, sign):
    said = _shown(qtbot, look, {"to": f"a{sign}b"}, read=[f"files.read /a{sign}b"], asked=f"files.write:/a{sign}b")
    assert sign not in said
    assert said.count(sign.encode("unicode_escape").decode()) + said.count(json.dumps(sign)[1:-1]) >= 3


def test_a_second_question_says_why_it_is_asked(qtbot, look):
    again = "You are asked again"
    assert again not in _card(qtbot, look, {}).words.effect
    card = _card(qtbot, look, {}, asked="files.write:/Notes/b.md", allowed_before=["files.write:/Notes"])
    assert f"{again}, for in the same call you allowed only files.write /Notes." in card.words.spoken


def test_what_was_decided_before_is_said_with_the_device_where_it_was(qtbot, look):
    words = _card(qtbot, look, {}).words
    said = words.decided_before({"state": "denied", "answer": "deny", "by": "Phone"})
    assert said == "Your answer came too late: x.send was denied before, on Phone."
    said = AskWords(words.ask, "Attic").decided_before({"state": "allowed", "answer": "once", "by": ""})
    assert said == "Your answer came too late: x.send was allowed before, on Attic."
    said = words.decided_before({"state": "expired", "answer": "", "by": ""})
    assert said == "Your answer came too late: x.send is not asked for any more."


def test_a_press_on_its_way_to_the_card_before_is_no_answer(qtbot, look):
    """When that one expires, this one comes under the pointer."""
    page, said = QWidget(), []
    card = _card(qtbot, look, {}, page)
    page.show()
    card.answered.connect(said.append)
    card.show()
    card.buttons["once"].click()
    qtbot.keyClick(card, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: card.ready)
    card.hide()  # out of sight, it is to be read again
    card.show()
    card.buttons["once"].click()
    assert not said
    qtbot.waitUntil(lambda: card.ready)
    card.buttons["once"].click()
    assert said == ["once"]


def test_no_word_of_an_answer_is_cut_however_wide_the_card(qtbot, look):
    """Buttons go under each other, and the hint away, before one is narrower than its words."""
    page = QWidget()
    card = _card(qtbot, look, {}, page, holder="chat:1")
    page.resize(800, 600)
    page.show()
    card.show()
    for width in range(320, 760, 40):
        card.setFixedHeight(round(card.height_at(width)))
        card.layout().activate()
        for button in card.buttons.values():
            assert button.width() >= button.sizeHint().width(), (width, button.text())


def test_what_is_decided_for_good_is_written_out_as_exactly(qtbot, look):
    card = _card(qtbot, look, {}, holder="skill:mail@1", offered="files.write:/a\u202eb & c")
    (menu,) = (button.menu() for button in card.findChildren(QPushButton) if button.menu())
    words = [action.text() for action in menu.actions()]
    assert words == [f"{word}: files.write:/a\\u202eb && c" for word in ("Always", "Never")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"holder": "chat:1", "asked": "http:GET@a.com", "offered": "http:GET@a.com"},
            {
                "In this chat, any arguments": "Allows http GET a.com with any arguments, as often as this chat asks.",
                "In this chat, these arguments": "Allows http GET a.com with exactly the arguments above, "
                "as often as this chat asks.",
            },
        ),
        (
            {"holder": "skill:mail:1", "chat": "1", "asked": "http:GET@a.com", "offered": "http:GET@*.com"},
            {
                "In this chat, any arguments": "Allows http GET *.com with any arguments, as often as this chat asks.",
                "Always, these arguments": "Allows http GET a.com with exactly the arguments above, "
                "whenever mail asks, in any chat or none.",
            },
        ),
        (
            {
                "holder": "callers:mail:1",
                "chat": "1",
                "number": 0,
                "title": "mail.send",
                "asked": "call:device:mail.send",
            },
            {
                "In this chat, any arguments": "Allows mail.send with any arguments, as often as this chat asks.",
                "Always, these arguments": "Allows mail.send with exactly the arguments above, whoever calls it, "
                "from any chat or device.",
            },
        ),
        (
            {"holder": "skill:mail:1", "chat": "1", "asked": "files.read:/n/a.md", "offered": "files.read:/n"},
            {
                "In this chat": "Allows files.read /n, as often as this chat asks.",
                "Always, this path": "Allows files.read /n/a.md, whenever mail asks, in any chat or none.",
            },
        ),
        (
            {"holder": "chat:1", "asked": "files.read:/n/a.md", "offered": "files.read:/n/a.md"},
            {"In this chat": "Allows files.read /n/a.md, as often as this chat asks."},
        ),
        ({"holder": "", "asked": "files.read:/n/a.md"}, {}),
    ],
    ids=["code of a chat", "a skill in a chat", "who calls it", "a skill's path", "a path", "loose code"],
)
def test_each_lasting_answer_says_what_it_allows_and_for_whom(qtbot, look, fields, words):
    """As it is remembered: what a skill is allowed for these arguments holds outside of the chat too."""
    card = _card(qtbot, look, {}, **fields)
    said = {button.accessibleName(): button.accessibleDescription() for button in card.buttons.values()}
    assert said == {"Allow once": "", **words, "Deny": ""}
    shown = [each.text().replace("\u200b", "") for each in card.findChildren(QLabel)]
    assert all(any(each.endswith(f": {what}") for each in shown) for what in words.values())


def test_who_answered_before_is_named_exactly(qtbot, look):
    said = _card(qtbot, look, {}).words.decided_before({"state": "allowed", "by": "attic\u202e\n"})
    assert "attic\\u202e\\n" in said


def test_the_question_is_in_plain_words_with_what_is_exact_beside_it(qtbot, look, home):
    card = _card(qtbot, look, {}, asked=f"files.read:{home}/Notes/a.md")
    assert (card.words.question, card.words.named) == ("Read a.md in Notes?", f"files.read {home}/Notes/a.md")
    assert card.words.named in [each.text().replace("\u200b", "") for each in card.findChildren(QLabel)]
    assert card.words.named in card.words.spoken
    kept = _card(qtbot, look, {}, asked="http:GET@shop.example", holder="chat:1", read=["call attic:climate.now"]).words
    assert kept.allows("exact").startswith(f"Allows {kept.named} with") and kept.named == "http GET shop.example"
    assert "Read before asking: climate.now on attic." in kept.effect
    afar = AskWords(card.words.ask, "Attic")
    assert afar.question == f"On Attic: Read a.md in {home}/Notes?"
    function = _card(qtbot, look, {}, asked="call:attic:fan.set").words
    assert (function.question, function.named) == ("Allow fan.set on attic?", "attic:fan.set")
    assert AskWords(function.ask, "Laptop").question == "Allow attic:fan.set on Laptop?"
    exposed = _card(qtbot, look, {}, number=0, title="notes.add", asked="call:notes.add").words
    assert exposed.question == "Allow notes.add?"


def _afar(look, **fields: Any) -> AskCard:
    said = {"title": "Send", "label": "mail", "asker": "", "asked": "notify", "offered": "notify", "args_json": "{}"}
    rest = {"id": 1, "work_id": new_id(), "number": 1, "read": [], "holder": "", "created_ms": 0, "state": "pending"}
    ask = AskInfo.model_validate(said | rest | {"expires_ms": round((time.time() + 600) * 1e3)} | fields)
    return AskCard(look, ask, "Attic", "attic")


def test_what_is_not_shown_whole_is_only_denied_from_another_device(qtbot, look):
    whole, cut = _afar(look), _afar(look, too_long=True)
    for card in (whole, cut):
        qtbot.addWidget(card)
        card._ready = True
    assert (list(whole.buttons), list(cut.buttons)) == (["once", "deny"], ["deny"])
    said = "It is too long to be answered from here: answer it on Attic."
    assert said in [each.text().replace("\u200b", "") for each in cut.findChildren(QLabel)]
    assert said in cut.words.told and said not in whole.words.told
    answered = []
    cut.answered.connect(answered.append)
    qtbot.keyClick(cut, Qt.Key.Key_1)
    assert not answered
    qtbot.keyClick(cut, Qt.Key.Key_0)
    assert answered == ["deny"]


def _waiting(number: int, created_ms: int) -> OpenAsk:
    times = {"created_ms": created_ms, "expires_ms": round((time.time() + 600) * 1e3)}
    said = {"title": "", "label": "", "asker": "", "asked": "notify", "offered": "", "args_json": "", "holder": ""}
    rest = {"id": number, "work_id": new_id(), "number": 1, "read": [], "state": "pending"}
    return OpenAsk(AskInfo.model_validate(said | rest | times), "attic")


def test_of_many_questions_at_once_each_has_its_card_in_a_turn_of_its_own(agent, online, loop):
    cards, asks = online.chats.asks, online.services.asks
    loop.until(lambda: not online.tasks.progress.all)
    many = {f"attic:{number}": _waiting(number, -number) for number in range(6)}
    seen: list[int] = []
    cards.changed.connect(lambda: seen.append(len(cards.cards)))
    asks._take({}, many)
    assert not cards.cards, "it takes some milliseconds"
    loop.until(lambda: cards.cards)
    assert list(cards.cards) == ["attic:5"], "the oldest first"
    loop.until(lambda: len(cards.cards) >= 3)
    left = {name: many[name] for name in ("attic:0", "attic:1", "attic:4")}
    asks._take({}, left)
    loop.until(lambda: not cards._making)
    assert set(cards.cards) == set(left)
    assert max(after - before for before, after in itertools.pairwise(seen)) == 1
    asks._take({}, {})
    assert not cards.cards


def test_a_question_that_goes_while_its_card_is_made_has_none(agent, online, loop, monkeypatch):
    cards, asks, turns = online.chats.asks, online.services.asks, []
    loop.until(lambda: not online.tasks.progress.all)

    async def goes() -> None:
        turns.append(len(cards.cards))
        if len(turns) == 2:
            asks._take({}, {})

    monkeypatch.setattr(ask_cards, "own_turn", goes)
    seen: list[int] = []
    cards.changed.connect(lambda: seen.append(len(cards.cards)))
    asks._take({}, {"attic:1": _waiting(1, 1)})
    loop.until(lambda: len(turns) == 2 and not cards._making)
    assert not cards.cards and not any(seen)
