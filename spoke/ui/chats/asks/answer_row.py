"""The answers to a question as buttons: beside each other where there is room, else under each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton

from spoke.ui.chats.asks.exactly import exactly
from spoke.ui.i18n.translate import tr
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label

if TYPE_CHECKING:
    from spoke.ui.chats.asks.ask_words import AskWords

KEYS = {"once": "1", "chat": "2", "exact": "3", "deny": "0"}
_BY_KEY = {
    Qt.Key.Key_1: ("once",),
    Qt.Key.Key_2: ("chat",),
    Qt.Key.Key_3: ("exact", "always"),
    Qt.Key.Key_0: ("deny",),
}


class AnswerRow(QBoxLayout):
    """`pressed`: a button. `decided`: for good, in a menu that says it word for word; `offered` is what that allows or
    denies."""

    pressed = Signal(str)
    decided = Signal(str)

    def __init__(self, words: AskWords) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self.setSpacing(8)
        self._words = words
        answers = words.answers
        self.buttons: dict[str, QPushButton] = {answer: self._button(answer) for answer in answers if answer in KEYS}
        """By answer."""

        self._hint = label(tr("Alt+A to answer"), "second", "third")
        for answer, button in self.buttons.items():
            if answer == "deny":
                self.addStretch()
                self.addWidget(self._hint)
                if {"always", "never"} & set(answers):
                    self.addWidget(self._lasting())
            self.addWidget(button)

    def enable(self, enabled: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(enabled)

    def of_key(self, key: int) -> str:
        """The answer that 1, 2, 3 or 0 gives now; empty where it gives none."""
        answers = _BY_KEY.get(Qt.Key(key), ())
        return next((each for each in answers if each in self.buttons and self.buttons[each].isEnabled()), "")

    def fit(self, room: int, *, narrow: bool) -> bool:
        """No word of an answer is cut. Whether they stand under each other."""
        left = room - self._wide()
        narrow = narrow or left < 0
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self.direction() != wanted:
            self.setDirection(wanted)
        for answer, button in self.buttons.items():
            _name(button, self._words.button(answer), KEYS[answer], room)
        self._hint.setVisible(not narrow and left >= self._hint.sizeHint().width() + 8)
        return narrow

    def _button(self, answer: str) -> QPushButton:
        text, key = self._words.button(answer), KEYS[answer]
        button = push(f"{text}  {key}", "main" if answer == "once" else "")
        button.setAccessibleName(text)
        button.setToolTip(tr("{what} ({key} while the focus is in this question)", what=text, key=key))
        button.setAccessibleDescription(self._words.allows(answer))
        button.clicked.connect(lambda: self.pressed.emit(answer))
        return button

    def _lasting(self) -> QPushButton:
        button = push(tr("More…"), "quiet", tr("Allow or deny for good"))
        menu = QMenu(button)
        for answer, text in (("always", tr("Always: {what}")), ("never", tr("Never: {what}"))):
            action = menu.addAction(text.format(what=exactly(self._words.ask.offered)).replace("&", "&&"))
            action.triggered.connect(partial(self._decide, answer))
        button.setMenu(menu)
        return button

    def _decide(self, answer: str, _: bool = False) -> None:
        self.decided.emit(answer)

    def _wide(self) -> int:
        """What they need beside each other."""
        items = [self.itemAt(number) for number in range(self.count())]
        found = 0
        for button in (item.widget() for item in items if item):
            if button is not None and button is not self._hint:
                button.ensurePolished()
                found += button.sizeHint().width() + self.spacing()
        return found


def _name(button: QPushButton, text: str, key: str, room: int) -> None:
    """All its words, or as many as there is room for: its tooltip has them all."""
    button.ensurePolished()
    button.setText(f"{text}  {key}")
    over = button.sizeHint().width() - room
    if over > 0:
        metrics = button.fontMetrics()
        most = metrics.horizontalAdvance(text) - over
        button.setText(f"{metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)}  {key}")
