"""The plain controls, each made with its name for screen readers and its part in the style sheet."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QSizePolicy, QWidget

from spoke.ui.fitting import leave_alone
from spoke.ui.look import Look

LEAVES = "leaves"


def label(text: str = "", type_: str = "interface", ink: str = "", *, wrap: bool = False) -> QLabel:
    """Text as it is: what others wrote is never read as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", type_)
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    return made


def chip(look: Look) -> QLabel:
    """A state in a word; its ground is a property `chip`: neutral, ok, bad."""
    made = label()
    made.setProperty("chip", "neutral")
    leave_alone(made)
    look.follow(made, lambda: made.setFixedHeight(look.theme.line("state") + look.theme.px(4)))
    return made


def key_hint(keys: str) -> QLabel:
    made = label(keys)
    made.setProperty("chip", "key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def reink(target: QWidget, **properties: str) -> None:
    """Change properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        target.setProperty(name, value)
    target.style().unpolish(target)
    target.style().polish(target)


def push(text: str, kind: str = "", hint: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setToolTip(hint)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def icon_button(look: Look, icon: str, verb: str, side: int = 32) -> QPushButton:
    """A square button; `verb` is its name, and its tooltip."""
    made = push("", "square", verb)
    made.setAccessibleName(verb)
    made.setFixedSize(side, side)
    made.setIconSize(QSize(16, 16))
    look.dress(made, icon)
    return made


def name_combo(combo: QComboBox, name: str, more: str = "") -> None:
    """On Linux Qt tells a reader what is chosen in place of a combo's name: there the description says both."""
    combo.setAccessibleName(name)
    said = (name, more) if sys.platform == "linux" else (more,)
    combo.setAccessibleDescription(", ".join(filter(None, said)))


def leaves(button: QPushButton) -> QPushButton:
    """Esc with the focus beside it presses it: it ends a form or a question that stands in the page."""
    button.setProperty(LEAVES, True)
    return button


def search_field(look: Look, what: str) -> QLineEdit:
    made = QLineEdit()
    made.setProperty("kind", "search")
    made.setPlaceholderText(what)
    made.setAccessibleName(what)
    made.setFixedHeight(32)
    action = made.addAction(look.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    look.follow(made, lambda: action.setIcon(look.icon("search")))
    return made


def hairline() -> QFrame:
    made = QFrame()
    made.setProperty("kind", "hairline")
    made.setFixedHeight(1)
    return made


def ground(token: str, edge: str = "") -> QFrame:
    made = QFrame()
    made.setProperty("ground", token)
    made.setProperty("edge", edge)
    return made


def bare(role: QPalette.ColorRole) -> QFrame:
    made = QFrame()
    go_bare(made, role)
    return made


def go_bare(under: QWidget, role: QPalette.ColorRole) -> None:
    """Paint what lies under the parts of a window by the palette: it wears no style sheet itself."""
    under.setAutoFillBackground(True)
    under.setBackgroundRole(role)


def scrolled(inner: QWidget) -> QScrollArea:
    """What has its own lists, in a window that is too small even for their heads: then all of it scrolls."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inner)
    return made
