"""CSV, JSON and Markdown tables in files that the user granted."""

from pathlib import Path
from typing import Literal, NotRequired, TypedDict

from forms import Table, form_of, read_table, write_table
from rows import Cell, aggregated, joined, matching, ordered

ROWS = 200
CELL = 1_000
ANSWER = 400_000
"""Characters of all cells in one answer: a message takes 1 MB."""


class Condition(TypedDict):
    column: str
    op: Literal["=", "!=", "<", "<=", ">", ">=", "contains", "begins", "in", "empty", "filled"]
    value: NotRequired[str | int | float | bool | list[str | int | float | bool | None] | None]


def describe(path: str) -> dict:
    """Say what is in a table: its columns, their types, ranges and gaps, and the first three rows.

    Args:
        path: A .csv, .tsv, .json, .jsonl or .md file.

    Effects: none
    """
    table = read_table(path)
    columns = [_described(table, name) for name in table.columns]
    return {
        "form": table.form,
        **table.notes,
        "rows": len(table.rows),
        "columns": columns,
        "first": _shown(table.rows[:3]),
    }


def query(
    path: str,
    where: list[Condition] | None = None,
    columns: list[str] | None = None,
    sort: list[str] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> dict:
    """Find rows of a table.

    Args:
        path: A .csv, .tsv, .json, .jsonl or .md file.
        where: Conditions that must all hold.
        columns: Which columns, in this order; all where it is left out.
        sort: Columns to order by, the most important first; "-amount" for falling order.
        limit: How many rows at most, up to 200.
        offset: How many of the rows found to leave out at the beginning.

    Effects: none
    """
    table = read_table(path)
    found = ordered(matching(table, where or []), table, sort or [])
    chosen = [table.checked(name) for name in columns or table.columns]
    return _page([{name: row[name] for name in chosen} for row in found], limit, offset)


def aggregate(
    path: str,
    by: list[str] | None = None,
    values: list[str] | None = None,
    where: list[Condition] | None = None,
    sort: list[str] | None = None,
    limit: int = 50,
) -> dict:
    """Count, total and average rows, for each group of those that have the same values in the columns `by`.

    Args:
        path: A .csv, .tsv, .json, .jsonl or .md file.
        by: Columns to group by; one group of all rows where it is left out.
        values: What to say of each group, such as "count", "sum(amount)", "mean(amount)".
        where: Conditions that rows must meet before they are grouped.
        sort: Columns of the result to order by; "-sum(amount)" for falling order.
        limit: How many groups at most, up to 200.

    Effects: none
    """
    table = read_table(path)
    groups = aggregated(table, matching(table, where or []), by or [], values or ["count"])
    return _page(ordered(groups.rows, groups, sort or []), limit, 0)


def join(
    left: str,
    right: str,
    on: list[str],
    how: Literal["inner", "left"] = "inner",
    limit: int = 50,
    offset: int = 0,
) -> dict:
    """Put rows of two tables together that have the same values in the columns `on`.

    Args:
        left: A table's file.
        right: Another's. A column that both have is called "name (right)" where it comes from this one.
        on: Columns of both tables. "id=customer" where they have different names.
        how: "left" keeps rows of the left table that fit none.
        limit: How many rows at most, up to 200.
        offset: How many to leave out at the beginning.

    Effects: none
    """
    return _page(joined(read_table(left), read_table(right), on, how).rows, limit, offset)


def convert(path: str, out: str, overwrite: bool = False) -> dict:
    """Write a table in another form, told by the end of the new file's name.

    Args:
        path: A .csv, .tsv, .json, .jsonl or .md file.
        out: The file to write.
        overwrite: Whether it may be there already.

    Effects: effect
    """
    form_of(out)  # before anything is read
    table = read_table(path)
    if Path(out).exists() and not overwrite:
        raise ValueError(f"{out} is there already. Choose another name, or say overwrite=true.")
    size = write_table(table, out)
    return {"path": out, "rows": len(table.rows), "columns": list(table.columns), "bytes": size}


def _described(table: Table, name: str) -> dict:
    values = [row[name] for row in table.rows if row[name] is not None]
    told = {"name": name, "type": table.types[name], "empty": len(table.rows) - len(values)}
    if values and table.types[name] in ("integer", "number", "date", "time"):
        return {**told, "min": min(values), "max": max(values)}
    if table.types[name] in ("text", "boolean"):
        different = list(dict.fromkeys(values))
        told["distinct"] = len(different)
        told["examples"] = [_cut(value) for value in different[:5]]
    return told


def _page(rows: list[dict[str, Cell]], limit: int, offset: int) -> dict:
    if not 1 <= limit <= ROWS:
        raise ValueError(f"'limit' must be from 1 to {ROWS}.")
    if offset < 0:
        raise ValueError("'offset' must be 0 or more.")
    shown = _shown(rows[offset : offset + limit])
    return {"rows": shown, "count": len(rows), "more": offset + len(shown) < len(rows)}


def _shown(rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    """As many as fit an answer."""
    shown, size = [], 0
    for row in rows:
        short = {name: _cut(value) for name, value in row.items()}
        size += sum(len(name) + len(str(value)) for name, value in short.items())
        if size > ANSWER and shown:
            break
        shown.append(short)
    return shown


def _cut(value: Cell) -> Cell:
    if isinstance(value, str) and len(value) > CELL:
        return value[:CELL] + "…"
    return value
