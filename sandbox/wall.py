"""The operating system's own wall around a worker: what serving guests does not need is given up, for good.

It stands behind the WebAssembly engine, for the day that one has a hole. What each system has:
- Linux: the process may ask the kernel for little more than to read, write, map memory and wait (seccomp, on x86_64 and
  aarch64). It opens no file and no TCP connection and signals no other process (Landlock, where the kernel has it). It
  gains no privilege, cannot be looked into by others, and dies with its parent.
- Linux and macOS: no core file, no byte to any file, no new descriptor, no new process (rlimits); on Linux also a cap
  on all the memory it writes to. For root the count of processes does not hold; on Linux the other walls do.
- Windows: nothing yet.

Rules of this module:
- `begin` comes before any other thread, because Landlock holds for the calling thread and those it starts; `finish`
  comes when the engine is ready, and holds for every thread there is;
- what the kernel lacks is left out, never an error: `Wall` says what stands;
- a call that a library may try on an odd path is refused; one that none ever makes ends the process: somebody else's
  code runs in it then, and gets no second try.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

if sys.platform != "win32":
    import resource

_SLACK = 512 << 20
"""Bytes beside a guest's memory: stacks, the image while it is mapped (58 MB), skills' files, messages."""

_CALLS = {  # name: number on x86_64, number on aarch64
    "read": (0, 63), "write": (1, 64), "writev": (20, 66), "pread64": (17, 67), "lseek": (8, 62), "close": (3, 57),
    "fstat": (5, 80), "select": (23, None), "pselect6": (270, 72),
    "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233), "brk": (12, 214),
    "futex": (202, 98), "sched_yield": (24, 124), "membarrier": (324, 283), "restart_syscall": (219, 128),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "getrandom": (318, 278),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "getpid": (39, 172), "gettid": (186, 178), "exit": (60, 93), "exit_group": (231, 94),
    "rseq": (334, 293), "set_robust_list": (273, 99), "sched_getaffinity": (204, 123),
}  # fmt: skip
"""What CPython, glibc and wasmtime need while guests run; `mmap` and `mprotect` have a rule of their own.

Signals are how the engine traps (SIGSEGV, SIGILL, SIGFPE). `rt_sigaction` lets its handler pass on a crash that is not
a guest's. `abort` ends the process even though its `tgkill` is refused. The last line is what a thread does first: one
may be born just before the wall is finished, and glibc ends the process where `rseq` fails.
"""

_MAPPING = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed without PROT_EXEC: the image's code is mapped before, and nothing is compiled afterwards."""

_FATAL = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "pivot_root": (155, 41), "chroot": (161, 51),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "personality": (135, 92),
}  # fmt: skip

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column in the tables above, and the architecture's name in <linux/audit.h>."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_PROT_EXEC = 4

_SECCOMP, _SET_MODE_FILTER, _TSYNC = {"x86_64": 317, "aarch64": 277}, 1, 1
_LOAD, _IF_EQUAL, _IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06  # classic BPF, <linux/filter.h>
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32  # offsets in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refused: EPERM

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine, <linux/landlock.h>
_VERSION, _PATH_BENEATH, _READ_FILE = 1, 1, 1 << 2
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""Rights on files that a version of Landlock knows; 16 from version 5 on. TCP came with 4, signals with 6."""


class Wall(NamedTuple):
    """What stands. `landlock` is its version in this kernel, 0 for none."""

    limits: tuple[str, ...] = ()
    landlock: int = 0
    seccomp: bool = False


def begin(memory: int, readable: Iterable[Path] = ()) -> Wall:
    """The part that lets the engine still load. From here on only the files `readable` can be opened, and only read."""
    limits = _limit({"CORE": 0, "FSIZE": 0})
    if sys.platform != "linux":
        return Wall(limits)
    limits += _limit({"DATA": memory + _SLACK})  # not AS: the engine reserves 4 GB of addresses for each memory
    _control(_PR_SET_NO_NEW_PRIVS, 1)
    _control(_PR_SET_DUMPABLE, 0)
    _control(_PR_SET_PDEATHSIG, signal.SIGKILL)
    return Wall(limits, _restrict_files(readable))


def finish(wall: Wall) -> Wall:
    """The rest. From here on nothing can be opened or started, and no code mapped, by any thread."""
    limits = wall.limits + _limit({"NOFILE": 0, "NPROC": 0})
    return wall._replace(limits=limits, seccomp=_filter_calls())


def _limit(values: dict[str, int]) -> tuple[str, ...]:
    done: list[str] = []
    if sys.platform != "win32":
        for name, value in values.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
                done.append(name)
    return tuple(done)


def _control(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), zero, zero, zero)


def _system_call(number: int, *arguments: int | bytes) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    values = [value if isinstance(value, bytes) else ctypes.c_long(value) for value in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *values)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _restrict_files(readable: Iterable[Path]) -> int:
    """Landlock's version; 0 where the kernel has none or has it switched off."""
    try:
        version = _system_call(_CREATE_RULESET, 0, 0, _VERSION)
        ruleset = _system_call(_CREATE_RULESET, _handled(version), len(_handled(version)), 0)
    except OSError:
        return 0
    try:
        for path in readable:
            _allow_reading(ruleset, path)
        _system_call(_RESTRICT_SELF, ruleset, 0)
    except OSError:
        return 0
    finally:
        os.close(ruleset)
    return version


def _handled(version: int) -> bytes:
    """`struct landlock_ruleset_attr`: what is forbidden unless a rule allows it."""
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    tcp = 0b11 if version >= 4 else 0
    sockets_and_signals = 0b11 if version >= 6 else 0
    return struct.pack("=QQQ", files, tcp, sockets_and_signals)


def _allow_reading(ruleset: int, path: Path) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _system_call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", _READ_FILE, descriptor), 0)
    finally:
        os.close(descriptor)


def _filter_calls() -> bool:
    """Seccomp for every thread of this process; needs no privilege because none can be gained any more."""
    machine = os.uname().machine if sys.platform == "linux" and sys.maxsize > 1 << 32 else ""
    if machine not in _MACHINES:
        return False
    program = _program(*_MACHINES[machine])
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    try:
        return _system_call(_SECCOMP[machine], _SET_MODE_FILTER, _TSYNC, header) == 0
    except OSError:
        return False


def _program(column: int, architecture: int) -> bytes:
    """The filter: one look at the number of a call, and at what a mapping is to be."""
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_IF_EQUAL, architecture, 1, 0), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, _NUMBER)]
    for numbers in _MAPPING.values():
        steps += [_step(_IF_EQUAL, numbers[column], 0, 4), _step(_LOAD, _THIRD_ARGUMENT)]
        steps += [_step(_IF_SET, _PROT_EXEC, 0, 1), _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]
    for table, action in ((_CALLS, _ALLOW), (_FATAL, _KILL)):
        for number in (numbers[column] for numbers in table.values()):
            if number is not None:
                steps += [_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, action)]
    return b"".join([*steps, _step(_RETURN, _REFUSE)])


def _step(code: int, value: int, skip_if: int = 0, skip_else: int = 0) -> bytes:
    """`struct sock_filter`."""
    return struct.pack("=HBBI", code, skip_if, skip_else, value)


def main() -> None:
    """Write to a pipe, as JSON, what stands on this machine: a process of its own, as a wall is never taken down."""
    sys.stdout.write(json.dumps(finish(begin(0))._asdict()))


if __name__ == "__main__":
    main()
