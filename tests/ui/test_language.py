"""German is complete, and the window speaks it."""

from __future__ import annotations

import string
import subprocess
import sys
from pathlib import Path

import pytest

from spoke.ui.i18n.figures import figure, size_text, took
from spoke.ui.i18n.translate import Language, plural, tr

pytestmark = pytest.mark.requires("qt")
TOOL = Path(__file__).parents[2] / "packaging" / "setup" / "translations.py"


@pytest.fixture(scope="module")
def translations():
    sys.path.insert(0, str(TOOL.parent))
    import translations

    return translations


@pytest.fixture
def german(qapp):
    language = Language()
    language.use("de")
    yield
    language.use("en")


def test_no_text_of_the_desktop_lacks_its_german():
    done = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_translation_has_the_values_of_its_text_and_the_number(translations):
    known = translations.translations(translations.FOLDER / "felloe_de.ts")
    wrong = [
        (text.source, form)
        for text, forms in known.items()
        for form in forms
        if places(text.source) != places(form) or ("%n" in text.source) > any("%n" in one for one in forms)
    ]
    assert len(known) > 600
    assert wrong == []


def places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def test_figures_are_written_as_the_language_writes_them(german):
    assert (figure(12_400), took(12_400), took(0.8)) == ("12.400", "12,4 s", "0,8 ms")
    assert (size_text(240_000), size_text(2_400_000)) == ("240 KB", "2,4 MB")
    Language().use("en")
    assert (figure(12_400), took(12_400), size_text(2_400_000)) == ("12,400", "12.4 s", "2.4 MB")


def test_texts_and_plurals_are_german(german):
    assert tr("Settings") == "Einstellungen"
    assert [plural("%n chat", "%n chats", number) for number in (0, 1, 2)] == ["0 Chats", "1 Chat", "2 Chats"]
    assert tr("{what} asks you", what="<b>") == "<b> fragt dich"


def test_english_needs_no_file(qapp):
    assert [plural("%n chat", "%n chats", number) for number in (0, 1, 2)] == ["0 chats", "1 chat", "2 chats"]


def test_qts_own_words_are_german_too(german):
    from PySide6.QtWidgets import QLineEdit

    field = QLineEdit()
    words = [action.text() for action in field.createStandardContextMenu().actions()]
    assert any("Kopieren" in word.replace("&", "") for word in words)


def test_an_unwritten_literal_is_refused(translations, tmp_path, monkeypatch):
    folder = tmp_path / "spoke" / "ui"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text('tr(f"{a}")')
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="f-string"):
        translations.texts()
