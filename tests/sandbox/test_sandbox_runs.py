from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest, SkillFiles
from sandbox.services.call import CallService, GuestCall
from sandbox.services.local import local_services
from sandbox.services.service import Leave, Request
from sandbox.skills import digest_of, load_skill
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio
CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"


def skill(source: str, **files: str) -> SkillFiles:
    contents = {"scripts/skill.py": source.encode(), **{path: text.encode() for path, text in files.items()}}
    return SkillFiles("sample", digest_of(contents), contents)


async def run(pool: Pool, kind: Any, files: SkillFiles, function: str = "", **args: Any) -> Any:
    request = RunRequest("run", kind, skill=files, function=function, args=args)
    return await pool.run(request, Gatekeeper("sample"), {})


class Numbered(Request):
    n: int

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("slow"),)


class Slow:
    """A host service whose calls wait until `together` of them are under way."""

    name = "slow"
    request = Numbered

    def __init__(self, together: int) -> None:
        self._barrier = asyncio.Barrier(together)

    async def serve(self, request: Numbered, leave: Leave) -> JsonValue:
        await self._barrier.wait()
        return request.n


SLOW = Gatekeeper.granting("This code", [Capability("slow")])


async def test_the_last_expression_is_the_result(execute: Any) -> None:
    record = await execute("import statistics\nprint('hello')\nstatistics.mean([1, 2, 3])")
    assert (record.ok, record.result, record.stdout) == (True, 2, "hello\n")
    assert record.guest_ms > 0
    assert record.elapsed_ms >= record.guest_ms


async def test_a_top_level_result_counts_where_the_last_statement_is_no_expression(execute: Any) -> None:
    assert (await execute("result = {'a': [1, None, 2.5, 'x']}\nb = 1")).result == {"a": [1, None, 2.5, "x"]}


async def test_top_level_await_works(execute: Any) -> None:
    assert (await execute("import asyncio\nawait asyncio.sleep(0)\nawait asyncio.sleep(0, 'done')")).result == "done"


async def test_peak_memory_follows_what_the_code_needed(execute: Any) -> None:
    small, large = await execute("1"), await execute("x = bytearray(40_000_000)\n1")
    assert large.peak_memory_bytes - small.peak_memory_bytes > 30_000_000


async def test_an_exception_has_the_codes_own_lines_and_nothing_of_the_host(execute: Any) -> None:
    record = await execute("import json\ndef f():\n    json.loads('{')\n\nf()")
    assert record.error.code == "code_failed"
    assert record.error.message.startswith("JSONDecodeError: ")
    assert record.error.details["line"] == 3
    assert "json.loads('{')" in record.error.details["traceback"]
    assert "_felloe" not in record.model_dump_json()
    assert "/json/" not in record.model_dump_json()


async def test_code_that_does_not_compile_names_its_line(execute: Any) -> None:
    record = await execute("x = 1\nif x\n    y")
    assert record.error.message == "SyntaxError: expected ':'"
    assert record.error.details["line"] == 2


@pytest.mark.parametrize("code", ["{1, 2}", "float('nan')", "'\\ud800'", "10**40", "lambda: 1", "x=[]\nx.append(x)\nx"])
async def test_a_result_that_is_not_json_is_a_bad_result(execute: Any, code: str) -> None:
    record = await execute(code)
    assert record.error.code == "bad_result"
    assert not record.ok


async def test_each_run_is_fresh(execute: Any) -> None:
    await execute("import builtins, json\nbuiltins.spoiled = 1\njson.dumps = None\nimport sys\nsys.modules.clear()")
    assert (await execute("import builtins\nhasattr(builtins, 'spoiled')")).result is False


async def test_randomness_differs_between_runs(execute: Any) -> None:
    code = "import random, uuid, os\n[random.random(), str(uuid.uuid4()), os.urandom(4).hex()]"
    first, second = (await execute(code)).result, (await execute(code)).result
    assert all(one != other for one, other in zip(first, second, strict=True))


async def test_a_host_call_reaches_the_device_that_was_named(execute: Any) -> None:
    seen = []

    async def make(call: GuestCall) -> JsonValue:
        seen.append((call.target, str(call.path), dict(call.args)))
        return {"mean": 21}

    gate = Gatekeeper.granting("This code", [Capability.parse("call:*")])
    code = """
from felloe import call
[devices.attic.climate.summary(hours=2)["mean"], device.climate.sensors(), call("cellar:climate.sensors", a=1)]
"""
    record = await execute(code, {"call": CallService(make)}, gate)
    assert record.result == [21, {"mean": 21}, {"mean": 21}]
    assert seen == [
        ("attic", "climate.summary", {"hours": 2}),
        ("device", "climate.sensors", {}),
        ("cellar", "climate.sensors", {"a": 1}),
    ]
    assert [row.target for row in record.calls] == [
        "attic:climate.summary", "device:climate.sensors", "cellar:climate.sensors",
    ]  # fmt: skip


