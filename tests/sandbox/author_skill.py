"""A skill in a folder for tests of what its author types, and the typing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typed_command import type_command

from sandbox.cli import app

PROGRAM = Path(sys.executable).with_name("felloe-skill")
MANIFEST = """\
---
name: NAME
description: A skill of the tests.
metadata:
  felloe-capabilities: CAPABILITIES
---
# NAME
"""


def typed(*args: str | Path, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return type_command(app, ["felloe-skill", *args], stdin=stdin, cwd=cwd)


def folder(parent: Path, files: dict[str, str | bytes], name: str = "sample", capabilities: str = "") -> Path:
    """A skill's folder with these files, and a SKILL.md where they have none."""
    manifest = MANIFEST.replace("NAME", name).replace("CAPABILITIES", capabilities or '""')
    for path, content in {"SKILL.md": manifest, **files}.items():
        file = parent / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return parent / name
