"""Rows for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from shared.system.terminal import console, harmless

_WIDE = 10_000


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A heading that starts with `>` stands over figures. Texts are shown as they are, never as markup.

    Nothing is cut: on a terminal a long cell is folded, elsewhere each row is one line, however long.
    """
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        justify: JustifyMethod = "right" if heading.startswith(">") else "left"
        table.add_column(heading.lstrip(">"), justify=justify, overflow="fold", no_wrap=not console.is_terminal)
    for row in rows:
        table.add_row(*(escape(harmless(str(cell))) for cell in row))
    (console if console.is_terminal else Console(width=_WIDE, highlight=False)).print(table)
