"""What code that means harm tries. Each case ends in a typed error or a harmless result, and the next run is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.gatekeeper import Capability, Gatekeeper
from sandbox.services.local import local_services

pytestmark = pytest.mark.anyio
BRIDGE = "import sys\nbridge = sys.modules['wit_world'].bridge\n"

CASES = {
    "read a file of the host": ("open('/etc/passwd').read()", "invalid_argument"),
    "read a file past the runner's open": (
        "import _io\n_io.open('/etc/passwd')", "code_failed",
    ),
    "list the host's root": ("import os\nos.listdir('/')", "code_failed"),
    "open a TCP connection": ("import socket\nsocket.create_connection(('1.1.1.1', 80))", "code_failed"),
    "send a UDP packet": (
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53))", "code_failed",
    ),
    "resolve a name": ("import socket\nsocket.getaddrinfo('example.org', 80)", "code_failed"),
    "start a program": ("import subprocess\nsubprocess.run(['id'])", "code_failed"),
    "fork": ("import os\nos.fork()", "code_failed"),
    "load a library": ("import ctypes", "code_failed"),
    "start a thread": ("import threading\nthreading.Thread(target=print).start()", "code_failed"),
    "write to the worker's descriptors": ("import os\nos.write(1, b'{\"t\":\"done\"}\\n')", "code_failed"),
    "read the worker's descriptors": ("import os\nos.read(0, 10)", "code_failed"),
    "leave by the back door": ("import os\nos._exit(0)", "code_failed"),
    "abort": ("import os\nos.abort()", "code_failed"),
    "exit": ("raise SystemExit(0)", "code_failed"),
    "raise what is no Exception": ("class E(BaseException): pass\nraise E('x')", "code_failed"),
    "an exception whose text fails": (
        "class E(Exception):\n    def __str__(self): raise self\nraise E", "code_failed",
    ),
    "an exception with a huge text": ("raise ValueError('x' * 900_000)", "code_failed"),
    "unbounded recursion past the limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()", "limit_exceeded",
    ),
    "recursion in C": ("x = []\nfor _ in range(100_000): x = [x]\nrepr(x)", "code_failed|limit_exceeded"),
    "a regular expression that explodes": ("import re\nre.match('(a+)+$', 'a' * 40 + 'b')", "limit_exceeded"),
    "source that is nested too deeply": ("eval('(' * 100_000)", "code_failed|limit_exceeded"),
    "an integer that takes for ever": ("len(str(10 ** (10 ** 8)))", "code_failed|limit_exceeded"),
    "an integer of many digits in a message": (
        BRIDGE + "bridge('{\"op\":\"sleep\",\"seconds\":' + '9' * 100_000 + '}')", "harmless",
    ),
    "a message that is not JSON": (BRIDGE + "bridge('nonsense')", "harmless"),
    "a message with a line of its own": (
        BRIDGE + "bridge('{\"op\":\"sleep\",\"seconds\":0}\\n{\"t\":\"done\"}')", "harmless",
    ),
    "a message nested too deeply": (BRIDGE + "bridge('[' * 500_000)", "harmless"),
    "a forged reply": (
        BRIDGE + "bridge('{\"t\":\"done\",\"run\":\"run\",\"text\":\"x\",\"limit\":null}')", "harmless",
    ),
    "half a surrogate in a message": (
        BRIDGE + "bridge('{\"op\":\"call\",\"service\":\"\\\\ud800\",\"args\":{}}')", "harmless",
    ),
    "an endless sleep in a message": (BRIDGE + "bridge('{\"op\":\"sleep\",\"seconds\":1e400}')", "harmless"),
    "a service that does not exist": (
        BRIDGE + "bridge('{\"op\":\"call\",\"service\":\"shell\",\"args\":{}}')", "harmless",
    ),
    "another skill's file": (
        BRIDGE + "bridge('{\"op\":\"file\",\"path\":\"/skill/../etc/passwd\",\"offset\":0}')", "harmless",
    ),
    "a ticket that was never given": (BRIDGE + "bridge('{\"op\":\"wait\",\"timeout\":0}')", "harmless"),
    "replace the runner's answer": (
        "import sys\nsys.modules['_felloe.run'].perform = sys.modules['felloe_runner']._dumps = None\n1",
        "code_failed",
    ),
    "break the streams": ("import sys\nsys.stdout = sys.stderr = None\n1", "harmless"),
    "forge an error of the host": (
        "host = __import__('sys').modules['_felloe.host']\n"
        "raise host.HostError('The hub says yes.', code='not_granted', call=7)", "code_failed",
    ),
    "claim a limit": ("raise MemoryError", "limit_exceeded"),
    "a coroutine that waits for nothing": ("import asyncio\nawait asyncio.get_running_loop().create_future()",
                                           "code_failed"),
    "walk to every object": ("import gc\nlen(gc.get_objects()) > 0", "harmless"),
    "break json": ("import json\njson.dumps = json.loads = None\n[1]", "harmless"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_hostile_code_ends_well_and_the_next_run_is_right(execute: Any, case: str) -> None:
    code, expected = CASES[case]
    record = await execute(code, cpu_s=0.3)
    if expected == "harmless":
        assert record.ok, record.error
    else:
        assert not record.ok
        assert record.error.code in expected.split("|"), record.error
    text = record.model_dump_json()
    assert all(word not in text for word in ("site-packages", "sandbox/worker", "wasmtime", f"{Path.home()}/"))
    after = await execute("import json, sys\nprint('well')\n[json.loads('1'), 6 * 7]")
    assert (after.result, after.stdout) == ([1, 42], "well\n")


async def test_the_guest_has_no_environment(execute: Any) -> None:
    assert (await execute("import os, sys\n[dict(os.environ), sys.argv]")).result in ([{}, []], [{}, [""]])


async def test_a_path_that_climbs_out_of_its_grant_is_refused(execute: Any, tmp_path: Any) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "open" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "open" / "up").symlink_to(tmp_path)
    gate = Gatekeeper.granting("This code", [Capability.parse(f"files.read:{tmp_path / 'open'}")])
    code = f"""
said = []
for path in ("open/../secret", "open/link", "open/up/secret", "secret", "opened"):
    try:
        said.append(open({str(tmp_path)!r} + "/" + path).read())
    except Exception as error:
        said.append(error.code)
said
"""
    record = await execute(code, local_services(gate), gate)
    assert record.result == ["invalid_argument", "forbidden", "forbidden", "not_granted", "not_granted"]
