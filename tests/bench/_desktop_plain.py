"""The floor: a window of Qt's own widgets, with as much in it, and nothing of ours: no style, no painting by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from _desktop_day import PROSE, WIDTHS
from _desktop_large import CHATS
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

DARK = "* { background: #1f2023; color: #e6e6e6; } QPushButton { border: 1px solid #555; padding: 4px; }"


class Plain:
    def __init__(self) -> None:
        self.window = QMainWindow()
        self.window.resize(1280, 800)
        self._list, self._text, self._code = QListWidget(), QTextBrowser(), QPlainTextEdit()
        self._list.addItems([f"plain {number}" for number in range(300)])
        self._text.setMarkdown(PROSE * 10)
        self._code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        body = QWidget()
        row, left, right = QHBoxLayout(body), QVBoxLayout(), QVBoxLayout()
        for part in (QLineEdit(), self._list, *(QPushButton(each) for each in ("Chats", "Devices", "Skills"))):
            left.addWidget(part)
        for part in (self._text, self._code, QPlainTextEdit(), QPushButton("Send")):
            right.addWidget(part)
        row.addLayout(left, 1)
        row.addLayout(right, 3)
        self.window.setCentralWidget(body)

    @property
    def actions(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "seen": self._show,
            "resized": self._resize,
            "light and dark, by a sheet": self._theme,
            "zoomed, by its font": self._zoom,
            "a table of 40,000 cells": lambda: self._read("a table of 40,000 cells"),
            "300 kB in one line": lambda: self._read("300 kB in one line"),
            "300 kB in one line of code": self._read_code,
        }

    async def _show(self) -> None:
        self.window.show()
        await asyncio.sleep(0.3)

    async def _resize(self) -> None:
        for wide in WIDTHS:
            self.window.resize(wide, 800)
            await asyncio.sleep(0.2)

    async def _theme(self) -> None:
        for sheet in (DARK, ""):
            self.window.setStyleSheet(sheet)
            await asyncio.sleep(0.3)

    async def _zoom(self) -> None:
        for by in (2, -2):
            font = self.window.font()
            font.setPointSize(font.pointSize() + by)
            self.window.setFont(font)
            await asyncio.sleep(0.3)

    async def _read(self, name: str) -> None:
        self._text.setMarkdown(CHATS[name])
        await asyncio.sleep(0.3)
        self._text.setMarkdown(PROSE)

    async def _read_code(self) -> None:
        self._code.setPlainText(CHATS["300 kB in one line of code"])
        await asyncio.sleep(0.3)
        self._code.clear()
