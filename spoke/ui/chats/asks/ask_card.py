"""A question in the flow: what is asked, by whom, with which arguments, what it may do, until when.

Rules of this module:
- it never takes the focus; figures answer only while the focus is in it, and they and its buttons only after `SEEN_MS`
  on screen, so that nobody answers what they have not read;
- what an answer allows beyond this once stands on the card, word for word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spoke.ui.chats.asks.answer_row import KEYS, AnswerRow
from spoke.ui.chats.asks.ask_words import LINES, AskWords
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.fields import put_text
from spoke.ui.widgets.labels import breakable, label

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo

SEEN_MS = 500
_NARROW = 560
_BESIDE, _ICON = 8, 16
"""Between what stands in the head, and its icon; in pixels at 100 %."""


class AskCard(QFrame):
    """`answered` carries the answer; `resized`: it needs another height; `seen`: it came into sight. `device`: of
    another device, its name."""

    answered = Signal(str)
    resized = Signal()
    seen = Signal()

    def __init__(self, look: Look, ask: AskInfo, device: str = "", handle: str = "") -> None:
        super().__init__()
        self.ask, self.device, self.handle = ask, device, handle
        self.words = AskWords(ask, device)
        self._look = look
        self._ready = False
        self._opened = False
        self._seen_for = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._seen_for.timeout.connect(self._make_ready)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._check)
        self.setProperty("ground", "ask")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.words.question)
        self._arguments = self._make_arguments()
        self._more = push(plural("Show all %n lines", "Show all %n lines", self.words.lines), "link")
        self._more.clicked.connect(self._open)
        self._problem = label("", "second", "bad", wrap=True)
        self._problem.hide()
        self._answers = AnswerRow(self.words)
        self._answers.pressed.connect(self._press)
        self._answers.decided.connect(self._answer)
        for button in self.buttons.values():
            button.installEventFilter(self)
        self._lay_out()
        self._arguments.setHidden(not self.words.arguments)  # only now: a widget without a parent is a window
        self._more.setHidden(self.words.lines <= LINES)
        self.setAccessibleDescription(self.words.told)
        look.follow(self, self._settle.start)

    @property
    def buttons(self) -> dict[str, QPushButton]:
        """By answer."""
        return self._answers.buttons

    @property
    def ready(self) -> bool:
        """It was seen for long enough to be answered."""
        return self._ready

    @property
    def problem(self) -> str:
        return self._problem.text()

    def key(self, key: int) -> None:
        """1, 2, 3 or 0 with the focus in the card."""
        if answer := self._answers.of_key(key):
            self._press(answer)

    def show_problem(self, sentence: str) -> None:
        """It was not answered; it can be again."""
        self._problem.setText(sentence)
        self._problem.show()
        self.open_again()
        self.resized.emit()

    def open_again(self) -> None:
        """It can be answered, once more."""
        self._answers.enable(True)

    def height_at(self, width: float) -> float:
        self._stack(round(width))
        self.setFixedWidth(round(width))
        layout = self.layout()
        assert layout is not None
        self._fit_arguments(self._inner(round(width)))
        layout.activate()
        return float(max(layout.totalHeightForWidth(round(width)), layout.totalMinimumSize().height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.key(event.key())
        if not event.text():  # what is typed here is for nothing else
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text() in tuple("1230"):
            self.key(event.key())
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._seen_for.start()
        self._settle.start()
        self.seen.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._seen_for.stop()
        self._ready = False

    def _check(self) -> None:
        """What it was measured at before it was seen may be of another zoom."""
        if self.isVisible() and round(self.height_at(self.width())) != self.height():
            self.resized.emit()

    def _make_arguments(self) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setProperty("kind", "arguments")
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.document().setDocumentMargin(0)
        made.setAccessibleName(tr("Arguments"))
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.installEventFilter(self)
        self._show_arguments(made)
        return made

    def _show_arguments(self, editor: QPlainTextEdit) -> None:
        put_text(editor, self.words.shown(whole=self._opened))  # broken: none of it is to be out of sight

    def _open(self) -> None:
        self._opened = True
        self._show_arguments(self._arguments)
        self._more.hide()
        self._fit_arguments(self._arguments.width())
        self.resized.emit()

    def _fit_arguments(self, width: int) -> None:
        self._arguments.setFixedWidth(width)
        lines = max(1, int(self._arguments.document().size().height()))  # it counts them, broken ones too
        self._arguments.setFixedHeight(lines * self._arguments.fontMetrics().lineSpacing() + 4)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(6)
        column.addWidget(self._head())
        body = QVBoxLayout()
        body.setContentsMargins(12, 6, 12, 0)
        body.setSpacing(4)
        if named := self.words.named:
            body.addWidget(label(breakable(named), "code", "second", wrap=True))
        body.addWidget(self._arguments)
        body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(label(breakable(self.words.effect), "second", "second", wrap=True))
        for answer, key in KEYS.items():
            if answer in self.buttons and (allows := self.words.allows(answer)):
                body.addWidget(label(breakable(f"{key}: {allows}"), "second", "second", wrap=True))
        if self.device:
            body.addWidget(label(breakable(self.words.from_here), "second", "second", wrap=True))
        body.addWidget(self._problem)
        body.addSpacing(6)
        body.addLayout(self._answers)
        column.addLayout(body)

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("ground", "ask-head")
        head.setMinimumHeight(34)
        icon = self._shield = label()
        self._look.set_picture(icon, "shield", "warn")
        row = self._head_row = QHBoxLayout(head)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self._title = label(breakable(self.words.question), "section")
        self._texts = QHBoxLayout()
        self._texts.setSpacing(8)
        self._texts.addWidget(self._title)
        self._texts.addWidget(label(self.words.who, "second", "second"))
        self._texts.addStretch()
        self._texts.addWidget(label(self.words.until, "second", "second"))
        row.addWidget(icon)
        row.addLayout(self._texts, 1)
        return head

    def _stack(self, width: int) -> None:
        """Under each other where they do not fit beside each other."""
        self._answers.fit(self._inner(width), narrow=width < self._look.theme.px(_NARROW))
        below = self._head_width() > self._inner(width)
        self._title.setWordWrap(below)  # it is never cut
        self._texts.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._texts.setSpacing(2 if below else _BESIDE)
        self._head_row.setAlignment(self._shield, Qt.AlignmentFlag.AlignTop if below else Qt.AlignmentFlag.AlignVCenter)

    def _head_width(self) -> int:
        """What it needs in one line."""
        theme, words = self._look.theme, self.words
        texts = theme.metrics("section").horizontalAdvance(words.question)
        texts += theme.metrics("second").horizontalAdvance(words.who + words.until)
        return texts + theme.px(_ICON + 4 * _BESIDE)

    def _inner(self, width: int) -> int:
        """Inside of the edge and the margins."""
        return width - 2 * self._look.theme.px(12) - 2

    def _make_ready(self) -> None:
        self._ready = True

    def _press(self, answer: str) -> None:
        """A card may come under the pointer, or a key, that was on its way to the one before it."""
        if self._ready:
            self._answer(answer)

    def _answer(self, answer: str) -> None:
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()  # a button that is switched off hands the focus to whatever comes next
        self._answers.enable(False)
        self.answered.emit(answer)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(400, round(self.height_at(max(400, self.width()))))
