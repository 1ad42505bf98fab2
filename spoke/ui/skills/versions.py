"""The versions of a skill that are kept: which is in use, and going back to another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.node.bodies.skills import Skill, SkillVersion
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import focus_kept, put_last_in
from spoke.ui.widgets.labels import breakable, chip, label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.surfaces import restyle

SHORT = 8
"""Characters of a digest that are shown."""


def short(digest: str) -> str:
    return f"{digest[: SHORT // 2]}\N{NO-BREAK SPACE}{digest[SHORT // 2 : SHORT]}"


class VersionList(QWidget):
    """`use` and `remove` carry a digest."""

    use = Signal(str)
    remove = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: list[SkillVersion] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_versions(self, skill: Skill) -> None:
        if self._shown == skill.versions:
            return
        self._shown = skill.versions
        with focus_kept(self):
            clear_layout(self._column)
            for version in skill.versions:
                self._column.addWidget(row := self._row(version))
                put_last_in(self, row)

    def _row(self, version: SkillVersion) -> QFrame:
        made = QFrame()
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(label(short(version.digest), "code"))
        when = past(version.installed_ms, present())
        said = tr("Installed {when} from {place}", when=when, place=str(version.source))
        texts.addWidget(label(breakable(said), "second", "second", wrap=True))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 7, 0, 7)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        controls = FlowLayout(gap=8)
        row.addLayout(controls)
        row.setAlignment(controls, Qt.AlignmentFlag.AlignVCenter)
        if version.active:
            state = chip(self._look)
            state.setText(tr("In use"))
            restyle(state, chip="ok")
            controls.addWidget(state)
            return made
        use, remove = push(tr("Use this")), push(tr("Remove"), "quiet")
        use.setAccessibleName(tr("Use version {digest}", digest=short(version.digest)))
        remove.setAccessibleName(tr("Remove version {digest}", digest=short(version.digest)))
        use.clicked.connect(lambda: self.use.emit(version.digest))
        remove.clicked.connect(lambda: self.remove.emit(version.digest))
        controls.addWidget(remove)
        controls.addWidget(use)
        return made
