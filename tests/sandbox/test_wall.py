"""The wall of the operating system, around real processes: what it forbids, and that all a worker does still works."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import outcome
from sandbox.image import ImageCache
from sandbox.run_record import RunRequest
from shared.limits import LIMITS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system has no such walls")

USERS = ["this user", "an ordinary user"] if os.geteuid() == 0 else ["an ordinary user"]
NOBODY = 65_534

ATTEMPT = """
import ctypes, errno, json, mmap, os, resource, signal, socket, sys, threading
from pathlib import Path
from sandbox import wall

job = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)

def libc_call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def attempt():
    try:
        exec(job["code"], globals())
        said.append("done")
    except OSError as error:
        said.append(errno.errorcode[error.errno])
    except (MemoryError, RuntimeError) as error:
        said.append(type(error).__name__)

def other():
    asked.wait()
    try:
        attempt()
    finally:
        answered.set()

said, asked, answered = [], threading.Event(), threading.Event()
here = mmap.mmap(-1, 4096)
exec(job["before"], globals())
if job["user"]:
    os.setgroups([])
    os.setgid(job["user"])
    os.setuid(job["user"])
stands = wall.Wall()
if "begin" in job["walls"]:
    stands = wall.begin(128 << 20, map(Path, job["readable"]))
threading.Thread(target=other, daemon=True).start()
if "finish" in job["walls"]:
    stands = wall.finish(stands)
if job["thread"] == "caller":
    attempt()
else:
    asked.set()
    answered.wait()
os.write(1, json.dumps([said[0], stands.limits, stands.landlock, stands.seccomp]).encode())
os._exit(0)
"""


def run(program: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", "-c", program, *arguments], capture_output=True, **options)


def attempt(
    code: str, walls: str, user: str = USERS[0], thread: str = "caller", readable: str = "", before: str = ""
) -> Any:
    """How the attempt ended, then what stood; or the signal that ended the process; or "" from another program."""
    job = {
        "code": code,
        "walls": walls,
        "user": NOBODY if user != USERS[0] else 0,
        "thread": thread,
        "readable": [readable] if readable else [],
        "before": before,
    }
    ended = run(ATTEMPT, json.dumps(job))
    if ended.returncode:
        assert ended.returncode < 0, ended.stderr.decode()
        return signal.Signals(-ended.returncode).name
    return json.loads(ended.stdout) if ended.stdout else ""


@pytest.fixture(scope="module")
def stands() -> Any:
    """What this kernel can build, said by a process that built it."""
    return json.loads(subprocess.run([sys.executable, "-I", "-m", "sandbox.wall"], capture_output=True).stdout)


@pytest.fixture
def seccomp(stands: Any) -> None:
    if not stands["seccomp"]:
        pytest.skip("this kernel has no seccomp filters")


@pytest.fixture
def landlock(stands: Any) -> int:
    if not stands["landlock"]:
        pytest.skip("this kernel has no Landlock")
    return int(stands["landlock"])


@pytest.fixture(scope="module")
def readable_image() -> Iterator[Path]:
    """The image where any user may read it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    path = Path(shutil.copy(ImageCache().ensure(), folder))
    path.chmod(0o644)
    yield path
    shutil.rmtree(folder)


REFUSED = {
    "read a file": "os.open('/etc/passwd', os.O_RDONLY)",
    "write a file": "os.open('/dev/null', os.O_WRONLY)",
    "look at a file": "os.stat('/etc/passwd')",
    "list a folder": "os.listdir('/')",
    "change folder": "os.chdir('/')",
    "connect": "socket.socket()",
    "talk to a local program": "socket.socketpair()",
    "make a pipe": "os.pipe()",
    "copy a descriptor": "os.dup(0)",
    "make a file in memory": "os.memfd_create('x')",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "signal itself": "os.kill(os.getpid(), 0)",
    "fork": "os.fork() or os._exit(0)",
    "start a program": "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "take memory to execute": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "take memory to write and execute": (
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)"
    ),
    "make memory executable": "libc_call('mprotect', ctypes.c_void_p(page), 4096, mmap.PROT_READ | mmap.PROT_EXEC)",
    "lift its limits": "libc_call('setrlimit', resource.RLIMIT_CORE, ctypes.byref((ctypes.c_ulong * 2)()))",
    "change its priority": "os.nice(1)",
}  # fmt: skip
PAGE = "page = ctypes.addressof(ctypes.c_char.from_buffer(here))"

