"""The folder that `felloe-skill new` makes: a whole skill, small enough to be read in a minute."""

from __future__ import annotations

import re
from pathlib import Path

from shared.errors import Conflict, InvalidArgument, NotFound
from shared.names import MAX_NAME

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_MANIFEST = """\
---
name: NAME
description: Greets people by their name. Say here what the skill does, and when a model should use it.
metadata:
  felloe-capabilities: ""
---

# NAME

`greet(name, times=1)` greets somebody. What a model should know before it calls a function stands here; what it
rarely needs stands in [references/notes.md](references/notes.md).
"""

_SKILL = '''\
"""NAME: each public function with annotations can be called."""

from typing import Literal


def greet(name: str, times: int = 1, language: Literal["en", "de"] = "en") -> dict:
    """Greet somebody.

    Args:
        name: Who is greeted.
        times: How often.
        language: In which language.

    Effects: none
    """
    if times < 1:
        raise ValueError("times must be 1 or more.")
    word = {"en": "Hello", "de": "Hallo"}[language]
    return {"greetings": [f"{word}, {name}!"] * times}
'''

_TESTS = '''\
"""Run by `felloe-skill test`: each test in a sandbox of its own."""

from felloe.testing import raises
from skill import greet


def test_greets_by_name():
    assert greet("Ana")["greetings"] == ["Hello, Ana!"]


def test_greets_in_other_languages():
    assert greet("Ana", language="de")["greetings"] == ["Hallo, Ana!"]


def test_refuses_to_greet_nobody():
    with raises(ValueError, "1 or more"):
        greet("Ana", times=0)
'''

_NOTES = """\
# Notes

A model reads this file only when it asks for it.
"""

FILES = {
    "SKILL.md": _MANIFEST,
    "scripts/skill.py": _SKILL,
    "tests/test_skill.py": _TESTS,
    "references/notes.md": _NOTES,
}


def create(name: str, parent: Path) -> Path:
    """A new folder `name` in `parent`; nothing that is there is touched."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise InvalidArgument(
            f"'{name[:100]}' is not a skill's name. Use 1 to {MAX_NAME} lower-case letters, digits and single hyphens."
        )
    if not parent.is_dir():
        raise NotFound(f"There is no folder {parent}.")
    folder = parent / name
    try:
        folder.mkdir()
    except FileExistsError:
        raise Conflict(f"{folder} is there already. Choose another name, or another folder with --in.") from None
    except OSError as error:
        raise InvalidArgument(f"{folder} cannot be made: {error.strerror}.") from None
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.replace("NAME", name), encoding="utf-8")
    return folder
