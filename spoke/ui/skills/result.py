"""What a call came to: a card with the verdict as icon and word, what it took, and the result as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from shared.errors import ApprovalPending, FelloeError, NotExposed, NotGranted, OutcomeUnknown
from spoke.ui.actions import native
from spoke.ui.i18n.figures import present, took
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.output import Output
from spoke.ui.widgets.surfaces import hairline, restyle

if TYPE_CHECKING:
    from pydantic import JsonValue

    from spoke.node.bodies.calls import CallReply

_LINES = 16
_SAID = 300
"""Characters of a result that are read out as it comes; who wants more goes there."""

_ENDS = (
    (OutcomeUnknown, ("question", "warn", later("Unknown"))),
    (ApprovalPending, ("clock", "warn", later("Waiting"))),
    (NotGranted, ("denied", "bad", later("Denied"))),
    (NotExposed, ("denied", "bad", later("Denied"))),
)


class ResultCard(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._mark = ("check", "ok")
        self.setProperty("ground", "sunken")
        self._icon, self._verdict = label(), label(type_="state")
        self._figures = label(type_="second", ink="second")
        self._copy = icon_button(look, "copy", tr("Copy the result"), 26)
        restyle(self._copy, kind="quiet")
        self._copy.clicked.connect(self._copy_shown)
        self.answer = push(tr("Answer"), "small", native("Alt+A"))
        """Where it waits for that."""

        self.answer.setAccessibleName(tr("Answer the question"))
        self._body = Output(tr("Result"), "output", _LINES)
        self._sentence = label(wrap=True)
        self._sentence.setContentsMargins(12, 8, 12, 10)
        self._lay_out()
        look.changed.connect(self._tint)
        self.hide()

    @property
    def text(self) -> str:
        return self._body.toPlainText()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_reply(self, reply: CallReply) -> None:
        self._say(
            "check",
            "ok",
            tr("Ran at {time}", time=f"{present():%H:%M}"),
            " · ".join(part for part in (took(reply.elapsed_ms), reply.device) if part),
        )
        self._show_json(reply.result)
        announce(self, f"{self.accessibleName()}, {self.text}" if len(self.text) <= _SAID else self.accessibleName())

    def show_waiting(self, why: ApprovalPending) -> None:
        """A question comes before the call, which is followed past it."""
        self.show_error(ApprovalPending(tr("It goes on when the question is answered."), **why.details))
        self.answer.show()

    def show_error(self, error: FelloeError) -> None:
        icon, ink, word = next(
            (look for kind, look in _ENDS if isinstance(error, kind)), ("cross", "bad", later("Failed"))
        )
        self._say(icon, ink, tr(word), "")
        self._sentence.setText(worded(error))
        self._body.hide()
        self._sentence.show()
        announce(self, f"{tr(word)}, {self.sentence}")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 6)
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._verdict)
        head.addSpacing(4)
        head.addWidget(self._figures, 1)
        head.addWidget(self.answer)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(self._body)
        column.addWidget(self._sentence)

    def _say(self, icon: str, ink: str, word: str, figures: str) -> None:
        self._mark = (icon, ink)
        self.answer.hide()
        self._verdict.setText(word)
        restyle(self._verdict, ink=ink)
        self._figures.setText(figures)
        self.setAccessibleName(f"{word}, {figures}" if figures else word)
        self._tint()
        self.show()

    def _show_json(self, value: JsonValue) -> None:
        self._body.show_text(json.dumps(value, ensure_ascii=False, indent=2))
        self._sentence.hide()
        self._body.show()

    def _copy_shown(self) -> None:
        QGuiApplication.clipboard().setText(self.sentence if self._body.isHidden() else self.text)

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.picture(*self._mark))
