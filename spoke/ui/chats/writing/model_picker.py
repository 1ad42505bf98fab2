"""Which model answers in this chat: a quiet button that opens the models in reach, by where they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look

if TYPE_CHECKING:
    from spoke.node.bodies.models import ModelsReply

_BEFORE, _AFTER = 8, 20
"""Pixels at 100 % beside the text: padding, and the arrow."""


@dataclass(frozen=True, slots=True)
class Model:
    """`name` is what the node is told; `label` and `where` it runs are for people."""

    name: str
    label: str
    where: str = ""

    @property
    def words(self) -> str:
        return tr("{model} on {device}", model=self.label, device=self.where) if self.where else self.label


def models_in(reply: ModelsReply, here: str) -> list[Model]:
    """Those that can chat, in the order in which they are asked."""
    found = []
    for upstream in reply.upstreams:
        place = here if upstream.place == "here" else tr("the hub") if upstream.kind == "hub" else upstream.name
        found += [Model(f"{upstream.name}/{one.name}", one.name, place) for one in upstream.models if one.chats]
    return found


class ModelPicker(QPushButton):
    """`chosen` carries the name of a model; empty for whichever the device prefers."""

    chosen = Signal(str)
    set_up = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._models: Sequence[Model] | None = None
        self._default: Sequence[str] = ()
        self._current = ""
        self._words = self._short = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", "picker")
        self.setAccessibleName(tr("Model"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        look.follow(self, self._say)

    @property
    def current(self) -> str:
        return self._current

    @property
    def models(self) -> Sequence[Model] | None:
        return self._models

    def show_models(self, models: Sequence[Model] | None, default: Sequence[str]) -> None:
        """`models`: none where it is not known which there are. `default`: what is asked where none is chosen."""
        self._models, self._default = models, default
        self._say()

    def choose(self, name: str) -> None:
        """What this chat asks; empty for whichever is preferred."""
        self._current = name
        self._say()

    def _say(self) -> None:
        model = None
        if self._models is not None and not self._models:
            text = tr("No model")
        else:
            wanted = self._current or (self._default[0] if self._default else "")
            model = next((one for one in self._models or () if not wanted or wanted in (one.name, one.label)), None)
            text = model.words if model else wanted or tr("Any model")
        self._words, self._short = text, model.label if model else text
        self._fit()
        self.updateGeometry()
        self.setToolTip(tr("The model that answers: {model}", model=text))
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for all of it; where there is less, the model stands without its device."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + self._around + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._around + self._look.theme.px(40), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The words by ourselves: a button with a menu knows no padding before them. Its arrow stands beside them, also
        where it has room for more."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        px, direction, used = self._look.theme.px, self.layoutDirection(), self.rect()
        used.setWidth(min(used.width(), self.fontMetrics().horizontalAdvance(words) + self._around + 2))
        option.rect = QStyle.visualRect(direction, self.rect(), used)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = QStyle.visualRect(direction, self.rect(), used.adjusted(px(_BEFORE), 0, -px(_AFTER), 0))
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        painter.drawItemText(room, leading.value, option.palette, True, words, QPalette.ColorRole.ButtonText)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    @property
    def _around(self) -> int:
        return self._look.theme.px(_BEFORE) + self._look.theme.px(_AFTER)

    def _fit(self) -> None:
        room, metrics = max(40, self.width() - self._around), self.fontMetrics()
        text = self._words if metrics.horizontalAdvance(self._words) <= room else self._short
        names_one = bool(self._models)  # those differ at both ends
        mode = Qt.TextElideMode.ElideMiddle if names_one else Qt.TextElideMode.ElideRight
        self.setText(metrics.elidedText(text, mode, room))

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        if self._models:
            self._entry(group, tr("Whichever is preferred"), "")
            self._menu.addSeparator()
        for model in self._models or ():
            self._entry(group, model.words, model.name)
        if not self._models:
            self._menu.addAction(tr("No model was found")).setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(tr("Models…")).triggered.connect(lambda: self.set_up.emit())

    def _entry(self, group: QActionGroup, words: str, name: str) -> None:
        action = QAction(words, self._menu)
        action.setCheckable(True)
        action.setChecked(name == self._current)
        action.triggered.connect(lambda: self.chosen.emit(name))
        group.addAction(action)
        self._menu.addAction(action)
