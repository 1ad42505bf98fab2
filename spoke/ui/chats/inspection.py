"""The run that is looked at: opened in the pane at the right, and followed there until it ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.loader import ConversationLoader
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.inspector import Inspector
from spoke.ui.chats.row_assets import RowAssets
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.panes import Panes

if TYPE_CHECKING:
    from shared.parts import CallPart

_OPEN = ("queued", "running", "waiting")
"""A run has a record when it has ended."""


class Inspection(QObject):
    def __init__(
        self,
        services: Services,
        panes: Panes,
        inspector: Inspector,
        view: ConversationView,
        loader: ConversationLoader,
        context: RowContext,
        assets: RowAssets,
    ) -> None:
        super().__init__(panes)
        self._services, self._panes, self._inspector = services, panes, inspector
        self._view, self._context, self._assets = view, context, assets
        inspector.closed.connect(panes.close_right)
        loader.shown.connect(self._follow)
        loader.grew.connect(self._follow)

    def toggle(self) -> None:
        if self._panes.right_open:
            self._panes.close_right()
        else:
            self.inspect_last()

    def inspect_last(self) -> None:
        """The newest run in the chat, or the one that was looked at."""
        for row in reversed(self._view.rows):
            if row.turn.calls:
                self.inspect(row.turn, row.turn.calls[-1])
                return
        self._panes.open_right()

    def inspect(self, turn: Turn, call: CallPart) -> None:
        self._panes.open_right()
        view = run_view(call, self._context.records.get(call.run), self._context.devices.name, turn.device)
        self._inspector.show_run(view, None)
        if call.run and call.state not in _OPEN:
            self._services.operations.do(
                tr("Reading the run"),
                partial(self._inspect, turn, call),
                refused=lambda error: self._inspector.show_run(view, None, worded(error)),
            )

    def _follow(self) -> None:
        """The run that is inspected went on, or ended."""
        seen = self._inspector.view
        if seen is None or seen.state not in _OPEN or not self._inspector.isVisible():
            return
        for row in self._view.rows:
            for call in row.turn.calls:
                if call.run == seen.run and call.state != seen.state:
                    self.inspect(row.turn, call)

    async def _inspect(self, turn: Turn, call: CallPart) -> None:
        info = await self._assets.run_of(call.run, call.device)
        self._context.records[call.run] = info.record
        self._inspector.show_run(run_view(call, info.record, self._context.devices.name, turn.device), info)
