"""What happens on a device while one looks: its newest entries on the rim, kept up by its events."""

from __future__ import annotations

import asyncio
import contextlib

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from shared.errors import FelloeError
from spoke.node.bodies.events import Event
from spoke.ui.activity.entries import Entry
from spoke.ui.activity.feed import Chosen, Feed
from spoke.ui.activity.rim import draw_spoke
from spoke.ui.i18n.figures import local
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.services import Services
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_focus import ring_row, stand
from spoke.ui.widgets.row_text import write
from spoke.ui.work.refresh import Refresh

_ENTRY = Qt.ItemDataRole.UserRole + 1
_SHOWN = 30
_KINDS = ("runs", "asks", "calls", "grants", "reset")


class LiveModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        if entries != self.entries:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return " · ".join(part for part in (entry.what, _second(entry)) if part)
        return None


class LivePane(QFrame):
    """Follows the device that `watch` names, until another; `Pause` keeps what is on screen."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._handle: str | None = None
        self._own = True
        self._listening: asyncio.Task[None] | None = None
        self._live = self._paused = False
        self._icon = ("activity", "text.second")
        self._again = Refresh(services.tasks, self._read)
        self.setProperty("ground", "list")
        self.setMinimumWidth(260)
        self.setAccessibleName(tr("Live events"))
        self.model = LiveModel()
        self.view = _LiveList(services.look)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_OnTheRim(services.look, self.view))
        self.view.setAccessibleName(tr("Live events"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pause = push(tr("Pause"), "quiet")
        self.pause.clicked.connect(self._pause)
        self._mark, self._state = label(), label(type_="state")
        self._nothing = label(type_="second", ink="second", wrap=True)
        self._nothing.setContentsMargins(16, 4, 16, 0)
        self._lay_out()
        services.look.changed.connect(self._look_changed)
        services.node.event_received.connect(self._own_event)

    def watch(self, handle: str | None, *, own: bool, online: bool, name: str) -> None:
        """Look at the device of that handle; at this one without a hub where it is none."""
        if (handle, own, online) == (self._handle, self._own, self._live):
            return
        self._handle, self._own = handle, own
        self._stop()
        self.model.show([])
        if not online:
            self._say(
                "cloud-off",
                "text.second",
                tr("Offline"),
                tr("{device} shows here what it does when it is back.", device=name),
            )
            return
        self._say("activity", "ok", tr("Paused") if self._paused else tr("Live"), "")
        self._live = True
        if own:
            self._again.ask()
        else:
            self._listening = self._services.tasks.start(self._listen())

    def _stop(self) -> None:
        if self._listening:
            self._listening.cancel()
            self._listening = None
        self._live = False

    async def _listen(self) -> None:
        """Its events through the hub, until it goes away or the person looks at another."""
        try:
            async with self._services.node.client.on(self._handle).events() as events:
                self._again.ask()
                async for event in events:
                    if event.kind in _KINDS:
                        self._again.ask()
        except FelloeError as error:
            self._live = False
            self._say("cloud-off", "text.second", tr("Not live"), worded(error))

    def _own_event(self, event: Event) -> None:
        if self._own and event.kind in _KINDS and self.isVisible():
            self._again.ask()

    async def _read(self) -> None:
        if self._paused:
            return
        handle = "" if self._own else self._handle or ""
        feed = Feed(self._services.node.client, Chosen(device=handle))
        with contextlib.suppress(FelloeError):  # what it is that is wrong, the stream says
            entries = await feed.waiting() + await feed.page(_SHOWN)
            if handle == ("" if self._own else self._handle or ""):
                self.model.show(entries[:_SHOWN])
                self._explain("" if entries else tr("Nothing happened here yet."))

    def _pause(self) -> None:
        self._paused = not self._paused
        self.pause.setText(tr("Go on") if self._paused else tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        if self._live:
            self._state.setText(tr("Paused") if self._paused else tr("Live"))
            self._again.ask()

    def _say(self, icon: str, ink: str, word: str, why: str) -> None:
        self._icon = (icon, ink)
        self._state.setText(word)
        self._state.setProperty("ink", ink.removeprefix("text."))
        self._state.style().polish(self._state)
        self._explain(why)
        self._look_changed()

    def _explain(self, why: str) -> None:
        self._nothing.setText(why)
        self._nothing.setVisible(bool(why))

    def _look_changed(self) -> None:
        self._mark.setPixmap(self._services.look.picture(*self._icon, 14))
        self.view.viewport().update()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 8, 6)
        head.setSpacing(6)
        head.addWidget(label(tr("Live events"), "section"))
        head.addWidget(self._mark)
        head.addWidget(self._state)
        head.addStretch()
        head.addWidget(self.pause)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)


class _LiveList(QListView):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        stand(self)
        super().focusInEvent(event)
        tell_row(self)

    def reset(self) -> None:
        super().reset()
        stand(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        ring_row(self, self._look)


class _OnTheRim(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look
        self._mirror = Mirror(QRect(), Qt.LayoutDirection.LeftToRight)

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        theme = self._look.theme
        second = theme.line("second") if _second(index.data(_ENTRY)) else 0
        return QSize(0, theme.line("state") + theme.line("code") + second + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        theme, px = self._look.theme, self._look.theme.px
        box = option.rect
        self._mirror = Mirror(box, option.direction)
        joint = box.top() + px(7) + theme.line("state") / 2
        last = index.row() == index.model().rowCount() - 1
        painter.save()
        top = joint if index.row() == 0 else box.top()
        with self._mirror.drawn(painter):
            draw_spoke(painter, self._look, box.left() + px(22), top, box.bottom() - top + 1, joint, last=last)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = QRect(box.left() + px(40), box.top() + px(7), box.width() - px(56), theme.line("state"))
        mark = self._mirror.box(QRectF(text.left(), joint - px(7), px(14), px(14)))
        draw_icon(painter, entry.icon, theme.colour(entry.ink), mark)
        time = f"{local(entry.at_ms):%H:%M:%S}"
        write(painter, theme, self._mirror, text, time, "caption", "text.third", at_end=True)
        self._write(painter, text.adjusted(px(18), 0, -px(60), 0), entry.state, "state", entry.ink)
        text.moveTop(text.bottom() + 1)
        text.setHeight(theme.line("code"))
        self._write(painter, text, entry.what, "code" if entry.fixed else "interface", "text")
        text.moveTop(text.bottom() + 1)
        text.setHeight(theme.line("second"))
        self._write(painter, text, _second(entry), "second", "text.second")
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, text: str, kind: str, ink: str) -> None:
        write(painter, self._look.theme, self._mirror, box, text, kind, ink)


def _second(entry: Entry) -> str:
    figures = [part for part in (entry.took, entry.memory) if part != "–"]
    return " · ".join(part for part in (entry.by, *figures, entry.detail) if part)
