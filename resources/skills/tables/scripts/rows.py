"""Rows of a table, chosen, ordered, grouped and joined. Pure."""

import math
import re
import statistics
from collections.abc import Callable, Mapping
from typing import Any

from cells import Cell, typed
from forms import Table

MAX_JOINED = 100_000
_VALUE = re.compile(r"(count|sum|mean|median|min|max|distinct)(?:\((.+)\))?")
Row = dict[str, Cell]


def matching(table: Table, where: list[Any]) -> list[Row]:
    """The rows that all conditions hold for."""
    tests = [_test(table, condition) for condition in where]
    return [row for row in table.rows if all(test(row) for test in tests)]


def _test(table: Table, condition: Mapping[str, Any]) -> Callable[[Row], bool]:
    name, op = table.checked(condition["column"]), condition["op"]
    if op in ("empty", "filled"):
        return lambda row: (row[name] in (None, "")) == (op == "empty")
    if "value" not in condition:
        raise ValueError(f"The condition '{op}' of '{name}' needs a value.")
    value, kind = condition["value"], table.types[name]
    if op == "in":
        if not isinstance(value, list):
            raise ValueError(f"The condition 'in' of '{name}' needs a list of values.")
        wanted = [_like(one, kind) for one in value]
        return lambda row: _key(row[name]) in wanted
    if isinstance(value, list):
        raise ValueError(f"The condition '{op}' of '{name}' takes one value; 'in' takes a list.")
    wanted_one = _like(value, kind)
    compare = _OPERATORS[op]
    if value is None and op not in ("=", "!="):
        raise ValueError(f"Nothing is {op} null. Use 'empty' or 'filled'.")

    def holds(row: Row) -> bool:
        cell = _key(row[name])
        if cell is None or wanted_one is None:
            return op in ("=", "!=") and (cell == wanted_one) == (op == "=")
        return bool(compare(cell, wanted_one))

    return holds


def _key(value: Cell) -> Any:
    """As it is compared: texts without case."""
    return value.casefold() if isinstance(value, str) else value


def _like(value: Cell, kind: str) -> Any:
    """A condition's value in the type of its column, so that "3" means 3 there."""
    if kind in ("integer", "number", "boolean", "time") and isinstance(value, str):
        found, (cell,) = typed([value.strip()], ".")
        if found == kind or {found, kind} <= {"integer", "number"}:
            return _key(cell)
        if kind == "time" and found == "date":
            return _key(f"{cell}T00:00:00")
    if kind == "text" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _key(value)


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def both(cell: Any, wanted: Any) -> bool:
        numbers = isinstance(cell, int | float) and isinstance(wanted, int | float)
        return (numbers or type(cell) is type(wanted)) and compare(cell, wanted)

    return both


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda cell, wanted: cell == wanted,
    "!=": lambda cell, wanted: cell != wanted,
    "<": _ordering(lambda cell, wanted: cell < wanted),
    "<=": _ordering(lambda cell, wanted: cell <= wanted),
    ">": _ordering(lambda cell, wanted: cell > wanted),
    ">=": _ordering(lambda cell, wanted: cell >= wanted),
    "contains": lambda cell, wanted: str(wanted) in str(cell),
    "begins": lambda cell, wanted: str(cell).startswith(str(wanted)),
}


def ordered(rows: list[Row], table: Table, sort: list[str]) -> list[Row]:
    """By the columns of `sort`, null always last; rows that are alike stay as they were."""
    for text in reversed(sort):
        falls = text.startswith("-") and text not in table.columns
        name = table.checked(text.removeprefix("-") if falls else text)
        there = [row for row in rows if row[name] is not None]
        there.sort(key=lambda row, name=name: _rank(row[name]), reverse=falls)  # type: ignore[misc]
        rows = there + [row for row in rows if row[name] is None]
    return rows


def _rank(value: Cell) -> tuple[int, Any]:
    """Numbers before texts before the rest, so that a mixed column has an order."""
    if isinstance(value, int | float):
        return 0, value
    return (1, value.casefold()) if isinstance(value, str) else (2, str(value))


def aggregated(table: Table, rows: list[Row], by: list[str], values: list[str]) -> Table:
    names = [table.checked(name) for name in by]
    wanted = [_wanted(table, text) for text in values]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(repr(row[name]) for name in names), []).append(row)
    if not names and not groups:
        groups[()] = []
    found: list[Row] = []
    for group in groups.values():
        told = {name: group[0][name] for name in names}
        for text, (function, column) in zip(values, wanted, strict=True):
            told[text] = len(group) if column is None else _VALUES[function](_filled(group, column))
        found.append(told)
    return Table([*names, *values], found, {})


def _wanted(table: Table, text: str) -> tuple[str, str | None]:
    match = _VALUE.fullmatch(text)
    if match is None or (match[2] is None and match[1] != "count"):
        raise ValueError(f"'{text}' is not a value. Write count, or count, sum, mean, median, min, max or distinct "
                         "of a column, as sum(amount).")  # fmt: skip
    function, column = match[1], match[2]
    if column is not None:
        table.checked(column)
        if function in ("sum", "mean", "median") and table.types[column] not in ("integer", "number"):
            raise ValueError(f"'{column}' holds {table.types[column]}, so there is no {function} of it.")
    return function, column


def _filled(group: list[Row], column: str) -> list[Any]:
    return [row[column] for row in group if row[column] is not None]


def _sum(values: list[Any]) -> Cell:
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return _rounded(math.fsum(values))


def _rounded(value: float) -> float:
    """Without the digits that only come from binary fractions: 0.1 + 0.2 is 0.3."""
    return float(f"{value:.12g}")


_VALUES: dict[str, Callable[[list[Any]], Cell]] = {
    "count": len,
    "sum": _sum,
    "mean": lambda values: _rounded(math.fsum(values) / len(values)) if values else None,
    "median": lambda values: statistics.median(values) if values else None,
    "min": lambda values: min(values, key=_rank) if values else None,
    "max": lambda values: max(values, key=_rank) if values else None,
    "distinct": lambda values: len({repr(value) for value in values}),
}


def joined(left: Table, right: Table, on: list[str], how: str) -> Table:
    pairs = [(text, text) if text in left.columns else tuple(text.split("=", 1)) for text in on]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError("'on' must name columns that both tables have, or pairs such as \"id=customer\".")
    mine = [left.checked(pair[0]) for pair in pairs]
    theirs = [right.checked(pair[1]) for pair in pairs]
    others = {name: f"{name} (right)" if name in left.columns else name for name in right.columns if name not in theirs}
    matches: dict[tuple[Any, ...], list[Row]] = {}
    for row in right.rows:
        matches.setdefault(_same(row, theirs), []).append(row)
    rows: list[Row] = []
    for row in left.rows:
        key = _same(row, mine)
        found = [] if None in key else matches.get(key, [])
        for fits in found or ([{}] if how == "left" else []):
            rows.append(row | {new: fits.get(name) for name, new in others.items()})
        if len(rows) > MAX_JOINED:
            raise ValueError(
                f"These tables make more than {MAX_JOINED} rows: the columns in 'on' do not tell rows apart."
            )
    types = left.types | {new: right.types[name] for name, new in others.items()}
    return Table([*left.columns, *others.values()], rows, types)


def _same(row: Row, names: list[str]) -> tuple[Any, ...]:
    """What must be equal. 1 and 1.0 are, "1" is neither: one file may have what the other calls text."""
    return tuple(None if row[name] is None else str(row[name]).removesuffix(".0") for name in names)
