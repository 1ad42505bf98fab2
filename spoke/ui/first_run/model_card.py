"""A model, where there is one on this machine: what was looked for, where, and what answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shared.errors import FelloeError
from spoke.ui.first_run.card_head import CardHead
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import Breaking, breakable, label, short_words
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.surfaces import restyle
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.node.bodies.models import UpstreamInfo

_NAMES = {"ollama": "Ollama", "lmstudio": "LM Studio", "llamacpp": "llama.cpp", "hub": later("Your hub")}


class ModelCard(QFrame):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._look_at, self._hear = Refresh(services.tasks, self._read), Refresh(services.tasks, self._read_known)
        head = CardHead(services.look, "chip", tr("A model"))
        self.chip = head.chip
        self._second = label(type_="second", ink="second", wrap=True)
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.again = push(tr("Look again"))
        self.again.clicked.connect(self._look_at.ask)
        address = push(tr("Enter an address"))
        address.clicked.connect(lambda: services.navigation.settings.emit("models"))
        buttons = FlowLayout(gap=8)
        buttons.addWidget(self.again)
        buttons.addWidget(address)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 14, 15, 14)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self._second)
        column.addLayout(self._found)
        column.addLayout(buttons)
        self._say("neutral", tr("Not looked yet"))

    def refresh(self) -> None:
        self._look_at.ask()

    def hear(self) -> None:
        """Other models are known: somebody added a server elsewhere. One that was not asked yet is asked by that."""
        self._hear.ask()

    async def _read_known(self) -> None:
        reply = await self._services.node.client.models()
        if not all(upstream.looked for upstream in reply.upstreams):
            reply = await self._services.node.client.models(look=True)
        self._show(reply.upstreams)

    async def _read(self) -> None:
        self._say("neutral", tr("Looking"))
        try:
            upstreams = (await self._services.node.client.models(look=True)).upstreams
        except FelloeError as error:
            self._say("neutral", tr("None found"))
            self._second.setText(worded(error))
            return
        self._show(upstreams)

    def _show(self, upstreams: list[UpstreamInfo]) -> None:
        clear_layout(self._found)
        for upstream in upstreams:
            self._found.addWidget(self._line(upstream))
        models = sum(model.chats for upstream in upstreams for model in upstream.models)
        if models:
            self._say("ok", plural("%n model", "%n models", models))
            self._second.setText(tr("Chats can be answered now."))
        elif upstreams:
            self._say("neutral", tr("None found"))
            self._second.setText(tr("None of these has a model that chats:"))
        else:
            self._say("neutral", tr("Looking is off"))
            off = tr("Looking for models on this machine is switched off (FELLOE_LOOK_FOR_MODELS=0). Enter an address.")
            self._second.setText(breakable(off))

    def _line(self, upstream: UpstreamInfo) -> QWidget:
        made = QWidget()
        count = sum(model.chats for model in upstream.models)
        port = urlsplit(upstream.url).port
        answers = count or (upstream.looked and not upstream.problem)
        said = plural("%n model", "%n models", count) if answers else tr("no answer")
        if port and not answers:
            said = tr("no answer on {port}", port=port)
        mark = label()
        self._services.look.set_picture(mark, "check" if answers else "cross", "ok" if answers else "text.second", 14)
        name = tr(_NAMES[upstream.name]) if upstream.name in _NAMES else short_words(upstream.name)
        made.setAccessibleName(f"{name}: {said}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(label(name, "second", wrap=True), 1)
        row.addWidget(Breaking(said, "second", "second"))
        return made

    def _say(self, kind: str, words: str) -> None:
        self.chip.setText(words)
        restyle(self.chip, chip=kind)
