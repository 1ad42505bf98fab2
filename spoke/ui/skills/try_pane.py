"""Try a function: where to run it, its arguments as a form, the result below."""

from __future__ import annotations

import asyncio
import json
import shlex

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from shared.api import FoundFunction
from shared.errors import FelloeError, OutcomeUnknown
from spoke.ui.controls import label, push
from spoke.ui.panes import RIGHT
from spoke.ui.place import Desk
from spoke.ui.skills.form import SchemaForm
from spoke.ui.skills.result import ResultCard

_BUSY_AFTER_MS = 300


class TryPane(QScrollArea):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._function: FoundFunction | None = None
        self._task: asyncio.Task[None] | None = None
        self._busy = QTimer(self, singleShot=True, interval=_BUSY_AFTER_MS)
        self.setMinimumWidth(RIGHT[0])
        self.setMaximumWidth(RIGHT[2])
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Try a function")
        self._pane = QWidget()
        self._name = label(type_="code", ink="second")
        self.device = QComboBox()
        self.device.setFixedHeight(32)
        self.device.setAccessibleName("Run on")
        self.form = SchemaForm(desk.look, {})
        self.run = push("Run", "main", "Run (Ctrl+Enter)")
        self.run.setIconSize(QSize(16, 16))
        desk.look.dress(self.run, "play", "on.accent")
        self.copy = push("Copy as command", "", "The same call for the command line")
        self.stop = push("Stop waiting", "quiet")
        self.stop.hide()
        self.result = ResultCard(desk.look)
        self._connect()
        self._lay_out()

    def show_function(self, function: FoundFunction | None, devices: list[tuple[str, str]]) -> None:
        """`devices`: handle and words of each that offers it. The form of the same function keeps what was typed."""
        same = function and self._function and function.info == self._function.info
        self._function = function
        if function is None:
            return
        self._name.setText(f"{function.info.skill}.{function.info.function}")
        self._offer(devices)
        if not same:
            fresh = SchemaForm(self._desk.look, function.info.parameters)
            self._column.replaceWidget(self.form, fresh)
            self.form.deleteLater()
            self.form = fresh
            self.result.hide()

    def _connect(self) -> None:
        self.run.clicked.connect(self._start)
        self.copy.clicked.connect(self._copy_command)
        self.stop.clicked.connect(self._stop_waiting)
        self._busy.timeout.connect(self.stop.show)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._start)  # while the pane is in sight

    def _lay_out(self) -> None:
        pane = self._pane
        pane.setProperty("ground", "list")
        pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(pane)
        self._column.setContentsMargins(20, 20, 20, 20)
        self._column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Try", "section"))
        head.addWidget(self._name, 1)
        where = QVBoxLayout()
        where.setSpacing(4)
        where.addWidget(label("Run on", "state"))
        where.addWidget(self.device)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.run, self.copy, self.stop):
            buttons.addWidget(button)
        buttons.addStretch()
        self._column.addLayout(head)
        self._column.addLayout(where)
        self._column.addWidget(self.form)
        self._column.addLayout(buttons)
        self._column.addWidget(self.result)
        self._column.addStretch()
        self.setWidget(pane)

    def _offer(self, devices: list[tuple[str, str]]) -> None:
        chosen = self.device.currentData()
        self.device.clear()
        for handle, words in devices:
            self.device.addItem(words, handle)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))

    def _path(self) -> str:
        assert self._function is not None
        path = f"{self._function.info.skill}.{self._function.info.function}"
        handle = self.device.currentData()
        return f"{handle}:{path}" if handle else path

    def _start(self) -> None:
        if self._function is None or self._task is not None:
            return
        arguments = self.form.arguments()
        if arguments is not None:
            self._task = self._desk.tasks.start(self._call(self._path(), arguments))

    async def _call(self, path: str, arguments: dict[str, object]) -> None:
        self._busy.start()
        try:
            reply = await self._desk.node.client.call(path, arguments)
            self.result.show_reply(reply)
        except FelloeError as error:
            self.result.show_error(error)
        finally:
            self._task = None
            self._busy.stop()
            self.stop.hide()

    def _stop_waiting(self) -> None:
        if self._task:
            self._task.cancel()
            self.result.show_error(OutcomeUnknown("No longer waiting. It may still run: look in Activity."))

    def _copy_command(self) -> None:
        arguments = self.form.arguments() if self._function else None
        if arguments is None:
            return
        words = ["felloe", "call", self._path()]
        if arguments:
            words += ["--args", json.dumps(arguments, ensure_ascii=False)]
        QGuiApplication.clipboard().setText(shlex.join(words))
