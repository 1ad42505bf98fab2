from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from shared.system.whole_file import write_whole


def _killed_while_it_is_written(path: Path, content: bytes) -> None:
    child = os.fork()
    if child == 0:
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        write_whole(path, content)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def test_what_a_kill_left_goes_with_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_whole(path, b"old")
    _killed_while_it_is_written(path, b"secret")
    assert path.read_text() == "old"
    write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"secret")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("keys.json", "old")]


def test_a_file_is_its_owners_alone_whatever_was_left_there(tmp_path: Path) -> None:
    path, left = tmp_path / "keys.json", tmp_path / ".keys.json.part"
    left.touch(mode=0o644)
    write_whole(path, b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
