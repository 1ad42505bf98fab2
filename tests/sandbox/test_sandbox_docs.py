"""The documents of the sandbox say what the code does: their examples are run, their tables compared with its own."""

from __future__ import annotations

import ast
import base64
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import NoneType
from typing import Any, cast

import pytest
from pydantic import JsonValue

from sandbox import bridge, outcome, run_record, wall, worker_process
from sandbox.capability import Capability
from sandbox.engine import wasi
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import Program, RunRequest, SkillFiles
from sandbox.services.call import CallService, GuestCall
from sandbox.services.local import local_services
from shared import errors
from shared.limits import LIMITS, MIB
from shared.timeouts import TIMEOUTS

ROOT = Path(__file__).parents[2]
PROTOCOL, SECURITY, API = (
    (ROOT / "docs" / name).read_text() for name in ("sandbox-protocol.md", "security.md", "sandbox-api.md")
)
TWICE = b"def twice(n: int) -> int: return 2 * n\n"
TWICE_TESTED = b"from skill import twice\n\ndef test_twice():\n    assert twice(2) == 5\n"


# --- reading a document ------------------------------------------------------------------------------------------


def section(text: str, heading: str) -> str:
    """What stands below `heading`, up to the next one of its level or above."""
    level = heading.partition(" ")[0]
    below = text.partition(f"\n{heading}\n")[2]
    assert below, heading
    return re.split(rf"\n#{{1,{len(level)}}} ", below)[0]


def headings(text: str, level: str) -> list[str]:
    return re.findall(rf"^({level} .*)$", text, re.MULTILINE)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def table(text: str, header: str) -> list[list[str]]:
    """The cells of the table with this header, below it, without backticks."""
    below = text.partition(f"| {header} |\n")[2]
    assert below, header
    rows = re.match(r"(?:\|.*\n?)+", below)
    assert rows
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows[0].splitlines()[1:]]


def agrees(said: str, found: str) -> bool:
    """Whether the document says what was found; `…` stands for anything."""
    return re.fullmatch(re.escape(said.strip()).replace("…", ".*?"), found.strip(), re.DOTALL) is not None


# --- reading the code --------------------------------------------------------------------------------------------

_TYPES = {str: "string", bool: "boolean", int: "integer", list: "array of integers", dict: "object"}


def type_name(kinds: Any) -> str:
    found = set(kinds) if isinstance(kinds, tuple) else {kinds}
    if not found:
        return "any"
    null = " or null" if NoneType in found else ""
    found.discard(NoneType)
    return ("number" if found == {int, float} else _TYPES[found.pop()]) + null


def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


_OUTSIDE = {"cli", "wall", "skills", "skill_folder", "archive", "shelf", "source", "description"}


def engine_sources() -> list[Path]:
    """All but the guest's, the services', and what has to do with the sandbox before any run or outside of all."""
    folder = ROOT / "sandbox"
    inner = [folder / "services" / "service.py", *folder.glob("*.py"), *folder.glob("engine/*.py")]
    return sorted(path for path in inner if path.stem not in _OUTSIDE)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "sandbox").with_suffix("").parts)


def operations() -> dict[str, dict[str, str]]:
    """The fields of each operation and their types, as the bridge matches them."""
    found = {}
    for case in ast.walk(ast.parse(inspect.getsource(bridge.parse_operation))):
        if isinstance(case, ast.MatchMapping):
            keys = [str(ast.literal_eval(key)) for key in case.keys]
            fields = dict(zip(keys, case.patterns, strict=True))
            for name in ast.walk(fields.pop("op")):
                if isinstance(name, ast.Constant):
                    found[str(name.value)] = {field: type_name(_matched(pattern)) for field, pattern in fields.items()}
    return found


def _matched(pattern: ast.pattern) -> tuple[type, ...]:
    kinds: list[type] = []
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name):
            kinds.append({"str": str, "dict": dict, "int": int, "float": float}[node.cls.id])
        elif isinstance(node, ast.MatchSingleton):
            kinds.append(NoneType)
    return tuple(kinds)


def raised() -> set[tuple[str, str, str]]:
    """Code, limit and module of every error that is made in the engine."""
    found = set()
    for path in engine_sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                keywords = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
                cls = getattr(errors, node.func.id, None)
                if node.func.id == "ErrorBody" and keywords.get("code"):
                    found.add((str(keywords["code"]), "", module_of(path)))
                elif isinstance(cls, type) and issubclass(cls, errors.FelloeError):
                    found.add((cls.code, str(keywords.get("limit") or ""), module_of(path)))
    own = {(cls.code, "", "outcome") for cls in outcome._OWN.values()}
    return found | own


