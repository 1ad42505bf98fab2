"""The author's reference says what the code does: what can be granted, what services take, every number."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

from sandbox import capability
from sandbox.author import fakes, manifest_check
from sandbox.capability import Capability
from sandbox.cli import app
from sandbox.commands.work import services
from sandbox.services.service import Service
from shared import catalogue, frontmatter, manifest, names, schemas
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reference.md").read_text()
FROM_SERVICES = "| argument | type | default | meaning |"
NOT_AN_AUTHORS = {
    "calls_in_flight", "granted_folders.NO_LINK", "granted_folders.OPEN", "image_build",
    "sandbox_journal", "sandbox_readings", "sandbox_workers", "sandbox_workers_max",
    "shutdown", "skill_image_build", "worker_start",
}  # fmt: skip
"""Numbers of the sandbox that no skill ever reaches."""

MANIFEST_NUMBERS: dict[str, ModuleType] = {
    "MAX_NAME": names, "MAX_DESCRIPTION": manifest, "MAX_COMPATIBILITY": manifest, "MAX_MANIFEST": frontmatter,
    "MAX_ALTERNATIVES": schemas, "SKILL_TOKENS": catalogue, "CATALOGUE_TOKENS": catalogue,
    "BODY_LINES": manifest_check, "BODY_TOKENS": manifest_check, "MAX_RECORDING": fakes,
}  # fmt: skip


def section(heading: str) -> str:
    below = TEXT.partition(f"\n{heading}\n")[2]
    assert below, f"docs/reference.md has no section {heading!r}"
    return re.split(rf"\n#{{1,{heading.count('#')}}} ", below)[0]


def table(text: str, header: str) -> list[list[str]]:
    below = text.partition(f"{header}\n")[2]
    assert below, header
    rows = re.match(r"(?:\|.*\n?)+", below)
    assert rows
    cells = (re.split(r"(?<!\\)\|", row.strip().strip("|")) for row in rows[0].splitlines()[1:])
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def bare(cell: str) -> str:
    return cell.strip("`")


def said(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


# --- what can be granted -----------------------------------------------------------------------------------------

FORMS = [bare(row[0]) for row in table(section("## What can be granted"), "| capability | allows |")]


@pytest.mark.parametrize("form", FORMS)
def test_every_capability_that_is_told_is_one(form: str) -> None:
    assert Capability.parse(form, "/home/ana").service == form.partition(":")[0]


def test_every_kind_of_capability_is_told() -> None:
    parse = ast.parse(inspect.getsource(capability))
    arms = {node.value for part in ast.walk(parse) if isinstance(part, ast.match_case)
            for node in ast.walk(part.pattern) if isinstance(node, ast.Constant)}  # fmt: skip
    assert {form.partition(":")[0] for form in FORMS} == arms | capability._WHOLE


@pytest.mark.parametrize("row", table(section("## What can be granted"), "| granted | covers | does not cover |"))
def test_a_grant_covers_what_is_told_and_not_the_rest(row: list[str]) -> None:
    granted, covered, other = (Capability.parse(bare(cell)) for cell in row)
    assert granted.covers(covered)
    assert not granted.covers(other)


# --- services ----------------------------------------------------------------------------------------------------


def served() -> dict[str, Service[Any]]:
    """What a run of an author has."""

    async def work() -> dict[str, Service[Any]]:
        async with services()("sample", "sample") as found:
            return dict(found)

    return asyncio.run(work())


SERVICES = served()


def documented() -> set[str]:
    return set(re.findall(r"^### `([\w.]+)`$", section("## Host services"), re.MULTILINE))


def type_text(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_text(option) for option in schema["anyOf"]))
    if "enum" in schema:
        return "one of " + ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    bounds = [
        words.format(said(schema[key]))
        for key, words in {
            "exclusiveMinimum": "above {}", "minimum": "from {}", "maximum": "to {}", "minLength": "from {}",
            "maxLength": "up to {} characters", "maxItems": "up to {} of them",
        }.items()
        if key in schema and (key, schema[key]) != ("minLength", 1)
    ]  # fmt: skip
    named = "$ref" in schema and not schema["$ref"].endswith("/JsonValue")
    kind = schema.get("type", "object" if named else "any JSON value")
    return f"{kind}, {' '.join(bounds)}" if bounds else str(kind)


def default_text(schema: dict[str, Any], required: bool) -> str:
    if required:
        return "required"
    value = schema.get("default")
    return said(value) if type(value) in (int, float) else f"`{json.dumps(value)}`"


def expected_rows(service: Service[Any]) -> list[list[str]]:
    schema = service.request.model_json_schema()
    return [
        [f"`{name}`", type_text(part), default_text(part, name in schema.get("required", []))]
        for name, part in schema["properties"].items()
    ]


def rows_of(name: str) -> str:
    return "\n".join(f"| {' | '.join(row)} | … |" for row in expected_rows(SERVICES[name]))


def section_of(name: str) -> str:
    """What the reference should say at least."""
    said = vars(SERVICES[name].request).get("__doc__") or "…"
    return f"### `{name}`\n\n{said}\n\n{FROM_SERVICES}\n|---|---|---|---|\n{rows_of(name)}\n"


def test_every_service_is_told_and_no_other() -> None:
    missing = [section_of(name) for name in sorted(set(SERVICES) - documented())]
    assert not missing, "docs/reference.md lacks:\n\n" + "\n".join(missing)
    assert documented() <= set(SERVICES), "docs/reference.md tells of services that there are not"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_arguments_of_a_service_are_told(name: str) -> None:
    part = section(f"### `{name}`")
    wanted = expected_rows(SERVICES[name])
    rows = table(part, FROM_SERVICES) if wanted or FROM_SERVICES in part else []
    assert [row[:3] for row in rows] == wanted, f"docs/reference.md, {name}, should have:\n{rows_of(name)}"
    assert all(row[3] for row in rows)
    if answered := vars(SERVICES[name].request).get("__doc__"):
        assert " ".join(answered.split()) in " ".join(part.split())


# --- numbers -----------------------------------------------------------------------------------------------------


def sources() -> list[Path]:
    """What stands between a skill and what it wants."""
    own = [path for path in (ROOT / "sandbox").rglob("*.py") if not {"guest", "commands"} & set(path.parts)]
    return [*own, ROOT / "shared/schemas.py", ROOT / "shared/manifest.py"]


def met() -> dict[str, float]:
    """The numbers of the product that those sources use, and the public constants of services."""
    used = {name for path in sources() for name in re.findall(r"\b(?:LIMITS|TIMEOUTS)\.(\w+)", path.read_text())}
    found = {name: getattr(LIMITS if hasattr(LIMITS, name) else TIMEOUTS, name) for name in used - NOT_AN_AUTHORS}
    for path in (*(ROOT / "sandbox/services").rglob("*.py"), ROOT / "shared/urls.py"):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in ast.parse(path.read_text()).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name) and re.fullmatch(r"[A-Z][A-Z_]*", target.id):
                value = getattr(module, target.id)
                if type(value) in (int, float) and f"{path.stem}.{target.id}" not in NOT_AN_AUTHORS:
                    found[f"{path.stem}.{target.id}"] = value
    return found


def test_every_number_that_a_skill_can_reach_is_told_and_right() -> None:
    rows = {bare(name): value for name, value, _ in table(section("## Limits"), "| limit | value | of what |")}
    wanted = {name: said(value) for name, value in met().items()}
    other = "\n".join(f"| `{name}` | {value} | … |" for name, value in wanted.items() if rows.get(name) != value)
    assert rows == wanted, f"docs/reference.md lacks or has otherwise:\n{other}"


def test_the_numbers_of_a_manifest_are_told_and_right() -> None:
    part = section("## Limits").partition("`SKILL.md` itself:")[2]
    rows = {bare(name): value for name, value, _ in table(part, "| limit | value | of what |")}
    assert rows == {name: said(getattr(module, name)) for name, module in MANIFEST_NUMBERS.items()}


# --- commands and tests ------------------------------------------------------------------------------------------


def test_every_command_is_told() -> None:
    rows = table(section("## The commands"), "| command | does |")
    commands: Any = get_command(app)
    assert {bare(row[0]) for row in rows} == set(commands.commands)


def test_what_tests_can_use_is_told() -> None:
    tree = ast.parse((ROOT / "sandbox/guest/_felloe/testing.py").read_text())
    public = {
        f"{node.name}({', '.join(arg.arg for arg in node.args.args)})"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name != "begin"
    }
    rows = table(section("## Tests of a skill"), "| name | does |")
    assert {bare(row[0]) for row in rows} == public
