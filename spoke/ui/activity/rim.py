"""The rim: a line that collects what happened, each thing a spoke that joins it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sandbox.journal import CallRow
from spoke.ui.i18n.capability_words import one_call
from spoke.ui.i18n.figures import took
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.widgets.labels import breakable, label

_VERDICTS = {
    "allowed": ("check", "ok", later("Allowed")),
    "denied": ("denied", "bad", later("Denied")),
    "asked": ("clock", "warn", later("Asked")),
}


def draw_spoke(
    painter: QPainter, look: Look, left: float, top: float, height: float, joint: float, *, last: bool
) -> None:
    """The rim down from `top`, ending at the `joint` where it is the last; and the spoke that joins it there."""
    px = look.theme.px
    pen = QPen(look.theme.colour("line"), max(1.0, px(2)))
    painter.setPen(pen)
    painter.drawLine(round(left), round(top), round(left), round(joint if last else top + height))
    painter.drawLine(round(left), round(joint), round(left + px(9)), round(joint))


class Spoke(QWidget):
    """One host call of a run: verdict, what, and where in the run's time it was."""

    def __init__(self, look: Look, call: CallRow, began: float, share: float, *, last: bool) -> None:
        super().__init__()
        self._look, self._began, self._share, self._last = look, began, share, last
        icon, self._ink, word = _VERDICTS[call.verdict]
        mark = label()
        look.set_picture(mark, icon, self._ink, 14)
        named = f"{call.service} {call.target}".strip().removeprefix("call ")
        words = one_call(f"{call.service}:{call.target}" if call.target else call.service)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        if words:
            texts.addWidget(label(breakable(words), "second", wrap=True))
        texts.addWidget(label(breakable(named), "code", "second" if words else "", wrap=True))
        side = tr("not granted") if call.verdict == "denied" else took(call.elapsed_ms)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 4, 0, 8)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addLayout(texts, 1)
        row.addWidget(label(side, "second", "second"))
        self.setAccessibleName(", ".join(filter(None, (tr(word), words, named, side))))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        px = self._look.theme.px
        mirror = Mirror(self.rect(), self.layoutDirection())
        with mirror.drawn(painter):
            draw_spoke(painter, self._look, 2, 0, self.height(), self.height() / 2 - 2, last=self._last)
        room = self.width() - px(40)
        bar = QRectF(px(40) + room * self._began, self.height() - px(5), max(px(3), room * self._share), px(3))
        painter.fillRect(mirror.box(bar), self._look.theme.colour(self._ink))
