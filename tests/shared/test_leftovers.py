from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

from shared.system.appearing import appearing


def _killed_while_it_is_written(path: Path) -> None:
    child = os.fork()
    if child == 0:
        with appearing(path) as part:
            part.write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def test_what_a_kill_left_beside_a_file_goes_with_a_later_write(tmp_path: Path) -> None:
    path, own = tmp_path / "chats.json", tmp_path / ".felloe-work"
    own.mkdir()
    _killed_while_it_is_written(path)
    (left,) = tmp_path.glob(".felloe-*.part")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    with appearing(path) as part:
        part.write_text("whole")
    assert left.exists(), "it may be another export that goes on"
    for old in (left, own):
        os.utime(old, (0, 0))
    with appearing(path) as part:
        part.write_text("new")
    assert {each.name for each in tmp_path.iterdir()} == {"chats.json", ".felloe-work"}
    assert path.read_text() == "new"
