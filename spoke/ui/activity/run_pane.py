"""One run as a pane: how it ended, who asked for it, what it took, its calls on the rim, what it said."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sandbox.journal import CallRow
from spoke.node.bodies.runs import RunInfo
from spoke.ui.activity.entries import asker, verdict
from spoke.ui.activity.rim import Spoke
from spoke.ui.i18n.figures import local, megabytes, took
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import icon_button
from spoke.ui.widgets.labels import breakable, chip, label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.output import Output
from spoke.ui.widgets.pane_widths import RIGHT
from spoke.ui.widgets.surfaces import ground, restyle

_CALLS = 40
_LINES = 14
_HEAD = 30
"""Of a head with the room above it, in pixels at 100 %."""


class RunPane(QFrame):
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._run: RunInfo | None = None
        self.setProperty("ground", "list")
        self.setMinimumWidth(RIGHT[0])
        self.setMaximumWidth(RIGHT[2])
        self.setAccessibleName(tr("What ran"))
        self.copy = icon_button(look, "copy", tr("Copy the run as JSON"), 28)
        self.close_pane = icon_button(look, "close", tr("Close"), 28)
        for button in (self.copy, self.close_pane):
            restyle(button, kind="quiet")
        self.close_pane.clicked.connect(self.closed)
        self.copy.clicked.connect(self._copy)
        self._title = label(type_="code", wrap=True)
        self._state, self.denied = chip(look), chip(look)
        self._id = label(type_="code", ink="third")
        self._values = QGridLayout()
        self.calls = QVBoxLayout()
        self._error = label(ink="bad", wrap=True)
        self._calls_head, self._output_head = (
            label(tr("Calls to the outside"), "section"),
            label(tr("Output"), "section"),
        )
        self._result_head = label(tr("Result"), "section")
        for head in (self._calls_head, self._output_head, self._result_head):
            head.setMinimumHeight(_HEAD)
            head.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom)
        self.output, self.result = (Output(name, "block", _LINES) for name in (tr("Output"), tr("Result")))
        self._lay_out()

    def show_run(self, run: RunInfo, device: str) -> None:
        """`device`: the name of the one it ran on."""
        self._run = run
        record = run.record
        self._title.setText(breakable(run.title))
        _, ink, word = verdict(run.ok, record.error.code if record.error else None)
        self._state.setText(word)
        restyle(self._state, chip=ink if ink in ("ok", "bad") else "neutral")
        denied = sum(1 for call in record.calls if call.verdict == "denied")
        self.denied.setText(plural("%n call denied", "%n calls denied", denied))
        self.denied.setVisible(bool(denied))
        restyle(self.denied, chip="bad")
        self._id.setText(f"{run.id[:6]}…{run.id[-4:]}")
        self._show_values(run, device)
        self._error.setText(worded(record.error) if record.error else "")
        self._error.setVisible(record.error is not None)
        self._show_calls(record.calls)
        self._show_text(self.output, self._output_head, record.stdout.rstrip("\n"))
        result = json.dumps(record.result, ensure_ascii=False, indent=2) if record.result is not None else ""
        self._show_text(self.result, self._result_head, result)

    def _show_values(self, run: RunInfo, device: str) -> None:
        record = run.record
        memory = megabytes(record.peak_memory_bytes) if record.peak_memory_bytes else tr("not measured")
        if record.peak_memory_bytes and record.memory_limit_bytes:
            memory = tr("{used} of {most}", used=memory, most=megabytes(record.memory_limit_bytes))
        values = (
            (tr("Asked by"), asker(run.principal)),
            (tr("Ran on"), device),
            (tr("Began"), f"{local(run.started_ms):%Y-%m-%d %H:%M:%S}"),
            (tr("Time"), tr("{all}, in Python {guest}", all=took(record.elapsed_ms), guest=took(record.guest_ms))),
            (tr("Memory"), memory),
        )  # fmt: skip
        clear_layout(self._values)
        for row, (name, value) in enumerate(values):
            self._values.addWidget(label(name, "second", "second"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._values.addWidget(label(value, "second", wrap=True), row, 1)

    def _show_calls(self, calls: list[CallRow]) -> None:
        """A denied one is never left out."""
        clear_layout(self.calls)
        self._calls_head.setVisible(bool(calls))
        shown = [call for number, call in enumerate(calls) if number < _CALLS or call.verdict == "denied"]
        whole = sum(call.elapsed_ms for call in calls) or 1.0
        began = 0.0
        for call in shown:
            self.calls.addWidget(
                Spoke(self._look, call, began / whole, call.elapsed_ms / whole, last=call is shown[-1])
            )
            began += call.elapsed_ms
        if len(shown) < len(calls):
            more = plural("and %n more", "and %n more", len(calls) - len(shown))
            self.calls.addWidget(label(more, "second", "third"))

    def _show_text(self, view: Output, head: QWidget, text: str) -> None:
        for part in (view, head):
            part.setVisible(bool(text))
        view.show_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """With the focus in the head, too, keys turn the pages of what is under it."""
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._scroll.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        if self._run:
            QGuiApplication.clipboard().setText(self._run.model_dump_json(indent=2))

    def _lay_out(self) -> None:
        head = ground("list", "bottom")
        head.setFixedHeight(48)
        line = QHBoxLayout(head)
        line.setContentsMargins(16, 0, 8, 0)
        line.addWidget(label(tr("What ran"), "header"), 1)
        line.addWidget(self.copy)
        line.addWidget(self.close_pane)
        inner = QWidget()
        inner.setProperty("ground", "list")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for part in (self._state, self.denied):
            chips.addWidget(part)
        chips.addStretch()
        chips.addWidget(self._id)
        self._values.setHorizontalSpacing(20)
        self._values.setVerticalSpacing(6)
        self._values.setColumnStretch(1, 1)
        self.calls.setSpacing(0)
        column.addWidget(self._title)
        column.addLayout(chips)
        column.addSpacing(4)
        column.addLayout(self._values)
        column.addWidget(self._error)
        column.addWidget(self._calls_head)
        column.addLayout(self.calls)
        for text in (self._output_head, self.output, self._result_head, self.result):
            column.addWidget(text)
        column.addStretch()
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(scroll, 1)
