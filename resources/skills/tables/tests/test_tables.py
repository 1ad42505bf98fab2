"""Tables in files of the run's own memory, which need no grant."""

import json
import tempfile
from pathlib import Path

from felloe.testing import raises
from skill import aggregate, convert, describe, join, query

SALES = """\
country,name,amount,day
AT,Ana,10.5,2026-03-01
DE,Ben,7,2026-03-02
AT,"Čapek, Karel",,2026-02-01
"""


def _file(text, name="t.csv"):
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def _types(text, name="t.csv"):
    return {column["name"]: column["type"] for column in describe(_file(text, name))["columns"]}


def test_columns_have_the_narrowest_type_that_fits_all():
    assert _types(SALES) == {"country": "text", "name": "text", "amount": "number", "day": "date"}
    assert _types("a,b,c\n1,true,2026-03-01T10:00\n2,No,2026-03-02\n") == {"a": "integer", "b": "boolean", "c": "time"}


def test_what_would_lose_something_stays_text():
    assert set(_types("zip,id,tel\n0123,12345678901234567890,+43 1\n").values()) == {"text"}
    assert _types("a\n2026-02-30\n") == {"a": "text"}


def test_the_delimiter_is_found_also_beside_commas_in_texts():
    path = _file('a;b\n"x, y";1,5\n"z, w";1.000,25\n')
    told = describe(path)
    assert told["delimiter"] == ";" and told["first"][1] == {"a": "z, w", "b": 1000.25}


def test_byte_order_marks_and_old_encodings_are_read():
    assert _types(b"\xef\xbb\xbfa,b\n1,2\n") == {"a": "integer", "b": "integer"}
    assert query(_file("a,b\né,1\n".encode("utf-16")))["rows"] == [{"a": "é", "b": 1}]
    told = describe(_file("name\nJosé\n".encode("cp1252")))
    assert told["encoding"] == "Windows-1252" and told["first"] == [{"name": "José"}]


def test_odd_rows_and_names_lose_nothing():
    told = describe(_file("a,a,\n1\n1,2,3,4\n"))
    assert [column["name"] for column in told["columns"]] == ["a", "a_2", "column_3", "column_4"]
    assert told["rows_of_other_length"] == 2


def test_an_empty_file_is_an_empty_table():
    assert describe(_file(""))["columns"] == []
    assert query(_file("a,b\n"))["rows"] == []


def test_rows_are_filtered_and_sorted_with_gaps_last():
    path = _file(SALES)
    assert [row["name"] for row in query(path, sort=["-amount"])["rows"]] == ["Ana", "Ben", "Čapek, Karel"]
    assert [row["name"] for row in query(path, sort=["country", "day"])["rows"]] == ["Čapek, Karel", "Ana", "Ben"]
    assert query(path, where=[{"column": "country", "op": "=", "value": "at"}])["count"] == 2
    assert query(path, where=[{"column": "amount", "op": ">", "value": "7"}])["count"] == 1
    assert query(path, where=[{"column": "amount", "op": "empty"}], columns=["day"])["rows"] == [{"day": "2026-02-01"}]
    assert query(path, where=[{"column": "day", "op": "<", "value": "2026-03-01"}])["count"] == 1
    assert query(path, where=[{"column": "name", "op": "in", "value": ["ANA", "Zoe"]}])["count"] == 1


def test_a_wrong_column_is_named_with_those_there_are():
    with raises(ValueError, "There are: country, name, amount, day."):
        query(_file(SALES), sort=["price"])


def test_groups_are_totalled_without_the_gaps():
    found = aggregate(_file(SALES), by=["country"], values=["count", "count(amount)", "mean(amount)"], sort=["-count"])
    assert found["rows"][0] == {"country": "AT", "count": 2, "count(amount)": 1, "mean(amount)": 10.5}
    assert aggregate(_file("a\n0.1\n0.2\n"), values=["sum(a)", "max(a)"])["rows"] == [{"sum(a)": 0.3, "max(a)": 0.2}]
    with raises(ValueError, "no sum"):
        aggregate(_file(SALES), values=["sum(name)"])


def test_nothing_is_averaged_to_null():
    path = _file(SALES)
    nobody = [{"column": "name", "op": "=", "value": "Zoe"}]
    assert aggregate(path, values=["count", "mean(amount)"], where=nobody)["rows"] == [
        {"count": 0, "mean(amount)": None}
    ]


def test_tables_are_joined_by_columns_of_different_names():
    left, right = _file("id,name\n1,Ana\n2,Ben\n"), _file("customer,name\n1,Shoe\n1,Hat\n")
    rows = join(left, right, on=["id=customer"], how="left")["rows"]
    assert [(row["name"], row["name (right)"]) for row in rows] == [("Ana", "Shoe"), ("Ana", "Hat"), ("Ben", None)]
    assert join(left, right, on=["id=customer"])["count"] == 2


def test_a_table_survives_every_form():
    rows = query(_file(SALES))["rows"]
    for name in ("b.json", "b.jsonl", "b.md", "b.tsv", "b.csv"):
        out = str(Path(tempfile.mkdtemp()) / name)
        convert(_file(SALES), out)
        assert query(out)["rows"] == rows, name


def test_markdown_keeps_pipes_and_line_breaks():
    path = _file(json.dumps([{"a": "x|y\nz", "n": 1}]), "t.json")
    out = str(Path(tempfile.mkdtemp()) / "t.md")
    convert(path, out)
    assert Path(out).read_text() == "| a | n |\n| --- | --: |\n| x\\|y<br>z | 1 |\n"
    assert query(out)["rows"] == [{"a": "x|y\nz", "n": 1}]


def test_a_file_that_is_there_is_kept():
    path = _file(SALES)
    with raises(ValueError, "overwrite"):
        convert(path, path)
    assert Path(path).read_text() == SALES


def test_answers_are_bounded():
    path = _file("a\n" + ("x" * 5_000 + "\n") * 300)
    found = query(path, limit=200)
    assert len(found["rows"]) == 200 and found["more"] and len(found["rows"][0]["a"]) == 1_001
    with raises(ValueError, "200"):
        query(path, limit=201)