FATAL = {
    "start a program in its place": "os.execv('/bin/true', ['true'])",
    "trace": "libc_call('ptrace', 16, -1, 0, 0)",
    "read its parent's memory": "libc_call('process_vm_readv', os.getppid(), 0, 1, 0, 1, 0)",
    "write its parent's memory": "libc_call('process_vm_writev', os.getppid(), 0, 1, 0, 1, 0)",
    "leave its namespace": "libc_call('unshare', 0)",
    "enter a namespace": "libc_call('setns', -1, 0)",
    "mount": "libc_call('mount', None, None, None, 0, None)",
    "change its root": "libc_call('chroot', None)",
    "change its personality": "libc_call('personality', 0x0400000)",
}


@pytest.mark.parametrize("name", REFUSED)
def test_without_a_wall_each_attempt_succeeds(name: str) -> None:
    assert attempt(REFUSED[name], "", before=PAGE)[0] == "done"


@pytest.mark.parametrize("name", FATAL)
def test_without_a_wall_no_attempt_ends_the_process(name: str) -> None:
    assert attempt(FATAL[name], "") != "SIGSYS"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("seccomp")
def test_an_attempt_is_refused(name: str, user: str) -> None:
    assert attempt(REFUSED[name], "begin finish", user, before=PAGE)[0] == "EPERM"


@pytest.mark.parametrize("name", FATAL)
@pytest.mark.usefixtures("seccomp")
def test_an_attempt_that_no_library_makes_ends_the_process(name: str) -> None:
    assert attempt(FATAL[name], "begin finish") == "SIGSYS"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.usefixtures("seccomp")
def test_the_wall_holds_for_a_thread_that_was_there_before(user: str) -> None:
    assert attempt(REFUSED["connect"], "begin finish", user, thread="other")[0] == "EPERM"
    assert attempt(FATAL["trace"], "begin finish", user, thread="other") == "SIGSYS"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.usefixtures("seccomp")
def test_no_thread_can_be_started(user: str) -> None:
    code = "threading.Thread(target=int).start()"
    assert attempt(code, "")[0] == "done"
    assert attempt(code, "begin finish", user)[0] == "RuntimeError"


@pytest.mark.parametrize("call", ["rseq", "set_robust_list"])
@pytest.mark.usefixtures("seccomp")
def test_a_thread_just_born_can_still_begin(call: str) -> None:
    """It would end the process in glibc: "rseq registration failed"."""
    before = f"number = wall._CALLS[{call!r}][wall._MACHINES[os.uname().machine][0]]"
    assert attempt("libc_call('syscall', number, 0, 0, 0, 0)", "begin finish", before=before)[0] == "EINVAL"


@pytest.mark.parametrize("user", USERS)
def test_memory_beyond_the_guests_and_the_slack_is_not_given(user: str) -> None:
    code = "bytearray(1 << 30)"
    assert attempt(code, "")[0] == "done"
    assert attempt(code, "begin", user)[0] == "MemoryError"


LANDLOCKED = {
    "read a file": ("os.open('/etc/passwd', os.O_RDONLY)", "EACCES", 1),
    "list a folder": ("os.listdir('/')", "EACCES", 1),
    "write a file": ("os.open('/dev/null', os.O_WRONLY)", "EACCES", 1),
    "write what it may read": ("os.open({file!r}, os.O_WRONLY)", "EACCES", 1),
    "remove what it may read": ("os.unlink({file!r})", "EACCES", 1),
    "start a program": ("os.execv('/bin/true', ['true'])", "EACCES", 1),
    "shorten what it may read": ("os.truncate({file!r}, 0)", "EACCES", 3),
    "connect": ("socket.create_connection(('127.0.0.1', {port}))", "EACCES", 4),
    "serve": ("socket.socket().bind(('127.0.0.1', 0))", "EACCES", 4),
    "signal its parent": ("os.kill(os.getppid(), 0)", "EPERM", 6),
}


@pytest.mark.parametrize("name", LANDLOCKED)
@pytest.mark.parametrize("thread", ["caller", "other"])
def test_landlock_alone_forbids_it_from_the_beginning(name: str, thread: str, tmp_path: Path, landlock: int) -> None:
    code, error, version = LANDLOCKED[name]
    if landlock < version:
        pytest.skip(f"this kernel has version {landlock} of Landlock, not {version}")
    file = tmp_path / "image"
    with socket.create_server(("127.0.0.1", 0)) as server:
        file.write_bytes(b"image")
        code = code.format(file=str(file), port=server.getsockname()[1])
        assert attempt(code, "begin", thread=thread, readable=str(file))[0] == error
        assert file.read_bytes() == b"image"
        assert attempt(code, "", thread=thread) in (["done", [], 0, False], "")


