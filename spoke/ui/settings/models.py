"""The models that this device asks: where they were looked for, in which order they are asked, and one's own."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from shared.errors import FelloeError
from spoke.node.bodies.models import ModelsReply, UpstreamInfo
from spoke.ui.event_loop.sliced import checkpoint
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.repainting import paint_later
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.settings.upstream_form import UpstreamForm
from spoke.ui.settings.upstream_row import UpstreamRow
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.choice import Choice
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import can_have_focus, focus_after_wait, focus_kept
from spoke.ui.widgets.labels import breakable, label
from spoke.ui.widgets.question import QuestionBar


class ModelsPage(SettingsPage):
    def __init__(self, services: Services, question: QuestionBar) -> None:
        super().__init__(
            services,
            tr("Models"),
            tr("Asked from the top: where one cannot be reached, the next answers, and the answer says so."),
        )
        self._services, self._question = services, question
        self._reply = self._newest = ModelsReply(upstreams=[], default=[])
        """What is shown, and what came last: its rows may still be being made."""

        self.rows: list[UpstreamRow] = []
        self._group = self.group(tr("Servers"))
        self.again, self.add = push(tr("Look again")), push(tr("Enter an address…"))
        self._opener = self.add
        self._said = label(type_="second", ink="second", wrap=True)
        self.put(self._buttons())
        self.form = self.put(UpstreamForm(services.look), 12)
        self.default = Choice()
        self.default.setFixedHeight(32)
        self.default.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        asked = self.group(tr("When a chat names no model"))
        asked.row(tr("Ask this model"), tr("A chat can have another, in its composer."), self.default)
        self.again.clicked.connect(self._look)
        self.add.clicked.connect(lambda: self._open_form(self.add))
        self.form.leave.clicked.connect(self._focus_opener)
        self.form.kept.connect(self._keep)
        self.default.activated.connect(self._choose_default)

    def _buttons(self) -> QWidget:
        made = QWidget()
        column, row = QVBoxLayout(made), FlowLayout(gap=8)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        row.addWidget(self.again)
        row.addWidget(self.add)
        column.addLayout(row)
        column.addWidget(self._said)
        return made

    def _look(self) -> None:
        self._services.operations.do(tr("Looking for models"), self._look_around, by=self.again, looks=True)

    async def read(self) -> None:
        known = bool(self._reply.upstreams)
        await self._show(await self._services.node.client.models())
        if not known:
            self._look()

    async def _look_around(self) -> None:
        self._said.setText(tr("Looking at their usual ports, a few seconds at most…"))
        said = ""
        try:
            found = await self._services.node.client.models(look=True)
            await self._show(found)
            count = sum(len(each.models) for each in found.upstreams)
            none = tr("None answered. Start Ollama, LM Studio or llama.cpp on this device, or enter an address.")
            if all(each.kind != "found" for each in found.upstreams):
                none = breakable(_off())
            if self._services.node.own_id:
                none = f"{none} {_of_others()}"
            said = plural("Found %n model.", "Found %n models.", count) if count else none
        finally:
            self._said.setText(said)

    async def _show(self, reply: ModelsReply) -> None:
        """Its rows come up together, unless there is another reply by then. Cancelling leaves what was shown before."""
        self._newest = reply
        if reply.upstreams == self._reply.upstreams and self.rows:
            self._reply = reply
            self._show_default()
            return
        rows: list[UpstreamRow] = []
        try:
            await self._make_rows(reply.upstreams, rows)
            if reply is self._newest:
                self._show_made(reply, rows)
        finally:
            if rows is not self.rows:
                for row in rows:
                    row.deleteLater()

    async def _make_rows(self, upstreams: list[UpstreamInfo], rows: list[UpstreamRow]) -> None:
        """Each in a step of its own."""
        last = len(upstreams) - 1
        for number, each in enumerate(upstreams):
            rows.append(UpstreamRow(self._services.look, each, first=number == 0, last=number == last))
            self._group.make_ready(rows[-1])
            await checkpoint()

    def _show_made(self, reply: ModelsReply, rows: list[UpstreamRow]) -> None:
        self._reply = reply
        self._said.clear()  # what was found when it looked is not what there is now
        with focus_kept(self._group):
            self._put(rows)
        self.default.clear()
        self.default.addItem(tr("Whatever answers first"), "")
        for upstream in reply.upstreams:
            for model in upstream.models:
                if model.chats:
                    self.default.addItem(f"{model.name} · {upstream.name}", f"{upstream.name}/{model.name}")
        self._show_default()

    def _show_default(self) -> None:
        """What the node holds."""
        chosen = self._reply.default[0] if self._reply.default else ""
        if self.default.findData(chosen) < 0:
            self.default.addItem(tr("{model}, not in reach now", model=chosen), chosen)
        self.default.setCurrentIndex(self.default.findData(chosen))

    def _put(self, rows: list[UpstreamRow]) -> None:
        paint_later(self)
        self._group.hide()  # else all of the page is laid out for each row
        self._group.clear()
        self.rows = rows
        for row in rows:
            self._group.add(row)
            row.show()
            self._wire(row)
        self._group.show()

    def _wire(self, row: UpstreamRow) -> None:
        row.moved.connect(partial(self._move, row.upstream))
        row.tested.connect(partial(self._test, row))
        row.edited.connect(lambda: self._open_form(row.more, row.upstream))
        row.removed.connect(lambda: self._ask_to_remove(row))

    def _move(self, upstream: UpstreamInfo, step: int) -> None:
        before = [each.name for each in self._reply.upstreams]
        names = list(before)
        at = names.index(upstream.name)
        names.insert(max(0, at + step), names.pop(at))
        self._services.operations.do(tr("Changing the order"), partial(self._reorder, names, before, upstream, step))

    async def _reorder(self, names: list[str], before: list[str], upstream: UpstreamInfo, step: int) -> None:
        await self._prefer(names)
        said = tr("Changed the order: {first} is asked first.", first=names[0])
        self._services.undo.offer(said, partial(self._prefer, before))
        if moved := self._row(upstream.name):
            (moved.up if step < 0 and moved.up.isEnabled() else moved.down).setFocus()

    def _row(self, name: str) -> UpstreamRow | None:
        """The one that there is now: they are made anew with each change."""
        return next((row for row in self.rows if row.upstream.name == name), None)

    async def _prefer(self, names: list[str]) -> None:
        await self._services.node.client.prefer_upstreams(names)
        await self._show(await self._services.node.client.models())

    def _test(self, row: UpstreamRow) -> None:
        name = row.upstream.name

        def refused(error: FelloeError) -> None:
            if there := self._row(name):
                there.show_fault(worded(error))

        def ended() -> None:
            if there := self._row(name):
                there.end_test()

        self._services.operations.do(
            tr("Asking {name}", name=name), partial(self._ask_it, name), by=row, refused=refused, ended=ended
        )

    async def _ask_it(self, name: str) -> None:
        if row := self._row(name):
            row.begin_test()
        tested = await self._services.node.client.test_upstream(name)
        if row := self._row(name):
            row.show_test(tested)

    def _open_form(self, by: QPushButton, upstream: UpstreamInfo | None = None) -> None:
        self._opener = by
        self.form.begin(upstream)

    def _focus_opener(self) -> None:
        there = isValid(self._opener) and can_have_focus(self._opener)  # rows are made anew
        focus_after_wait(self, self._opener if there else self.add)

    def _keep(self, name: str) -> None:
        """What was typed, the key too, stays in the form until it is kept."""
        self._services.operations.do(
            tr("Saving the server"),
            partial(self._add, name),
            by=self.form.keep,
            refused=lambda error: self.form.say(worded(error)),
        )

    async def _add(self, name: str) -> None:
        await self._services.node.client.add_upstream(name, self.form.upstream)
        self._focus_opener()
        self.form.kept_it()
        await self._show(await self._services.node.client.models())

    def _ask_to_remove(self, row: UpstreamRow) -> None:
        name = row.upstream.name
        self._question.ask(
            tr("Remove {name}? Its key goes too. Chats stay as they are.", name=name),
            tr("Remove"),
            tr("Keep"),
            lambda: self._services.operations.do(tr("Removing the server"), partial(self._remove, name)),
            row.more,
        )

    async def _remove(self, name: str) -> None:
        await self._services.node.client.remove_upstream(name)
        await self._show(await self._services.node.client.models())

    def _choose_default(self, _: int) -> None:
        chosen, before = self.default.currentData(), list(self._reply.default)
        self._services.operations.do(
            tr("Choosing the model"),
            partial(self._set_default, [chosen] if chosen else [], before),
            ended=self._show_default,
        )

    async def _set_default(self, models: list[str], before: list[str] | None) -> None:
        """`before`: what it can be taken back to."""
        await self._services.node.client.default_models(models)
        await self._show(await self._services.node.client.models())
        if before is not None and before != models:
            first = models[0] if models else tr("Whatever answers first")
            said = tr("When a chat names no model: {model}.", model=first)
            self._services.undo.offer(said, partial(self._set_default, before, None))


def _off() -> str:
    return tr("Looking for models on this machine is switched off (FELLOE_LOOK_FOR_MODELS=0). Enter an address.")


def _of_others() -> str:
    return tr(
        "A model of another device answers only there. To ask it from here too, enter its address, or add it to the "
        "hub with: felloe-hub model add"
    )
