"""What stands in the page before the first chat: what works already, and what can be added."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.controls import hairline, label, push
from spoke.ui.icons import application_icon
from spoke.ui.look import Look

_OFFERS = (
    (2, "skill", "Call a function through a form", "The skills on this device, and on your others", "Choose"),
    (1, "pair", "Join your other devices", "Paste the pairing string that your hub gave you", "Pair"),
    (3, "clock", "See what ran", "Every run, what it took, and how it ended", "Look"),
)


class FirstRun(QWidget):
    """`places` asks for a place by its number."""

    places = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        card = QFrame()
        card.setProperty("ground", "card")
        offers = QVBoxLayout(card)
        offers.setContentsMargins(0, 0, 0, 0)
        offers.setSpacing(0)
        for number, offer in enumerate(_OFFERS):
            if number:
                offers.addWidget(hairline())
            offers.addWidget(self._offer(look, *offer))
        middle = QWidget()
        middle.setMaximumWidth(740)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(_head())
        column.addSpacing(28)
        column.addWidget(label("Do something with it", "section"))
        column.addSpacing(6)
        column.addWidget(card)
        column.addStretch()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 32, 24, 0)
        outer.addStretch()
        outer.addWidget(middle, 1000)
        outer.addStretch()

    def _offer(self, look: Look, place: int, icon: str, title: str, second: str, verb: str) -> QWidget:
        made = QWidget()
        mark = label()
        look.mark(mark, icon, "accent.text")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(title, "button"))
        texts.addWidget(label(second, "second", "second"))
        button = push(verb)
        button.setMinimumWidth(84)
        button.setAccessibleName(f"{verb}: {title}")
        button.clicked.connect(lambda: self.places.emit(place))
        row = QHBoxLayout(made)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(14)
        row.addWidget(mark)
        row.addLayout(texts, 1)
        row.addWidget(button)
        return made


def _head() -> QHBoxLayout:
    mark = label()
    mark.setPixmap(application_icon().pixmap(QSize(40, 40)))
    mark.setAccessibleName("Felloe")
    texts = QVBoxLayout()
    texts.setSpacing(4)
    texts.addWidget(label("Felloe works on this device now", "title"))
    texts.addWidget(
        label(
            "Chats, skills and the sandbox need no account, no model and no network.", "interface", "second", wrap=True
        )
    )
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(texts, 1)
    return row
