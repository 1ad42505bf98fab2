"""What a newcomer stumbles over with chats on a terminal, without a hub."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from real_processes import felloe, refused

from spoke.commands import session_search


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


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_days_of_a_search_are_whole_days_here(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one of 23 hours: there the clock was put forward."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        begin, end = session_search._start("2026-03-08"), session_search._start("2026-03-08", days=1)
        assert begin and end
        first, last, after = (datetime.fromtimestamp(ms / 1000) for ms in (begin, end - 1, end))
        assert (first.isoformat(), after.isoformat()) == ("2026-03-08T00:00:00", "2026-03-09T00:00:00")
        assert last.date() == first.date()
        assert (end - begin) // 3_600_000 == (23 if zone == "America/New_York" else 24)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_kept_of_a_refused_change_is_not_written_over_another_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    assert "is there already" in refused("felloe", "refused", "discard", "4f2a9c", "--keep", str(mine))
    assert mine.read_text() == "mine"
