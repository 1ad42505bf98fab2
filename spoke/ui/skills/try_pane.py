"""Try a function: where to run it, its arguments as a form, the result below."""

from __future__ import annotations

import json
import shlex

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSpacerItem, QVBoxLayout, QWidget

from shared.api import FoundFunction
from spoke.ui.actions import native
from spoke.ui.event_loop.sliced import sliced
from spoke.ui.i18n.translate import tr
from spoke.ui.look.repainting import paint_later
from spoke.ui.services import Services
from spoke.ui.skills.calling import FormCalls
from spoke.ui.skills.form import KeptForms, SchemaForm, Typed
from spoke.ui.skills.result import ResultCard
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.choice import Choice, name_combo
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.pane_widths import RIGHT
from spoke.ui.widgets.surfaces import restyle

_GAP = 24
"""In pixels at 100 %: between the last field and the buttons, at most."""


class TryPane(QScrollArea):
    """`changed`: another device is chosen, or something else typed; a moment later."""

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._function: FoundFunction | None = None
        self._forms = KeptForms(services.look, self)
        self._height, self._rest = 0, QSpacerItem(0, 0)
        """Of the form with all its fields, as far as it is known by the first ones; and what of it is empty still."""

        self._wanted: str | None = None
        """The device that is to be chosen, once it is offered."""

        self.setMinimumWidth(RIGHT[0])
        self.setMaximumWidth(RIGHT[2])
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Try a function"))
        self._pane = QWidget()
        self._name = label(type_="code", ink="second", wrap=True)
        self.clear = push(tr("Clear"), "quiet", tr("Begin again with what the function suggests"))
        self.close_pane = icon_button(services.look, "close", tr("Close the form"), 28)
        restyle(self.close_pane, kind="quiet")
        self.device = Choice()
        self.device.setFixedHeight(32)
        name_combo(self.device, tr("Run on"))
        self.form = SchemaForm(services.look, {})
        keys = native("Ctrl+Enter")
        self.run = push(f"{tr('Run')}   {keys}", "main", tr("Run ({keys})", keys=keys))
        self.run.setAccessibleName(tr("Run"))
        services.look.set_icon(self.run, "play", "on.accent")
        self.copy = push(tr("Copy as command"), "", tr("The same call for the command line"))
        self.result = ResultCard(services.look)
        self.calls = FormCalls(services, self.result, lambda: self.form)
        self._connect()
        self._lay_out()

    @property
    def typed(self) -> Typed:
        return self._forms.typed

    @property
    def kept(self) -> Typed:
        """Of this the newest, as much as is written to a file."""
        return self._forms.kept

    def take_over(self, typed: Typed, device: str) -> None:
        """From the pane of a window before this one."""
        self._forms.take_over(typed)
        self._wanted = device

    @property
    def chosen_device(self) -> str:
        """Its handle; also where the devices are not known yet."""
        return str(self.device.currentData() or "") if self._wanted is None else self._wanted

    def show_function(self, function: FoundFunction | None, devices: list[tuple[str, str]]) -> None:
        """`devices`: handle and words of each that offers it. A form keeps what was typed in it."""
        same = function and self._function and function.info == self._function.info
        self._function = function
        if function is None:
            return
        self._name.setText(function.info.path)
        self._offer(devices)
        if not same:
            self._seat(self._forms.of(function))
            self.result.hide()

    def _seat(self, form: SchemaForm) -> None:
        """In the place of the one that is shown, which goes in this turn; this one is shown in the next."""
        new = form.parentWidget() is None
        paint_later(self, turns=2)
        self._column.replaceWidget(self.form, form)
        self.form.hide()
        self.form = form
        QTimer.singleShot(1, form, lambda: self._show_form(form, new))

    def _show_form(self, form: SchemaForm, new: bool) -> None:
        if form is not self.form:
            return
        form.show()
        if new:
            put_after(self.device, form)
        self._keep_room()

    def _keep_room(self) -> None:
        """For fields that are still to come, so that the buttons under them stay where they are."""
        self._height = self.form.sizeHint().height() + self.form.to_come
        self._grown()

    def _grown(self) -> None:
        rest = max(0, self._height - self.form.sizeHint().height())
        if not self.form.to_come and rest > self._services.look.theme.px(_GAP):
            rest = 0  # there are fewer, or lower ones
        if rest != self._rest.sizeHint().height():
            self._rest.changeSize(0, rest)
            self._column.invalidate()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._keep_room()

    def _clear(self) -> None:
        if self._function:
            self._seat(self._forms.fresh(self._function))
            self.result.hide()

    def _connect(self) -> None:
        self._forms.changed.connect(self.changed)
        self._forms.grew.connect(self._grown)
        self._forms.submitted.connect(self._start)
        self.device.activated.connect(self._device_chosen)
        self.run.clicked.connect(self._start)
        self.copy.clicked.connect(self._copy_command)
        self.clear.clicked.connect(self._clear)
        self.calls.shown.connect(lambda _: self.ensureWidgetVisible(self.result))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._start)  # while the pane is in sight

    def _lay_out(self) -> None:
        pane = self._pane
        pane.setProperty("ground", "list")
        pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(pane)
        self._column.setContentsMargins(20, 16, 20, 20)
        self._column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(tr("Try"), "section"))
        head.addWidget(self._name, 1)
        head.addWidget(self.clear)
        head.addWidget(self.close_pane)
        where = QVBoxLayout()
        where.setSpacing(4)
        where.addWidget(label(tr("Run on"), "state"))
        where.addWidget(self.device)
        buttons = FlowLayout(gap=8)
        for button in (self.run, self.copy):
            buttons.addWidget(button)
        self._column.addLayout(head)
        self._column.addLayout(where)
        self._column.addWidget(self.form)
        self._column.addItem(self._rest)
        self._column.addLayout(buttons)
        self._column.addWidget(self.result)
        self._column.addStretch()
        self.setWidget(pane)

    def _offer(self, devices: list[tuple[str, str]]) -> None:
        chosen = self.chosen_device
        self.device.clear()
        for handle, words in devices:
            self.device.addItem(words, handle)
        self.choose_device(chosen)

    def choose_device(self, handle: str) -> None:
        """Now, or as soon as it offers the function: it may be on its way to the hub."""
        at = self.device.findData(handle)
        self._wanted = handle if handle and at < 0 else None
        self.device.setCurrentIndex(max(0, at))

    def _device_chosen(self) -> None:
        self._wanted = None
        self.changed.emit()

    def _path(self) -> str:
        assert self._function is not None
        path = self._function.info.path
        handle = self.device.currentData()
        return f"{handle}:{path}" if handle else path

    def _start(self) -> None:
        if self._function:
            self.calls.start(self._path())

    def _copy_command(self) -> None:
        if self._function:
            self._services.tasks.start(self._copy_call(self._path()))

    async def _copy_call(self, path: str) -> None:
        arguments = await sliced(self.form.arguments())
        if arguments is None:
            return
        words = ["felloe", "call", path]
        if arguments:
            words += ["--args", json.dumps(arguments, ensure_ascii=False)]
        QGuiApplication.clipboard().setText(shlex.join(words))
