"""What the person chose for the desktop is kept, shown at once, and never keeps it from starting."""

from __future__ import annotations

import shutil
from itertools import count
from threading import get_ident

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout

from spoke.ui import preferences
from spoke.ui.chats.writing.drafts import Drafts
from spoke.ui.look.look import Look
from spoke.ui.preferences import Choices, Preferences

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def file(home):
    return home / "desktop" / "preferences.json"


@pytest.fixture
def look(qapp, file):
    made = Look(qapp, Preferences(file))
    yield made
    made.preferences.change(zoom=100, theme="light")


def test_choices_and_what_the_window_remembers_outlive_it(qapp, file):
    first = Preferences(file)
    first.change(theme="dark", zoom=125)
    first.keep("page", "devices")
    first.save()
    again = Preferences(file)
    assert again.choices == Choices(theme="dark", zoom=125)
    assert (again.kept("page"), again.kept("nothing", 1)) == ("devices", 1)


def test_what_changes_without_a_pause_is_written_meanwhile(qapp, file, qtbot, monkeypatch):
    monkeypatch.setattr(preferences, "_PAUSE_MS", 50)
    made, number = Preferences(file), count()
    typing = QTimer(made, interval=1)
    typing.timeout.connect(lambda: made.keep("text", next(number)))
    typing.start()
    qtbot.waitUntil(file.exists)
    typing.stop()


def test_what_changes_is_written_on_another_thread_and_never_over_what_is_newer(qapp, file, qtbot, monkeypatch):
    """Long texts of forms held the window while they were encoded."""
    made, threads = Preferences(file), []
    real = preferences.keep_file
    monkeypatch.setattr(preferences, "keep_file", lambda *args: (threads.append(get_ident()), real(*args))[1])
    made.keep("text", "first")
    late = made._next()
    made._timer.start(0)
    qtbot.waitUntil(lambda: len(threads) == 1)
    assert threads != [get_ident()]
    made.keep("text", "second")
    made.save()
    late()
    assert len(threads) == 2 and threads[1] == get_ident()
    assert Preferences(file).kept("text") == "second"


@pytest.fixture
def in_the_way(file, monkeypatch):
    """A folder where the file has to be, until it is asked to go."""
    monkeypatch.setattr(preferences, "_PAUSE_MS", 0)
    monkeypatch.setattr(preferences, "_AGAIN_MS", 20)
    (file / "inside").mkdir(parents=True)
    return lambda: shutil.rmtree(file)


def test_a_disk_that_refuses_is_tried_until_it_takes_what_was_chosen_last(qapp, file, qtbot, in_the_way):
    made, tried = Preferences(file), []
    made.tried.connect(tried.append)
    made.change(theme="dark")
    qtbot.waitUntil(lambda: len(tried) > 2)
    assert all("preferences.json" in why.message for why in tried) and made.trouble
    made.keep("page", "devices")
    in_the_way()
    qtbot.waitUntil(lambda: tried[-1] is None)
    assert not made.trouble and not made._timer.isActive()
    assert (Preferences(file).choices.theme, Preferences(file).kept("page")) == ("dark", "devices")


def test_what_was_typed_is_at_risk_until_it_is_on_the_disk_and_how_a_window_stood_is_not(qapp, file, qtbot, in_the_way):
    made = Preferences(file)
    made.keep("page", "devices")
    made.save()
    assert made.trouble and not made.at_risk
    made.keep("forms", {"at": 1}, typed={})
    assert not made.at_risk, "nothing was typed"
    made.keep("forms", {"at": 1, "typed": "Oslo"}, typed={"typed": "Oslo"})
    assert made.at_risk
    in_the_way()
    made.save()
    assert not made.trouble and not made.at_risk
    file.unlink()
    (file / "inside").mkdir(parents=True)
    made.keep("forms", {"at": 2, "typed": "Oslo"}, typed={"typed": "Oslo"})
    made.save()
    assert made.trouble and not made.at_risk, "that is on the disk"


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"choices": {"zoom": 900}, "kept": {}}', '{"choices": 1}', "[" * 100_000]
)
def test_a_damaged_file_is_as_none(qapp, file, content):
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert Preferences(file).choices == Choices()
    assert Drafts(file).get("") == ""


def test_half_a_character_is_kept_as_what_it_is(qapp, file):
    """As the system hands some on: it is no text that can be encoded."""
    first = Preferences(file)
    first.keep("page", "\ud83d")
    first.save()
    assert Preferences(file).kept("page") == "\ud83d"


def test_what_is_no_choice_is_refused_and_changes_nothing(qapp, file):
    preferences = Preferences(file)
    with pytest.raises(ValueError):
        preferences.change(zoom=201)
    assert preferences.choices == Choices()


def test_the_chosen_theme_wins_over_the_systems(look):
    look.preferences.change(theme="dark")
    assert look.theme.hex("surface") == "#1C2224"
    look.preferences.change(theme="light")
    assert look.theme.hex("surface") == "#FFFFFF"


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_zoom_scales_texts_spaces_and_sizes_and_goes_back(look, qtbot):
    frame = QFrame()
    qtbot.addWidget(frame)
    look.style(frame)
    button = QPushButton("Run", frame)
    button.setFixedHeight(30)
    column = QVBoxLayout(frame)
    column.setContentsMargins(24, 10, 24, 0)
    column.addSpacing(8)
    column.addWidget(button)
    frame.show()

    def measures():
        margins = column.contentsMargins()
        return margins.left(), margins.bottom(), button.height(), QApplication.font().pixelSize()

    before, space = measures(), column.itemAt(0).spacerItem().sizeHint().height()
    assert before[:3] == (24, 0, 30)
    for _ in range(9):
        look.zoom_by(1)
    assert look.zoom == 200
    qtbot.waitUntil(lambda: button.height() == 60)
    assert measures() == (48, 0, 60, 2 * before[3])
    assert column.itemAt(0).spacerItem().sizeHint().height() == 2 * space
    look.zoom_by(0)
    qtbot.waitUntil(lambda: button.height() == 30)
    assert measures() == before


def test_where_less_motion_is_asked_for_nothing_moves(look):
    look.preferences.change(less_motion=True)
    assert look.motion(120) == 0
    look.preferences.change(less_motion=False)
