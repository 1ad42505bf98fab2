"""One server of models as a row: where it is, what it answered when it was looked for, its place in the order."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu

from spoke.node.bodies.models import ModelTested, UpstreamInfo
from spoke.ui.i18n.figures import figure
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.look.look import Look
from spoke.ui.settings.blocks import SettingRow
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.labels import breakable, chip
from spoke.ui.widgets.surfaces import restyle

_NAMES = {"ollama": "Ollama", "lmstudio": "LM Studio", "llamacpp": "llama.cpp", "hub": later("Your hub")}
_PLACES = {
    "here": later("on this device"),
    "network": later("in your network"),
    "internet": later("on the internet: what you ask leaves your network"),
}
_NAMED = 3


class UpstreamRow(SettingRow):
    """`moved` says -1 for up and 1 for down."""

    moved = Signal(int)
    tested = Signal()
    edited = Signal()
    removed = Signal()

    def __init__(self, look: Look, upstream: UpstreamInfo, *, first: bool, last: bool) -> None:
        self.upstream = upstream
        self.asking = False
        name = upstream_name(upstream)
        self.state = chip(look)
        self.up, self.down = icon_button(look, "up", tr("Move up"), 28), icon_button(look, "down", tr("Move down"), 28)
        self.test, self.more = push(tr("Test")), icon_button(look, "more", tr("More"), 28)
        own = upstream.kind == "own"
        controls = (self.state, self.test, *((self.more,) if own else ()), self.up, self.down)
        super().__init__(name, "", controls, ends=2)
        for button, words in (
            (self.test, tr("Test {name}", name=name)), (self.more, tr("More about {name}", name=name)),
            (self.up, tr("Move {name} up", name=name)), (self.down, tr("Move {name} down", name=name)),
        ):  # fmt: skip
            button.setAccessibleName(words)
        for button in (self.more, self.up, self.down):
            restyle(button, kind="quiet")
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)
        self.test.setVisible(bool(upstream.models))
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.test.clicked.connect(self.tested)
        self.more.clicked.connect(self._open_menu)
        self._show()

    def _show(self) -> None:
        upstream, count = self.upstream, len(self.upstream.models)
        if upstream.problem and not count:
            self.state.setText(tr("No answer"))  # its port stands beside it
            restyle(self.state, chip="neutral" if upstream.kind == "found" else "bad")
        elif not upstream.looked and not count:
            self.state.setText(tr("Not asked yet"))
        else:
            self.state.setText(plural("%n model", "%n models", count))
            restyle(self.state, chip="ok" if count and not upstream.problem else "neutral")
        where = (
            f"{breakable(upstream.url)} · {tr(_PLACES[upstream.place])}"
            if upstream.url
            else tr("Models that your hub asks for you")
        )
        parts = [where, ", ".join(model.name for model in upstream.models[:_NAMED])]
        if count > _NAMED:
            parts[-1] += " " + plural("and %n more", "and %n more", count - _NAMED)
        if upstream.key:
            parts.append(tr("key kept in the keyring") if upstream.key == "keyring" else tr("key kept in a file"))
        if upstream.problem and upstream.kind != "found":
            parts.append(worded(upstream.problem))
        self.say(upstream_name(upstream), " · ".join(part for part in parts if part))

    def describe(self) -> None:
        """The names of its buttons say enough: with each of them the address would be read."""

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for words, asked in ((tr("Change…"), self.edited), (tr("Remove…"), self.removed)):
            menu.addAction(words).triggered.connect(asked)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def begin_test(self) -> None:
        self.asking = True
        self.state.setText(tr("Asking…"))
        restyle(self.state, chip="neutral")

    def end_test(self) -> None:
        """However it ended: where that was not said, it says again what was known before."""
        if self.asking:
            self.asking = False
            self._show()

    def show_test(self, result: ModelTested) -> None:
        self.asking = False
        tools = tr("calls tools") if result.calls_tools else tr("calls no tools")
        self.state.setText(tr("Answered in {seconds} s", seconds=figure(result.whole_s, 1)))
        restyle(self.state, chip="ok")
        said = tr(
            "{model}: first word after {first} s, {tools}",
            model=result.model,
            first=figure(result.first_s, 1),
            tools=tools,
        )
        self.say(self.title.text(), f"{self.second.text().partition(chr(10))[0]}\n{said}")

    def show_fault(self, sentence: str) -> None:
        self.asking = False
        self.state.setText(tr("Did not answer"))
        restyle(self.state, chip="bad")
        self.say(self.title.text(), f"{self.second.text().partition(chr(10))[0]}\n{sentence}")


def upstream_name(upstream: UpstreamInfo) -> str:
    return tr(_NAMES[upstream.name]) if upstream.name in _NAMES else upstream.name
