from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadSkill
from shared.manifest import parse_manifest

GOOD = """---
name: text-tools
description: Counts words.
license: MIT
metadata:
  felloe-entry: code/main.py
  felloe-capabilities: files.read:~/Notes http:api.example.org
---
# Text tools

Use them.
"""


def test_a_manifest_is_read() -> None:
    manifest = parse_manifest(GOOD, "text-tools")
    assert (manifest.name, manifest.identifier, manifest.entry) == ("text-tools", "text_tools", "code/main.py")
    assert manifest.capabilities == ("files.read:~/Notes", "http:api.example.org")
    assert manifest.body == "# Text tools\n\nUse them."
    assert manifest.warnings == ()


def test_the_entry_is_scripts_skill_py_where_nothing_is_said() -> None:
    manifest = parse_manifest("---\nname: a\ndescription: b\n---\n")
    assert (manifest.entry, manifest.capabilities) == ("scripts/skill.py", ())


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("---\nname: a\ndescription: b\nversion: 1\n---\n", "'version' is not in the specification"),
        ("---\nname: a\ndescription: " + "b" * 1025 + "\n---\n", "1025 characters"),
        ("---\nname: other\ndescription: b\n---\n", "not that of its folder"),
        ("---\nname: a\ndescription: b\nmetadata: 3\n---\n", "not a mapping"),
    ],
)
def test_departures_from_the_specification_are_warnings(text: str, warning: str) -> None:
    assert any(warning in one for one in parse_manifest(text, "a").warnings)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must begin with"),
        ("# Title", "must begin with"),
        ("---\nname: a\n", "no second line"),
        ("---\nname: [\n---\n", "not YAML in line"),
        ("---\n- a\n---\n", "must hold fields"),
        ("---\ndescription: b\n---\n", "has no name"),
        ("---\nname: a\n---\n", "has no description"),
        ("---\nname: A\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: a--b\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: -a\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: " + "a" * 65 + "\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: a\ndescription: b\nmetadata: {felloe-entry: ../x.py}\n---\n", "inside the skill"),
        ("---\nname: a\ndescription: b\nmetadata: {felloe-entry: /x.py}\n---\n", "inside the skill"),
        ("---\nx: &a [1]\ny: *a\n---\n", "aliases"),
        ("---\nx: !!python/object/apply:os.system [id]\n---\n", "not YAML"),
        ("---\n" + "[" * 5000 + "\n---\n", "nested more than 16"),
        ("---\n" + "- " * 5000 + "a\n---\n", "nested more than 16"),
        ("---\n" + "a" * 20_000 + "\n---\n", "has 20001 characters"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_mend(text: str, reason: str) -> None:
    with pytest.raises(BadSkill, match=reason):
        parse_manifest(text)


@given(st.text(max_size=300))
def test_any_frontmatter_is_read_or_refused(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"---\nname: a\ndescription: b\n{text}\n---\n"):
        try:
            parse_manifest(whole)
        except BadSkill as error:
            assert "\n" not in error.message[:60]
