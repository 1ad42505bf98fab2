"""What a log line must not hold, and how it looks."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest
import structlog

from shared.system import logging


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_json_lines_where_they_are_wanted_and_no_secret_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    logging.configure(file=tmp_path / "hub.log", as_json=True)
    secrets = dict.fromkeys(("password", "Authorization", "refresh_token", "metrics_token"), "s3cret")
    said = "felloe://hub:1/s3cret and Bearer s3cret"
    structlog.get_logger().info("signed in", user="ann", given={"deep": [secrets]}, said=said, **secrets)
    line = json.loads(stderr.getvalue())
    assert (line["event"], line["user"]) == ("signed in", "ann")
    assert "s3cret" not in stderr.getvalue()
    assert "s3cret" not in (tmp_path / "hub.log").read_text()


def test_lines_that_nobody_takes_any_more_end_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        logging.configure(as_json=True)
    structlog.get_logger().info("its file is closed")
    with Path("/dev/full").open("w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        logging.configure(as_json=True)
        structlog.get_logger().info("its disk is full")
        with contextlib.suppress(OSError):
            stderr.close()
