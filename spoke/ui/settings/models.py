"""The models that this device asks: where they were looked for, in which order they are asked, and one's own."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from shared.errors import FelloeError
from spoke.node.bodies.models import ModelsReply, NewUpstream, UpstreamInfo
from spoke.ui.controls import label, push
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.question import QuestionBar
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.settings.upstream_form import UpstreamForm
from spoke.ui.settings.upstream_row import UpstreamRow
from spoke.ui.words import plural, tr


class ModelsPage(SettingsPage):
    def __init__(self, desk: Desk, question: QuestionBar) -> None:
        super().__init__(
            tr("Models"),
            tr("Asked from the top: where one cannot be reached, the next answers, and the answer says so."),
        )
        self._desk, self._question = desk, question
        self._task: asyncio.Task[None] | None = None
        self._reply = ModelsReply(upstreams=[], default=[])
        self.rows: list[UpstreamRow] = []
        self._group = self.group(tr("Servers"))
        self.again, self.add = push(tr("Look again")), push(tr("Enter an address…"))
        self._said = label(type_="second", ink="second", wrap=True)
        self.put(self._buttons())
        self.form = self.put(UpstreamForm(desk.look), 12)
        self.default = QComboBox()
        self.default.setFixedHeight(32)
        asked = self.group(tr("Where a chat names none"))
        asked.row(tr("Ask this model"), tr("A chat can have another, in its composer."), self.default)
        self.again.clicked.connect(self._look)
        self.add.clicked.connect(lambda: self.form.begin())
        self.form.kept.connect(lambda name, new: desk.tasks.start(self._keep(name, new)))
        self.default.activated.connect(lambda _: desk.tasks.start(self._set_default()))

    def shown(self) -> None:
        self._desk.tasks.start(self._read(look=not self._reply.upstreams))

    def _buttons(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.again)
        row.addWidget(self.add)
        row.addWidget(self._said, 1)
        return made

    def _look(self) -> None:
        if self._task is None:
            self._task = self._desk.tasks.start(self._read(look=True))

    async def _read(self, *, look: bool) -> None:
        client = self._desk.node.client
        try:
            if not self._reply.upstreams:
                self._show(await client.models())
            if look:
                self._said.setText(tr("Looking at their usual ports, a few seconds at most…"))
                self._show(await client.models(look=True))
                count = sum(len(each.models) for each in self._reply.upstreams)
                none = tr("Nobody answered. Start such a server on this device, or enter an address.")
                self._said.setText(plural("Found %n model.", "Found %n models.", count) if count else none)
        finally:
            self._task = None

    def _show(self, reply: ModelsReply) -> None:
        if reply == self._reply and self.rows:
            return
        self._reply = reply
        self._group.clear()
        last = len(reply.upstreams) - 1
        self.rows = [
            UpstreamRow(self._desk.look, each, first=number == 0, last=number == last)
            for number, each in enumerate(reply.upstreams)
        ]
        for row in self.rows:
            self._group.add(row)
            self._wire(row)
        self.default.clear()
        self.default.addItem(tr("Whatever answers first"), "")
        for upstream in reply.upstreams:
            for model in upstream.models:
                if model.chats:
                    self.default.addItem(f"{model.name} · {upstream.name}", f"{upstream.name}/{model.name}")
        chosen = reply.default[0] if reply.default else ""
        if self.default.findData(chosen) < 0:
            self.default.addItem(tr("{model}, not in reach now", model=chosen), chosen)
        self.default.setCurrentIndex(self.default.findData(chosen))

    def _wire(self, row: UpstreamRow) -> None:
        start = self._desk.tasks.start
        row.moved.connect(lambda step: start(self._move(row.upstream, step)))
        row.tested.connect(lambda: start(self._test(row)))
        row.edited.connect(lambda: self.form.begin(row.upstream))
        row.removed.connect(lambda: self._ask_to_remove(row.upstream))

    async def _move(self, upstream: UpstreamInfo, step: int) -> None:
        names = [each.name for each in self._reply.upstreams]
        at = names.index(upstream.name)
        names.insert(max(0, at + step), names.pop(at))
        await self._desk.node.client.prefer_upstreams(names)
        await self._read(look=False)
        self._show(await self._desk.node.client.models())
        moved = next(row for row in self.rows if row.upstream.name == upstream.name)
        (moved.up if step < 0 and moved.up.isEnabled() else moved.down).setFocus()

    async def _test(self, row: UpstreamRow) -> None:
        row.testing(True)
        try:
            row.show_test(await self._desk.node.client.test_upstream(row.upstream.name))
        except FelloeError as error:
            row.show_fault(worded(error))
        finally:
            row.testing(False)

    async def _keep(self, name: str, new: NewUpstream) -> None:
        self.form.keep.setEnabled(False)
        try:
            await self._desk.node.client.add_upstream(name, new)
        except FelloeError as error:
            self.form.say(worded(error))
            return
        finally:
            self.form.keep.setEnabled(True)
        self.form.hide()
        self._show(await self._desk.node.client.models())

    def _ask_to_remove(self, upstream: UpstreamInfo) -> None:
        self._question.ask(
            tr("Remove {name}? Its key goes too. Chats stay as they are.", name=upstream.name),
            tr("Remove"),
            tr("Keep"),
            lambda: self._desk.tasks.start(self._remove(upstream.name)),
            self.add,
        )

    async def _remove(self, name: str) -> None:
        await self._desk.node.client.remove_upstream(name)
        self._show(await self._desk.node.client.models())

    async def _set_default(self) -> None:
        chosen = self.default.currentData()
        await self._desk.node.client.default_models([chosen] if chosen else [])
        self._reply = await self._desk.node.client.models()
