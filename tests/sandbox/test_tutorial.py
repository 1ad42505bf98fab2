"""The tutorial is typed word by word, in an empty folder, and prints what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from sandbox.author import play
from sandbox.cli import app

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tutorial.md").read_text()
BLOCKS = re.findall(r"(?:Put this into `([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def steps(block: str) -> list[tuple[str, str]]:
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def agrees(said: str, found: str) -> bool:
    return re.fullmatch(re.escape(said.strip()).replace("…", ".*?"), found.strip(), re.DOTALL) is not None


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("image")
def test_every_step_prints_what_the_tutorial_shows(tmp_path: Path) -> None:
    environment = os.environ | {"FELLOE": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for path, language, block in BLOCKS:
        assert bool(path) != (language == "console"), block
        if path:
            (tmp_path / path).write_text(block)
            continue
        for command, said in steps(block):
            done = subprocess.run(
                ["/bin/bash", "-c", command], cwd=tmp_path, env=environment, text=True, timeout=60,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            assert agrees(said, done.stdout), f"$ {command}\n{done.stdout}"
    assert (tmp_path / "too-warm.zip").is_file(), "the last step"


def test_every_command_of_an_author_is_in_the_tutorial() -> None:
    mentioned = set(re.findall(r"felloe-skill (\w+)", TEXT))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert commands - mentioned <= {"exec", "script"}


def test_the_operations_of_play_are_told_with_their_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", TEXT.partition("| `op` |")[2], re.MULTILINE)
    said = {name: set(re.findall(r"`(\w+)`", fields)) for name, fields in rows}
    operations: list[type[BaseModel]] = list(get_args(play.Operation))
    assert said == {
        get_args(one.model_fields["op"].annotation)[0]: set(one.model_fields) - {"op"} for one in operations
    }