async def test_gathered_host_calls_run_side_by_side(execute: Any) -> None:
    code = """
import asyncio
loop = asyncio.get_running_loop()
await asyncio.gather(*(loop.host_call("slow", {"n": n}) for n in range(10)))
"""
    record = await execute(code, {"slow": Slow(together=10)}, SLOW)
    assert record.result == list(range(10))


async def test_awaited_functions_go_through_the_async_twin(execute: Any) -> None:
    together = asyncio.Barrier(3)

    async def make(call: GuestCall) -> JsonValue:
        await together.wait()
        return call.target

    gate = Gatekeeper.granting("This code", [Capability.parse("call:*")])
    code = "import asyncio\nawait asyncio.gather(*(devices[d].aio.climate.summary() for d in ('a', 'b', 'c')))"
    assert (await execute(code, {"call": CallService(make)}, gate)).result == ["a", "b", "c"]


async def test_what_was_not_granted_does_not_happen_and_is_in_the_record(execute: Any, home: Path) -> None:
    (home / "secret.txt").write_text("secret")
    gate = Gatekeeper("This code")
    code = f"""
from felloe import http, files
said = []
for ask in (lambda: open({str(home / "secret.txt")!r}), lambda: http.get("https://api.example.org/x"),
            lambda: devices.attic.notes.append(text="x")):
    try:
        ask()
    except PermissionError as error:
        said.append(str(error))
said
"""
    services: Any = local_services() | {"call": CallService(lambda call: asyncio.sleep(0))}
    record = await execute(code, services, gate)
    assert [(row.service, row.verdict, row.error) for row in record.calls] == [
        ("files.read", "denied", "not_granted"), ("http", "denied", "not_granted"), ("call", "denied", "not_granted"),
    ]  # fmt: skip
    assert record.result[1] == "This code asked for GET@api.example.org (http). Not granted, so it did not happen."


async def test_an_uncaught_refusal_keeps_the_hosts_own_code_and_words(execute: Any) -> None:
    gate = Gatekeeper("This code")
    record = await execute("x = 1\nopen('/etc/passwd')", local_services(), gate)
    assert record.error.code == "not_granted"
    assert record.error.message.startswith("This code asked for /etc/passwd (files.read).")
    assert record.error.details["line"] == 2


async def test_a_granted_folder_is_read_through_ordinary_paths(execute: Any, home: Path) -> None:
    (home / "Notes").mkdir()
    (home / "Notes" / "big.txt").write_text("ä" * 700_000)
    gate = Gatekeeper.granting("This code", [Capability.parse("files.read:~/Notes", str(home))])
    code = "from pathlib import Path\np = Path('~/Notes/big.txt')\n[len(p.read_text()), len(open(p, 'rb').read())]"
    record = await execute(code, local_services(), gate)
    assert record.result == [700_000, 1_400_000], record.error


async def test_writing_a_file_is_refused_in_clear_words(execute: Any) -> None:
    record = await execute("open('/var/x', 'w')", local_services())
    assert record.error is not None
    assert record.error.message == "This code asked for /var/x (files.write). Not granted, so it did not happen."


async def test_a_skill_reads_its_own_files_and_imports_its_own_modules(pool: Pool) -> None:
    source = """
from pathlib import Path
import csv, glob, os
from helper import double
from parts.deep import NAME

ROOT = Path(__file__).resolve().parent.parent

def look(n: int) -> dict:
    with open(ROOT / "assets" / "x.csv") as file:
        rows = list(csv.reader(file))
    return {"rows": rows, "n": double(n), "name": NAME, "text": (ROOT / "assets/x.csv").read_text(),
            "list": sorted(os.listdir(ROOT)), "glob": sorted(p.name for p in ROOT.glob("assets/*")),
            "is": [(ROOT / "assets").is_dir(), (ROOT / "nothing").exists()]}
"""
    files = skill(
        source,
        **{
            "assets/x.csv": "a,b\n1,2\n",
            "scripts/helper.py": "def double(n): return 2 * n",
            "scripts/parts/__init__.py": "",
            "scripts/parts/deep.py": "from . import __name__ as NAME",
        },
    )
    record = await run(pool, "function", files, "look", n=4)
    assert record.result == {
        "rows": [["a", "b"], ["1", "2"]],
        "n": 8,
        "name": "parts",
        "text": "a,b\n1,2\n",
        "list": ["assets", "scripts"],
        "glob": ["x.csv"],
        "is": [True, False],
    }, record.error


