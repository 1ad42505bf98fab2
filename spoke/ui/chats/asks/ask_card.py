"""A question in the flow: what is asked, by whom, with which arguments, what it may do, until when.

Rules of this module:
- it never takes the focus; figures answer only while the focus is in it, and they and its buttons only after `SEEN_MS`
  on screen, so that nobody answers what they have not read;
- what "always" remembers stands on the card, word for word.
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
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spoke.ui.chats.asks.ask_words import LINES, AskWords
from spoke.ui.chats.asks.exactly import exactly
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.fields import put_text
from spoke.ui.widgets.labels import breakable, label

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo

SEEN_MS = 500
_NARROW = 560
_ONE_LINE = 48
"""Characters of a question that fit beside who asks."""


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
        self._buttons = self._make_buttons()
        self._lay_out()
        self._arguments.setHidden(not self.words.arguments)  # only now: a widget without a parent is a window
        self._more.setHidden(self.words.lines <= LINES)
        self.setAccessibleDescription(self.words.told)
        look.follow(self, self._settle.start)

    @property
    def buttons(self) -> dict[str, QPushButton]:
        """By answer."""
        return self._buttons

    def key(self, key: int) -> None:
        """1, 2, 3 or 0 with the focus in the card."""
        wanted = {
            Qt.Key.Key_1: ("once",),
            Qt.Key.Key_2: ("chat",),
            Qt.Key.Key_3: ("exact", "always"),
            Qt.Key.Key_0: ("deny",),
        }
        for answer in wanted.get(Qt.Key(key), ()):
            if answer in self._buttons and self._buttons[answer].isEnabled():
                self._press(answer)
                return

    def show_problem(self, sentence: str) -> None:
        """It was not answered; it can be again."""
        self._problem.setText(sentence)
        self._problem.show()
        self.open_again()
        self.resized.emit()

    def open_again(self) -> None:
        """It can be answered, once more."""
        for button in self._buttons.values():
            button.setEnabled(True)

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

    def _make_buttons(self) -> dict[str, QPushButton]:
        words = {
            "once": (tr("Allow once"), "1"),
            "chat": (tr("For this chat"), "2"),
            "exact": (tr("Always, with these arguments"), "3"),
            "deny": (tr("Deny"), "0"),
        }
        made: dict[str, QPushButton] = {}
        for answer in self.words.answers:
            if answer not in words:
                continue
            text, key = words[answer]
            button = push(f"{text}  {key}", "main" if answer == "once" else "")
            button.setProperty("words", (text, key))
            button.setAccessibleName(text)
            button.setToolTip(tr("{what} ({key} while the focus is in this question)", what=text, key=key))
            button.clicked.connect(lambda _=False, answer=answer: self._press(answer))
            button.installEventFilter(self)
            made[answer] = button
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(6)
        column.addWidget(self._head())
        body = QVBoxLayout()
        body.setContentsMargins(12, 6, 12, 0)
        body.setSpacing(4)
        body.addWidget(self._arguments)
        body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(label(breakable(self.words.effect), "second", "second", wrap=True))
        if remembered := self.words.remembered:
            body.addWidget(label(breakable(remembered), "second", "second", wrap=True))
        if self.device:
            body.addWidget(
                label(tr("What is to last is decided at that device itself."), "second", "second", wrap=True)
            )
        body.addWidget(self._problem)
        body.addSpacing(6)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._hint = label(tr("Alt+A to answer"), "second", "third")
        for answer, button in self._buttons.items():
            if answer == "deny":
                self._row.addStretch()
                self._row.addWidget(self._hint)
                if {"always", "never"} & set(self.words.answers):
                    self._row.addWidget(self._lasting())
            self._row.addWidget(button)
        body.addLayout(self._row)
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

    def _lasting(self) -> QPushButton:
        """What is decided for good, in its exact words."""
        button = push(tr("More…"), "quiet", tr("Allow or deny for good"))
        menu = QMenu(button)
        for answer, text in (("always", tr("Always: {what}")), ("never", tr("Never: {what}"))):
            action = menu.addAction(text.format(what=exactly(self.ask.offered)).replace("&", "&&"))
            action.triggered.connect(lambda _=False, answer=answer: self._answer(answer))
        button.setMenu(menu)
        return button

    def _stack(self, width: int) -> None:
        """Under each other where they do not fit beside each other: no word of an answer is cut."""
        room = self._inner(width) - self._row_width()
        narrow = width < self._look.theme.px(_NARROW) or room < 0
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
        for button in self._buttons.values():
            self._name(button, self._inner(width))
        self._hint.setVisible(not narrow and room >= self._hint.sizeHint().width() + 8)
        below = narrow or len(self.words.question) > _ONE_LINE
        self._title.setWordWrap(below)  # it is never cut
        self._texts.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._texts.setSpacing(2 if below else 8)
        self._head_row.setAlignment(self._shield, Qt.AlignmentFlag.AlignTop if below else Qt.AlignmentFlag.AlignVCenter)

    def _inner(self, width: int) -> int:
        """Inside of the edge and the margins."""
        return width - 2 * self._look.theme.px(12) - 2

    def _name(self, button: QPushButton, room: int) -> None:
        """All its words, or as many as there is room for: its tooltip has them all."""
        text, key = button.property("words")
        button.ensurePolished()
        button.setText(f"{text}  {key}")
        over = button.sizeHint().width() - room
        if over > 0:
            metrics = button.fontMetrics()
            most = metrics.horizontalAdvance(text) - over
            button.setText(f"{metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)}  {key}")

    def _row_width(self) -> int:
        """What the answers need beside each other."""
        buttons = [item.widget() for number in range(self._row.count()) if (item := self._row.itemAt(number))]
        found = 0
        for button in buttons:
            if button is not None and button is not self._hint:
                button.ensurePolished()
                found += button.sizeHint().width() + self._row.spacing()
        return found

    def _make_ready(self) -> None:
        self._ready = True

    def _press(self, answer: str) -> None:
        """A card may come under the pointer, or a key, that was on its way to the one before it."""
        if self._ready:
            self._answer(answer)

    def _answer(self, answer: str) -> None:
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()  # a button that is switched off hands the focus to whatever comes next
        for button in self._buttons.values():
            button.setEnabled(False)
        self.answered.emit(answer)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(400, round(self.height_at(max(400, self.width()))))
