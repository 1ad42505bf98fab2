"""What somebody may open or paste that is very large, or hostile to who lays it out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from _desktop_stage import Stage, until
from chat_wire import DONE, finish, text
from PySide6.QtCore import QMimeData
from scripted_upstream import Pause, streamed

from shared.ids import new_id
from shared.sync.ops import Message
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.exchange import TakenSession
from spoke.ui.window.window import Window

FILES, BYTES, CODES, FIELDS = 20, 300_000, 5_000, 200
ROW = "|" + "cell|" * 12 + "\n"
FOUND = "a word that is found thousands of times"
CHATS = {
    "a table of 40,000 cells": ROW + "|" + "-|" * 12 + "\n" + ROW * 3_300,
    "12 columns, 2,000 rows of one cell": "|" + "a|" * 12 + "\n|" + "-|" * 12 + "\n" + "|b\n" * 2_000,
    FOUND: "word " * (BYTES // 5),
    "300 kB in one line": "x" * BYTES,
    "300 kB in one line of code": f"```\n{'x' * BYTES}\n```",
    "C# that its lexer is slow for": "```csharp\n" + "a\n" * 700 + "```",
}


class Large:
    def __init__(self, stage: Stage, window: Window) -> None:
        self._stage, self._window = stage, window
        self._ids = {name: new_id() for name in CHATS}

    @property
    def actions(self) -> dict[str, Callable[[], Awaitable[None]]]:
        opened = {name: partial(self._open, name) for name in CHATS}
        return opened | {
            f"a form of {FIELDS} fields, by a slash": self._slash,
            f"a form of {FIELDS} fields, in its place": self._try,
            f"{CODES:,} pieces of code in an answer that grows": self._grow,
            "300 kB of words pasted, a key typed": partial(self._paste, "word " * (BYTES // 5)),
            "300 kB in one word pasted, a key typed": partial(self._paste, "x" * BYTES),
            "30 kB of lines pasted, and put into the message": self._write_out,
            f"{FILES} files attached": self._attach,
        }

    async def prepare(self) -> None:
        taken = []
        for name, body in CHATS.items():
            asked = Message(id=new_id(), role="user", text="Show", created_ms=1)
            said = Message(id=new_id(), parent_id=asked.id, role="assistant", text=body, created_ms=1)
            taken.append(TakenSession(id=self._ids[name], title=name, created_ms=1, messages=[asked, said]))
        await self._stage.client.take_sessions(taken)
        skill = self._stage.data.parent / "wide"
        (skill / "scripts").mkdir(parents=True)
        (skill / "SKILL.md").write_text("---\nname: wide\ndescription: Asks for much.\n---\n")
        kinds = ("str", "int", "bool", "float", "Literal['a', 'b', 'c']", "list[str]", "dict")
        asked_for = ", ".join(f"f{number}: {kinds[number % len(kinds)]}" for number in range(FIELDS))
        code = (
            f"from typing import Literal\n\ndef ask({asked_for}) -> None:\n    pass\n\ndef none() -> None:\n    pass\n"
        )
        (skill / "scripts" / "skill.py").write_text(code)
        await self._stage.client.install_skill(str(skill))

    async def _open(self, name: str) -> None:
        self._window.chats.open(self._ids[name])
        await until(lambda: len(self._window.chats.page.messages.rows) == 2)
        await asyncio.sleep(0.3)
        if name == FOUND:
            self._window.chats.page.messages.mark("word")
            await asyncio.sleep(0.2)
            self._window.chats.page.messages.mark("")
            await asyncio.sleep(0.2)

    async def _slash(self) -> None:
        slash = self._window.chats.page.slash
        self._window.chats.new_chat()
        for function in ("ask", "none", "ask"):
            slash.open_function(f"wide.{function}")
            await until(lambda: slash.has_form)
            await asyncio.sleep(1)
        slash.close_panel()
        await asyncio.sleep(0.2)

    async def _try(self) -> None:
        """Tried, cleared, left and gone back to."""
        window = self._window
        window.places.go_by_hand(2)
        await asyncio.sleep(0.3)
        for function in ("ask", "none", "ask"):
            window.skills.open("wide", function)
            await asyncio.sleep(1)
        window.skills.pane.clear.click()
        await asyncio.sleep(1)
        window.places.go_by_hand(0)
        await asyncio.sleep(0.2)

    async def _grow(self) -> None:
        """All but its last words come at once, as to somebody who looks at it again."""
        chats, words = self._window.chats, [step for _ in range(100) for step in (text("word "), Pause(0.02))]
        codes = "".join(f"```python\nprint({number})\n```\n" for number in range(CODES))
        chats.open((await self._stage.client.new_session("Codes")).id)
        self._stage.upstream.script(streamed(text(codes), *words, finish(), DONE))
        await self._stage.client.ask_for_answer(chats.current, NewAnswer(text="Go"))
        await until(lambda: chats.loader.growing)
        while chats.loader.growing:  # noqa: ASYNC110 - seldom enough not to be in the way
            await asyncio.sleep(0.1)

    async def _paste(self, text: str) -> None:
        chats = self._window.chats
        chats.new_chat()
        await asyncio.sleep(0.2)
        pasted = QMimeData()
        pasted.setText(text)
        chats.page.composer.editor.insertFromMimeData(pasted)
        await asyncio.sleep(0.2)
        chats.page.composer.editor.insertPlainText("x")
        await asyncio.sleep(0.2)
        chats.page.composer.put("")
        await asyncio.sleep(0.2)

    async def _write_out(self) -> None:
        composer = self._window.chats.page.composer
        await self._paste("a line of a log, say\n" * 1_400)
        chip = composer.chips.chips[-1]
        chip.written_out.emit()
        await asyncio.sleep(0.2)
        composer.editor.insertPlainText("x")
        await asyncio.sleep(0.2)
        composer.put("")
        await asyncio.sleep(0.2)

    async def _attach(self) -> None:
        folder, composer = self._stage.data.parent, self._window.chats.page.composer
        paths = [folder / f"{number}.txt" for number in range(FILES)]
        for path in paths:
            path.write_text("some words")
        composer.came.emit(paths)
        await until(lambda: all(chip.file.attached for chip in composer.chips.chips))
        await asyncio.sleep(0.2)