async def test_describe_reads_schemas_effects_and_docstrings(pool: Pool) -> None:
    source = '''
"""Sample."""
from dataclasses import dataclass
from typing import Literal, Optional, TypedDict

@dataclass
class Point:
    x: float
    y: float = 0

class Named(TypedDict):
    name: str

def draw(points: list[Point], color: Literal["red", "blue"] = "red", named: Optional[Named] = None) -> dict[str, int]:
    """Draw.

    Args:
        points: Where to.

    Effects: idempotent
    """

async def bare() -> None: ...
def loose(x): ...
def odd(x: complex) -> int: ...
def _hidden(x: int) -> int: ...
'''
    described = (await run(pool, "describe", skill(source))).value()
    draw, bare = described["functions"]
    assert draw["parameters"] == {
        "type": "object",
        "properties": {
            "points": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"x": {"type": "number"}, "y": {"type": "number", "default": 0}},
                    "required": ["x"],
                    "additionalProperties": False,
                },
                "description": "Where to.",
            },
            "color": {"enum": ["red", "blue"], "default": "red"},
            "named": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {"name": {"type": "string"}},
                        "required": ["name"],
                        "additionalProperties": False,
                    },
                    {"type": "null"},
                ],
                "default": None,
            },
        },
        "required": ["points"],
        "additionalProperties": False,
    }
    assert (draw["effects"], draw["returns"]["type"], bare["effects"], bare["is_async"]) == (
        "idempotent", "object", None, True,
    )  # fmt: skip
    assert {one["name"]: one["reason"] for one in described["skipped"]} == {
        "loose": "'x' has no annotation",
        "odd": "'x' is of a type without a JSON Schema (complex)",
    }


async def test_objects_become_dataclasses(pool: Pool) -> None:
    source = """
from dataclasses import dataclass
@dataclass
class Point:
    x: float
def total(points: list[Point]) -> float: return sum(p.x for p in points)
"""
    assert (await run(pool, "function", skill(source), "total", points=[{"x": 1}, {"x": 2}])).result == 3


async def test_a_function_that_is_not_offered_cannot_be_called(pool: Pool) -> None:
    source = (
        "import os\ndef _hidden(x: int) -> int: return x\ndef loose(x): return x\ndef fine(x: int) -> int: return x"
    )
    for name in ("_hidden", "loose", "os", "nothing"):
        record = await run(pool, "function", skill(source), name, x=1)
        assert record.error.code == "not_found"
        assert "It has fine." in record.error.message


async def test_wrong_arguments_are_the_callers_fault(pool: Pool) -> None:
    record = await run(pool, "function", skill("def f(x: int) -> int: return x"), "f", y=1)
    assert record.error.code == "invalid_argument"


async def test_a_skill_that_breaks_while_it_loads_says_where(pool: Pool) -> None:
    record = await run(pool, "describe", skill("import os\n1 / 0\n"))
    assert (record.error.code, record.error.details["line"]) == ("code_failed", 2)


async def test_the_example_skill_summarises_its_file(pool: Pool) -> None:
    climate = load_skill(CLIMATE)
    request = RunRequest("run", "function", skill=climate.files, function="summary", args={"sensor": "attic"})
    record = await pool.run(request, Gatekeeper("climate"), {})
    assert record.result["readings"] == 24, record.error
    assert 15 < record.result["temperature"]["mean"] < 30
    assert record.calls == []


async def test_a_program_with_work_of_its_own_waits_for_a_call_without_using_up_its_calls(execute: Any) -> None:
    """Each turn of its loop would be a question to the host, and be counted."""
    code = f"""
import asyncio
host_call = asyncio.get_running_loop().host_call
task = host_call("slow", {{"n": 7}})
for turn in range({LIMITS.sandbox_calls + 1}):
    await asyncio.sleep(0)
waited = not task.done()
last = host_call("slow", {{"n": 8}})
while not task.done():
    await asyncio.sleep(0)
[waited, task.result(), await last]
"""
    last = asyncio.Event()

    class Late(Slow):
        """Answers the first only when the last is there."""

        async def serve(self, request: Numbered, leave: Leave) -> JsonValue:
            if request.n == 8:
                last.set()
            await last.wait()
            return request.n

    record = await execute(code, {"slow": Late(1)}, SLOW)
    assert record.result == [True, 7, 8], record.error


@pytest.mark.parametrize("loop", ["new_event_loop", "EventLoop", "SelectorEventLoop"])
async def test_every_way_to_a_loop_gives_one_that_works(execute: Any, loop: str) -> None:
    code = f"import asyncio\nasync def f(): return 7\nasyncio.{loop}().run_until_complete(f())"
    assert (await execute(code)).result == 7


async def test_one_helper_with_a_broken_annotation_leaves_the_others_callable(pool: Pool) -> None:
    source = "def f(n: int) -> int: return n\ndef helper(d: 'Missing') -> int: ...\ndef other(d: Missing) -> int: ..."
    assert (await run(pool, "function", skill(source), "f", n=2)).result == 2
    described = (await run(pool, "describe", skill(source))).result
    assert [found["name"] for found in described["functions"]] == ["f"]
    assert {found["name"] for found in described["skipped"]} == {"helper", "other"}


async def test_a_record_says_of_what_exactly_it_is(pool: Pool, execute: Any) -> None:
    files = skill("def f() -> int: return 1")
    assert (await run(pool, "function", files, "f")).digest == files.digest
    assert (await execute("1")).digest == (await execute("1")).digest != (await execute("2")).digest
