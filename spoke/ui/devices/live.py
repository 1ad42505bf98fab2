"""What happens on a device while one looks: its newest entries on the rim, kept up by its events."""

from __future__ import annotations

import asyncio
import contextlib

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
)

from shared.errors import FelloeError
from spoke.node.bodies.events import Event
from spoke.ui.activity.feed import ActivityQuery, Feed
from spoke.ui.devices.live_list import LiveList
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle
from spoke.ui.work.refresh import Refresh

_SHOWN = 30
_KINDS = ("runs", "asks", "calls", "grants", "reset")


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
        self.view = LiveList(services.look)
        self.pause = push(tr("Pause"), "quiet")
        self.pause.clicked.connect(self._pause)
        self.close_pane = icon_button(services.look, "close", tr("Close the live events"), 28)
        restyle(self.close_pane, kind="quiet")
        self.close_pane.hide()
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
        self.view.entries.show([])
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
        feed = Feed(self._services.node.client, ActivityQuery(device=handle))
        with contextlib.suppress(FelloeError):  # what it is that is wrong, the stream says
            entries = await feed.waiting() + await feed.page(_SHOWN)
            if handle == ("" if self._own else self._handle or ""):
                self.view.entries.show(entries[:_SHOWN])
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
        head.addWidget(self.close_pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
