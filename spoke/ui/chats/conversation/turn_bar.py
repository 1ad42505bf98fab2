"""The actions of a turn, as real buttons over its head: copy, edit or answer again, and the branches beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.model import TurnRow, branch_words
from spoke.ui.chats.painted.drawing import write
from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import mirrored
from spoke.ui.look.theme import Theme
from spoke.ui.widgets.buttons import icon_button
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

ICONS = {
    "copy": "copy",
    "edit": "edit",
    "again": "again",
    "menu": "more",
    "before": "chevron-left",
    "after": "chevron-right",
}
"""By what is wished."""
_BUTTON, _EDGE = 26, 2
"""In pixels at 100 %."""


def bar_end(row: TurnRow, column: float) -> float:
    """Where the bar of a turn ends, in a column that is laid out from the left."""
    if row.laid.below:
        return column
    return column - row.laid.wide - 6 if row.turn.role == "user" else column + 2


def paint_branch(painter: QPainter, theme: Theme, turn: Turn, end: float, line: QRectF) -> None:
    """What the bar, where it is not shown, would say of the branches, at the place where it says it."""
    side, icon = theme.px(_BUTTON), theme.px(16)
    words = branch_words(turn)
    right = end - theme.px(_EDGE) - side
    left = right - theme.metrics("second").horizontalAdvance(words)
    painter.setFont(theme.font("second"))
    painter.setPen(theme.colour("text.third"))
    write(painter, QRectF(left, line.top(), right - left, line.height()), line, words, end=True)
    top = line.center().y() - icon / 2
    for at, name, more in (
        (left - side, "chevron-left", turn.branch - 1),
        (right, "chevron-right", len(turn.beside) - turn.branch),
    ):
        place = mirrored(QRectF(at + (side - icon) / 2, top, icon, icon), line)
        draw_icon(painter, name, theme.colour("text.third" if more else "disabled"), place)


class TurnBar(QFrame):
    """`wished`: the turn, and `copy`, `edit`, `again`, `before`, `after` or `menu`."""

    wished = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.turn = ""
        self._shown: tuple[object, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self.setProperty("ground", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        row.setSpacing(0)
        for wish, verb in (
            ("copy", tr("Copy the message (C)")),
            ("edit", tr("Edit the message (E)")),
            ("again", tr("Answer again (R)")),
            ("menu", tr("More for this message")),
            ("before", tr("Previous branch (Left)")),
        ):
            self._add(look, wish, verb)
        self.branch = label("", "second", "second")
        row.addWidget(self.branch)
        self._add(look, "after", tr("Next branch (Right)"))
        self.hide()

    def show_turn(self, turn: Turn) -> None:
        shown = (turn.id, turn.role, turn.growing, *turn.beside)
        if shown != self._shown:  # each step of a scroll asks
            self._shown = shown
            self._say(turn)
        self.adjustSize()
        self.show()

    def _say(self, turn: Turn) -> None:
        self.turn = turn.id
        user = turn.role == "user"
        if self.property("ground") != ("bar" if user else ""):  # over a head there is nothing to cover
            restyle(self, ground="bar" if user else "")
        self._buttons["edit"].setVisible(user)
        self._buttons["again"].setVisible(not user and not turn.growing)
        many = len(turn.beside) > 1
        for wish in ("before", "after"):
            self._buttons[wish].setVisible(many)
        self.branch.setVisible(many)
        self.branch.setText(branch_words(turn) if many else "")
        self._buttons["before"].setEnabled(turn.branch > 1)
        self._buttons["after"].setEnabled(turn.branch < len(turn.beside))

    def _add(self, look: Look, wish: str, verb: str) -> None:
        button = icon_button(look, ICONS[wish], verb, _BUTTON)
        restyle(button, kind="bare")
        button.clicked.connect(lambda: self.wished.emit(self.turn, wish))
        self._buttons[wish] = button
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
