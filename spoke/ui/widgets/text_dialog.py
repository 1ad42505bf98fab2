"""Asks for a line of text in a dialog, which is gone when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from spoke.ui.look.theme import Theme

_WIDTH = 420
"""Pixels at 100 %: the title needs more than what is asked."""


def ask_text(owner: QWidget, theme: Theme, title: str, what: str, text: str, then: Callable[[str], object]) -> None:
    """`text`: what stands there. `then` is told what was typed, if something was."""
    dialog = QInputDialog(owner)
    dialog.setWindowTitle(title)
    dialog.setLabelText(what)
    dialog.setTextValue(text)
    dialog.resize(theme.px(_WIDTH), dialog.sizeHint().height())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.textValueSelected.connect(lambda value: then(value.strip()) if value.strip() else None)
    dialog.open()
