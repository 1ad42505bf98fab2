"""What of a drag is taken for a skill, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from spoke.ui.i18n.translate import tr


def skill_words(path: str) -> str:
    return tr("Drop to look at the skill") if path else ""


def skill_in(dragged: QMimeData) -> str:
    """The folder or the zip, if it is one thing of this machine."""
    urls = dragged.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return ""
    path = Path(urls[0].toLocalFile())
    return str(path) if path.is_dir() or path.suffix in (".zip", ".skill") else ""
