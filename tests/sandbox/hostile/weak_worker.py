"""A worker without one of its defences: `python -I weak_worker.py DEFENCE COMPILED_IMAGE MEMORY_BYTES`."""

from __future__ import annotations

import json
import posixpath
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import wasmtime
from wasmtime import component

from sandbox import bridge, worker
from sandbox.engine import wasi
from shared.limits import LIMITS, MIB


class _Wasmtime:
    """The engine's `wasmtime`, with some names of ours."""

    def __init__(self, **ours: Any) -> None:
        vars(self).update(ours)

    def __getattr__(self, name: str) -> Any:
        return getattr(wasmtime, name)


class _GenerousStore(wasmtime.Store):
    """With the stock WASI: all files, a descriptor to write to, an environment."""

    def __init__(self, engine: wasmtime.Engine) -> None:
        super().__init__(engine)
        config = wasmtime.WasiConfig()
        config.preopen_dir("/", "/")
        config.inherit_stdin()
        config.inherit_stdout()
        config.inherit_stderr()
        config.env = [("PLANTED", "1")]
        self.set_wasi(config)


def _stock_link(self: Any) -> component.Linker:
    linker = component.Linker(self._engine)
    linker.add_wasip2()
    with linker.root() as root:
        root.add_func("bridge", self._call_bridge)
    return linker


def own_wasi() -> None:
    wasi.wasmtime = _Wasmtime(Store=_GenerousStore)  # type: ignore[assignment]
    wasi.WasiEngine._link = _stock_link  # type: ignore[method-assign]
    no_system_wall()


def no_system_wall() -> None:
    """The operating system's wall stands behind this one; here it must not hide that this one is gone."""
    if wall := sys.modules.get("sandbox.wall"):
        wall.begin = wall.finish = lambda *_: wall.Wall()


def trap() -> None:
    class Nothing(Exception):
        pass

    wasi.wasmtime = _Wasmtime(WasmtimeError=Nothing)  # type: ignore[assignment]


def guest_time() -> None:
    wasi._Watchdog.arm = lambda self, at: None  # type: ignore[method-assign]


def memory() -> None:
    sys.argv[2] = str(1024 * MIB)


def stack() -> None:
    worker.THREAD_STACK = MIB // 2  # type: ignore[misc]


def message_size() -> None:
    object.__setattr__(LIMITS, "sandbox_message", 64 * MIB)


def operation_cap() -> None:
    def count(self: Any, **_: Any) -> None:
        self._operations += 1

    worker._Guest._count = count  # type: ignore[method-assign]


def yield_cap() -> None:
    def count(self: Any, size: int) -> None:
        self._yields += 1

    worker._Guest._count_yield = count  # type: ignore[method-assign]


def strict_json() -> None:
    bridge.parse_json = lambda text, limit: json.loads(text)


def operation_schema() -> None:
    def believed(text: str) -> bridge.Operation:
        fields = bridge.parse_json(text, LIMITS.sandbox_message)
        seconds = fields.get("seconds", fields.get("timeout"))
        return bridge.Operation(
            fields.get("op"), fields.get("service"), fields.get("args"), seconds,
            text=fields.get("text", ""), path=fields.get("path", ""), offset=fields.get("offset", 0),
        )  # fmt: skip

    bridge.parse_operation = believed


def framing() -> None:
    """What looks like a line goes out as one."""
    real = worker._Guest.answer

    def answer(self: Any, text: str) -> str:
        if '"t"' not in text.replace("\\", ""):
            return real(self, text)
        self._worker._out.write(text.encode() + b"\n")
        self._worker._out.flush()
        return str(self._worker._next().text)

    worker._Guest.answer = answer  # type: ignore[method-assign]


def own_files() -> None:
    def read(self: Any, operation: bridge.Operation) -> str:
        return bridge.ok({"data": Path(posixpath.normpath(operation.path)).read_text(), "size": 0})

    worker._Guest._file = read  # type: ignore[method-assign]
    no_system_wall()


def fresh_guest() -> None:
    real = wasi.WasiEngine._prepare
    prepared: list[Any] = []

    def again(self: Any, *args: Any, **fields: Any) -> Any:
        prepared[:] = prepared or [real(self, *args, **fields)]
        return prepared[0]

    wasi.WasiEngine._prepare = again  # type: ignore[method-assign]
    wasmtime.Store.close = lambda self: None  # type: ignore[method-assign]


WEAKNESSES: dict[str, Callable[[], None]] = {
    "NONE": lambda: None,
    "OWN_WASI": own_wasi,
    "TRAP": trap,
    "GUEST_TIME": guest_time,
    "MEMORY": memory,
    "STACK": stack,
    "MESSAGE_SIZE": message_size,
    "OPERATION_CAP": operation_cap,
    "YIELD_CAP": yield_cap,
    "STRICT_JSON": strict_json,
    "OPERATION_SCHEMA": operation_schema,
    "FRAMING": framing,
    "OWN_FILES": own_files,
    "FRESH_GUEST": fresh_guest,
}

if __name__ == "__main__":
    WEAKNESSES[sys.argv.pop(1)]()
    worker.main()
