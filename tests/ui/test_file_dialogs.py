"""The dialogs for files, as Qt draws them where the system has none."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [
    pytest.mark.requires("qt"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # of what stands on no screen
]


@pytest.fixture
def owner(qtbot: Any) -> Any:
    from PySide6.QtWidgets import QWidget

    made = QWidget()
    qtbot.addWidget(made)
    return made


def dialogs(owner):
    from PySide6.QtWidgets import QFileDialog

    return owner.findChildren(QFileDialog)


@pytest.mark.parametrize("name", ["ask_where", "ask_for_file", "ask_for_files", "ask_for_folder"])
def test_a_dialog_that_is_left_is_gone_and_says_nothing(qtbot, owner, name):
    from spoke.ui.widgets import file_dialogs

    told = []
    proposed = ("boat.md",) if name == "ask_where" else ()
    getattr(file_dialogs, name)(owner, "Choose", *proposed, told.append)
    dialogs(owner)[0].reject()
    qtbot.waitUntil(lambda: not dialogs(owner))
    assert not told


def test_a_name_without_a_suffix_gets_that_of_the_form_that_is_written(qtbot, owner, tmp_path):
    from spoke.ui.widgets.file_dialogs import ask_where

    told: list[str] = []
    ask_where(owner, "Export", str(tmp_path / "boat"), told.append, ("Markdown (*.md)", "Felloe (*.json)"))
    dialogs(owner)[0].accept()
    qtbot.waitUntil(lambda: not dialogs(owner))
    assert told == [str(tmp_path / "boat.md")]
