"""Images that lie beside a Markdown file, as addresses that hold them."""

import base64
from pathlib import Path, PurePosixPath

from pages import path_of

MAX_BYTES = 1024 * 1024
MAX_TOGETHER = 8 * 1024 * 1024
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


class Images:
    """Those of one page. `left_out` names what could not be put in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = MAX_TOGETHER
        self._known: dict[str, str | None] = {}

    @property
    def left_out(self) -> list[str]:
        return [source for source, data in self._known.items() if data is None]

    def data(self, source: str) -> str | None:
        if source not in self._known:
            self._known[source] = self._read(source)
        return self._known[source]

    def _read(self, source: str) -> str | None:
        name = path_of(source)
        if name is None or name.startswith(("/", "~")) or ".." in PurePosixPath(name).parts:
            return None
        try:
            with (self._folder / name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError):
            return None  # not there, or not granted: its place says so
        kind = _kind(data)
        if kind is None or len(data) > min(MAX_BYTES, self._left):
            return None
        self._left -= len(data)
        return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _kind(data: bytes) -> str | None:
    """By what is in it, whatever it is called."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
