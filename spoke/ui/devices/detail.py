"""One device: its name and state, what it offers and to whom, what it did, what it logs, what was granted there."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shared.names import MAX_NAME
from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.logs import LogLine
from spoke.node.bodies.node import Status
from spoke.ui.activity.table import EntryTable
from spoke.ui.devices.device_rows import DeviceMetrics, device_icon, state_words
from spoke.ui.devices.device_view import DeviceView
from spoke.ui.devices.exposure import INSET, ExposureTable
from spoke.ui.devices.grant_rows import GrantList
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.fields import search_field
from spoke.ui.widgets.labels import label, short_words
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.page_header import PageHeader
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.surfaces import ground, hairline, restyle, scrolled
from spoke.ui.widgets.tabs import Tabs

FUNCTIONS, RUNS, LOGS, GRANTS, ABOUT = range(5)
_NARROW = 420
_SOON_MS = 200
"""Most devices have said by then what they offer; until then there is nothing to read."""


class DeviceDetail(QFrame):
    """`tab_opened` says the number of a tab whose page is to be read."""

    tab_opened = Signal(int)
    renamed = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        look = self._look = services.look
        self._shown: DeviceView | None = None
        self.setProperty("ground", "surface")
        self.question = QuestionBar(look)
        self.open, self.rename = push(tr("Show its activity")), push(tr("Rename"))
        self.revoke = push(tr("Revoke…"), "danger")
        look.set_icon(self.open, "open")
        self.rename.setToolTip(tr("Rename (F2)"))
        self.live = push(tr("Live events"))
        """Where they do not stand beside the page."""

        look.set_icon(self.live, "activity")
        self.live.hide()
        self.header = PageHeader(look, "monitor", self.open, self.live, self.rename, self.revoke)
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.name.setFixedHeight(32)
        self.name.setAccessibleName(tr("New name"))
        self.keep_name, self.leave_name = push(tr("Rename"), "main"), leaves(push(tr("Cancel")))
        self._naming = self._make_naming()
        self._hint = label(type_="interface", ink="second", wrap=True)
        self._hint.setMinimumHeight(32)  # as high as the field that comes beside it
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show_functions)
        self._add = push(tr("Add a skill"))
        self._add.clicked.connect(lambda: services.actions.do("Ctrl+O"))
        self._add.hide()
        self.filter = search_field(look, tr("Filter functions"))
        self.filter.setMaximumWidth(200)
        self.filter.textChanged.connect(lambda _: self._show_functions())
        self.filter.entered.connect(lambda: self.exposure.setFocus())
        self._foot = label(type_="second", ink="second", wrap=True)
        self._about = QGridLayout()

    def build(self) -> Building:
        self.exposure = ExposureTable(self._look)
        self.runs = EntryTable(self._look, tr("What it did"))
        self.logs = QPlainTextEdit()
        self.grants = GrantList(self._look)
        yield
        functions, logs = self._make_functions(), self._make_logs()
        yield
        about = self._make_about()
        yield
        self.tabs = Tabs(
            tr("About this device"),
            (tr("Functions"), functions),
            (tr("Runs"), _padded(self.runs, 24 - INSET)),
            (tr("Logs"), logs),
            (tr("Grants"), self.grants),
            (tr("About"), about),
        )
        yield
        self.tabs.bar.currentChanged.connect(self.tab_opened)
        self._connect()
        restyle(self.header, edge="")  # the tabs have one
        inner = ground("surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self._naming):
            column.addWidget(part)
        column.addWidget(self.tabs, 1)
        self.tabs.setMinimumHeight(280)
        BannerLayer(self._look, inner, self.tabs, (self.question,), lambda: True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        self._look.follow(self, self._fit)

    @property
    def tab(self) -> int:
        return self.tabs.bar.currentIndex()

    def show_device(self, shown: DeviceView, status: Status, metrics: DeviceMetrics) -> None:
        before, self._shown = self._shown, shown
        device, own = shown.device, shown.device.id if shown.own else ""
        _, ink, words = state_words(device, own, metrics, present())
        parts = [device.platform, f"Felloe {shown.version}" if shown.version else ""]
        parts.append(tr("called as {handle}", handle=device.handle))
        kind = ink if ink in ("ok", "bad") else "neutral"
        self.open.setVisible(not shown.own and device.state == "online")
        self.revoke.setVisible(not shown.own and device.state != "revoked")
        self.rename.setVisible(device.state != "revoked")
        self.header.say(device_icon(device, own), device.name, words, kind, " · ".join(part for part in parts if part))
        if before is None or before.device.id != device.id:
            self._naming.hide()
            self.question.hide()
            self.filter.clear()
            self._soon.start()
        self._show_functions()
        self._show_about(shown, words)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        narrow = self.width() < self._look.theme.px(_NARROW)
        directions = QBoxLayout.Direction
        self._functions_head.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def ask_name(self, typed: str = "") -> None:
        if self._shown and not self.rename.isHidden():
            self.name.setText(typed or self._shown.device.name)
            self._naming.show()
            self.name.selectAll()
            self.name.setFocus()

    def show_logs(self, lines: list[LogLine]) -> None:
        self.logs.setPlainText("\n".join(_log_line(line) for line in lines) or tr("Nothing was logged yet."))
        bar = self.logs.verticalScrollBar()
        bar.setValue(bar.maximum())

    def say_logs(self, sentence: str) -> None:
        self.logs.setPlainText(sentence)

    def show_grants(self, grants: list[Grant]) -> None:
        self.grants.show_grants(grants, tr("Nothing was granted for good on this device."))

    def _show_functions(self) -> None:
        if self._shown is None:
            return
        shown, words = self._shown, self.filter.text().lower().split()
        every = [(skill, function) for skill in shown.skills for function in skill.functions]
        held = [(s, f) for s, f in every if all(w in f"{f.info.path} {f.info.description}".lower() for w in words)]
        name = shown.device.name
        less_only = "" if shown.own else tr("More can be allowed only at {device} itself.", device=name)
        self.exposure.show_functions(held, shown.figures, less_only)
        self.exposure.setVisible(bool(held))
        self.filter.setVisible(len(every) > 1)
        hint = (
            tr("What your other devices, the assistant and code may call here")
            if shown.own
            else tr("What it lets your other devices call")
        )
        if shown.problem:
            hint = shown.problem
        elif not shown.read:
            hint = "" if self._soon.isActive() else tr("Asking {device} what it offers…", device=name)
        elif not every:
            hint = (
                tr("It offers no functions yet. Those of its skills will stand here.")
                if shown.own
                else tr("It offers no functions yet. Add a skill there.")
            )
        elif not held:
            hint = tr("No function contains these words.")
        self._hint.setText(short_words(hint))
        self._add.setVisible(shown.own and shown.read and not every)
        for part in (self._foot_line, self._foot):
            part.setVisible(shown.own and bool(held))

    def _show_about(self, shown: DeviceView, state: str) -> None:
        clear_layout(self._about)
        device = shown.device
        seen = past(device.last_seen_ms, present()) if device.last_seen_ms else tr("never")
        rows = (
            (tr("Name"), device.name), (tr("Called as"), device.handle), (tr("State"), state),
            (tr("Last seen"), seen), (tr("System"), device.platform or "–"), (tr("Felloe"), shown.version or "–"),
            (tr("Functions"), str(device.functions)), (tr("Id"), device.id),
        )  # fmt: skip
        for number, (name, value) in enumerate(rows):
            self._about.addWidget(label(name, "second", "second"), number, 0, Qt.AlignmentFlag.AlignTop)
            text = label(value, "interface", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._about.addWidget(text, number, 1)

    def _connect(self) -> None:
        self.rename.clicked.connect(lambda: self.ask_name())
        self.leave_name.clicked.connect(self._leave_naming)
        self.keep_name.clicked.connect(self._rename)
        self.name.returnPressed.connect(self._rename)

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name and self._shown and name != self._shown.device.name:
            self.renamed.emit(name)
        self._leave_naming()

    def _leave_naming(self) -> None:
        self._naming.hide()
        self.rename.setFocus()

    def _make_naming(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(24, 10, 24, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.keep_name)
        row.addWidget(self.leave_name)
        made.hide()
        return made

    def _make_functions(self) -> QWidget:
        made = QWidget()
        head = self._functions_head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(12)
        head.setContentsMargins(INSET, 0, INSET, 0)
        head.addWidget(self._hint, 1)
        head.addWidget(self.filter)
        start = QHBoxLayout()
        start.setContentsMargins(INSET, 0, INSET, 0)
        start.addWidget(self._add)
        start.addStretch()
        foot = QHBoxLayout()
        foot.setContentsMargins(INSET, 6, INSET, 0)
        self._foot_line = hairline()
        self._foot.setText(
            tr("Read only, at first: others may call what changes and sends nothing; about the rest you are asked.")
        )
        foot.addWidget(self._foot)
        column = QVBoxLayout(made)
        column.setContentsMargins(24 - INSET, 14, 24 - INSET, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(start)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        rows.addWidget(self.exposure, 1)
        rows.addWidget(self._foot_line)
        column.addLayout(rows, 1)
        column.addLayout(foot)
        column.addStretch(0)
        return made

    def _make_logs(self) -> QWidget:
        self.logs.setReadOnly(True)
        self.logs.setProperty("kind", "block")
        self.logs.setAccessibleName(tr("Logs"))
        self.logs.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        return _padded(self.logs)

    def _make_about(self) -> QWidget:
        made = QWidget()
        self._about.setHorizontalSpacing(24)
        self._about.setVerticalSpacing(10)
        self._about.setColumnStretch(1, 1)
        column = QVBoxLayout(made)
        column.setContentsMargins(24, 18, 24, 18)
        column.addLayout(self._about)
        column.addStretch()
        return made


def _padded(inner: QWidget, side: int = 24) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(side, 14, side, 14)
    column.addWidget(inner)
    return made


def _log_line(line: LogLine) -> str:
    data = " ".join(f"{key}={value}" for key, value in line.data.items())
    return f"{line.at[11:19]} {line.level:<8} {line.event} {data}".rstrip()
