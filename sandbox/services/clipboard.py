"""`clipboard.read` and `clipboard.write`: the text on the clipboard of the person at this device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.errors import TooLarge
from shared.limits import LIMITS


class ReadClipboard(Request):
    """Answered with the text; empty where the clipboard holds none."""

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("clipboard.read"),)


class WriteClipboard(Request):
    text: str = Field(max_length=LIMITS.clipboard_text)

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("clipboard.write"),)


class ClipboardRead:
    """`read` raises `NoFace` where nobody has a clipboard."""

    name = "clipboard.read"
    request = ReadClipboard

    def __init__(self, read: Callable[[], Awaitable[str]]) -> None:
        self._read = read

    async def serve(self, request: ReadClipboard, leave: Leave) -> JsonValue:
        text = await self._read()
        if len(text) > LIMITS.clipboard_text:
            raise TooLarge(f"The clipboard holds {len(text)} characters; at most {LIMITS.clipboard_text} are read.")
        return text


class ClipboardWrite:
    """`write` raises `NoFace` where nobody has a clipboard."""

    name = "clipboard.write"
    request = WriteClipboard

    def __init__(self, write: Callable[[str], Awaitable[None]]) -> None:
        self._write = write

    async def serve(self, request: WriteClipboard, leave: Leave) -> JsonValue:
        await self._write(request.text)
        return None
