"""What was pasted and goes with a message as a file of its own: pictures, and texts that are long for the composer."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from PySide6.QtGui import QImage

from spoke.ui.i18n.translate import tr

LONG = 10_000
"""Characters. Qt lays out a whole paragraph with each key that is typed in it: 8 ms for some 50,000."""

_TYPABLE = 30_000
"""Characters of lines, which Qt lays out in some 5 ms."""


class Pasted:
    """Files stay for as long as a draft has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def picture(self, image: QImage) -> Path:
        path = self._new(tr("Pasted picture.png"))
        if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # Qt does not say why; nothing else is likely here
        return path

    def text(self, text: str) -> Path:
        """Without NULs: a file that holds one counts as no text, and the model would be given nothing of it."""
        path = self._new(tr("Pasted text.txt"))
        path.write_text(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), encoding="utf-8", errors="replace", newline="")
        return path

    def typable(self, path: Path) -> str:
        """The text, if it was pasted and the composer can hold it; else nothing."""
        if path.suffix != ".txt" or path.parent.parent != self.folder:
            return ""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""
        return text if len(text) <= _TYPABLE and max(map(len, text.split("\n"))) <= LONG else ""

    def forget(self, but: Collection[Path]) -> None:
        kept = {path.parent.name for path in but}
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _new(self, name: str) -> Path:
        from shared.ids import new_id

        folder = self.folder / new_id()
        folder.mkdir(mode=0o700, parents=True)
        return folder / name
