"""A real run before anything is set up: a few lines of Python, what they print, and what they may not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout

from shared.errors import FelloeError
from spoke.ui.actions import native
from spoke.ui.event_loop.threads import in_thread
from spoke.ui.i18n.figures import megabytes, took
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.highlighting import inks, learn
from spoke.ui.look.look import Look
from spoke.ui.look.utf16 import Utf16
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.node.contracts import calls
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import hairline, restyle

if TYPE_CHECKING:
    from sandbox.journal import CallRow
    from spoke.node.bodies.runs import RunInfo

_LEAST_LINES, _MOST_LINES = 6, 12
_WITH_ABOUT, _NARROWEST = 300, 156
"""Pixels at 100 % from which on its head says what it is, and the least that it asks for."""

_SAID = 300
"""Characters of the output that are read out as it comes."""


def example() -> str:
    return (
        "from datetime import date\n"
        "today = date.today()\n"
        "left = (date(today.year + 1, 1, 1) - today).days\n"
        f'print(f"{{left}} {tr("days left this year")}")\n'
        "\n"
        'try: open("/etc/passwd")\n'
        f'except OSError: print("{tr("No files in here")}")'
    )


class _Highlight(QSyntaxHighlighter):
    def __init__(self, editor: QPlainTextEdit, look: Look) -> None:
        super().__init__(editor.document())
        self._look = look
        look.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        utf16 = Utf16(text)
        for begin, length, ink in filter(None, inks(text, "python")):
            form = QTextCharFormat()
            form.setForeground(self._look.theme.colour(ink))
            start = utf16.there(begin)
            self.setFormat(start, utf16.there(begin + length) - start, form)


class SandboxCard(QFrame):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.setProperty("ground", "card")
        self.run = push(tr("Run"), "main", tr("Run the code ({keys})", keys=native("Ctrl+Return")))
        services.look.set_icon(self.run, "play", "on.accent")
        self.run.clicked.connect(self._start)
        self.code = QPlainTextEdit(example())
        self.code.setProperty("kind", "output")
        self.code.setAccessibleName(tr("Python code"))
        self.code.setTabChangesFocus(True)
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        exempt_from_zoom(self.code)
        self._highlight: _Highlight | None = None
        self.verdict_icon, self.verdict = label(), label(type_="state")
        self._verdict_mark: tuple[str, str] | None = None
        self.figures = label(type_="second", ink="second", wrap=True)
        self.output = label(type_="code", wrap=True)
        self.output.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.output.setAccessibleName(tr("Output"))
        self._result = QFrame()
        self._result.setProperty("edge", "top")
        self._result.hide()
        self.keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        self.keys.activated.connect(self._start)
        self._lay_out()
        self.code.textChanged.connect(self._fit)
        self.code.horizontalScrollBar().rangeChanged.connect(self._fit)
        services.look.follow(self, self._fit)
        services.look.changed.connect(self._tint)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Inks come with the first look at it: most starts never show it, and a lexer is slow to read."""
        if self._highlight is None:
            self._services.tasks.start(self._ink())
        super().showEvent(event)

    async def _ink(self) -> None:
        await in_thread(partial(learn, "python"))
        self._highlight = self._highlight or _Highlight(self.code, self._services.look)

    def _lay_out(self) -> None:
        mark = self._mark = label()
        self._services.look.set_picture(mark, "terminal", "text")
        head = QHBoxLayout()
        head.setContentsMargins(12, 5, 8, 5)
        head.setSpacing(8)
        head.addWidget(mark)
        head.addWidget(label("Python", "section"))
        self._about = label(tr("fresh for every run, nothing granted"), "second", "second", wrap=True)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self._about, 1)
        head.addWidget(self.run)
        ground = QFrame()
        ground.setProperty("ground", "code")
        code = QVBoxLayout(ground)
        code.setContentsMargins(0, 0, 0, 0)
        code.addWidget(self.code)
        verdict = QHBoxLayout()
        verdict.setSpacing(6)
        verdict.addWidget(self.verdict_icon)
        verdict.addWidget(self.verdict)
        verdict.addWidget(self.figures, 1)
        result = QVBoxLayout(self._result)
        result.setContentsMargins(12, 8, 12, 10)
        result.setSpacing(4)
        result.addLayout(verdict)
        result.addWidget(self.output)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(ground)
        column.addWidget(self._result)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Of its head the name and the button stand in any width."""
        px = self._services.look.theme.px
        return QSize(px(_NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        for part in (self._mark, self._about):
            part.setVisible(self.width() >= self._services.look.theme.px(_WITH_ABOUT))
        super().resizeEvent(event)

    def _start(self) -> None:
        if self.isVisible():
            work = partial(self._run, self.code.toPlainText())
            self._services.operations.do(tr("Running the code"), work, by=self.run, refused=self._failed)

    async def _run(self, code: str) -> None:
        self._show(await self._services.node.client.execute(calls.ExecBody(code=code, asks=False)))

    def _failed(self, error: FelloeError) -> None:
        self._say("cross", "bad", tr("Failed"), "", worded(error))

    def _show(self, run: RunInfo) -> None:
        record = run.record
        memory = megabytes(record.peak_memory_bytes) if record.peak_memory_bytes else ""
        figures = " · ".join(part for part in (took(record.elapsed_ms), memory, _outside(record.calls)) if part)
        failed = worded(record.error) if record.error else ""
        said = "\n".join(part for part in (record.stdout.rstrip(), failed) if part)
        if run.ok:
            self._say("check", "ok", tr("Ran"), figures, said or tr("It printed nothing."))
        else:
            self._say("cross", "bad", tr("Failed"), figures, said)

    def _say(self, icon: str, ink: str, word: str, figures: str, said: str) -> None:
        self._verdict_mark = icon, ink
        self._tint()
        self.verdict.setText(word)
        restyle(self.verdict, ink=ink)
        self.figures.setText(figures)
        self.output.setText(said)
        self._result.setAccessibleName(f"{word}, {figures}")
        self._result.show()
        announce(self._result, f"{word}, {said[:_SAID]}")

    def _tint(self) -> None:
        if self._verdict_mark:
            self.verdict_icon.setPixmap(self._services.look.picture(*self._verdict_mark))

    def _fit(self) -> None:
        line = self._services.look.theme.metrics("code").lineSpacing()
        lines = min(max(self.code.blockCount(), _LEAST_LINES), _MOST_LINES)
        bar = self.code.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        self.code.setFixedHeight(lines * line + self._services.look.theme.px(26) + below)


def _outside(calls: list[CallRow]) -> str:
    """What reached the outside, and what wanted to and was refused."""
    denied = sum(call.verdict == "denied" for call in calls)
    refused = plural("%n call to the outside refused", "%n calls to the outside refused", denied) if denied else ""
    made = len(calls) - denied
    went = plural("%n call to the outside", "%n calls to the outside", made) if made or not denied else ""
    return ", ".join(part for part in (went, refused) if part)
