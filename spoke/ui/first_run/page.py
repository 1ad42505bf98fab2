"""What stands in the page before the first chat: a real run, a form, an import; model and hub at the side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.actions import native
from spoke.ui.first_run.model_card import ModelCard
from spoke.ui.first_run.pair_card import PairCard
from spoke.ui.first_run.sandbox_card import SandboxCard
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.icons import application_icon
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import key_hint, label
from spoke.ui.widgets.surfaces import Card, ground, hairline

_SIDE_BY_SIDE, _ROOMY, _WITH_MARK, _WITH_KEYS = 760, 660, 320, 420
"""Pixels at 100 % from which on there is room for the cards beside each other, for wide margins, our mark, the keys."""

_FUNCTIONS = "Ctrl+K"
_OFFERS = (
    (
        "skill",
        later("Call a function through a form"),
        later("Skills of this device, and of your others"),
        _FUNCTIONS,
        later("Choose"),
    ),
    (
        "download",
        later("Bring chats from another app"),
        later("ChatGPT, Open WebUI, Felloe"),
        "Ctrl+Shift+I",
        later("Import"),
    ),
    (
        "file",
        later("Add a skill"),
        later("One of Felloe's own, a folder or a zip"),
        "Ctrl+O",
        later("Open"),
    ),
)


class FirstRun(QScrollArea):
    """`pair` carries a pairing string."""

    pair = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._looked = False
        self._lines: list[tuple[QBoxLayout, QLabel]] = []
        self.sandbox = SandboxCard(services)
        self.model = ModelCard(services)
        self.pairing = PairCard(services)
        self.pairing.wanted.connect(self.pair)
        self._head_mark = label()
        self._head_mark.setAccessibleName("Felloe")
        services.look.follow(self._head_mark, self._mark)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._page())
        services.look.follow(self, self._fit)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self.model.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px, wide = self._services.look.theme.px, self.width()
        beside, roomy, marked = wide >= px(_SIDE_BY_SIDE), wide >= px(_WITH_KEYS), wide >= px(_WITH_MARK)
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._sides.setStretch(1, 2 if beside else 0)
        for line, hint in self._lines:
            line.setDirection(QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom)
            hint.setVisible(roomy)
        side = px(24 if wide >= px(_ROOMY) else 16 if marked else 4)
        self._beside.setContentsMargins(side, 0, side, 0)
        self._head_mark.setVisible(marked)

    def _page(self) -> QWidget:
        page = QWidget()
        page.setMaximumWidth(860)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(label(tr("Try the sandbox"), "section", wrap=True))
        left.addWidget(self.sandbox)
        left.addSpacing(20)
        left.addWidget(label(tr("Do something with it"), "section", wrap=True))
        left.addWidget(self._offers())
        left.addStretch()
        right.setSpacing(8)
        right.addWidget(label(tr("Add when you want"), "section", wrap=True))
        right.addWidget(self._side())
        right.addStretch()
        self._sides.setSpacing(24)
        self._sides.addLayout(left, 3)
        self._sides.addLayout(right, 2)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 28, 0, 16)
        column.addLayout(self._head())
        column.addSpacing(20)
        column.addLayout(self._sides, 1)
        middle = ground("surface")
        exempt_from_zoom(middle)
        row = self._beside = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(page, 1000)
        row.addStretch()
        return middle

    def _head(self) -> QHBoxLayout:
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(tr("Felloe works on this device now"), "title", wrap=True))
        said = tr("The sandbox, forms, skills and import need no account, no model and no network.")
        texts.addWidget(label(said, "interface", "second", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._head_mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        return row

    def _offers(self) -> QFrame:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for number, (icon, title, second, keys, verb) in enumerate(_OFFERS):
            if number:
                column.addWidget(hairline())
            act = self._functions if keys == _FUNCTIONS else partial(self._services.actions.do, keys)
            column.addWidget(self._offer(icon, tr(title), tr(second), keys, tr(verb), act))
        return card

    def _functions(self) -> None:
        self._services.navigation.palette.emit("/")

    def _offer(self, icon: str, title: str, second: str, keys: str, verb: str, act: Callable[[], object]) -> QWidget:
        made = QWidget()
        mark = label()
        self._services.look.set_picture(mark, icon, "accent.text")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(title, "button", wrap=True))
        texts.addWidget(label(second, "second", "second", wrap=True))
        hint = key_hint(native(keys))
        button = push(verb)
        button.setMinimumWidth(84)
        button.setAccessibleName(f"{verb}: {title}")
        button.setToolTip(native(keys))
        button.clicked.connect(lambda: act())
        about = QHBoxLayout()
        about.setSpacing(12)
        about.addWidget(mark)
        about.addLayout(texts, 1)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, made)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addLayout(about, 1)
        row.addWidget(hint)
        self._lines.append((row, hint))
        row.addWidget(button)
        return made

    def _side(self) -> QFrame:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.model)
        column.addWidget(hairline())
        column.addWidget(self.pairing)
        return card

    def _mark(self) -> None:
        side = self._services.look.theme.px(40)
        self._head_mark.setPixmap(application_icon().pixmap(QSize(side, side)))
