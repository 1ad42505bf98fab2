"""Tables as they are written in files: CSV, TSV, JSON, JSON lines, Markdown."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from cells import Cell, typed

MAX_BYTES = 4 * 1024 * 1024
_FORMS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "md"}
_DELIMITERS = ",;\t|"
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")


@dataclass(slots=True)
class Table:
    """`types` by column; `notes` is what is worth saying of how it was read."""

    columns: list[str]
    rows: list[dict[str, Cell]]
    types: dict[str, str]
    form: str = ""
    notes: dict[str, str | int] = field(default_factory=dict)

    def checked(self, name: str) -> str:
        if name not in self.columns:
            raise ValueError(f"There is no column '{name}'. There are: {', '.join(self.columns)[:500]}.")
        return name


def form_of(path: str) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in _FORMS:
        raise ValueError(f"'{path}' does not end in one of {', '.join(_FORMS)}, so its form is not known.")
    return _FORMS[suffix]


def read_table(path: str) -> Table:
    form = form_of(path)
    file = Path(path)
    with file.open("rb") as source:
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path} is larger than {MAX_BYTES:,} bytes, which is more than one run can look at.")
    text, encoding = _decoded(data)
    table = parse(text, form)
    if encoding != "UTF-8":
        table.notes["encoding"] = encoding
    return table


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def parse(text: str, form: str) -> Table:
    """A table from its text."""
    if form in ("json", "jsonl"):
        return _of_objects(_objects(text, form), form)
    if form == "md":
        return _of_texts(_markdown_rows(text), form, ".")
    delimiter = "\t" if form == "tsv" else sniffed(text)
    notes: dict[str, str | int] = {} if form == "tsv" else {"delimiter": delimiter}
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    return _of_texts(rows, form, "," if delimiter == ";" else ".", notes)


def sniffed(text: str) -> str:
    """The delimiter by which the first rows have the most columns, and all as many."""

    def fit(delimiter: str) -> tuple[float, int]:
        lines = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=delimiter)
        widths = [len(row) for _, row in zip(range(50), lines, strict=False) if row]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths), usual) if usual > 1 else (0, 1)

    return max(_DELIMITERS, key=fit)


def _of_texts(rows: list[list[str]], form: str, point: str, notes: dict[str, str | int] | None = None) -> Table:
    """The first row has the names. Rows that are too short are filled up, longer ones make columns of their own."""
    notes = dict(notes or {})
    if not rows:
        return Table([], [], {}, form, notes)
    width = max(map(len, rows))
    columns = _names(rows[0] + [""] * (width - len(rows[0])))
    if ragged := sum(len(row) != len(rows[0]) for row in rows):
        notes["rows_of_other_length"] = ragged
    texts = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows[1:]]
    types, cells = {}, []
    for number, name in enumerate(columns):
        types[name], values = typed([row[number] for row in texts], point)
        cells.append(values)
    return Table(
        columns, [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)], types, form, notes
    )


def _names(header: list[str]) -> list[str]:
    """Each name once: `name`, `name_2`; a column without one is called by its number."""
    names: list[str] = []
    for number, text in enumerate(header, 1):
        plain = name = " ".join(text.split()) or f"column_{number}"
        again = 2
        while name in names:
            name, again = f"{plain}_{again}", again + 1
        names.append(name)
    return names


def _objects(text: str, form: str) -> list[dict]:
    found = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else [found]
    if not all(isinstance(row, dict) for row in found):
        raise ValueError("The JSON is no table: it must be a list of objects.")
    return found


def _of_objects(objects: list[dict], form: str) -> Table:
    columns = list(dict.fromkeys(name for row in objects for name in row))
    rows = [{name: row.get(name) for name in columns} for row in objects]
    types = {name: _json_type([row[name] for row in rows if row[name] is not None]) for name in columns}
    return Table(columns, rows, types, form)


def _json_type(values: list) -> str:
    kinds = {type(value) for value in values}
    if kinds == {str}:
        kind, _ = typed(values, ".")
        return kind if kind in ("date", "time") else "text"
    named = {bool: "boolean", int: "integer", float: "number"}
    if kinds == {int, float}:
        return "number"
    return named.get(kinds.pop(), "mixed") if len(kinds) == 1 else "mixed" if kinds else "text"


def _markdown_rows(text: str) -> list[list[str]]:
    lines = text.splitlines()
    for number, line in enumerate(lines[:-1]):
        if "|" in line and "-" in lines[number + 1] and _RULE.match(lines[number + 1]):
            body = []
            for row in lines[number + 2 :]:
                if "|" not in row or not row.strip():
                    break
                body.append(_markdown_cells(row))
            return [_markdown_cells(line), *body]
    raise ValueError("There is no table in this Markdown: a row of names, a row of dashes, then rows, all with |.")


def _markdown_cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|").replace("<br>", "\n") for cell in _CELL_END.split(line)]


def write_table(table: Table, path: str) -> int:
    """Write all rows; the bytes written. The file is only opened once its whole text is there."""
    data = text_of(table, form_of(path)).encode()
    Path(path).write_bytes(data)
    return len(data)


def text_of(table: Table, form: str) -> str:
    if form == "json":
        return json.dumps(table.rows, ensure_ascii=False, indent=1) + "\n"
    if form == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.rows)
    rows = [table.columns, *([_plain(value) for value in row.values()] for row in table.rows)]
    if form == "md":
        return _as_markdown(table, rows)
    written = io.StringIO()
    csv.writer(written, delimiter="\t" if form == "tsv" else ",", lineterminator="\n").writerows(rows)
    return written.getvalue()


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _as_markdown(table: Table, rows: list[list[str]]) -> str:
    numbers = [table.types[name] in ("integer", "number") for name in table.columns]
    lines = [[re.sub(r"\r\n|\r|\n", "<br>", cell.replace("|", "\\|")) for cell in row] for row in rows]
    lines.insert(1, ["--:" if number else "---" for number in numbers])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
