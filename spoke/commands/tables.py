"""What stands in cells and headings."""

from __future__ import annotations

from datetime import datetime


def called(title: str) -> str:
    """A chat's title; one that is blank can be seen, too."""
    return title if title.strip() else "(no title)"


def when(ms: int | None) -> str:
    return f"{datetime.fromtimestamp(ms / 1000):%Y-%m-%d %H:%M}" if ms else "never"