def test_what_is_named_can_still_be_read_until_the_wall_is_finished(tmp_path: Path, landlock: int) -> None:
    file = tmp_path / "image"
    file.write_bytes(b"image")
    code = f"os.open({str(file)!r}, os.O_RDONLY)"
    assert attempt(code, "begin", readable=str(file))[0] == "done"
    assert attempt(code, "begin finish", readable=str(file))[0] != "done"


def test_an_open_descriptor_can_still_be_read() -> None:
    before = "statm = os.open('/proc/self/statm', os.O_RDONLY)"
    code = """
first = int(os.pread(statm, 256, 0).split()[5])
kept = bytearray(b"x" * (40 << 20))
assert int(os.pread(statm, 256, 0).split()[5]) - first > 9_000
"""
    for user in USERS:
        assert attempt(code, "begin finish", user, before=before)[0] == "done"


def without(*calls: str) -> str:
    """Code that takes system calls away first, as an old kernel or a strict container does."""
    return f"""
machine = os.uname().machine
numbers = {{"landlock": wall._CREATE_RULESET, "seccomp": wall._SECCOMP[machine]}}
steps = [wall._step(wall._LOAD, 0)]
for name in {calls!r}:
    steps += [wall._step(wall._IF_EQUAL, numbers[name], 0, 1), wall._step(wall._RETURN, 0x50000 | errno.ENOSYS)]
steps += [wall._step(wall._RETURN, wall._ALLOW)]
wall._program = lambda *_, program=wall._program: b"".join(steps)
wall._control(wall._PR_SET_NO_NEW_PRIVS, 1)
assert wall._filter_calls()
wall._program = wall._program.__kwdefaults__["program"]
"""


@pytest.mark.usefixtures("seccomp")
def test_without_landlock_the_rest_stands() -> None:
    said, _, landlock, seccomp = attempt(REFUSED["read a file"], "begin finish", before=without("landlock"))
    assert (said, landlock, seccomp) == ("EPERM", 0, True)


@pytest.mark.parametrize("user", USERS)
@pytest.mark.usefixtures("seccomp")
def test_with_nothing_but_limits_no_descriptor_can_be_had(user: str) -> None:
    before = without("landlock", "seccomp")
    for name in ("read a file", "connect", "make a pipe", "copy a descriptor"):
        said, limits, landlock, seccomp = attempt(REFUSED[name], "begin finish", user, before=before)
        assert (landlock, seccomp) == (0, False)
        assert said == ("EINVAL" if name == "copy a descriptor" else "EMFILE")
        assert limits == ["CORE", "FSIZE", "DATA", "NOFILE", "NPROC"]


@pytest.mark.usefixtures("seccomp")
def test_limits_alone_keep_an_ordinary_user_from_forking() -> None:
    before = without("landlock", "seccomp")
    assert attempt(REFUSED["fork"], "begin finish", "an ordinary user", before=before)[0] == "EAGAIN"


@pytest.mark.parametrize("crash", ["os.abort()", "ctypes.string_at(0)"])
def test_a_crash_still_ends_the_process_and_leaves_no_core(crash: str, tmp_path: Path) -> None:
    assert attempt(f"os.chdir({str(tmp_path)!r})\n{crash}", "begin") in ("SIGABRT", "SIGSEGV")
    assert attempt(crash, "begin finish") in ("SIGABRT", "SIGSEGV")
    assert not list(tmp_path.iterdir())


def test_a_worker_dies_with_its_parent_even_when_it_does_not_read() -> None:
    child = "import os, time; from sandbox import wall; wall.begin(0); os.write(1, b'up'); time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-I", "-c", parent], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(2) == b"up"
        process.kill()
        assert process.stdout.read() == b""  # the child had the other end


