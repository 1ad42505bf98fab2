"""Adding skills: what they ask for and offer is seen before anything is kept."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from shared.errors import FelloeError
from spoke.node.bodies.skills import LookReply, Offer, Skill, SkillVersion
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.look import Look
from spoke.ui.services import Services
from spoke.ui.skills.changed import Comparison
from spoke.ui.skills.reach import EFFECTS
from spoke.ui.skills.versions import short
from spoke.ui.skills.want_rows import WantList
from spoke.ui.skills.wants import Want
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.column_page import ColumnPage
from spoke.ui.widgets.focus_order import focus_after_wait, put_after
from spoke.ui.widgets.labels import chip, label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.surfaces import hairline
from spoke.ui.work.operations import failure

_NAMED, _NAMED_OF_SEVERAL = 12, 3
"""Functions of a skill that are listed before it is installed, and of each where several can be."""


class OfferCard(QFrame):
    """One skill as it would be installed."""

    install = Signal(object)

    def __init__(self, look: Look, offer: Offer, here: Skill | None, named: int = _NAMED) -> None:
        super().__init__()
        self.offer, self._named = offer, named
        self.setProperty("ground", "card")
        self.same = here is not None and here.digest == offer.digest
        self.button = push(tr("Install"))
        self.button.setAccessibleName(tr("Install {skill}", skill=offer.name))
        self.button.clicked.connect(lambda: self.install.emit(offer))
        self.state = chip(look)
        self.state.setText(tr("Already here") if self.same else tr("A new version"))
        for part, hidden in ((self.state, here is None), (self.button, self.same)):
            if hidden:  # to be shown before it is put somewhere would make it a window of its own
                part.hide()
        mark = label()
        look.set_picture(mark, "skill", "accent.text", 20)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(mark)
        head.addWidget(label(offer.name, "header"))
        head.addWidget(self.state)
        head.addStretch()
        head.addWidget(self.button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(label(offer.description, "interface", "second", wrap=True))
        self._column.addWidget(label(tr("Version {digest}", digest=short(offer.digest)), "second", "third"))
        self._column.addSpacing(6)
        self._column.addWidget(label(tr("Asks for"), "section"))
        wants = WantList(look, decide=False)
        wants.show_wants(
            [Want(each) for each in offer.capabilities], {}, tr("Nothing: it works with what it is given.")
        )
        self._column.addWidget(wants)
        if here is not None and not self.same:
            self._compare(look, here, offer)
        self._functions()
        for warning in offer.warnings:
            self._column.addWidget(label(warning, "second", "warn", wrap=True))

    def _compare(self, look: Look, here: Skill, offer: Offer) -> None:
        new = SkillVersion(
            digest=offer.digest, source=offer.source, installed_ms=0, active=False, capabilities=offer.capabilities,
            functions=[each.function for each in offer.functions],
        )  # fmt: skip
        old = here.active
        if old is not None:
            self._column.addSpacing(6)
            self._column.addWidget(hairline())
            self._column.addWidget(Comparison(look, old, new.model_copy(update={"installed_ms": old.installed_ms})))

    def _functions(self) -> None:
        functions = self.offer.functions
        self._column.addSpacing(6)
        self._column.addWidget(label(tr("Functions"), "section"))
        if not functions:
            self._column.addWidget(label(tr("None: it is instructions for the assistant."), "interface", "second"))
        for each in functions[: self._named]:
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.setContentsMargins(0, 0, 0, 4)
            call = f"{each.function}({', '.join(each.parameters.get('properties', {}))})"
            pair.addWidget(label(call, "code", wrap=True))
            effect = EFFECTS[each.effect]
            parts = (tr(effect) if effect else "", *each.description.strip().splitlines()[:1])
            if line := " · ".join(part for part in parts if part):
                pair.addWidget(label(line, "second", "second", wrap=True))
            self._column.addLayout(pair)
        if len(functions) > self._named:
            more = plural("and %n more", "and %n more", len(functions) - self._named)
            self._column.addWidget(label(more, "second", "third"))
        if any(EFFECTS[each.effect] for each in functions):
            asks = tr(
                "Before the assistant, code or another device runs what changes something, you are asked. "
                "If you run it yourself, that question is left out."
            )
            self._column.addWidget(label(asks, "second", "third", wrap=True))


class InstallPage(ColumnPage):
    """`installed` carries the name of the last one that came in; `left` says that the person is done here."""

    installed = Signal(str)
    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(services.look, tr("Add a skill"), "", 720, 6)
        self._services = services
        self._task: asyncio.Task[None] | None = None
        """That reads what is shown here. What the person then wants installed is an operation."""

        self._installing = False
        self._installed: list[Skill] = []
        self.cards: list[OfferCard] = []
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(tr("Reading the skill in the sandbox"))
        self._looked_at = ""
        self.all, self.cancel, self.again = (
            push(tr("Install"), "main"),
            leaves(push(tr("Cancel"))),
            push(tr("Try again")),
        )
        self.again.clicked.connect(lambda: self.look_at(self._looked_at, self._installed))
        self.again.hide()
        self.all.clicked.connect(self._install_all)
        self.cancel.clicked.connect(self._leave)
        self._lay_out()

    def look_at(self, path: str, installed: list[Skill]) -> None:
        """Read what lies at `path`, and show it; nothing is kept."""
        self._stop()
        self._installed = installed
        self._clear()
        self.again.hide()
        self.title.setText(tr("Add a skill"))
        self.said.setText(tr("Reading {name} in the sandbox…", name=Path(path).name))
        self._busy(True)
        self.cancel.setFocus()
        self._task = self._services.tasks.start(self._look(path))

    async def _look(self, path: str) -> None:
        try:
            await self._services.node.there()
            await self._show(path, await self._services.node.client.look_at_skills(path))
        except FelloeError as error:
            self._looked_at = path
            self.said.setText(failure(tr("Reading {name}", name=Path(path).name), error, looks=True))
            self.again.show()
        finally:
            self._over()

    async def _show(self, path: str, reply: LookReply) -> None:
        """Card by card: the window stays awake."""
        here = {skill.name: skill for skill in self._installed}
        named = _NAMED if len(reply.offers) == 1 else _NAMED_OF_SEVERAL
        for offer in reply.offers:
            card = OfferCard(self._services.look, offer, here.get(offer.name), named)
            card.install.connect(lambda offer: self._start([offer]))
            card.button.setVisible(not card.same and len(reply.offers) > 1)
            self._held.addWidget(card)
            put_after(self.cards[-1] if self.cards else self, card)
            self.cards.append(card)
            await asyncio.sleep(0)
        for refused in reply.refused:
            said = tr(
                "{folder} cannot be installed. {why}",
                folder=refused.folder or Path(path).name,
                why=worded(refused.error),
            )
            self._held.addWidget(label(said, "interface", "bad", wrap=True))
        if len(self.cards) == 1:
            self.title.setText(tr("Add {skill}?", skill=self.cards[0].offer.name))
        new = [card for card in self.cards if not card.same]
        if not self.cards and not reply.refused:
            self.said.setText(tr("{name} holds no skill. A skill is a folder with a SKILL.md.", name=Path(path).name))
        elif not self.cards:
            self.said.setText(tr("Nothing in {name} can be installed.", name=Path(path).name))
        elif not new:
            self.said.setText(tr("All of it is here already, unchanged."))
        else:
            self.said.setText(tr("Nothing was installed yet. Installing alone grants it nothing."))
        self.all.setVisible(bool(new))
        self.all.setText(tr("Install") if len(new) == 1 else tr("Install all {count}", count=len(new)))
        focus_after_wait(self, new[0].button if len(new) > 1 else self.all)  # Enter installs one, not all unseen

    def _install_all(self) -> None:
        self._start([card.offer for card in self.cards if not card.same])

    def _start(self, offers: list[Offer]) -> None:
        if offers and self._task is None and not self._installing:
            self._installing = True
            self._busy(True)
            doing = tr("Installing {skill}", skill=", ".join(offer.name for offer in offers))
            self._services.operations.do(doing, partial(self._install, offers), by=self, ended=self._not_installing)

    async def _install(self, offers: list[Offer]) -> None:
        """Each for itself: one that cannot be leaves the others installed."""
        faults: list[str] = []
        last = ""
        for number, offer in enumerate(offers):
            self.bar.setRange(0, len(offers) if number else 0)  # of the first nothing is known
            self.bar.setValue(number)
            self.said.setText(tr("Installing {skill}…", skill=offer.name))
            try:
                last = await self._install_one(offer)
            except FelloeError as error:
                faults.append(failure(tr("Installing {skill}", skill=offer.name), error))
        self._not_installing()
        if faults:
            self.said.setText("\n".join(faults))
        if last:
            self.installed.emit(last)
        if last and not faults:
            self.left.emit()

    async def _install_one(self, offer: Offer) -> str:
        await self._services.node.there()
        source = offer.source
        where = source.path if source.kind == "zip" else str(Path(source.path) / source.inner)
        only = offer.name if source.kind == "zip" and source.inner else None
        skill = await self._services.node.client.install_skill(where, only, replace=True, digest=offer.digest)
        return skill.name

    @property
    def installing(self) -> bool:
        return self._installing

    def _not_installing(self) -> None:
        self._installing = False
        self._busy(self._task is not None)

    def _leave(self) -> None:
        self._stop()
        self.left.emit()

    def _stop(self) -> None:
        self._services.operations.cancel(self)
        if self._task:
            self._task.cancel()
            self._task = None
            self._busy(False)

    def _over(self) -> None:
        """Of the task that reads, unless another took its place."""
        if self._task is asyncio.current_task():
            self._task = None
            self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        self.all.setVisible(not busy and bool(self.cards))

    def _clear(self) -> None:
        self.cards = []
        clear_layout(self._held)

    def _lay_out(self) -> None:
        column = self.body
        column.addWidget(self.bar)
        column.addSpacing(10)
        self._held = QVBoxLayout()
        self._held.setSpacing(12)
        column.addLayout(self._held)
        column.addSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.all, self.again, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch()
        column.addLayout(buttons)
        column.addStretch()
