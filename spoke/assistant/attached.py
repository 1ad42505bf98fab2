"""Attached files as a model gets them: pictures as pictures, text as text, the rest by name.

What is too large, or what a model cannot see, is said in a sentence: neither the model nor the user is to guess.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from shared.completions.usage import BYTES_OF_A_TOKEN
from shared.errors import FelloeError
from shared.limits import LIMITS
from shared.parts import Attachment, attachments_in

_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What models take; others are named only."""

_TEXT = ("text/",)
_TEXT_TYPES = frozenset(
    {"application/json", "application/xml", "application/javascript", "application/x-yaml", "application/toml",
     "application/x-sh", "application/sql"}
)  # fmt: skip


_UNSEEN = "[The user attached a picture. You cannot see pictures; say so.]"


def unseen(message: dict[str, Any]) -> dict[str, Any]:
    """A message for a model that takes no pictures: a sentence stands for each."""
    content = message.get("content")
    if not isinstance(content, list):
        return message
    texts = [part["text"] if part.get("type") == "text" else _UNSEEN for part in content]
    return message | {"content": "\n\n".join(texts)}


class Attached:
    """`path` gives the place of an attached file, and fetches it where it must. `context`: tokens that the model can
    read at once."""

    def __init__(self, path: Callable[[str], Awaitable[Path]], context: int) -> None:
        self._path = path
        self._most = min(context * BYTES_OF_A_TOKEN // 2, LIMITS.attached_text)
        """Characters of a text that it is shown: half of what it can read."""

        self._room = LIMITS.attached_images
        """Bytes that pictures of this question may still take: the newest come first."""
        self._read: dict[str, str] = {}

    async def content(self, text: str, parts: Sequence[Any]) -> str | list[dict[str, Any]]:
        """Of a user's message."""
        notes: list[str] = []
        pictures: list[dict[str, Any]] = []
        for each in attachments_in(parts):
            try:
                picture, note = await self._one(each)
            except FelloeError as error:
                picture, note = None, f"[The file {each.name} could not be read: {error.message}]"
            pictures += [picture] if picture else []
            notes += [note] if note else []
        whole = "\n\n".join([*([text] if text else []), *notes])
        return [{"type": "text", "text": whole or "(a picture)"}, *pictures] if pictures else whole

    async def _one(self, each: Attachment) -> tuple[dict[str, Any] | None, str]:
        kind = each.media_type.partition(";")[0].strip().lower()
        if kind in _PICTURES:
            return await self._picture(each, kind)
        if kind.startswith(_TEXT) or kind in _TEXT_TYPES or kind == "application/octet-stream":
            return None, await self._text(each)
        return None, f"[The user attached {each.name} ({kind}, {each.size} bytes), which you cannot read.]"

    async def _picture(self, each: Attachment, kind: str) -> tuple[dict[str, Any] | None, str]:
        if each.size > self._room * 3 // 4:
            return None, f"[The picture {each.name} ({each.size} bytes) is too large to be shown to you; say so.]"
        data = await asyncio.to_thread((await self._path(each.sha256)).read_bytes)
        text = base64.b64encode(data).decode()
        self._room -= len(text)
        return {"type": "image_url", "image_url": {"url": f"data:{kind};base64,{text}"}}, ""

    async def _text(self, each: Attachment) -> str:
        if each.sha256 not in self._read:
            path = await self._path(each.sha256)
            self._read[each.sha256] = await asyncio.to_thread(_beginning, path, self._most)
        text = self._read[each.sha256]
        if not text and each.size:
            return f"[The user attached {each.name} ({each.size} bytes), which is not text.]"
        more = "" if len(text.encode()) >= each.size else f"\n[{each.name} goes on; it has {each.size} bytes in all.]"
        return f'<file name="{each.name}">\n{text}\n</file>{more}'


def _beginning(path: Path, most: int) -> str:
    """Empty where it is not text."""
    with path.open("rb") as file:
        data = file.read(4 * most)
    try:
        text = data.decode("utf-8-sig", "ignore" if len(data) == 4 * most else "strict")
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text else text[:most]
