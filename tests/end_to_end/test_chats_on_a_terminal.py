"""What a newcomer stumbles over with chats on a terminal, without a hub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from real_processes import felloe, refused


@pytest.mark.parametrize(
    "command",
    [
        ("status",), ("sessions", "list"), ("sessions", "search", "boats"), ("sessions", "show", "4f2a9c"),
        ("sessions", "export", "--all"), ("devices",), ("runs",), ("skill", "list"), ("refused", "list"), ("logs",),
    ],
)  # fmt: skip
def test_who_only_reads_makes_no_data_folder(command: tuple[str, ...], tmp_path: Path) -> None:
    missing = tmp_path / "typo"
    assert f"no data folder {missing}" in refused("felloe", *command, "--data", str(missing))
    assert not missing.exists()


def test_an_import_of_nothing_says_so_and_fails_and_one_that_is_done_again_does_not(tmp_path: Path) -> None:
    data, file = str(tmp_path / "data"), tmp_path / "in.json"
    session = {"id": "01a1fe1b-4348-73f9-8001-f53ca5ccc6c6", "title": " ", "created_ms": 1, "messages": []}
    file.write_text('[{"x": 1}]')
    done = felloe("felloe", "sessions", "import", str(file), "--data", data)
    assert (done.code, "Imported" in done.out) == (1, False) and "Nothing was imported" in done.err
    assert "no chat of a form that is known" in done.out
    file.write_text(json.dumps({"format": "felloe-chats", "version": 1, "sessions": [session]}))
    for _ in range(2):
        assert felloe("felloe", "sessions", "import", str(file), "--data", data).code == 0
    assert "(no title)" in felloe("felloe", "sessions", "list", "--data", data).out, "a blank title can be seen"
