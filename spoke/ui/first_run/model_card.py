"""A model, where there is one on this machine: what was looked for, where, and what answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shared.errors import FelloeError
from spoke.ui.controls import chip, label, push, reink
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.tasks import Repeat
from spoke.ui.words import plural, tr
from spoke.ui.wrapped import Wrapped

if TYPE_CHECKING:
    from spoke.node.bodies.models import UpstreamInfo

_NAMES = {"ollama": "Ollama", "lmstudio": "LM Studio", "llamacpp": "llama.cpp"}


class ModelCard(QFrame):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._look_at = Repeat(desk.tasks, self._read)
        self._chip = chip(desk.look)
        self._second = label(type_="second", ink="second", wrap=True)
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.again = push(tr("Look again"))
        self.again.clicked.connect(self._look_at.ask)
        address = push(tr("Enter an address"))
        address.clicked.connect(lambda: desk.doors.settings.emit("models"))
        mark = label()
        desk.look.mark(mark, "chip", "text")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(mark)
        head.addWidget(label(tr("A model"), "section"), 1)
        head.addWidget(self._chip)
        buttons = Wrapped(gap=8)
        buttons.addWidget(self.again)
        buttons.addWidget(address)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 14, 15, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._second)
        column.addLayout(self._found)
        column.addLayout(buttons)
        self._say("neutral", tr("Not looked yet"))

    def refresh(self) -> None:
        self._look_at.ask()

    async def _read(self) -> None:
        self._say("neutral", tr("Looking"))
        try:
            upstreams = (await self._desk.node.client.models(look=True)).upstreams
        except FelloeError as error:
            self._say("neutral", tr("None found"))
            self._second.setText(worded(error))
            return
        self._show(upstreams)

    def _show(self, upstreams: list[UpstreamInfo]) -> None:
        while (item := self._found.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for upstream in upstreams:
            self._found.addWidget(self._line(upstream))
        models = sum(model.chats for upstream in upstreams for model in upstream.models)
        if models:
            self._say("ok", plural("%n model", "%n models", models))
            self._second.setText(tr("Chats can be answered now."))
        else:
            self._say("neutral", tr("None found"))
            looked = tr("Looked at the usual local ports:")
            self._second.setText(looked if upstreams else tr("This device was told not to look at local ports."))

    def _line(self, upstream: UpstreamInfo) -> QWidget:
        made = QWidget()
        count = sum(model.chats for model in upstream.models)
        port = urlsplit(upstream.url).port or ""
        answers = count or (upstream.looked and not upstream.problem)
        said = plural("%n model", "%n models", count) if answers else tr("no answer on {port}", port=port)
        mark = label()
        self._desk.look.mark(mark, "check" if answers else "cross", "ok" if answers else "text.second", 14)
        name = _NAMES.get(upstream.name, upstream.name)
        made.setAccessibleName(f"{name}: {said}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(label(name, "second"), 1)
        row.addWidget(label(said, "second", "second"))
        return made

    def _say(self, kind: str, words: str) -> None:
        self._chip.setText(words)
        reink(self._chip, chip=kind)