def numbers_of(path: str) -> set[str]:
    """The numeric constants of a module, by their names."""
    name = module_of(ROOT / path)
    module = importlib.import_module(f"sandbox.{name}")
    targets = (node.targets[0] for node in tree(path).body if isinstance(node, ast.Assign))
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return {f"{name}.{constant}" for constant in names if type(getattr(module, constant)) in (int, float)}


# --- the protocol: lines -----------------------------------------------------------------------------------------

KINDS: Mapping[str, type[Any]] = {kind: cls for cls, kind in bridge.KINDS.items()}
FROM_WORKER, FROM_PARENT = "worker → parent", "parent → worker"


def kind_section(kind: str) -> str:
    direction = FROM_WORKER if KINDS[kind] in bridge.FROM_WORKER else FROM_PARENT
    return section(PROTOCOL, f"### `{kind}`: {direction}")


def test_every_kind_of_line_is_told_with_its_direction() -> None:
    said = set(re.findall(r"^### `(\w+)`: (.*)$", PROTOCOL, re.MULTILINE))
    assert said == {(bridge.KINDS[cls], FROM_WORKER) for cls in bridge.FROM_WORKER} | {
        (bridge.KINDS[cls], FROM_PARENT) for cls in bridge.FROM_PARENT
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_fields_of_a_line_are_told_with_their_types(kind: str) -> None:
    said = {name: type_ for name, type_, _ in table(kind_section(kind), "field | type | meaning")}
    assert said == {name: type_name(kinds) for name, kinds in bridge._SHAPES[KINDS[kind]].items()}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_example_of_a_line_is_one(kind: str) -> None:
    [example] = blocks(kind_section(kind), "json")
    assert bridge.encode(bridge.decode(example.encode(), (KINDS[kind],))) == example.encode()


def test_every_stop_of_a_guest_is_told_with_what_becomes_of_it() -> None:
    rows = table(kind_section("done"), "`limit` | what stopped the guest | the run ends with")
    said = {limit: code for limit, _, code in rows}
    matched = {
        node.value.value
        for node in ast.walk(ast.parse(inspect.getsource(outcome._stopped)))
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant)
    }
    assert said.keys() == matched | {"trap"}
    for limit, code in said.items():
        error = outcome.read(bridge.Done("r1", None, limit, 0, None), {}, 1).error
        assert error is not None
        assert (error.code, error.details.get("limit", "trap")) == (code, limit)


def test_everything_that_a_worker_may_want_is_told() -> None:
    [(_, _, meaning)] = table(kind_section("unable"), "field | type | meaning")
    assert set(re.findall(r"`(\w+)`", meaning)) == worker_process._UNABLE.keys()


# --- the protocol: real conversations ----------------------------------------------------------------------------


@contextmanager
def worker(image: ImageCache) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-I", "-m", "sandbox.worker", str(image.checked()), str(LIMITS.sandbox_memory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}) as process:
        try:
            yield process
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait() == 0
        finally:
            process.kill()


