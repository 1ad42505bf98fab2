"""What holds for the assistant in all chats: instructions in one's own words, and how far one answer may go."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from shared.limits import LIMITS
from spoke.node.bodies.answers import ChatSettings
from spoke.ui.controls import label
from spoke.ui.place import Desk
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.words import tr

_PAUSE_MS = 600


class AssistantPage(SettingsPage):
    """What is typed is kept a moment later."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            tr("Assistant"), tr("What holds in all chats on this device. A chat can have more of its own.")
        )
        self._desk = desk
        self._settings: ChatSettings | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: desk.tasks.start(self._keep()))
        self.instructions = QPlainTextEdit()
        self.instructions.setProperty("kind", "words")
        self.instructions.setAccessibleName(tr("Custom instructions"))
        self.instructions.setPlaceholderText(tr("For example: answer in German, and show temperatures in Celsius."))
        self.instructions.setTabChangesFocus(True)
        self.instructions.setMinimumHeight(140)
        self._state = label(type_="second", ink="third")
        self.put(self._words())
        limits = self.group(tr("How far one answer may go"))
        self.steps = _number(1, LIMITS.answer_steps_max, "")
        self.time = _number(1, 24 * 60, tr(" min"))
        limits.row(tr("Steps"), tr("How often the model is asked for one answer."), self.steps)
        limits.row(tr("Time"), tr("Without the time that you are waited for."), self.time)
        self.instructions.textChanged.connect(self._touched)
        for number in (self.steps, self.time):
            number.valueChanged.connect(lambda _: self._touched())

    def shown(self) -> None:
        if not self._pause.isActive():
            self._desk.tasks.start(self._read())

    def _words(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Custom instructions"), "section"))
        column.addWidget(self.instructions)
        column.addWidget(self._state)
        return made

    async def _read(self) -> None:
        self._settings = None
        found = await self._desk.node.client.chat_settings()
        if self.instructions.toPlainText() != found.instructions:
            self.instructions.setPlainText(found.instructions)
        self.steps.setValue(found.steps or 0)
        self.time.setValue(round((found.time_s or 0) / 60))
        self._settings = found
        self._count()

    def _touched(self) -> None:
        self._count()
        if self._settings is not None:
            self._pause.start()

    def _count(self) -> None:
        length = len(self.instructions.toPlainText())
        self._state.setText(tr("{count} of {most} characters", count=f"{length:,}", most=f"{LIMITS.instructions:,}"))

    async def _keep(self) -> None:
        text = self.instructions.toPlainText()
        if self._settings is None or len(text) > LIMITS.instructions:
            self._state.setText(
                tr("Too long to be kept: {count} characters too many.", count=len(text) - LIMITS.instructions)
            )
            return
        changed = {
            "instructions": text, "steps": self.steps.value() or None, "time_s": self.time.value() * 60.0 or None,
        }  # fmt: skip
        self._settings = self._settings.model_copy(update=changed)
        await self._desk.node.client.set_chat_settings(self._settings)
        self._state.setText(tr("Kept. It counts from the next answer on."))


def _number(low: int, high: int, unit: str) -> QSpinBox:
    """0 stands for what Felloe does by itself."""
    made = QSpinBox()
    made.setRange(low - 1, high)
    made.setSpecialValueText(tr("As usual"))
    made.setSuffix(unit)
    made.setFixedHeight(32)
    made.setMinimumWidth(120)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    made.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]  # the page scrolls under it
    return made
