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
        ("---\nname: 书房\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: '--'\ndescription: b\n---\n", "not a skill's name"),
        ("---\nname: {b: 1\ndescription: b\n---\n", "not YAML in line 3"),
        ("---\nname: a\ndescription: b\nmetadata: {felloe-capabilities: [}\n---\n", "not YAML in line 4"),
        ("---\nname: a\n<<<<<<< ours\ndescription: b\n---\n", "not YAML in line"),
        ("---\nname: a\ndescription: b\n# Title\n", "no second line"),
        ("---\nname: a\ndescription: b\nmetadata: {felloe-entry: ../x.py}\n---\n", "inside the skill"),
        ("---\nname: a\ndescription: b\nmetadata: {felloe-entry: /x.py}\n---\n", "inside the skill"),
        ("---\nname: *a\ndescription: b\n---\n", "aliases"),
        ("---\nname: !!python/object/apply:os.system [id]\n---\n", "not YAML"),
        ("---\n" + "[" * 5000 + "\n---\n", "nested more than 16"),
        ("---\n" + "- " * 5000 + "a\n---\n", "nested more than 16"),
        ("---\n" + "a" * 20_000 + "\n---\n", "has 20000 characters"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_mend(text: str, reason: str) -> None:
    with pytest.raises(BadSkill, match=reason):
        parse_manifest(text)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff---\nname: a\ndescription: b\n---\nBody.",
        "---\r\nname: a\r\ndescription: b\r\n---\r\nBody.\r\n",
        "\n\n---  \nname: a\ndescription: b\n---\t\nBody.",
        "-----\nname: a\ndescription: b\n-----\nBody.",
        "---\nname: a\ndescription: b\n...\nBody.",
        "---\nname: a\ndescription: >\n  b\n---\nBody.",
        "---\nname: a\ndescription: b\nmetadata:\n  version: 1.2\n  tags: [x, {y: 2001-01-01}]\n---\nBody.",
    ],
)
def test_a_frontmatter_is_read_in_each_form_that_others_write(text: str) -> None:
    manifest = parse_manifest(text)
    assert (manifest.name, manifest.description, manifest.body) == ("a", "b", "Body.")
    assert manifest.warnings == ()


@pytest.mark.parametrize(
    ("line", "description"),
    [
        ("description: Use when: somebody asks", "Use when: somebody asks"),
        ("description: Use: a\n  and b: c", "Use: a and b: c"),
        ("description: [Beta] sends mail", "[Beta] sends mail"),
        ("description: , and then some", ", and then some"),
        ("description: `code` first", "`code` first"),
        ('description: "Says "hello" twice"', 'Says "hello" twice'),
        ("description: *bold* words", "*bold* words"),
        ("description: @home use: yes", "@home use: yes"),
    ],
)
def test_a_description_that_is_no_yaml_is_taken_as_it_stands(line: str, description: str) -> None:
    manifest = parse_manifest(f"---\nname: a\n{line}\nlicense: MIT\n---\n")
    assert (manifest.description, manifest.license) == (description, "MIT")
    assert any("'description' in line 3 is not YAML" in one for one in manifest.warnings)


def test_other_fields_that_are_no_yaml_are_left_out_with_a_warning() -> None:
    text = "---\nname: a\ndescription: b\nargument-hint: [x] [y]\nmetadata: {x: {y: 1}\n---\n"
    said = " ".join(parse_manifest(text).warnings)
    assert "'argument-hint' in line 4 is not YAML and was not read" in said
    assert "'metadata' in line 5 is not YAML and was not read" in said


@pytest.mark.parametrize(
    ("name", "folder", "read"),
    [
        ("PDF Tools", None, "pdf-tools"),
        ("pdf_tools", "pdf_tools", "pdf-tools"),
        ("-pdf--tools-", None, "pdf-tools"),
        ("voice.ai", None, "voice-ai"),
        ("a" * 65, None, "a" * 64),
        ("书房", "study", "study"),
        ("", "study", "study"),
        ("", "My_Study", "my-study"),
        ("3", None, "3"),
    ],
)
def test_a_name_in_another_form_is_read_with_a_warning(name: str, folder: str | None, read: str) -> None:
    manifest = parse_manifest(f"---\nname: {name}\ndescription: b\n---\n", folder)
    assert manifest.name == read
    assert manifest.warnings or name == read


def test_a_long_description_is_kept_whole() -> None:
    manifest = parse_manifest("---\nname: a\ndescription: " + "b " * 1000 + "\n---\n")
    assert len(manifest.description) == 1999


@pytest.mark.parametrize(
    ("said", "read"), [("Read Bash(git:*)", "Read Bash(git:*)"), ("[Read, Write]", "Read Write"), ("", "")]
)
def test_allowed_tools_are_text_or_a_list(said: str, read: str) -> None:
    assert parse_manifest(f"---\nname: a\ndescription: b\nallowed-tools: {said}\n---\n").allowed_tools == read


def test_effects_of_a_whole_skill_are_one_of_three_words() -> None:
    text = "---\nname: a\ndescription: b\nmetadata: {{felloe-effects: {}}}\n---\n"
    assert parse_manifest(text.format("none")).effects == "none"
    manifest = parse_manifest(text.format("maybe"))
    assert manifest.effects is None
    assert "must be none, idempotent or effect" in manifest.warnings[0]


@given(st.text(max_size=300))
def test_any_frontmatter_is_read_or_refused(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"---\nname: a\ndescription: b\n{text}\n---\n"):
        try:
            parse_manifest(whole)
        except BadSkill as error:
            assert "\n" not in error.message[:60]
