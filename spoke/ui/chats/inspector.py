"""One run in full: what ran and where, each call of it, all of its output, and what came back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.chats.content.run_view import STATES, RunView
from spoke.ui.chats.painted.part import Brush
from spoke.ui.chats.painted.run_card import RunCard
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.theme import Theme
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.labels import breakable, label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.output import Output
from spoke.ui.widgets.surfaces import restyle

if TYPE_CHECKING:
    from spoke.node.bodies.runs import RunInfo

_LONGEST, _LINES = 20_000, 16


class Inspector(QScrollArea):
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.view: RunView | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Inspector"))
        self.setMinimumWidth(320)
        self._pane = QWidget()
        self._pane.setProperty("ground", "list")
        self._pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label(tr("No run chosen"), "section")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self.card = _Card(look)
        self._result = Output(tr("Result"), "output", _LINES)
        self._result_box = QFrame()
        self._copies = push(tr("Copy the code"))
        self._result_box.setProperty("ground", "sunken")
        self._lay_out()

    def show_run(self, view: RunView, info: RunInfo | None, problem: str = "") -> None:
        """`info`: its record, where it could be had; else `problem` says why not."""
        self.view = view
        self._title.setText(view.title)
        self._copies.show()
        clear_layout(self._facts)
        for name, words in self._what(view, info):
            self._facts.addWidget(_fact(name, words))
        if problem:
            self._facts.addWidget(label(problem, "second", "second", wrap=True))
        self.card.show_run(view)
        result = json.dumps(info.record.result, ensure_ascii=False, indent=2) if info and info.record.ok else ""
        self._result.show_text(result[:_LONGEST])
        self._result_box.setVisible(bool(result) and result != "null")

    def _copy(self) -> None:
        if self.view:
            QGuiApplication.clipboard().setText(self.view.code)

    def _what(self, view: RunView, info: RunInfo | None) -> list[tuple[str, str]]:
        """Beside what its card says."""
        state = STATES.get(view.state)
        facts = [(tr("State"), tr(state.word) if state else tr("Ran"))]
        if info:
            from spoke.ui.activity.entries import asker  # with the node's bodies, which the start does not wait for

            facts.append((tr("Started"), past(info.started_ms, present())))
            facts.append((tr("Asked by"), asker(info.principal)))
        facts.append((tr("Id"), breakable(view.run)))
        return [(name, words) for name, words in facts if words]

    def _lay_out(self) -> None:
        close = icon_button(self._look, "close", tr("Close the inspector (Ctrl+I)"), 28)
        restyle(close, kind="bare")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self._copies.clicked.connect(self._copy)
        self._copies.hide()
        inside = QVBoxLayout(self._result_box)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._result)
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(20, 10, 20, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(self._facts)
        column.addWidget(self.card)
        column.addWidget(self._result_box)
        self._result_box.hide()
        column.addWidget(self._copies, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self.setWidget(self._pane)


class _Card(QWidget):
    """The run's card with nothing folded away."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: RunView | None = None
        self._card: RunCard | None = None
        self._made: tuple[RunView, Theme, float] | None = None
        """What the card is made from."""

        look.changed.connect(self._make)

    def show_run(self, view: RunView) -> None:
        self._view = view
        self.setAccessibleName(view.spoken)
        self._make()

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        self._make()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(300, round(self._card.height) if self._card else 0)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        if self._card:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._card.paint(Brush(painter, self._look.theme, QRectF(self.rect())), QPointF(0, 0), None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """To the side it scrolls what lies under the pointer."""
        delta = event.angleDelta()
        by = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        side = self._card.sideways(event.position()) if self._card and by else None
        if side is None or not side.room:
            super().wheelEvent(event)
            return
        side.move(-by / 2)
        self.update()

    def _make(self) -> None:
        if self._view is None or not self.width():
            return
        made = self._view, self._look.theme, float(self.width())
        if made == self._made:
            return
        self._made = made
        self._card = RunCard(*made, open_=lambda _: True, bare=True, before=self._card)
        at_once(self._card.steps())
        self.setFixedHeight(round(self._card.height) + 1)
        self.update()


def _fact(name: str, words: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    key = label(name, "second", "third")
    key.setMinimumWidth(72)
    value = label(words, "second", wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(value, 1)
    return made
