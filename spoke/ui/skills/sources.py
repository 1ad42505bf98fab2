"""Where a skill comes from: those of Felloe itself, a folder, a zip. No system's dialog takes the last two."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.resources import RESOURCES
from spoke.ui.widgets.file_dialogs import ask_for_file, ask_for_folder

OURS = str(RESOURCES / "skills")


def ask_for_source(over: QWidget, button: QWidget, at: QPoint, take: Callable[[str], None]) -> None:
    """First which of them, in a menu that looks as those of `button` do, then for one; `take` gets its path."""
    menu = QMenu(button)
    for words, choose in (
        (tr("One that comes with Felloe"), lambda: take(OURS)),
        (tr("A skill's folder…"), lambda: ask_for_folder(over, tr("A skill's folder"), take)),
        (tr("A zip…"), lambda: ask_for_file(over, tr("A zip with skills"), take, ("Zip (*.zip *.skill)",))),
    ):
        action = QAction(words, menu)
        action.triggered.connect(choose)
        menu.addAction(action)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    menu.setActiveAction(menu.actions()[0])