def told(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout is not None
    return bridge.decode(process.stdout.readline(), bridge.FROM_WORKER)


def unmeasured(line: Any) -> Any:
    """The fields of a line without what differs from run to run."""
    fields = {name: getattr(line, name) for name in line.__slots__ if name not in ("guest_ms", "memory")}
    return {name: _at_ease(value) if name == "text" else value for name, value in fields.items()}


def _at_ease(text: str | None) -> str | None:
    """A guest's answer without how long its skill took to load, which is there where the machine is slow."""
    return text and re.sub(r'"load_ms": [\d.]+', "", text)


def test_the_conversation_is_one_that_a_worker_has(image: ImageCache) -> None:
    [conversation] = blocks(section(PROTOCOL, "## Order of a run"), "text")
    with worker(image) as process:
        for line in conversation.splitlines():
            if line.startswith("> "):
                told(process, line[2:].encode() + b"\n")
            else:
                said = bridge.decode(line[2:].encode(), bridge.FROM_WORKER)
                found = heard(process)
                assert (type(found), unmeasured(found)) == (type(said), unmeasured(said))


def test_a_guest_answers_each_kind_of_request_as_told(image: ImageCache) -> None:
    [dialogue] = blocks(section(PROTOCOL, "## What a guest answers"), "text")
    requests = [part.partition("\n") for part in dialogue.split("> ") if part]
    assert {json.loads(request)["kind"] for request, _, _ in requests} == set(typing.get_args(run_record.Kind))
    with worker(image) as process:
        heard(process)
        for path, source in {"scripts/skill.py": TWICE, "tests/test_skill.py": TWICE_TESTED}.items():
            told(process, bridge.encode(bridge.SkillFile("d", path, base64.b64encode(source).decode())))
        for request, _, answer in requests:
            run = bridge.Run("r1", 2, 10, 1_000, 0, request, "sample", "d", "6b" * 32, False, [])
            told(process, bridge.encode(run))
            said = "\n".join(line.removeprefix("<").removeprefix(" ") for line in answer.splitlines())
            done = heard(process)
            assert agrees(said, _at_ease(done.text) or ""), (request, done)


# --- the protocol: what a guest may say --------------------------------------------------------------------------

ASK = section(PROTOCOL, "## What a guest may ask")


def test_the_fields_of_every_operation_are_told_with_their_types() -> None:
    told_of = {}
    for heading in headings(ASK, "###"):
        if name := re.fullmatch(r"### `(\w+)`", heading):
            part = section(ASK, heading)
            rows = table(part, "field | type | meaning") if "| field |" in part else []
            told_of[name[1]] = {field: type_ for field, type_, _ in rows}
    assert told_of == operations()
    assert {row[0] for row in table(ASK, ASK.partition("| ")[2].partition(" |\n")[0])} == told_of.keys() | {
        "anything else"
    }


@pytest.mark.anyio
async def test_each_request_of_a_guest_has_the_reply_that_is_told(pool: Pool) -> None:
    pairs = [line for block in blocks(ASK, "json") for line in block.splitlines()]
    requests, replies = pairs[::2], pairs[1::2]

    async def make(call: GuestCall) -> JsonValue:
        return ["attic", "cellar"]

    gate = Gatekeeper.granting("This code", [Capability.parse("call:*")])
    code = "import sys\nbridge = sys.modules['wit_world'].bridge\n[bridge(text) for text in texts]"
    skill = SkillFiles("sample", "documented", {"scripts/skill.py": TWICE})
    request = RunRequest("run", "exec", code=code, args={"texts": requests}, skill=skill)
    found: Any = (await pool.run(request, gate, local_services() | {"call": CallService(make)})).value()
    for asked, said, reply in zip(requests, replies, found, strict=True):
        assert agrees(json.dumps(json.loads(said), ensure_ascii=False), json.dumps(json.loads(reply))), (asked, reply)


def test_what_a_guest_is_handed_is_told() -> None:
    handed = section(PROTOCOL, "## What a guest is handed")
    request = RunRequest("r", "script", skill=SkillFiles("sample", "d", {}), program=Program("scripts/x.py"))
    assert {row[0] for row in table(handed, "field | type | meaning")} == json.loads(
        outcome.guest_message(request, 1)
    ).keys()
    [kinds] = [
        node.value
        for node in tree("sandbox/guest/_felloe/run.py").body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_KINDS"
    ]
    assert isinstance(kinds, ast.Dict)
    said = {row[0] for row in table(handed, "`kind` | needs | result")}
    assert said == {key.value for key in kinds.keys if isinstance(key, ast.Constant)}
    assert said == {*typing.get_args(run_record.Kind), "warm"}


def test_what_a_guest_may_answer_is_told() -> None:
    fields = set()
    for node in ast.walk(tree("sandbox/guest/_felloe/failure.py")):
        if isinstance(node, ast.Dict):
            fields |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
        elif (
            isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Constant)
        ):
            fields.add(node.slice.value)
    assert {row[0] for row in table(PROTOCOL, "field of `error` | type | meaning")} == fields


def test_every_import_of_a_guest_is_told() -> None:
    said = {tuple(row[0].split("` `")) for row in table(PROTOCOL, "import | gives")}
    imports = wasi.WasiEngine._imports(cast(Any, None))
    assert said == {(interface, name) for interface, functions in imports.items() for name in functions}


# --- the protocol: numbers and errors ----------------------------------------------------------------------------

_LIMITS = table(PROTOCOL, "name | value | of | when it is exceeded")
_TIMES = table(PROTOCOL, "name | seconds | for | when it is exceeded")
_COUNTED = [
    f"sandbox/{name}.py"
    for name in (
        "bridge",
        "worker",
        "worker_process",
        "execution",
        "host_calls",
        "submitted",
        "outcome",
        "pool",
        "engine/wasi",
        "engine/compiler",
    )
]
_ENGINES_OWN = {"bridge._INT_DIGITS", "engine.wasi._MOMENT", "engine.wasi._PAGE", "engine.wasi._NEVER"}


