"""Pictures of chats, ready to be painted. So many bytes are kept: what was painted least recently goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPixmap

MOST_BYTES = 128_000_000
"""Twice what a tall screen shows of the largest ones, so that what is seen stays."""


class Pictures:
    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held: OrderedDict[str, QPixmap] = OrderedDict()
        self._sizes: dict[str, QSizeF] = {}
        self.missed: Callable[[str], object] = lambda _sha: None
        """Told of one that is to be painted and went."""

    @property
    def bytes(self) -> int:
        return sum(map(_bytes, self._held.values()))

    def put(self, sha: str, pixmap: QPixmap) -> None:
        self._held[sha] = pixmap
        self._held.move_to_end(sha)
        self._sizes[sha] = QSizeF(pixmap.deviceIndependentSize())
        while len(self._held) > 1 and self.bytes > self._most:
            self._held.popitem(last=False)

    def size(self, sha: str) -> QSizeF | None:
        """Of one that was read, also where it went since: a row keeps its height."""
        return self._sizes.get(sha)

    def get(self, sha: str) -> QPixmap | None:
        """To be painted now."""
        if sha in self._held:
            self._held.move_to_end(sha)
            return self._held[sha]
        self.missed(sha)
        return None


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