WORKER = """
import gc, json, os, select, sys, threading, time, traceback
from pathlib import Path
import wasmtime
from sandbox import wall
from sandbox.engine.wasi import THREAD_STACK, WasiEngine

job = json.loads(sys.stdin.readline())
if job["user"]:
    os.setgroups([])
    os.setgid(job["user"])
    os.setuid(job["user"])
image = Path(job["image"])
stands = wall.begin(job["memory"], [image])
results = []

def outside():
    "A trap by a signal of the processor: SIGSEGV, where the engine's traps are else SIGILL."
    text = '(module (memory 1) (func (export "f") (drop (i32.load (i32.const 100000000)))))'
    store = wasmtime.Store(wasmtime.Engine())
    return store, wasmtime.Instance(store, wasmtime.Module(store.engine, text), []).exports(store)["f"]

def host_life():
    store, function = outside_memory
    try:
        function(store)
    except wasmtime.Trap as trap:
        results.append("out of bounds" in str(trap))
    try:
        {}["key"]
    except KeyError:
        results.append("KeyError: 'key'" in traceback.format_exc())
        traceback.print_exc()
        sys.excepthook(*sys.exc_info())
    text = json.dumps(["x" * 100] * 10_000)
    results.append(json.loads(text)[-1] == "x" * 100)
    for _ in range(20):
        kept = [bytearray(size) for size in (100, 200_000, 40 << 20)]
        kept[0] += b"x" * (1 << 20)
    ring = []
    ring.append(ring)
    del ring, kept
    results.append(gc.collect() > 0)
    results.append(len(os.urandom(4096)) == 4096 and time.time() > 0)
    time.sleep(0.001)
    waited = threading.Event().wait(0.001)
    results.append(not waited and select.select([0], [], [], 60)[0] == [0])
    long = sys.stdin.readline()
    sys.stdout.write(long)
    sys.stdout.flush()
    results.append(len(long) == job["long"] + 1)

def serve():
    global outside_memory
    engine = WasiEngine(image, job["memory"])
    outside_memory = outside()
    built = wall.finish(stands)
    for message, cpu_s in job["messages"]:
        engine.prepare()
        found = engine.run(message, cpu_s, lambda text: '{"ok":true}')
        results.append([found.limit, found.text and found.text.rpartition("\\n")[2]])
    host_life()
    print(json.dumps([results, built.landlock, built.seccomp]), flush=True)

threading.stack_size(THREAD_STACK)
thread = threading.Thread(target=serve)
thread.start()
thread.join()
os._exit(len(results) != len(job["messages"]) + 7)
"""

HOSTILE = {
    "while True: pass": "cpu",
    "import os; os._exit(1)": None,
    "import os; os.abort()": None,
    "x = []\nwhile True: x.append(bytearray(1 << 20))": None,
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()": "stack",
    "x = []\nfor _ in range(100_000): x = [x]\nrepr(x)": None,
    "import re\nre.match('(a+)+$', 'a' * 40 + 'b')": "cpu",
    "print('x' * 10_000_000)": None,
    "raise ValueError('x' * 900_000)": None,
}


@pytest.mark.parametrize("user", USERS)
def test_an_engine_behind_the_wall_serves_good_and_hostile_guests(user: str, readable_image: Path, stands: Any) -> None:
    long = 5 << 20
    codes = [code for number in range(25) for code in (list(HOSTILE)[number % len(HOSTILE)], f"{number} * '6' * 1000")]
    requests = [RunRequest("run", "exec", code=code) for code in codes]
    job = {
        "user": NOBODY if user != USERS[0] else 0,
        "image": str(readable_image),
        "memory": LIMITS.sandbox_memory,
        # Little only for what is to use it up: another end may take as long on a busy machine.
        "messages": [
            (outcome.guest_message(request, 1), 0.2 if HOSTILE.get(request.code) == "cpu" else 5.0)
            for request in requests
        ],
        "long": long,
    }
    ended = run(WORKER, input=f"{json.dumps(job)}\n{'y' * long}\n".encode())
    assert ended.returncode == 0, ended.stderr.decode()
    echo, said = ended.stdout.decode().splitlines()
    results, landlock, seccomp = json.loads(said)
    assert echo == "y" * long
    assert (landlock, seccomp) == (stands["landlock"], stands["seccomp"])
    for number, (limit, text) in enumerate(results[1:50:2]):
        assert (limit, json.loads(text)) == (None, "6" * 1000 * number)
    for code, (limit, _) in zip(codes[::2], results[:50:2], strict=True):
        assert HOSTILE[code] in (None, limit), code
    assert results[50:] == [True] * 7
    assert ended.stderr.decode().count("KeyError: 'key'") == 2
