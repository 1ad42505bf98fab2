"""Fields under each other, in batches. The first batch is made at once, the others while the column is seen.

A schema may have hundreds of fields, each of which takes most of a millisecond to be made. A batch is made unseen, some
fields in a turn of the loop. It has its room from then on, and is shown only where it is near what one sees: Qt goes
through all that is shown with each change of the page that holds it.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from spoke.ui.event_loop import slice_clock
from spoke.ui.event_loop.sliced import Building
from spoke.ui.look.look import Look
from spoke.ui.look.style_sheets import in_parts, polishing
from spoke.ui.skills.groups import FormField
from spoke.ui.widgets.focus_order import put_last_in

_TOGETHER = 3
"""Fields of a batch, which wears a style sheet for itself."""

_TURNED = 2
"""Batches that are shown or hidden in a turn."""

_GAP = 12


class FieldColumn(QWidget):
    """`begin` it. `came`: a field was made. `grew`: there is room for more of them."""

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
        self._batches: list[_Batch] = []
        """Those in their places: but for `_coming`."""

        self._coming: _Batch | None = None
        self._column = _column(self)
        in_parts(self)
        self._area: QScrollArea | None = None
        self._next = QTimer(self, interval=1)
        self._next.timeout.connect(self._go_on)

    def begin(self) -> None:
        while self._left and not self._batches:
            self._make()

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

    def bring(self, field: FormField) -> None:
        """Into sight, as soon as what lies around it is laid out. It may be a part of another."""
        while self._coming and self._coming.isAncestorOf(field):
            self._make()
        next(batch for batch in self._batches if batch.isAncestorOf(field)).show()
        if (area := self._area) is not None:
            QTimer.singleShot(0, field, lambda: area.ensureWidgetVisible(field))

    def after(self, field: FormField) -> FormField | None:
        """The next one, made and brought into sight."""
        at = self._made.index(field) + 1
        if at == len(self._made):
            if not self._left:
                return None
            self._make()
        self.bring(self._made[at])
        return self._made[at]

    @property
    def to_come(self) -> int:
        """About how high what has no room yet is going to be, by what has."""
        placed = sum(len(batch.fields) for batch in self._batches)
        rest = len(self._made) + len(self._left) - placed
        return (self.sizeHint().height() + _GAP) * rest // placed if rest and placed else 0

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
        if self._area is None and (area := _area_around(self)):
            self._area = area
            area.verticalScrollBar().valueChanged.connect(self._look_around)
            area.verticalScrollBar().rangeChanged.connect(self._look_around)
        self._look_around()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._look_around()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._next.stop()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Keys may come faster than turns of the loop."""
        for batch in self._held:
            batch.show()
        return super().focusNextPrevChild(forward)

    def _look_around(self) -> None:
        """When all is laid out: what is near may be another part of it now."""
        if self.isVisible():
            self._next.start()

    def _go_on(self) -> None:
        if slice_clock.busy():
            return
        if not self._turn_some():
            if not self._left:
                self._next.stop()
                return
            self._make_some()
        slice_clock.worked()

    def _turn_some(self) -> bool:
        """Show some of what is near, or hide some of what is far. Whether there was any."""
        seen = self._in_sight
        near, far = (seen.adjusted(0, -beyond, 0, beyond) for beyond in (seen.height() // 2, seen.height()))
        held = self._held
        wanted = [each for each in self._batches if each in held or near.intersects(each.geometry())]
        come = [each for each in wanted if each.isHidden()]
        come.sort(key=lambda batch: abs(batch.geometry().center().y() - seen.center().y()))
        left = [each for each in self._batches if each not in wanted and not far.intersects(each.geometry())]
        go = [each for each in left if not each.isHidden()]
        for batch in come[:_TURNED]:
            batch.show()
        for batch in go[: max(0, _TURNED - len(come))]:
            batch.hide()
        return bool(come or go)

    @property
    def _in_sight(self) -> QRect:
        """What its area shows, wherever that stands and whatever lies over it: nobody says when that changes."""
        if self._area is None:
            return self.rect()
        port = self._area.viewport()
        return port.rect().translated(self.mapFrom(port, QPoint(0, 0)))

    @property
    def _held(self) -> list[_Batch]:
        """Where Tab comes to from outside, and from the field that had the focus last: it stops at nothing hidden."""
        focus = self.focusWidget()
        at = next((n for n, each in enumerate(self._batches) if focus and each.isAncestorOf(focus)), 0)
        last = [] if self._left else self._batches[-1:]  # another one is as long as more come
        return [*self._batches[:1], *self._batches[max(0, at - 1) : at + 2], *last]

    def _make_some(self) -> None:
        end = time.perf_counter() + slice_clock.SLICE_S
        while self._left:
            self._make()
            if time.perf_counter() >= end:
                return

    def _make(self) -> None:
        """A field, and room for its batch with the last one in there."""
        name, schema = self._left.popleft()
        field = FormField(self._look, name, schema, required=name in self._required)
        batch = self._coming = self._coming or self._new_batch()
        batch.add(field)
        self._made.append(field)
        if self._batches:  # the first comes with the form
            for _ in polishing(field):
                pass
        if not self._left or len(batch.fields) == _TOGETHER:
            self._place(batch)
        self.came.emit(field)

    def _new_batch(self) -> _Batch:
        batch = _Batch()
        if self._batches:
            batch.hide()
            batch.setParent(self)
            batch.ensurePolished()
        return batch

    def _place(self, batch: _Batch) -> None:
        self._coming = None
        if self._batches:
            put_last_in(self, batch)
        self._column.addWidget(batch)
        self._batches.append(batch)
        self.grew.emit()

    def _free(self) -> None:
        if self._batches:
            self._batches.pop().deleteLater()
        else:
            self.deleteLater()


class _Batch(QWidget):
    """It keeps its room where it is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[FormField] = []
        self._column = _column(self)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def add(self, field: FormField) -> None:
        self.fields.append(field)
        self._column.addWidget(field)


def _column(holder: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(holder)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(_GAP)
    return made


def _area_around(widget: QWidget) -> QScrollArea | None:
    holder = widget.parentWidget()
    while holder is not None and not isinstance(holder, QScrollArea):
        holder = holder.parentWidget()
    return holder
