"""Real widgets over the painted rows: the bars of turns, the cards of open asks, and the way down to new text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from PySide6.QtCore import QObject, QPoint, QRectF, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from spoke.ui.chats.conversation.turn_bar import TurnBar, bar_end
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.painted.placeholders import Room
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import mirrored
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.focus_order import put_after


class Overlays(QObject):
    """`left`: the card with the focus goes out of sight."""

    wished = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, view: ConversationView) -> None:
        super().__init__(view)
        self._view = view
        self.cards: Mapping[str, QWidget] = {}
        """Of all open asks, by name; those that were put here stand in the rows that have room for them."""

        self._look = look
        self._any = False
        self._bars: list[TurnBar] = []
        view.has_bar = self._has_bar
        view.moved.connect(self.place)
        view.behind.connect(self._show_down)

    @cached_property
    def last(self) -> TurnBar:
        """Of the last turn."""
        return self._make_bar()

    @cached_property
    def over(self) -> TurnBar:
        """Of the turn under the pointer, or of the one with the focus."""
        return self._make_bar()

    @cached_property
    def down(self) -> QPushButton:
        return self._make_down(self._look)

    def _make_bar(self) -> TurnBar:
        made = TurnBar(self._look, self._view.viewport())
        put_after(self._view, made)
        made.wished.connect(self.wished)
        self._bars.append(made)
        return made

    def put_card(self, card: QWidget) -> None:
        card.setParent(self._view.viewport())
        card.hide()
        put_after(self._view, card)

    def place(self) -> None:
        """Everything to where its row is; what is out of sight is hidden."""
        view = self._view
        if not (self._any or view.rows or self.cards):
            return  # no chat was shown yet
        self._any = True
        last = len(view.rows) - 1
        current = view.currentIndex().row() if view.hasFocus() or self._bar_has_focus() else -1
        self._place_bar(self.last, last)
        wanted = view.pointer.under if 0 <= view.pointer.under < last else current if 0 <= current < last else -1
        over = self.over if wanted >= 0 or len(self._bars) > 1 else None
        if over and over.isVisible() and over.underMouse():
            wanted = view.row_of(over.turn)
        if over:
            self._place_bar(over, wanted)
        self._place_cards()
        self._place_down()

    def _has_bar(self, number: int) -> bool:
        turn = self._view.rows[number].turn.id
        return any(bar.isVisible() and bar.turn == turn for bar in self._bars)

    def _bar_has_focus(self) -> bool:
        return any(bar.isAncestorOf(bar.focusWidget() or self._view) for bar in self._bars)

    def _place_bar(self, bar: TurnBar, number: int) -> None:
        view = self._view
        if not 0 <= number < len(view.rows) or (view.rows[number].turn.growing and not view.rows[number].turn.beside):
            bar.hide()
            return
        row = view.rows[number]
        rect = view.row_rect(number)
        if rect.bottom() < 0 or rect.top() > view.viewport().height() or not row.laid.parts:
            bar.hide()
            return
        bar.show_turn(row.turn)
        first = row.laid.parts[0]
        place = view.place_of(number, first)
        left = round(view.column_left() + bar_end(row, view.column_width()) - bar.width())
        top = place.center().y() - bar.height() // 2
        if row.laid.below:
            top = rect.bottom() - bar.height()
        wanted = QRectF(left, top, bar.width(), 0)
        column = QRectF(view.column_left(), 0, view.column_width(), 0)
        bar.move(mirrored(wanted, column).topLeft().toPoint())
        bar.raise_()

    def _place_cards(self) -> None:
        view = self._view
        seen: set[str] = set()
        for number, row in enumerate(view.rows) if self.cards else ():
            for placed in row.laid.parts:
                if not isinstance(placed.part, Room):
                    continue
                card = self.cards.get(placed.part.name)
                if card is None or card.parent() is not view.viewport():
                    continue
                place = view.place_of(number, placed)
                if place.intersects(view.viewport().rect()):
                    seen.add(placed.part.name)
                    card.setGeometry(place)
                    card.show()
        for name, card in self.cards.items():
            if name not in seen and card.parent() is view.viewport():
                if card.isAncestorOf(view.window().focusWidget() or view) or card.hasFocus():
                    self.left.emit()
                card.hide()

    def _make_down(self, look: Look) -> QPushButton:
        made = push("", "", tr("Go to the end of the chat"))
        made.setAccessibleName(made.toolTip())
        self._draw_down = look.set_icon(made, "chevron-down")
        made.setParent(self._view.viewport())
        put_after(self._view, made)
        made.clicked.connect(self._view.follow)
        made.hide()
        return made

    def _show_down(self, far: bool, news: bool) -> None:
        if far or news or self._any:
            self.down.setText(tr("New text below") if news else "")
            self._draw_down()
            self.down.setVisible(far or news)
            self._place_down()

    def _place_down(self) -> None:
        if self.down.isVisible():
            self.down.adjustSize()
            port = self._view.viewport()
            self.down.move(QPoint((port.width() - self.down.width()) // 2, port.height() - self.down.height() - 10))
            self.down.raise_()
