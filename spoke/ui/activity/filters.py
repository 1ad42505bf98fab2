"""The head of the activity: what to look for, and which of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout

from shared.api import DeviceInfo
from shared.system.clock import now_ms
from spoke.ui.activity.feed import ActivityQuery, State
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.choice import Choice, name_combo
from spoke.ui.widgets.fields import search_field
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

_PAUSE_MS = 250
_WIDEST, _NO_LIMIT = 320, 16_777_215
"""Of the search where the choices stand beside it, in pixels at 100 %."""

_TITLED = 240
"""From which width on the title has room beside the search, in pixels at 100 %."""

_STATES: dict[State, str] = {
    "": later("All states"), "ran": later("Ran"), "failed": later("Failed"), "denied": later("Denied"),
    "waiting": later("Waiting"), "decided": later("Decided by you"),
}  # fmt: skip
_DAY_MS = 24 * 3600 * 1000
_SPANS = (("", later("Any time")), ("day", later("Today")), ("week", later("7 days")), ("month", later("30 days")))


class Filters(QFrame):
    """`changed`: another `query` is chosen; while somebody types, a moment later."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "surface")
        self.search = search_field(look, tr("Search runs and calls"))
        self.state = _combo(tr("State"), [(state, tr(_STATES[state])) for state in get_args(State)])
        self.device = _combo(tr("Device"), [("", tr("This device"))])
        self.span = _combo(tr("Time"), [(span, tr(words)) for span, words in _SPANS])
        self.clear = push(tr("Clear filters"), "quiet")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._pause.start())
        for combo in (self.state, self.device, self.span):
            combo.currentIndexChanged.connect(self._chosen)
        self.clear.clicked.connect(self.reset)
        self._title = label(tr("Activity"), "header")
        words, choices = QHBoxLayout(), FlowLayout(gap=8)
        words.setSpacing(12)
        words.addWidget(self._title)
        words.addWidget(self.search, 1)
        for combo in (self.state, self.device, self.span):
            choices.addWidget(combo)
        choices.addWidget(self.clear)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(20, 8, 12, 7)
        self._lines.setSpacing(8)
        self._lines.addLayout(words, 1)
        self._lines.addLayout(choices)
        self.search.setMinimumWidth(90)
        self.clear.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._title.setVisible(self.width() >= self._look.theme.px(_TITLED))
        super().resizeEvent(event)

    @property
    def query(self) -> ActivityQuery:
        return ActivityQuery(
            self.search.text().strip(), self.state.currentData(), self.device.currentData() or "", self._since()
        )

    def offer(self, devices: Sequence[DeviceInfo], own: str) -> None:
        """The other devices that can be looked at: those that are online."""
        wanted = [("", tr("This device"))]
        wanted += [(each.handle, each.name) for each in devices if each.id != own and each.state == "online"]
        if wanted != [(self.device.itemData(n), self.device.itemText(n)) for n in range(self.device.count())]:
            current = self.device.currentData()
            self.device.blockSignals(True)
            self.device.clear()
            for handle, name in wanted:
                self.device.addItem(name, handle)
            self.device.setCurrentIndex(max(0, self.device.findData(current)))
            self.device.blockSignals(False)
            if self.device.currentData() != current:
                self._chosen()

    def choose(self, *, words: str = "", device: str = "", state: State = "") -> None:
        self.search.setText(words)
        for combo, value in ((self.state, state), (self.device, device), (self.span, "")):
            combo.setCurrentIndex(max(0, combo.findData(value)))

    def reset(self) -> None:
        self.choose()
        self.search.setFocus()

    def fold(self, small: bool) -> None:
        """Where there is little room, the choices have a line of their own."""
        directions = QBoxLayout.Direction
        self._lines.setDirection(directions.TopToBottom if small else directions.LeftToRight)
        self._lines.setStretch(1, 0 if small else 2)
        self.search.setMaximumWidth(_NO_LIMIT if small else self._look.theme.px(_WIDEST))

    def _chosen(self) -> None:
        for combo in (self.state, self.device, self.span):
            restyle(combo, active="true" if combo.currentData() else "false")
        self.changed.emit()

    def _since(self) -> int:
        match self.span.currentData():
            case "day":
                midnight = present().replace(hour=0, minute=0, second=0, microsecond=0)
                return int(midnight.timestamp() * 1000)
            case "week":
                return now_ms() - 7 * _DAY_MS
            case "month":
                return now_ms() - 30 * _DAY_MS
        return 0


def _combo(name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
    made = Choice()
    made.setProperty("kind", "filter")
    name_combo(made, name)
    made.setFixedHeight(32)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for value, words in choices:
        made.addItem(words, value)
    return made
