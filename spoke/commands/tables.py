"""Rows for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from shared.system.terminal import console, harmless


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A heading that starts with `>` stands over figures. Texts are shown as they are, never as markup."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading.lstrip(">"), justify="right" if heading.startswith(">") else "left")
    for row in rows:
        table.add_row(*(escape(harmless(str(cell))) for cell in row))
    console.print(table)


def when(ms: int | None) -> str:
    return f"{datetime.fromtimestamp(ms / 1000):%Y-%m-%d %H:%M}" if ms else "never"
