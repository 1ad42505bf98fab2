"""A question in the page it concerns, before something that cannot be taken back: what it means, and two words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.focus_order import first_stop
from spoke.ui.widgets.labels import label


class QuestionBar(QWidget):
    """In a `BannerLayer`. Never a dialog: the page stays readable. The focus goes to the word that changes nothing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._act: Callable[[], object] = lambda: None
        self._back: QWidget | None = None
        self.page: QWidget | None = None
        """What it lies over: there the focus goes where nothing else gets it."""

        frame = QFrame()
        frame.setProperty("banner", "bad")
        mark = label()
        look.set_picture(mark, "warning", "bad")
        self.text = label(wrap=True)
        self.yes, self.no = push(tr("Remove"), "danger"), leaves(push(tr("Keep")))
        self.yes.clicked.connect(self._said_yes)
        self.no.clicked.connect(self.close_bar)
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.hide()

    def ask(self, sentence: str, yes: str, no: str, act: Callable[[], object], back: QWidget | None = None) -> None:
        """`back`: what gets the focus again, or what holds it."""
        self._act, self._back = act, back
        self.text.setText(sentence)
        self.setAccessibleName(sentence)
        for button, word in ((self.yes, yes), (self.no, no)):
            button.setText(word)
            button.setAccessibleName(word)
            button.setAccessibleDescription(sentence)  # it is what a reader reads where the focus comes to
        self.show()
        self.no.setFocus()

    def close_bar(self) -> None:
        back = self._back if self._back is not None and isValid(self._back) else self.page
        if back is not None and not back.focusPolicy() & Qt.FocusPolicy.TabFocus:
            back = first_stop(back)
        self.hide()
        if back is not None:
            back.setFocus()

    def _said_yes(self) -> None:
        self.close_bar()
        self._act()
