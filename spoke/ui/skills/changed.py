"""A skill changed under what was granted to it: the old version and the new one side by side, until it is answered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from spoke.node.bodies.skills import SkillVersion
from spoke.ui.i18n.capability_words import plain
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.versions import short
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import breakable, label
from spoke.ui.widgets.layouts import clear_layout

_TWO_COLUMNS = 300
"""From so many pixels at 100 % on."""


class Comparison(QWidget):
    """Two versions, line beside line: what each asks for, and its functions. What is new or gone says so in words.

    Where there is no room for two columns, the new version stands under the old one."""

    def __init__(self, look: Look, old: SkillVersion, new: SkillVersion) -> None:
        super().__init__()
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._pairs: list[tuple[QWidget, QWidget]] = []
        self._slim = False
        now = present()
        self._put(label(tr("Before"), "heading", "third"), label(tr("Now"), "heading", "third"))
        self._put(*(label(short(each.digest), "code", wrap=True) for each in (old, new)))
        self._put(*(label(past(each.installed_ms, now), "second", "second") for each in (old, new)))
        self._compare(old.capabilities, new.capabilities, plain_words=True)
        self._compare(old.functions, new.functions, plain_words=False)
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Of one column, whichever way they stand now."""
        wide = max(part.minimumSizeHint().width() for pair in self._pairs for part in pair)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        slim = event.size().width() < self._look.theme.px(_TWO_COLUMNS)
        if slim != self._slim:
            self._slim = slim
            self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        for row, (left, right) in enumerate(self._pairs):
            self._grid.addWidget(left, row, 0)
            self._grid.addWidget(right, *((row + len(self._pairs), 0) if self._slim else (row, 1)))
        for column in (0, 1):
            self._grid.setColumnStretch(column, 0 if self._slim and column else 1)

    def _compare(self, old: Sequence[str], new: Sequence[str], *, plain_words: bool) -> None:
        for text in dict.fromkeys([*new, *old]):
            words = plain(text) if plain_words else f"{text}()"
            self._put(
                self._line(words, "", "") if text in old else label("–", "second", "third"),
                self._line(words, "plus", tr("new")) if text not in old
                else self._line(words, "", "") if text in new else self._line(words, "cross", tr("gone")),
            )  # fmt: skip

    def _line(self, words: str, icon: str, state: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if icon:
            mark = label()
            self._look.set_picture(mark, icon, "warn", 13)
            row.addWidget(mark)
        row.addWidget(label(breakable(words), "second", wrap=True), 1)
        if state:
            row.addWidget(label(state, "state", "warn"))
        return made

    def _put(self, left: QWidget, right: QWidget) -> None:
        self._pairs.append((left, right))


class ChangedCard(QFrame):
    """`answered` says what: `grant` the same again, `back` to the version before, `keep` it with nothing granted."""

    answered = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "changed")
        self._held = QVBoxLayout()
        self.grant, self.back = push(tr("Grant the same again")), push(tr("Go back"))
        self.keep = push(tr("Leave it ungranted"), "quiet")
        for button, word in ((self.grant, "grant"), (self.back, "back"), (self.keep, "keep")):
            button.clicked.connect(lambda _=False, word=word: self.answered.emit(word))
        self._lay_out()
        self.hide()

    def show_versions(self, old: SkillVersion | None, new: SkillVersion) -> None:
        self.setVisible(old is not None)
        clear_layout(self._held)
        if old is not None:
            self._held.addWidget(Comparison(self._look, old, new))

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("kind", "changed-head")
        mark = label()
        self._look.set_picture(mark, "warning", "warn")
        line = QHBoxLayout(head)
        line.setContentsMargins(14, 8, 14, 8)
        line.setSpacing(8)
        line.addWidget(mark)
        said = tr("It changed. What you granted was granted to the version before, so nothing of it counts now.")
        line.addWidget(label(said, "button", wrap=True), 1)
        buttons = FlowLayout(gap=8)
        for button in (self.grant, self.back, self.keep):
            buttons.addWidget(button)
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 10, 14, 12)
        inner.setSpacing(12)
        inner.addLayout(self._held)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(inner)
