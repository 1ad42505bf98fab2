"""The node's own log: a bounded file, without secrets, whose end others may read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import structlog

from shared.ids import new_id
from shared.system import log_file as log_files
from shared.system.log_file import FILES, LogFile
from shared.system.logging import configure
from spoke.node.logs import log_file, tail

SECRETS = ("s3cr3t", "eyJhbGciOiJFZERTQSJ9.eyJzdWIi.c2ln", "felloe://hub:1/K7QM-2XRT-9FWD/abc")


@pytest.fixture
def log(tmp_path: Path) -> structlog.stdlib.BoundLogger:
    configure(file=log_file(tmp_path))
    return structlog.get_logger()


def test_the_end_of_the_log_is_found_by_level_and_words_oldest_first(
    log: structlog.stdlib.BoundLogger, tmp_path: Path
) -> None:
    for number in range(5):
        log.info("counted", number=number)
    log.warning("full", disk="/data")
    assert [line.data["number"] for line in tail(tmp_path, 3, "info", "counted").lines] == [2, 3, 4]
    (line,) = tail(tmp_path, 10, "warning", "").lines
    assert (line.event, line.level, line.data) == ("full", "warning", {"disk": "/data"})
    assert log_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_no_secret_gets_into_the_file_and_none_out_of_it(log: structlog.stdlib.BoundLogger, tmp_path: Path) -> None:
    log.info("asked", token=SECRETS[0], Authorization=SECRETS[0], headers={"authorization": f"Bearer {SECRETS[0]}"})
    log.info("heard", reason=f"bearer {SECRETS[0]}, {SECRETS[1]}, {[SECRETS[2]]}", steps=[SECRETS[1]])
    try:
        raise ValueError(SECRETS[1])
    except ValueError:
        log.exception("failed")
    written = log_file(tmp_path).read_text()
    assert len(written.splitlines()) == 3
    assert [secret for secret in SECRETS if secret in written] == []
    with log_file(tmp_path).open("a") as file:
        file.write(json.dumps({"event": "of an older version", "token": SECRETS[0]}) + "\n")
    assert SECRETS[0] not in str(tail(tmp_path, 10, "debug", ""))


def test_the_log_is_bounded_and_its_end_is_found_across_its_files(
    log: structlog.stdlib.BoundLogger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for processor in structlog.get_config()["processors"]:
        if isinstance(processor, LogFile):
            processor.maxBytes = 2_000
    for number in range(1_000):
        log.info("counted", number=number)
    files = list(tmp_path.glob("node.log*"))
    assert (len(files), all(file.stat().st_size <= 2_000 for file in files)) == (FILES, True)
    found = [line.data["number"] for line in tail(tmp_path, 1_000, "info", "").lines]
    assert found == list(range(1_000 - len(found), 1_000)) and len(found) > 40
    log.info("long", text="x" * 100_000, **{f"key{number}": "y" * 1_000 for number in range(20)})
    (line,) = tail(tmp_path, 1, "info", "").lines
    assert (line.event, list(line.data)) == ("long", ["cut"])


def test_other_devices_see_no_line_that_names_what_stays_here_and_not_what_an_unforeseen_error_said(
    log: structlog.stdlib.BoundLogger, tmp_path: Path
) -> None:
    staying, shared = new_id(), new_id()
    log.info("request failed", path=f"/v1/sessions/{staying}/branch")
    log.info("request failed", path=f"/v1/sessions/{shared}/branch")
    try:
        raise ValueError("m4rk3r")
    except ValueError:
        log.exception("failed")
    seen = tail(tmp_path, 10, "info", "", {staying}).lines
    assert [line.event for line in seen] == ["request failed", "failed"]
    assert shared in str(seen) and "m4rk3r" not in str(seen)
    assert tail(tmp_path, 10, "info", "m4rk3r", {staying}).lines == [], "nor is it found by a search"
    assert len(tail(tmp_path, 10, "info", "").lines) == 3


def test_a_log_that_cannot_be_written_or_read_stops_nothing(
    log: structlog.stdlib.BoundLogger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_file(tmp_path).mkdir()
    log.info("goes to the terminal only")
    assert tail(tmp_path, 10, "info", "").lines == []
    log_file(tmp_path).rmdir()
    log_file(tmp_path).write_bytes(b'\xff\n[1]\nnot json\n{"event": "found", "level": 7}\n\n')
    assert [line.event for line in tail(tmp_path, 10, "critical", "").lines] == ["found"]
    monkeypatch.setattr(log_files.os, "open", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    log.info("goes to the terminal only")
