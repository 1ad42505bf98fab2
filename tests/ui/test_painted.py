"""What is painted by hand: mirrored where the window reads from the right, and seen in the system's own colours."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.requires("qt")

WIDTH = 600


@pytest.fixture
def turned(qapp):
    from PySide6.QtCore import Qt

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def painted(part, theme, chosen=None, words=()):
    from PySide6.QtCore import QPointF, QRectF
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    from spoke.ui.chats.painted.part import Brush

    image = QImage(WIDTH, round(part.height) + 2, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    painter.setLayoutDirection(QGuiApplication.layoutDirection())
    part.paint(Brush(painter, theme, QRectF(image.rect()), words=words), QPointF(0, 0), chosen)
    painter.end()
    return image


def stretches(image, top, bottom, least=18):
    """Where something stands in these rows: from and to, with at least so many bare columns between two."""
    ground = image.pixel(image.width() // 2, top)
    inked = [x for x in range(2, image.width() - 2) if any(image.pixel(x, y) != ground for y in range(top, bottom))]
    found = []
    for x in inked:
        if found and x - found[-1][1] < least:
            found[-1][1] = x
        else:
            found.append([x, x])
    return found


def run_card(theme):
    from shared.parts import CallPart
    from spoke.ui.chats.content.run_view import run_view
    from spoke.ui.chats.painted.run_card import RunCard

    arguments = json.dumps({"code": "print(1)"})
    call = CallPart(id="1", step=0, name="run_code", arguments=arguments, state="done", ms=41, output="1")
    card = RunCard(run_view(call, None, lambda _: "Laptop", "Laptop", None), theme, WIDTH, lambda _: False)
    for _ in card.steps():
        pass
    return card


def code(theme):
    from spoke.ui.chats.painted.code import Code
    from spoke.ui.chats.painted.code_text import CodeText

    text = CodeText("print(1)", "python", theme)
    for _ in text.steps():
        pass
    return Code([text], [""], "python", theme, WIDTH)


def prose(theme, words="print it", **how):
    from spoke.ui.chats.painted.prose import Prose
    from spoke.ui.chats.painted.prose_text import ProseText

    text = ProseText(words, theme, WIDTH, **how)
    for _ in text.steps():
        pass
    return Prose(text)


@pytest.mark.parametrize("make", [run_card, code])
def test_the_head_of_a_card_is_mirrored_with_what_can_be_pressed_in_it(qapp, make, request):
    """Nothing lies over anything else: the texts stand where they stood, counted from the other side."""
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    before = stretches(painted(make(theme), theme), 8, 24)
    request.getfixturevalue("turned")
    part = make(theme)
    after = stretches(painted(part, theme), 8, 24)
    assert len(after) == len(before) > 1
    for (left, right), (begin, end) in zip(before, reversed(after), strict=True):
        assert abs(left - (WIDTH - 1 - end)) < 4 and abs(right - (WIDTH - 1 - begin)) < 4

    from PySide6.QtCore import QPointF

    assert part.spot(QPointF(24, 16)) and not part.spot(QPointF(WIDTH - 24, 16))


def test_a_long_device_leaves_room_for_the_actions_over_the_head_of_a_message(qapp):
    from shared.ids import new_id
    from shared.sync.ops import Message
    from spoke.ui.chats.content.turns import turn_of
    from spoke.ui.chats.painted.head import Head
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    turn = turn_of(Message(id=new_id(), role="assistant", text="", created_ms=1, model="qwen3-14b"))
    turn.device = "x" * 99
    for beside, covered in ((), 82), ((turn.id, new_id()), 200):
        turn.beside = beside
        ((_, end),) = stretches(painted(Head(turn, theme, WIDTH), theme), 2, 14, WIDTH)
        assert WIDTH - covered - 60 < end < WIDTH - covered


def test_the_head_of_a_message_is_mirrored(qapp, request):
    from shared.ids import new_id
    from shared.sync.ops import Message
    from spoke.ui.chats.content.turns import turn_of
    from spoke.ui.chats.painted.head import Head
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    turn = turn_of(Message(id=new_id(), role="assistant", text="", created_ms=1, model="qwen3-14b"))
    turn.device = "Laptop"
    (before,) = stretches(painted(Head(turn, theme, WIDTH), theme), 2, 14)
    request.getfixturevalue("turned")
    (after,) = stretches(painted(Head(turn, theme, WIDTH), theme), 2, 14)
    assert abs(before[0] - (WIDTH - 1 - after[1])) < 4
    assert abs((before[1] - before[0]) - (after[1] - after[0])) < 6


@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "found"])
@pytest.mark.parametrize("kind", ["code", "prose"])
def test_in_high_contrast_what_is_chosen_or_found_stands_on_the_systems_own_ground(qapp, kind, chosen):
    from spoke.ui.look.theme import SystemColours, Theme

    theme = Theme("dark", system=SystemColours("#000000", "#ffffff", "#1aebff", "#000000"))
    part = code(theme) if kind == "code" else prose(theme)
    image = painted(part, theme, (0, 5) if chosen else None, () if chosen else ("print",))
    colours = [image.pixelColor(x, y).name() for x in range(60) for y in range(image.height())]
    assert colours.count("#1aebff") > 200


@pytest.mark.parametrize("words", ["> Ågjy", "> Ågjy\n>\n> Ågjy"], ids=["one line", "two parts"])
def test_the_bar_of_a_quotation_stands_beside_all_of_its_text(qapp, words):
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    image = painted(prose(theme, words), theme)
    surface, bar = theme.colour("surface").name(), theme.colour("edge.control").name()
    barred = [y for y in range(image.height()) if image.pixelColor(2, y).name() == bar]
    inked = [y for y in range(image.height()) if any(image.pixelColor(x, y).name() != surface for x in range(16, 100))]
    assert barred and barred[0] <= inked[0] and inked[-1] <= barred[-1]


def test_what_a_user_wrote_from_the_right_stands_on_its_ground(qapp):
    from spoke.ui.chats.painted.bubble import Bubble
    from spoke.ui.chats.painted.prose import Prose
    from spoke.ui.chats.painted.prose_text import ProseText
    from spoke.ui.look.theme import Theme

    theme, hebrew = Theme("light"), "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} " * 6
    text = ProseText(hebrew, theme, WIDTH - 100, plain=True)
    for _ in text.steps():
        pass
    bubble = Bubble(Prose(text), theme, WIDTH, text.width + 28)
    image = painted(bubble, theme)
    ink = theme.colour("text").name()
    inked = [x for x in range(WIDTH) if any(image.pixelColor(x, y).name() == ink for y in range(image.height()))]
    assert inked and min(inked) > bubble.left


def test_the_numbers_of_a_list_stand_in_the_column_at_any_zoom(qapp):
    from spoke.ui.look.theme import Theme

    for scale in (1, 1.5, 2):
        theme = Theme("light", scale)
        image = painted(prose(theme, "9. nine\n10. ten\n"), theme)
        ground = theme.colour("surface").name()
        assert all(image.pixelColor(0, y).name() == ground for y in range(image.height())), scale


def test_what_a_user_wrote_stands_in_the_middle_of_its_ground(qapp):
    from spoke.ui.chats.painted.bubble import Bubble
    from spoke.ui.look.theme import Theme

    theme = Theme("light", 2)
    part = prose(theme, "HHH", plain=True)
    bubble = Bubble(part, theme, WIDTH, part.width + 56)
    image, ink = painted(bubble, theme), theme.colour("text").name()
    inked = [y for y in range(image.height()) if any(image.pixelColor(x, y).name() == ink for x in range(WIDTH))]
    above, below = inked[0], round(bubble.height) - 1 - inked[-1]
    assert abs(above - below) <= 4


def test_a_table_that_is_written_from_the_right_begins_there(qapp):
    from spoke.ui.chats.painted.prose_text import ProseText
    from spoke.ui.look.theme import Theme

    alef, bet = "\N{HEBREW LETTER ALEF}", "\N{HEBREW LETTER BET}"
    left, right = (
        ProseText(f"| {first} | {second} | {first}{second} |\n|---|---|---|\n| 1 | 2 | 3 |\n", Theme("light"), WIDTH)
        for first, second in (("a", "b"), (alef, bet))
    )
    for text in (left, right):
        for _ in text.steps():
            pass

    def row(text, number):
        table = text._document.rootFrame().childFrames()[0]
        cells = [table.cellAt(number, column).firstCursorPosition().block() for column in range(3)]
        return "".join(cell.text() for cell in cells), text._document.documentLayout().frameBoundingRect(table)

    (heads, box), (mirrored, far) = row(left, 0), row(right, 0)
    assert (heads, mirrored) == ("abab", f"{alef}{bet}{bet}{alef}")
    assert (row(left, 1)[0], row(right, 1)[0]) == ("123", "321")
    assert box.left() < 20 and far.left() > WIDTH / 2 and far.right() > WIDTH - 20


def test_code_in_what_is_written_from_the_right_has_its_ground(qapp):
    from PySide6.QtGui import QFontMetrics

    from spoke.ui.chats.painted.prose_text import ProseText
    from spoke.ui.look.theme import Theme

    theme, alef = Theme("light"), "\N{HEBREW LETTER ALEF}"
    text = ProseText(f"{alef} `fan.set(minutes=90)`", theme, WIDTH)
    for _ in text.steps():
        pass
    (ground,) = text._grounds._code
    assert ground.width() >= QFontMetrics(theme.font("code")).horizontalAdvance("fan.set(minutes=90)")


def test_a_call_that_has_not_begun_says_what_it_waits_for(qapp):
    from shared.parts import CallPart
    from spoke.ui.chats.content.run_view import run_view

    for state, said in (("queued", ("After the others",)), ("waiting", ("For your answer",)), ("running", ())):
        call = CallPart(id="1", step=0, name="run_code", arguments='{"code": "1"}', state=state)
        assert run_view(call, None, lambda _: "Laptop", "Laptop", None).figures == said


def test_the_state_of_a_run_is_written_whole_where_there_is_little_room(qapp, monkeypatch):
    from shared.parts import CallPart
    from spoke.ui.chats.content.run_view import run_view
    from spoke.ui.chats.painted import run_card
    from spoke.ui.look.theme import Theme

    written, write = [], run_card.write
    monkeypatch.setattr(run_card, "write", lambda *given: (written.append(given[-1]), write(*given)))
    theme = Theme("light", 2)
    call = CallPart(id="1", step=0, name="run_code", arguments='{"code": "1"}', state="waiting")
    card = run_card.RunCard(run_view(call, None, lambda _: "Laptop", "Laptop", None), theme, 480, lambda _: False)
    for _ in card.steps():
        pass
    painted(card, theme)
    assert "Waiting" in written and "For your answer" not in written


@pytest.mark.parametrize("kind", ["code", "prose", "from the right"])
def test_what_is_found_is_marked_without_a_selection_of_qts_for_each(qapp, kind, monkeypatch):
    """Hundreds of them in one paragraph take Qt seconds, each time that it is painted."""
    from spoke.ui.chats.painted import code_text, prose_text
    from spoke.ui.look.theme import Theme

    theme, alef = Theme("light"), "\N{HEBREW LETTER ALEF}"
    word = alef if kind == "from the right" else "print"
    part = code(theme) if kind == "code" else prose(theme, f"{alef} it" if word == alef else "**print** it\n\n- print")
    mark = theme.colour("warn.soft").name()
    for module in (code_text, prose_text):
        monkeypatch.setattr(module, "chosen_format", None)
    image = painted(part, theme, words=(word,))
    marked = [x for x in range(WIDTH) for y in range(image.height()) if image.pixelColor(x, y).name() == mark]
    assert len(marked) > 60
    assert mark not in {image.pixelColor(x, 8).name() for x in range(100, WIDTH - 100)}


@pytest.mark.parametrize("kind", ["code", "prose"])
def test_in_high_contrast_too_what_is_found_takes_one_selection_however_much_it_is(qapp, kind, monkeypatch):
    from spoke.ui.chats.painted import code_text, prose_text
    from spoke.ui.look.theme import SystemColours, Theme

    theme = Theme("dark", system=SystemColours("#000000", "#ffffff", "#1aebff", "#ff0000"))
    module, made = (code_text if kind == "code" else prose_text), []
    form = module.chosen_format
    monkeypatch.setattr(module, "chosen_format", lambda *how: (made.append(how), form(*how))[1])
    part = code(theme) if kind == "code" else prose(theme, "p r i n t " * 300)
    image = painted(part, theme, words=("p", "r", "i", "n", "t"))
    assert len(made) == 1
    colours = {image.pixelColor(x, y).name() for x in range(80) for y in range(image.height())}
    assert {"#1aebff", "#ff0000"} <= colours, "the letters have the ink that goes with the ground"


def test_where_words_stand_is_looked_for_once(qapp, monkeypatch):
    from spoke.ui.chats.painted import prose_text
    from spoke.ui.look.theme import Theme

    asked, stretches = [], prose_text.stretches
    monkeypatch.setattr(
        prose_text, "stretches", lambda at, some, **more: (asked.extend(some), stretches(at, some, **more))[1]
    )
    part = prose(Theme("light"), "xxx yy " * 100)
    for words, places in ((("x",), 100), (("x",), 0), (("y", "x"), 200), ((), 0)):
        asked.clear()
        painted(part, Theme("light"), words=words)
        assert len(asked) == places, "what touches is one place"


@pytest.mark.parametrize("mark", ["-", "1."])
def test_the_mark_of_an_item_does_not_touch_the_ground_of_code_beside_it(qapp, mark):
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    part = prose(theme, f"{mark} `code`")
    dot, ground = stretches(painted(part, theme), 0, round(part.height), least=4)
    assert ground[0] - dot[1] >= 4 and dot[0] > 2


@pytest.mark.parametrize(
    "words",
    [
        "x of y\n\n" * 100,
        "> - x y\n" * 100,
        "x and some words " * 200,
        "|x|y|\n|-|-|\n" + "|x|y x x x|\n" * 60,
        "|\u05d0 x|y|\n|-|-|\n" + "|x|y|\n" * 60,
    ],
    ids=["lines", "a quotation", "one paragraph", "a table", "a table from the right"],
)
def test_what_is_found_is_looked_for_where_it_is_seen(qapp, words, monkeypatch):
    """A message of one letter in each line has thousands, of which forty lines are in sight."""
    from PySide6.QtCore import QPointF, QRectF
    from PySide6.QtGui import QImage, QPainter

    from spoke.ui.chats.painted import prose_text
    from spoke.ui.chats.painted.part import Brush
    from spoke.ui.look.theme import Theme

    theme, asked, stretches = Theme("light"), [], prose_text.stretches
    part = prose(theme, words)
    whole = painted(part, theme, words=("x", "y"))
    monkeypatch.setattr(
        prose_text, "stretches", lambda at, some, **more: (asked.extend(some), stretches(at, some, **more))[1]
    )
    for top in range(0, round(part.height) - 50, 171):
        asked.clear()
        image, clip = QImage(whole.size(), whole.format()), QRectF(-30, top, WIDTH + 60, 50)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        part.paint(Brush(painter, theme, clip, words=("x", "y")), QPointF(), None)
        painter.end()
        assert image.copy(0, top, WIDTH, 50) == whole.copy(0, top, WIDTH, 50), top
        assert 0 < len(asked) < 30


def test_a_heading_of_several_lines_that_ends_in_bold_words_is_laid_out(qapp):
    """Dressed, its end looks as what follows it, and Qt joined them: the window ended with what came next."""
    from spoke.ui.look.theme import Theme

    theme = Theme("light")
    for follows in ("", "\n\nAnd `then` **on**", "\n[`l`](http://x.example)> on\n\n---\n") * 10:
        part = prose(theme, f"e\n**b** \n---{follows}")
        assert part.text.startswith("e b")


def test_how_far_a_row_looks_as_before():
    """Where a part came the one above it has no caret any more."""
    from spoke.ui.chats.painted.part import Laid
    from spoke.ui.chats.painted.prose import Rule

    first, second, third, other = (Rule(100) for _ in range(4))
    before = laid(first, second, third)
    assert laid(first, second, third).same_until(before, 0, 100) == 40
    assert laid(first, second, third, other).same_until(before, 0, 100) == 40
    assert laid(first, other, third).same_until(before, 0, 100) == 20
    assert laid(first, second).same_until(before, 0, 100) == 40
    assert laid(other, second, third).same_until(before, 30, 100) == 40  # the first is out of sight
    assert laid(first, second, third).same_until(laid(), 0, 100) == 0
    assert Laid(before.parts, 60, below=28).same_until(before, 0, 100) == 0


def laid(*parts):
    from PySide6.QtCore import QPointF

    from spoke.ui.chats.painted.part import Laid, Placed

    return Laid([Placed(part, QPointF(0, 20.0 * number)) for number, part in enumerate(parts)], 20.0 * len(parts))


def test_an_icon_stays_where_it_is_in_what_scrolls(qapp):
    """At the half of a pixel it went up in one row of pixels and down in the next."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QImage, QPainter

    from spoke.ui.look.icons import draw_icon

    tops = []
    for top in (10.5, 11.5, 12.5):
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        draw_icon(painter, "copy", QColor("black"), QRectF(10, top, 14, 14))
        painter.end()
        tops.append(next(y for y in range(40) if any(image.pixel(x, y) != 0xFFFFFFFF for x in range(40))) - int(top))
    assert len(set(tops)) == 1