@pytest.mark.parametrize(("name", "value"), [row[:2] for row in _LIMITS + _TIMES])
def test_a_number_in_the_document_is_that_of_the_code(name: str, value: str) -> None:
    owner, _, attribute = name.rpartition(".")
    holders: dict[str, Any] = {"LIMITS": LIMITS, "TIMEOUTS": TIMEOUTS}
    holder = holders.get(owner) or importlib.import_module(f"sandbox.{owner}")
    assert float(value.replace(",", "")) == getattr(holder, attribute)


def test_every_number_that_the_sandbox_uses_is_in_the_document() -> None:
    read_too = [ROOT / "sandbox" / name for name in ("skill_folder.py", "commands/runs.py")]
    sources = "".join(path.read_text() for path in [*engine_sources(), *read_too])
    used = set(re.findall(r"\b((?:LIMITS|TIMEOUTS)\.\w+)", sources))
    own = set().union(*(numbers_of(path) for path in _COUNTED)) - _ENGINES_OWN
    assert {row[0] for row in _LIMITS + _TIMES} == used | own


def test_every_error_that_a_run_can_end_with_is_told() -> None:
    rows = table(PROTOCOL, "code | `limit` | found in | when | try again")
    assert {(code, limit, module) for code, limit, module, *_ in rows} == raised()
    assert len(rows) == len(raised())
    for code, *_, again in rows:
        retryable = code in errors.BY_CODE and errors.BY_CODE[code].retryable
        assert again == ("yes" if retryable else "no"), code


def test_the_version_in_the_examples_is_the_codes() -> None:
    assert set(re.findall(r'"version":(\d+)', PROTOCOL)) == {str(bridge.VERSION)}


# --- security ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [PROTOCOL, SECURITY, API], ids=["protocol", "security", "api"])
def test_every_file_that_a_document_names_is_there(text: str) -> None:
    named = re.findall(r"`((?:sandbox|shared|spoke|tests|docs|resources)/[\w./-]+)`", text) + [
        f"docs/{path}" for path in re.findall(r"\]\(([\w./-]+)\)", text)
    ]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("row", table(SECURITY, "threat | wall | in the code | proved by"), ids=lambda row: row[0][:40])
def test_every_threat_has_its_wall_in_the_code_and_a_test(row: list[str]) -> None:
    _, _, code, proof = row
    assert re.findall(r"(?:sandbox|shared|spoke)/[\w/]+\.py", code)
    for path in re.findall(r"tests/[\w/]+\.py", proof) or [""]:
        assert re.search(r"^(async )?def test_", (ROOT / path).read_text(), re.MULTILINE), path


def test_what_the_wall_says_has_the_form_that_is_told() -> None:
    command = [sys.executable, "-I", "-m", "sandbox.wall"]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    [said] = blocks(SECURITY, "json")
    assert {name: type(value) for name, value in json.loads(said).items()} == {
        name: type(value) for name, value in found.items()
    }
    assert set(found["limits"]) <= set(json.loads(said)["limits"])


def test_the_figures_of_the_wall_are_the_codes() -> None:
    assert f"the guest's memory and {wall._SLACK // MIB} MB" in SECURITY
    assert {8: "eight"}[worker_process.SKILLS_KEPT] in SECURITY


# --- the Python API and the commands -----------------------------------------------------------------------------

EXAMPLES = [heading for heading in headings(API, "##") if "```python" in section(API, heading)]


@pytest.mark.usefixtures("image")
@pytest.mark.parametrize("heading", EXAMPLES)
def test_an_example_prints_what_the_document_shows(
    heading: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    part = section(API, heading)
    [source], [said] = blocks(part, "python"), blocks(part, "text")
    exec(compile(source, heading, "exec", dont_inherit=True), {"__name__": "__main__"})
    found = capsys.readouterr().out
    assert agrees(said, found), found


def test_no_example_goes_without_its_output() -> None:
    assert len(EXAMPLES) == len(blocks(API, "python")) == len(blocks(API, "text")) > 0


COMMANDS = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks(API, "console")), re.MULTILINE)


@pytest.mark.usefixtures("image")
@pytest.mark.parametrize(("command", "said"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_the_document_shows(command: str, said: str) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100,
    )  # fmt: skip
    assert agrees(said, done.stdout), done.stdout


def test_every_name_of_the_python_api_is_where_the_document_says() -> None:
    for name, module, _ in table(API, "name | where | what it is"):
        assert inspect.isclass(getattr(importlib.import_module(module), name))
