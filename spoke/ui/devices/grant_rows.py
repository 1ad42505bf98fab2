"""What was granted for good on this device, to whom, and taking it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.node.bodies.approvals import Grant
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.wants import Want
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.focus_order import focus_kept, put_last_in
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.surfaces import hairline


class GrantList(QScrollArea):
    revoked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[list[Grant], str] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "surface")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(24, 10, 24, 14)
        self._column.setSpacing(0)
        self.setWidget(inner)

    def show_grants(self, grants: list[Grant], nothing: str) -> None:
        if self._shown == (grants, nothing):
            return
        self._shown = (grants, nothing)
        with focus_kept(self):
            self._make_rows(grants)
        if not grants:
            self._column.addWidget(label(nothing, "interface", "second", wrap=True))
        self._column.addStretch()

    def _make_rows(self, grants: list[Grant]) -> None:
        clear_layout(self._column)
        for number, grant in enumerate(grants):
            if number:
                self._column.addWidget(hairline())
            self._column.addWidget(row := self._row(grant))
            put_last_in(self, row)

    def _row(self, grant: Grant) -> QFrame:
        made = QFrame()
        want = Want(grant.capability, grant)
        allowed = grant.verdict == "allow"
        mark, verdict = label(), label()
        self._look.set_picture(mark, want.icon)
        self._look.set_picture(verdict, "check" if allowed else "denied", "ok" if allowed else "bad", 14)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(label(f"{grant.label}: {want.words}", wrap=True))
        since = tr("since {when}", when=past(grant.created_ms, present()))
        texts.addWidget(label(f"{grant.capability} · {since}", "code", "second", wrap=True))
        revoke = push(tr("Revoke"))
        revoke.setAccessibleName(tr("Revoke {what} of {who}", what=want.words, who=grant.label))
        revoke.clicked.connect(lambda: self.revoked.emit(grant))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(10)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(verdict)
        row.addWidget(label(tr("Always") if allowed else tr("Never"), "state", "ok" if allowed else "bad"))
        row.addWidget(revoke)
        return made
