"""Fields under each other, in batches. The first batch is made at once, the others while the column is seen.

A schema may have hundreds of fields, each of which takes most of a millisecond. A batch is made unseen, some fields in
a turn of the loop, and shown as a whole: with each that comes Qt lays out all that lies beside it, and what these
lie in, and paints it.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spoke.ui.event_loop import slice_clock
from spoke.ui.event_loop.sliced import Building
from spoke.ui.look.look import Look
from spoke.ui.look.style_sheets import in_parts, polishing
from spoke.ui.skills.groups import FormField
from spoke.ui.widgets.focus_order import put_last_in

_TOGETHER = 3
"""Fields of a batch, which wears a style sheet for itself."""

_SHOWN = 2
"""Batches that are shown in a turn."""

_GAP = 12


class FieldColumn(QWidget):
    """`begin` it. `came`: a field was made. `grew`: more are seen."""

    came = Signal(object)
    grew = Signal()

    def __init__(self, look: Look, schema: dict[str, Any]) -> None:
        super().__init__()
        self._look = look
        self.gone = False
        """Its fields are being freed."""

        self._left = deque(schema.get("properties", {}).items())
        self._required = schema.get("required", [])
        self._made: list[FormField] = []
        self._batches: list[QWidget] = []
        self._room = _TOGETHER
        """For fields in the last batch."""

        self._unseen: deque[QWidget] = deque()
        self._column = _column(self)
        in_parts(self)
        self._next = QTimer(self, interval=1)
        self._next.timeout.connect(self._go_on)

    def begin(self) -> None:
        for _ in range(min(_TOGETHER, len(self._left))):
            self._make()
        for batch in self._batches:
            self._column.addWidget(batch)

    @property
    def first(self) -> FormField | None:
        return self._made[0] if self._made else None

    @property
    def fields(self) -> list[FormField]:
        """Those that are there: see `whole`."""
        return self._made

    def whole(self) -> Building:
        """What is not there yet."""
        while self._left:
            self._make()
            yield

    def seen_to(self, field: FormField) -> Building:
        """Show what is not seen yet up to this one, where the column is seen."""
        while self.isVisible() and not field.isVisible() and self._unseen:
            self._show(_SHOWN)
            yield

    def after(self, field: FormField) -> FormField | None:
        """The next one, made and shown if need be: what is to come has come up to here."""
        at = self._made.index(field) + 1
        while self._left and (at == len(self._made) or self._room):
            self._make()
        if at == len(self._made):
            return None
        for _ in self.seen_to(self._made[at]):
            pass
        return self._made[at]

    @property
    def to_come(self) -> int:
        """About how high what is not seen yet is going to be, by what is."""
        if not (self._left or self._unseen or self._room):
            return 0
        seen = sum((batch := field.parentWidget()) is not None and not batch.isHidden() for field in self._made)
        unseen = len(self._made) + len(self._left) - seen
        return (self.sizeHint().height() + self._column.spacing()) * unseen // seen if seen else 0

    def put_away(self) -> None:
        """Out of sight, for another column to be seen: shown again, it comes batch by batch."""
        self.hide()
        in_making = self._batches[-1:] if self._left and self._room else []
        self._unseen = deque(batch for batch in self._batches[1:] if batch not in in_making)
        for batch in self._unseen:
            batch.hide()

    def leave(self) -> None:
        """Out of sight for good, and freed batch by batch."""
        self.hide()
        self.gone = True
        self._left.clear()
        self._next.timeout.disconnect(self._go_on)
        self._next.timeout.connect(self._free)
        self._next.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._left or self._unseen:
            self._next.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._next.stop()

    def _go_on(self) -> None:
        if slice_clock.busy():
            return
        end = time.perf_counter() + slice_clock.SLICE_S
        while self._left and len(self._unseen) < _SHOWN:
            self._make()
            if time.perf_counter() >= end:
                break
        else:
            self._show(_SHOWN)
        slice_clock.worked()
        if not (self._left or self._unseen):
            self._next.stop()

    def _make(self) -> None:
        name, schema = self._left.popleft()
        field = FormField(self._look, name, schema, required=name in self._required)
        if not self._made or not self._room:
            self._some = _column(self._new_batch())
        self._some.addWidget(field)
        self._made.append(field)
        self._room -= 1
        if len(self._batches) > 1:
            for _ in polishing(field):
                pass
            if not self._left or not self._room:
                put_last_in(self, self._batches[-1])
                self._unseen.append(self._batches[-1])
        self.came.emit(field)

    def _new_batch(self) -> QWidget:
        batch = QWidget()
        if self._batches:
            self._room = _TOGETHER
            batch.hide()
            batch.setParent(self)
            batch.ensurePolished()
        self._batches.append(batch)
        return batch

    def _show(self, most: int) -> None:
        for _ in range(min(most, len(self._unseen))):
            batch = self._unseen.popleft()
            if self._column.indexOf(batch) < 0:
                self._column.addWidget(batch)
            batch.show()
        self.grew.emit()

    def _free(self) -> None:
        if self._batches:
            self._batches.pop().deleteLater()
        else:
            self.deleteLater()


def _column(holder: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(holder)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(_GAP)
    return made
