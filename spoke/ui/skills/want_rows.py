"""What a skill asks for, as rows: plain words, the exact capability, what was decided, the button that changes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from spoke.node.bodies.secrets import SecretInfo
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.skills.secret_form import SecretForm
from spoke.ui.skills.wants import SECRET, Want
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import focus_kept, put_last_in
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.layouts import clear_layout
from spoke.ui.widgets.surfaces import hairline, restyle

_STATES = {
    "allow": ("check", "ok", later("Always")),
    "deny": ("denied", "bad", later("Never")),
    "": ("question", "text.second", later("Not granted")),
}

_BESIDE = 360
"""Pixels at 100 % from which on the verdict stands beside the words."""


class WantRow(QFrame):
    """`decided` carries `allow`, `deny` or, to take back what was decided, nothing."""

    decided = Signal(str)
    keep_secret = Signal(object)
    """The form with the secret that it asks for."""

    def __init__(self, look: Look, want: Want, secret: SecretInfo | None, *, decide: bool) -> None:
        """`decide`: it stands in a list of its own, with buttons; else it is read, and lies on a card."""
        super().__init__()
        self._look, self.want = look, want
        self.form: SecretForm | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._controls = FlowLayout(gap=10)
        self._column = QVBoxLayout(self)
        self._lay_out(secret)
        look.follow(self, lambda: self.fit(self.width()))
        icon, ink, word = _STATES[self._verdict]
        self.setAccessibleName(f"{tr(word)}, {want.words}, {want.capability}")
        if decide:
            self._controls.addWidget(self._state(icon, ink, tr(word)))
            if want.capability.startswith(SECRET):
                self._take_secret(secret)
            self._let_decide()
            restyle(self, ground="surface")

    @property
    def _verdict(self) -> str:
        return self.want.grant.verdict if self.want.grant else ""

    def _lay_out(self, secret: SecretInfo | None) -> None:
        mark = label()
        self._look.set_picture(mark, self.want.icon, "text.second", 16)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(label(self.want.words, wrap=True))
        texts.addWidget(label(_second(self.want, secret), "code", "second", wrap=True))
        about = QHBoxLayout()
        about.setSpacing(10)
        about.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        about.addLayout(texts, 1)
        self._row.setSpacing(10)
        self._row.addLayout(about, 1)
        self._row.addLayout(self._controls)
        self._row.setAlignment(self._controls, Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(8)
        self._column.addLayout(self._row)

    def _state(self, icon: str, ink: str, word: str) -> QWidget:
        made, mark = QWidget(), label()
        self._look.set_picture(mark, icon, ink, 14)
        beside = QHBoxLayout(made)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(mark)
        beside.addWidget(label(word, "state", ink.removeprefix("text.")))
        return made

    def _take_secret(self, secret: SecretInfo | None) -> None:
        self.set_secret = push(tr("Replace…") if secret else tr("Set…"), "quiet")
        self.set_secret.setAccessibleName(tr("Set the secret of {want}", want=self.want.words))
        self._controls.addWidget(self.set_secret)
        form = self.form = SecretForm(self._look, secret)
        form.kept.connect(lambda: self.keep_secret.emit(form))
        form.left.connect(self.set_secret.setFocus)
        form.hide()
        self._column.addWidget(form)
        self.set_secret.clicked.connect(self._open_form)

    def _let_decide(self) -> None:
        verdict = self._verdict
        self.button = push(tr("Revoke") if verdict == "allow" else tr("Change…") if verdict else tr("Grant…"))
        self.button.setAccessibleName(f"{self.button.text()} {self.want.words}")
        self.button.setMinimumWidth(78)
        self.button.clicked.connect(self._press)
        self._controls.addWidget(self.button)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As it stands where there is least room."""
        return QSize(self._look.theme.px(120), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.fit(event.size().width())
        super().resizeEvent(event)

    def fit(self, width: int) -> None:
        """Where the words would have little room, the rest stands under them."""
        below = width < self._look.theme.px(_BESIDE)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _press(self) -> None:
        if self._verdict == "allow":
            self.decided.emit("")
            return
        menu = QMenu(self)
        choices = [(tr("Always, with this version"), "allow"), (tr("Never"), "deny"), (tr("Ask each time"), "")]
        for words, verdict in choices:
            if verdict != self._verdict:
                action = QAction(words, menu)
                action.triggered.connect(lambda _=False, verdict=verdict: self.decided.emit(verdict))
                menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _open_form(self) -> None:
        assert self.form is not None
        self.form.setVisible(self.form.isHidden())
        if self.form.isVisible():
            self.form.focus_first()


class WantList(QWidget):
    """`decided` says the want, and the verdict; `secret` its name, and the form that it was typed into."""

    decided = Signal(object, str)
    secret = Signal(str, object)

    def __init__(self, look: Look, *, decide: bool = True) -> None:
        super().__init__()
        self._look, self._decide = look, decide
        self.rows: list[WantRow] = []
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_wants(self, wants: list[Want], secrets: dict[str, SecretInfo], nothing: str) -> None:
        """`nothing`: what to say where there are none. What is on screen already stays, with what is typed in it."""
        if self._shown == (wants, secrets, nothing):
            return
        self._shown = (wants, secrets, nothing)
        with focus_kept(self):
            self._make_rows(wants, secrets, nothing)

    def _make_rows(self, wants: list[Want], secrets: dict[str, SecretInfo], nothing: str) -> None:
        typed = {row.want.capability: row.form.typed for row in self.rows if row.form and row.form.isVisible()}
        clear_layout(self._column)
        self.rows = [self._row(want, secrets) for want in wants]
        for number, row in enumerate(self.rows):
            row.fit(self.width())  # before it is first painted
            if number:
                self._column.addWidget(hairline())
            self._column.addWidget(row)
            put_last_in(self, row)
            if row.form and any(before := typed.get(row.want.capability, ())):
                row.form.go_on(before)
        if not wants:
            self._column.addWidget(label(nothing, "interface", "second", wrap=True))

    def _row(self, want: Want, secrets: dict[str, SecretInfo]) -> WantRow:
        name = want.capability.partition(":")[2]
        row = WantRow(
            self._look, want, secrets.get(name) if want.capability.startswith(SECRET) else None, decide=self._decide
        )
        row.decided.connect(lambda verdict: self.decided.emit(want, verdict))
        row.keep_secret.connect(lambda form: self.secret.emit(name, form))
        return row


def _second(want: Want, secret: SecretInfo | None) -> str:
    parts = [want.capability]
    if want.capability.startswith(SECRET):
        parts.append(tr("goes to {host} only", host=secret.host) if secret else tr("not set yet"))
    if want.grant:
        parts.append(tr("since {when}", when=past(want.grant.created_ms, present())))
    if want.grant and want.grant.args is not None:
        parts.append(tr("with exactly these arguments"))
    if not want.asked:
        parts.append(tr("also granted"))
    return " · ".join(parts)
