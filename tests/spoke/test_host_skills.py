"""Trusted Python of the device's owner: how it is declared and called, and that nothing it does harms the node."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from forked import forked
from pydantic import JsonValue
from settled import all_others_wait
from typed_command import type_command

import spoke.cli
from sandbox.run_record import RunRecord
from sandbox.skills import load_skill
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.errors import BadSkill, Conflict, DeviceOffline, NotExposed, NotFound
from shared.ids import new_id
from shared.messages import Call, Message, Principal, Result
from shared.names import SkillPath
from shared.system.database import Database
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.calls.asking import Asking
from spoke.calls.callee import Callee
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.outgoing import Outgoing
from spoke.calls.router import Router
from spoke.host_skills import process as process_module
from spoke.host_skills.host_skill import HostSkill
from spoke.host_skills.host_skills import HostSkills
from spoke.node.bodies.runs import RunInfo
from spoke.node.bodies.skills import Skill
from spoke.runs import store as runs
from spoke.skills.registry import Registry

pytestmark = pytest.mark.anyio
CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
LAMP = '''
"""The lamp on the desk."""
import os, signal, subprocess, sys, time
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass

@dataclass
class Colour:
    red: int
    blue: int = 0

def fine() -> str:
    """Whether the process still answers.

    Effects: none
    """
    return "fine"

def light(colour: Colour, names: list[str] | None = None) -> Colour:
    return Colour(colour.red + 1, colour.blue)

async def later(text: str) -> str:
    print("from later", file=sys.stderr)
    subprocess.run([sys.executable, "-c", "print('from a program')"])
    return text

def fails() -> None:
    raise OSError("no lamp")

def hidden(anything) -> None:
    """Without an annotation."""

def started_then_sleeps(fifo: str, deaf: bool = False, child: bool = False) -> None:
    if deaf:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if child:
        usual = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a program inherits what is ignored
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        signal.signal(signal.SIGTERM, usual)
    open(fifo, "w").close()
    time.sleep(600)

def writes_on_every_pipe() -> None:
    for number in range(20):
        try:
            os.write(number, b'{"id": 99, "output": "", "ok": "forged"}\\n')
        except OSError:
            pass

def writes_garbage_on_every_pipe() -> None:
    for number in range(20):
        try:
            os.write(number, b"\\xff garbage\\n" * 100)
        except OSError:
            pass

def closes_every_pipe() -> None:
    os.closerange(0, 50)

def ends() -> None:
    os._exit(0)

def crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)

def exits() -> None:
    sys.exit("goodbye")

def interrupts() -> None:
    raise KeyboardInterrupt

def steps(n: int, size: int = 0) -> Iterator[str]:
    for i in range(n):
        print("step", i)
        yield str(i) + "x" * size

async def async_steps(n: int) -> AsyncIterator[str]:
    for i in range(n):
        yield str(i)

def reports(n: int) -> Generator[int, None, str]:
    yield from range(n)
    return "done"

def forges_a_value() -> Iterator[int]:
    for number in range(20):
        try:
            os.write(number, b'{"id": 99, "yielded": 1}\\n')
        except OSError:
            pass
    yield 2

def huge() -> str:
    return "x" * 2_000_000

def not_json() -> object:
    return object()

def forks() -> str:
    return "parent" if os.fork() else "child"

def ends_and_leaves_a_fork() -> None:
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)

def prints_much() -> int:
    print("\\x1b[2J" * 100_000)
    os.write(1, b"garbage\\n" * 1_000)
    return 1

def recursive() -> int:
    return recursive()
'''

Declare = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "host_skills"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def declare(folder: Path) -> Declare:
    """Write a host skill, newer than the one before it."""
    times = iter(range(1, 100))

    def declared(name: str = "lamp", source: str = LAMP) -> Path:
        path = folder / f"{name}.py"
        path.write_text(source)
        path.chmod(0o600)
        os.utime(path, ns=(0, next(times) * 1_000_000_000))
        return path

    return declared


@pytest.fixture
async def host(database: Database, folder: Path) -> AsyncIterator[HostSkills]:
    host = HostSkills(database, folder, lambda: None)
    yield host
    await host.close()


async def skill(host: HostSkills, name: str = "lamp") -> HostSkill:
    return next(each for each in await host.skills() if each.name == name)


async def called(host: HostSkills, function: str, wall_s: float = 20, **args: Any) -> RunRecord:
    return await (await skill(host)).run("run", function, args, wall_s)


def code_of(record: RunRecord) -> str | None:
    return record.error.code if record.error else None


# --- what it offers, and to whom ---


async def test_a_host_skill_is_described_as_any_other_and_marked_as_trusted(host: HostSkills, declare: Declare) -> None:
    declare()
    found = await skill(host)
    offered = {info.function: info for info in found.functions}
    assert found.description == "The lamp on the desk."
    assert offered["fine"].effect == "none"
    assert offered["light"].parameters["properties"]["colour"]["required"] == ["red"]
    assert all(info.trusted and info.digest == found.file.digest for info in offered.values() if found.file)
    assert found.skipped == ["hidden cannot be called: 'anything' has no annotation."]


async def test_a_function_gets_its_types_and_its_output_is_kept_with_the_run(
    host: HostSkills, declare: Declare
) -> None:
    declare()
    assert (await called(host, "light", colour={"red": 1})).value() == {"red": 2, "blue": 0}
    later = await called(host, "later", text="雨")
    assert (later.value(), later.stdout) == ("雨", "from later\n")
    assert (await called(host, "fine")).stdout == ""


async def test_an_exception_is_told_with_the_owners_line_and_no_path_of_the_device(
    host: HostSkills, declare: Declare, folder: Path
) -> None:
    declare()
    error = (await called(host, "fails")).error
    assert error is not None
    assert (error.code, error.message) == ("code_failed", "OSError: no lamp")
    assert (error.details["file"], LAMP.splitlines()[error.details["line"] - 1].strip()) == (
        "lamp.py",
        'raise OSError("no lamp")',
    )
    assert str(folder.parent) not in error.model_dump_json()


async def test_what_a_function_yields_is_heard_as_it_comes(host: HostSkills, declare: Declare) -> None:
    declare()
    lamp, heard = await skill(host), []

    async def hear(value: JsonValue) -> None:
        heard.append(value)

    for function, values, result in (
        ("steps", ["0", "1"], ["0", "1"]),
        ("async_steps", ["0", "1"], ["0", "1"]),
        ("reports", [0, 1], "done"),
    ):
        heard.clear()
        record = await lamp.run("run", function, {"n": 2}, 20, hear)
        assert (heard, record.result, record.streamed) == (values, result, 2), function
        assert (await called(host, function, n=2)).result == result
    assert (await called(host, "steps", n=1)).stdout == "step 0\n"
    yields = {info.function: info.yields for info in lamp.functions}
    assert (yields["steps"], yields["fine"]) == ({"type": "string"}, None)


async def test_values_that_nobody_takes_hold_up_the_call_and_too_many_end_it(
    host: HostSkills, declare: Declare
) -> None:
    declare()
    assert code_of(await called(host, "steps", n=12, size=100_000)) == "limit_exceeded"
    taken, offered = asyncio.Semaphore(0), asyncio.Event()

    async def hear(value: JsonValue) -> None:
        offered.set()
        await taken.acquire()

    lamp = await skill(host)
    running = asyncio.create_task(lamp.run("run", "steps", {"n": 400, "size": 100_000}, 20, hear))
    await offered.wait()
    await all_others_wait()
    assert not running.done()
    for _ in range(400):
        taken.release()
    record = await running
    assert (record.ok, record.result, record.streamed) == (True, None, 400)


async def test_an_error_of_who_listens_ends_the_process_and_the_next_call_has_a_new_one(
    host: HostSkills, declare: Declare
) -> None:
    declare()

    async def gone(value: JsonValue) -> None:
        raise DeviceOffline("The device that asked is gone.")

    lamp = await skill(host)
    assert (await called(host, "fine")).ok
    first = lamp.pid
    assert code_of(await lamp.run("run", "steps", {"n": 1_000}, 20, gone)) == "device_offline"
    assert (await called(host, "fine")).ok
    assert lamp.pid != first


@pytest.fixture
async def registry(database: Database, tmp_path: Path, host: HostSkills, climate: list[FunctionInfo]) -> Registry:
    registry = Registry(database, tmp_path / "skills", lambda: None, host)
    await registry.install(load_skill(CLIMATE), climate, Source(kind="folder", path=str(CLIMATE)))
    return registry


@pytest.fixture
def router(registry: Registry, executor: Executor, outgoing: Outgoing) -> Router:
    def keep(run: RunInfo) -> None:
        pass

    return Router(registry, executor, keep, lambda: "laptop", lambda: None, outgoing)


async def test_a_person_may_call_it_and_code_and_other_devices_only_once_it_is_exposed(
    registry: Registry, router: Router, declare: Declare
) -> None:
    declare()
    path, by_code = SkillPath.parse("lamp.fine"), Asking(by_code=True)
    assert (await router.call(path, {}, Asking())).result == "fine"
    with pytest.raises(NotExposed):
        await router.call(path, {}, by_code)
    assert {info.skill for info in await registry.offered()} == {"climate"}
    await registry.expose(path, "read")
    assert (await router.call(path, {}, by_code)).result == "fine"
    assert [info.function for info in await registry.offered() if info.skill == "lamp"] == ["fine"]
    with pytest.raises(NotFound, match="lamp' has no function 'dark'"):
        await router.call(SkillPath.parse("lamp.dark"), {}, Asking())


async def test_a_name_is_an_installed_skills_or_a_host_skills_never_both(
    registry: Registry, router: Router, declare: Declare, climate: list[FunctionInfo]
) -> None:
    path = declare("climate")
    listed: list[Skill] = [each for each in await registry.skills() if each.name == "climate"]
    assert [(each.trusted, bool(each.functions)) for each in listed] == [(False, True), (True, False)]
    assert "Rename the file" in listed[1].warnings[0]
    await registry.remove("climate")
    with pytest.raises(Conflict, match="host skill"):
        await registry.install(load_skill(CLIMATE), climate, Source(kind="folder", path=str(CLIMATE)))
    path.unlink()
    await registry.install(load_skill(CLIMATE), climate, Source(kind="folder", path=str(CLIMATE)))


async def test_what_a_file_offers_is_known_again_without_starting_it(
    database: Database, folder: Path, host: HostSkills, declare: Declare
) -> None:
    declare()
    first = await skill(host)
    again = HostSkills(database, folder, lambda: None)
    found = await skill(again)
    assert (found.functions, found.description, found.pid) == (first.functions, first.description, None)


async def test_another_device_calls_it_as_any_function_once_it_is_exposed(
    registry: Registry, executor: Executor, database: Database, declare: Declare
) -> None:
    declare()
    sent: asyncio.Queue[Message] = asyncio.Queue()

    async def send(message: Message) -> bool:
        sent.put_nowait(message)
        return True

    def no_streams(kind: str, about: Any) -> Stream:
        raise AssertionError(kind)

    async def answered(call: Call) -> Result:
        callee.accept(call)
        while not isinstance(message := await asyncio.wait_for(sent.get(), 20), Result):
            pass
        return message

    fields = {"skill": "lamp", "function": "light", "timeout_s": 20, "principal": Principal(kind="person")}
    async with Callee(registry, executor, Ledger(database), send, no_streams) as callee:
        call = Call(id=new_id(), args={"colour": {"red": 1}}, **fields)
        refused = (await answered(call)).error
        assert refused is not None
        assert refused.code == "not_exposed"
        await registry.expose(SkillPath.parse("lamp.light"), "allow")
        first = await answered(call)
        assert first.value() == {"red": 2, "blue": 0}
        assert await answered(call) == first
    kept = await database.read(lambda connection: runs.page(connection, runs.Filter(), 10).runs)
    assert [run.title for run in kept] == ["lamp.light"]


def test_commands_list_it_as_trusted_call_it_and_say_what_is_wrong_with_one(folder: Path, declare: Declare) -> None:
    declare()
    declare("other", "import nowhere_to_be_found\n")

    def felloe(*args: str) -> str:
        done = type_command(spoke.cli.app, ["felloe", *args, "--data", folder.parent])
        done.check_returncode()
        return done.stdout

    listed = felloe("skill", "list")
    assert re.search(r"^lamp\.light +never +effect +trusted ", listed, re.MULTILINE)
    assert "other: other.py cannot be imported (line 1): ModuleNotFoundError" in listed
    assert felloe("call", "lamp.light", 'colour={"red": 4}') == '{"red": 5, "blue": 0}\n'
    assert " trusted " in felloe("skills", "lamp light")


# --- the file ---


async def test_a_changed_file_gets_a_new_process_and_a_removed_one_is_gone(host: HostSkills, declare: Declare) -> None:
    path = declare()
    assert (await called(host, "fine")).value() == "fine"
    before = (await skill(host)).pid
    declare(source="def fine() -> str:\n    return 'new'\n")
    assert (await called(host, "fine")).value() == "new"
    assert before is not None
    assert (await skill(host)).pid != before
    path.unlink()
    assert await host.skills() == []
    await host.close()
    assert not psutil.pid_exists(before)


async def test_a_file_that_others_could_have_written_never_runs(
    host: HostSkills, declare: Declare, folder: Path
) -> None:
    ran = folder / "ran"
    source = f"open({str(ran)!r}, 'w').close()\n"
    path = declare(source=source)
    path.chmod(0o620)
    assert "chmod 600" in (await skill(host)).problem
    path.chmod(0o600)
    folder.chmod(0o777)
    assert "chmod 700" in (await skill(host)).problem
    folder.chmod(0o700)
    (folder.parent / "real.py").write_text(source)
    path.unlink()
    path.symlink_to(folder.parent / "real.py")
    assert "not a link" in (await skill(host)).problem
    path.unlink()
    os.mkfifo(path)
    assert "not a regular file" in (await skill(host)).problem
    assert not ran.exists()
    path.unlink()
    declare(source=source)
    assert (await skill(host)).problem == ""
    assert ran.exists()


async def test_a_file_of_another_user_never_runs(
    host: HostSkills, declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = declare()
    if os.geteuid() == 0:
        os.chown(path, 65534, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 65534)
    assert "belongs to somebody else" in (await skill(host)).problem


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("def broken(:\n", "lamp.py cannot be imported (line 1): SyntaxError"),
        ("import nowhere_to_be_found\n", "ModuleNotFoundError"),
        ("import os; os._exit(3)\n", "ended its process"),
        ("import time; time.sleep(600)\n", "was not imported within 1 s"),
        ("#!/nowhere/python\n", "which is not there"),
        ("#!/bin/cat\n", "something that is no answer"),
        ("x" * 2_000_000, "too long"),
    ],
    ids=["syntax", "import", "exit", "hang", "python", "no python", "size"],
)
async def test_a_file_that_does_not_load_is_listed_with_its_reason(
    host: HostSkills, declare: Declare, monkeypatch: pytest.MonkeyPatch, source: str, problem: str
) -> None:
    monkeypatch.setattr(process_module, "TIMEOUTS", replace(TIMEOUTS, host_skill_start=1.0))
    declare(source=source)
    assert problem in (await skill(host)).problem


async def test_calling_what_does_not_load_says_why(registry: Registry, declare: Declare) -> None:
    declare(source="raise RuntimeError('no lamp')\n")
    with pytest.raises(BadSkill, match="no lamp"):
        await registry.find("lamp", "fine")


async def test_the_python_that_the_first_line_names_runs_the_file(host: HostSkills, declare: Declare) -> None:
    declare(source=f"#!{sys.executable} -u\nimport sys\ndef fine() -> str:\n    return sys.executable\n")
    assert (await called(host, "fine")).value() == sys.executable
    declare(source="#!/usr/bin/env python3\ndef fine() -> str:\n    return 'env'\n")
    assert (await called(host, "fine")).value() == "env"


async def test_a_helper_beside_it_is_imported_and_is_no_skill(host: HostSkills, declare: Declare, folder: Path) -> None:
    declare("_shared", "ANSWER = 42\n")
    declare(source="import _shared\ndef fine() -> int:\n    return _shared.ANSWER\n")
    assert (await called(host, "fine")).value() == 42
    assert [each.name for each in await host.skills()] == ["lamp"]


# --- misbehaviour ---


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ("writes_on_every_pipe", "protocol_error"),
        ("writes_garbage_on_every_pipe", "protocol_error"),
        ("forges_a_value", "protocol_error"),
        ("closes_every_pipe", "code_failed"),
        ("ends", "code_failed"),
        ("ends_and_leaves_a_fork", "code_failed"),
        ("crashes", "code_failed"),
        ("exits", "code_failed"),
        ("interrupts", "code_failed"),
        ("huge", "bad_result"),
        ("not_json", "bad_result"),
        ("recursive", "code_failed"),
        ("hidden", "not_found"),
        ("forks", None),
        ("prints_much", None),
    ],
)
async def test_a_function_that_misbehaves_ends_its_own_call_and_the_next_one_works(
    host: HostSkills, declare: Declare, function: str, code: str | None
) -> None:
    declare()
    record = await called(host, function)
    assert code_of(record) == code
    assert record.result in (None, "parent", 1)
    assert len(record.stdout) <= 65_536
    for _ in range(2):
        assert (await called(host, "fine")).value() == "fine"


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """Opened by a function that began."""
    os.mkfifo(tmp_path / "fifo")
    return tmp_path / "fifo"


@pytest.mark.parametrize("deaf", [False, True], ids=["", "ignores SIGTERM"])
async def test_a_function_that_takes_too_long_is_ended_with_all_that_it_started(
    host: HostSkills, declare: Declare, fifo: Path, deaf: bool
) -> None:
    declare()
    assert (await called(host, "fine")).ok
    pid = (await skill(host)).pid
    assert pid is not None
    running = asyncio.create_task(called(host, "started_then_sleeps", 2, fifo=str(fifo), deaf=deaf, child=True))
    await asyncio.to_thread(fifo.read_bytes)
    (child,) = psutil.Process(pid).children()
    record = await running
    assert record.error is not None
    assert (record.error.code, record.error.details) == ("limit_exceeded", {"limit": "wall"})
    assert (await called(host, "fine")).value() == "fine"
    assert not psutil.pid_exists(pid)
    await asyncio.to_thread(child.wait, 10)


async def test_a_call_that_is_cancelled_is_ended(host: HostSkills, declare: Declare, fifo: Path) -> None:
    declare()
    running = asyncio.create_task(called(host, "started_then_sleeps", fifo=str(fifo)))
    await asyncio.to_thread(fifo.read_bytes)
    pid = (await skill(host)).pid
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await called(host, "fine")).value() == "fine"
    assert pid is not None
    assert not psutil.pid_exists(pid)


async def test_a_call_that_never_gets_its_turn_was_not_done_and_may_be_tried_again(
    host: HostSkills, declare: Declare, fifo: Path
) -> None:
    declare()
    running = asyncio.create_task(called(host, "started_then_sleeps", fifo=str(fifo)))
    await asyncio.to_thread(fifo.read_bytes)
    record = await called(host, "fine", 0.05)
    assert record.error is not None
    assert (record.error.code, record.error.retryable) == ("deadline_exceeded", True)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_file_that_changes_under_a_call_ends_it_and_refuses_those_behind_it(
    host: HostSkills, declare: Declare, fifo: Path
) -> None:
    declare()
    running = asyncio.create_task(called(host, "started_then_sleeps", fifo=str(fifo)))
    await asyncio.to_thread(fifo.read_bytes)
    behind = asyncio.create_task(called(host, "fine"))
    await all_others_wait()
    declare(source="def fine() -> str:\n    return 'new'\n")
    assert (await called(host, "fine")).value() == "new"
    assert [code_of(await running), code_of(await behind)] == ["code_failed", "conflict"]


NODE = """
import asyncio, sys
from pathlib import Path
from shared.ids import new_id
from shared.messages import Call, Message, Principal, Result
from shared.system.database import Database
from spoke.host_skills.host_skills import HostSkills
from spoke.store.tables import SCHEMA, NodeTable

async def main(folder, fifo):
    database = Database.open(Path(folder).parent / "other.db", SCHEMA)
    (skill,) = await HostSkills(database, Path(folder), lambda: None).skills()
    print(skill.pid, flush=True)
    await skill.run("run", "started_then_sleeps", {"fifo": fifo, "deaf": True, "child": True}, 60)

asyncio.run(main(*sys.argv[1:]))
"""


def test_a_node_that_is_killed_takes_the_process_and_what_it_started_along(
    folder: Path, declare: Declare, fifo: Path
) -> None:
    declare()
    with forked("python", "-c", NODE, folder, fifo, stdout=subprocess.PIPE) as node:
        assert node.stdout is not None
        process = psutil.Process(int(node.stdout.readline()))
        fifo.read_bytes()
        (child,) = process.children()
        node.kill()
    process.wait(10)
    child.wait(10)
