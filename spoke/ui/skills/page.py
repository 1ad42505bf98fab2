"""The page of one skill: first what it asks for, then its functions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shared.api import FoundFunction
from spoke.ui.banner import Banner
from spoke.ui.controls import chip, ground, label
from spoke.ui.look import Look
from spoke.ui.rows import Row, RowList
from spoke.ui.skills.reach import EFFECTS, Reach

_PLAIN = {
    "http": "Fetch from",
    "files.read": "Read files in",
    "files.write": "Change files in",
    "call": "Call",
    "store": "Keep values of its own",
    "notify": "Show notifications",
}


class SkillPage(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.notice = Banner(look)
        self.banner = Banner(look)
        self._icon, self._title, self._chip = label(), label(type_="title"), chip(look)
        self._second = label(type_="second", ink="second", wrap=True)
        self._asks = label(type_="interface", wrap=True)
        self._exact = label(type_="code", ink="second", wrap=True)
        self.functions = RowList(look, "Functions")
        self._body = QStackedWidget()
        self._body.addWidget(self._make_body())
        self._body.addWidget(_empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.banner)
        column.addWidget(self._body, 1)
        look.mark(self._icon, "skills", "accent.text", 32)

    def show_skill(self, reach: Reach, name: str, functions: list[FoundFunction], chosen: str) -> None:
        self._body.setCurrentIndex(0 if name else 1)
        skill = reach.skill_here(name)
        self._title.setText(name)
        self._chip.setText("On this device" if skill else "On another device")
        second = skill.description if skill else f"Offered by {reach.places_of(name)}"
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self._show_asks(skill.capabilities if skill else None)
        rows = [
            Row(
                key=found.info.function,
                title=_signature(found),
                second=_first_line(found),
                side=EFFECTS[found.info.effect],
                fixed=True,
            )
            for found in functions
        ]
        self.functions.show_rows(rows, chosen)

    def _show_asks(self, capabilities: list[str] | None) -> None:
        if capabilities is None:
            words = "It runs on the other device, under the grants given there."
        elif not capabilities:
            words = "Nothing: it computes with what it is handed."
        else:
            words = "\n".join(_in_plain_words(capability) for capability in capabilities)
        self._asks.setText(words)
        self._exact.setText("\n".join(capabilities or []))
        self._exact.setVisible(bool(capabilities))

    def _make_body(self) -> QWidget:
        body = QWidget()
        asks = QVBoxLayout()
        asks.setContentsMargins(24, 18, 24, 0)
        asks.setSpacing(6)
        asks.addWidget(label("Asks for", "section"))
        asks.addWidget(self._asks)
        asks.addWidget(self._exact)
        asks.addSpacing(18)
        asks.addWidget(label("Functions", "section"))
        rows = QVBoxLayout()
        rows.setContentsMargins(6, 4, 6, 12)
        rows.addWidget(self.functions)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        column.addLayout(asks)
        column.addLayout(rows, 1)
        return body

    def _make_header(self) -> QFrame:
        header = ground("surface", "bottom")
        header.setMinimumHeight(72)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self._title)
        title.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(title)
        texts.addWidget(self._second)
        row = QHBoxLayout(header)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(14)
        row.addWidget(self._icon)
        row.addLayout(texts, 1)
        return header


def _signature(found: FoundFunction) -> str:
    return f"{found.info.function}({', '.join(found.info.parameters.get('properties', {}))})"


def _first_line(found: FoundFunction) -> str:
    lines = found.info.description.strip().splitlines()
    return lines[0] if lines else "No description"


def _in_plain_words(capability: str) -> str:
    kind, _, what = capability.partition(":")
    return f"{_PLAIN.get(kind, kind)} {what}".strip()


def _empty() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(24, 24, 24, 24)
    column.addStretch()
    for text, kind, ink in (
        ("No functions in reach yet", "title", ""),
        ("A skill is a folder with a SKILL.md and Python functions. Add one with", "reading", "second"),
        ("felloe skill install FOLDER", "code", ""),
    ):
        line = label(text, kind, ink, wrap=True)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(line)
    column.addStretch()
    return made
