"""What holds for the assistant in all chats: instructions in one's own words, and how far one answer may go."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.answers import ChatSettings
from spoke.ui.i18n.figures import figure
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.settings.typed import TypedPage, number_field
from spoke.ui.widgets.labels import label


class AssistantPage(TypedPage):
    def __init__(self, services: Services) -> None:
        super().__init__(
            services, tr("Assistant"), tr("What holds in all chats on this device. A chat can add its own.")
        )
        self._services = services
        self._settings: ChatSettings | None = None
        """What the node holds."""

        self._before: ChatSettings | None = None
        """What it held when one began to change it, where that can still be taken back."""

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
        often = tr("How often the model is asked for one answer. Usually {count}.", count=LIMITS.answer_steps)
        limits.row(tr("Steps"), often, self.steps)
        waits = tr(
            "Without the time spent waiting for you. Usually {minutes} min.", minutes=round(TIMEOUTS.answer / 60)
        )
        limits.row(tr("Time"), waits, self.time)
        for field in (self.instructions, self.steps, self.time):
            field.setEnabled(False)  # until what holds is known: it would replace what is typed
        self.instructions.textChanged.connect(self._touched)
        for number in (self.steps, self.time):
            number.valueChanged.connect(lambda _: self._touched())

    @property
    def unkept(self) -> bool:
        """Something stands here that the node does not hold."""
        return self._settings is not None and self._typed() != self._settings

    def shown(self) -> None:
        """What is typed is never replaced by what the node holds: where it could not be kept, that is tried again."""
        if self.unkept:
            self._keep()
        else:
            super().shown()

    def _words(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Custom instructions"), "section"))
        column.addWidget(self.instructions)
        column.addWidget(self._state)
        return made

    async def read(self) -> None:
        found = await self._services.node.client.chat_settings()
        if not self.unkept:
            self._show(found)

    def _show(self, found: ChatSettings) -> None:
        self._settings = self._before = None
        if self.instructions.toPlainText() != found.instructions:
            self.instructions.setPlainText(found.instructions)
        self.steps.setValue(found.steps or 0)
        self.time.setValue(round((found.time_s or 0) / 60))
        self._settings = found
        for field in (self.instructions, self.steps, self.time):
            field.setEnabled(True)
        self._count()

    def _touched(self) -> None:
        self._count()
        if self.unkept and not self.pause.isActive():
            self.pause.start()

    def _count(self) -> None:
        length = len(self.instructions.toPlainText())
        self._state.setText(tr("{count} of {most} characters", count=figure(length), most=figure(LIMITS.instructions)))

    def _typed(self) -> ChatSettings:
        changed = {
            "instructions": self.instructions.toPlainText(), "steps": self.steps.value() or None,
            "time_s": self.time.value() * 60.0 or None,
        }  # fmt: skip
        return (self._settings or ChatSettings()).model_copy(update=changed)

    def _keep(self) -> None:
        super()._keep()
        over = len(self.instructions.toPlainText()) - LIMITS.instructions
        if over > 0:
            self._state.setText(tr("Too long to be saved: {count} characters too many.", count=figure(over)))
        elif self.unkept:
            self._services.operations.do(tr("Saving the instructions"), self._put, by=self, ended=self._say_unkept)

    async def _put(self) -> None:
        wanted, before = self._typed(), self._settings
        await self._services.node.client.set_chat_settings(wanted)
        self._settings = wanted
        self._state.setText(tr("Saved. It counts from the next answer on."))
        if self._before is None and before is not None:
            self._before = before
            said = tr("Changed what holds for the assistant in all chats.")
            self._services.undo.offer(said, partial(self._take_back, before))
        if self.unkept:  # typed meanwhile
            self.pause.start()

    async def _take_back(self, before: ChatSettings) -> None:
        await self._services.node.client.set_chat_settings(before)
        self.pause.stop()
        self._show(before)

    def _say_unkept(self) -> None:
        self._state.setText(tr("Not saved yet. What you typed stays here."))


def _number(low: int, high: int, unit: str) -> QSpinBox:
    """0 stands for what Felloe does by itself."""
    made = number_field(QSpinBox())
    made.setRange(low - 1, high)
    made.setSpecialValueText(tr("As usual"))
    made.setSuffix(unit)
    return made
