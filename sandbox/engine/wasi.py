"""CPython in WebAssembly: a fresh instance for every run, taken from a snapshot, with a small WASI of our own.

Rules of this module:
- clocks and randomness are those of the run's `Senses`, the environment is empty, every other import of the guest is a
  trap: the stock WASI's `sleep` and `poll` would not be stopped by the deadline;
- a callback never raises into wasmtime: what must stop a guest is noted, and its deadline set to now;
- only this package imports wasmtime, and only its public names.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import wasmtime
from wasmtime import component

from sandbox.engine.compiler import new_engine
from sandbox.engine.senses import Senses

THREAD_STACK = 16 << 20
"""Bytes of stack for the thread that runs guests: with 512 KiB a deep recursion took the process down."""

_RANDOM_BYTES = 65_536
_PAGE = 4_096
_MOMENT = 0.001
_WARM_S = 1.0
"""What touching a guest's memory may compute; it takes 2 ms."""

_WASI = "0.2.9"
_WARM, _WARM_ANSWER = '{"kind":"warm","seed":0}', '{"ok":true}'
_NEVER = 1 << 40


class Stop(Exception):
    """Raised by a bridge to end the guest: `limit` is what it ran into."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class NoGuest(Exception):
    """Not even a first guest could be made: `want` is `memory` or `image`."""

    def __init__(self, want: str) -> None:
        super().__init__(want)
        self.want = want


class GuestEnd(NamedTuple):
    """`text` is the guest's answer; without one, `limit` says why: cpu, calls, message, stack or trap."""

    text: str | None
    limit: str | None
    guest_s: float
    memory: int | None
    """Bytes of the guest's memory at its end, which is its highest; unknown outside Linux."""


_Prepared = tuple[wasmtime.Store, Callable[..., str], int]
"""A guest's store, its entry, and this process's memory before it."""


class WasiEngine:
    """Runs guests one after the other, on the thread that made it. `memory` in bytes; making it may raise `NoGuest`.

    `statm` is what `open_statm` gave; without it the memory of runs is not known.
    """

    def __init__(self, compiled: Path, memory: int, statm: int | None = None) -> None:
        self._engine = new_engine()
        try:
            self._component = component.Component.deserialize_file(self._engine, str(compiled))
        except wasmtime.WasmtimeError:
            raise NoGuest("image") from None
        self._memory = memory
        self._statm = statm
        self._cpu_s = _cpu_clock()
        self._watchdog = _Watchdog(self._remaining, self._engine.increment_epoch)
        self._bridge: Callable[[str], str] | None = None
        self._senses = Senses(os.urandom(32))
        self._store: wasmtime.Store | None = None
        self._spent: wasmtime.Store | None = None
        self._stopped: str | None = None
        self._fault: BaseException | None = None
        self._budget = 0.0
        self._left = 0.0
        self._since = 0.0
        self._linker = self._link()
        try:
            self._spare: _Prepared | None = self._prepare(touch=True)
        except wasmtime.WasmtimeError:
            raise NoGuest("memory") from None

    def run(self, message: str, cpu_s: float, bridge: Callable[[str], str], senses: Senses | None = None) -> GuestEnd:
        """Hand `message` to the prepared guest; `cpu_s` is its own time, `paused` stretches not counted.

        The guest never runs again, whatever happens. Call `prepare` before the next run: it also throws the guest away,
        which takes as long as many a run, so the answer is better told first.
        """
        self._discard()
        store, handle, base = self._spare or self._prepare(touch=False)
        self._spare = None
        self._store, self._bridge, self._stopped = store, bridge, None
        self._senses = senses or Senses(os.urandom(32))
        self._budget = self._left = cpu_s
        text, limit = None, None
        self._resume()
        try:
            text = handle(store, message)
        except wasmtime.WasmtimeError as error:
            limit = self._stopped or self._cause(error)
        finally:
            self._pause()
            memory = self._data_bytes() - base if base else None
            self._store = self._bridge = None
            self._spent = store
        if self._fault is not None:
            raise self._fault
        if self._stopped:
            text, limit = None, self._stopped
        return GuestEnd(text, limit, cpu_s - self._left, memory)

    def prepare(self, *, touch: bool = True) -> None:
        """Throw away the last guest and have a fresh one ready.

        With `touch`, the memory that any run touches is touched already.
        """
        self._discard()
        if self._spare is None:
            with suppress(wasmtime.WasmtimeError):  # then the next run makes its own, on its own time
                self._spare = self._prepare(touch)

    def close(self) -> None:
        """Give back the spare guest and the watchdog's thread; nothing runs afterwards."""
        self._watchdog.end()
        self._discard()
        if self._spare is not None:
            self._spare[0].close()
            self._spare = None

    def _discard(self) -> None:
        if self._spent is not None:
            self._spent.close()
            self._spent = None

    @contextmanager
    def paused(self) -> Iterator[float]:
        """The guest waits for the host: its time stands still, at the seconds that this gives. For use in a bridge."""
        self._pause()
        try:
            yield self._budget - self._left
        finally:
            self._resume()

    def _pause(self) -> None:
        self._watchdog.disarm()
        self._left = self._remaining()

    def _resume(self) -> None:
        assert self._store is not None
        self._store.set_epoch_deadline(1)
        self._since = self._cpu_s()
        self._watchdog.arm(self._left)

    def _remaining(self) -> float:
        """Seconds of computing that the guest has left."""
        return self._left - (self._cpu_s() - self._since)

    def _cause(self, error: wasmtime.WasmtimeError) -> str:
        text = str(error)
        if "wasm trap: interrupt" in text:
            return "cpu"
        return "stack" if "call stack exhausted" in text else "trap"

    def _prepare(self, touch: bool) -> _Prepared:
        base = self._data_bytes()
        store = wasmtime.Store(self._engine)
        store.set_epoch_deadline(_NEVER)
        store.set_limits(memory_size=self._memory, instances=100, tables=100, memories=10)
        handle = self._linker.instantiate(store, self._component).get_func(store, "handle")
        assert handle is not None
        if touch:
            self._touch(store, handle)
        return store, handle, base

    def _touch(self, store: wasmtime.Store, handle: Callable[..., str]) -> None:
        """Under a deadline like any run: in a skill's own image this runs what its packages left there."""
        self._store, self._budget, self._left = store, _WARM_S, _WARM_S
        self._resume()
        try:
            handle(store, _WARM)
        finally:
            self._pause()
            self._store = None

    def _data_bytes(self) -> int:
        """Private writable memory of this process: it grows by exactly what a guest's memory grows. 0 where unknown."""
        return int(os.pread(self._statm, 256, 0).split()[5]) * _PAGE if self._statm is not None else 0

    def _call_bridge(self, _store: Any, text: str) -> str:
        if self._bridge is None:
            return _WARM_ANSWER
        if self._stopped is not None:
            return ""
        try:
            return self._bridge(text)
        except Stop as stop:
            self._stopped = stop.limit
        except BaseException as error:  # ours, never the guest's: `run` raises it when the guest is gone
            self._stopped, self._fault = "trap", error
        assert self._store is not None
        self._store.set_epoch_deadline(0)
        self._engine.increment_epoch()
        return ""

    def _link(self) -> component.Linker:
        linker = component.Linker(self._engine)
        with linker.root() as root:
            root.add_func("bridge", self._call_bridge)
            for interface, functions in self._imports().items():
                with root.add_instance(f"wasi:{interface}@{_WASI}") as instance:
                    for name, function in functions.items():
                        instance.add_func(name, function)
        linker.define_unknown_imports_as_traps(self._component)
        return linker

    def _imports(self) -> dict[str, dict[str, Callable[..., Any]]]:
        return {
            "cli/environment": {
                "get-environment": lambda _store: [],
                "get-arguments": lambda _store: [],
                "initial-cwd": lambda _store: None,
            },
            "random/random": {
                "get-random-bytes": lambda _store, count: self._senses.random(min(count, _RANDOM_BYTES)),
                "get-random-u64": lambda _store: int.from_bytes(self._senses.random(8), "little"),
            },
            "clocks/wall-clock": {
                "now": lambda _store: _datetime(self._senses.wall_ns()),
                "resolution": lambda _store: _datetime(1_000),
            },
            "clocks/monotonic-clock": {
                "now": lambda _store: self._senses.monotonic_ns(),
                "resolution": lambda _store: 1_000,
            },
            "filesystem/preopens": {"get-directories": lambda _store: []},
        }


class _Watchdog:
    """One thread that calls `fire` when nothing is `remaining`, looking no sooner than that can be.

    It is woken only for a time before the one that it sleeps until: arming it costs a guest no switch of threads.
    """

    def __init__(self, remaining: Callable[[], float], fire: Callable[[], None]) -> None:
        self._remaining = remaining
        self._fire = fire
        self._changed = threading.Condition()
        self._at = math.inf
        self._sleeps_until = math.inf
        self._ended = False
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def arm(self, seconds: float) -> None:
        with self._changed:
            self._at = time.monotonic() + seconds
            if self._at < self._sleeps_until:
                self._changed.notify()

    def disarm(self) -> None:
        with self._changed:
            self._at = math.inf

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._ended:
                now = time.monotonic()
                if self._at <= now:
                    self._at = now + max(_MOMENT, left) if (left := self._remaining()) > 0 else math.inf
                    if self._at == math.inf:
                        self._fire()
                self._sleeps_until = self._at
                self._changed.wait(None if self._at == math.inf else self._at - now)


def _cpu_clock() -> Callable[[], float]:
    """Seconds that this thread has computed, readable from others; where that is not to be had, seconds that passed.

    On a busy machine a guest must not be stopped for the time that others took.
    """
    try:
        clock = time.pthread_getcpuclockid(threading.get_ident())
        time.clock_gettime(clock)
    except (AttributeError, OSError):
        return time.monotonic
    return partial(time.clock_gettime, clock)


def open_statm() -> int | None:
    """This process's memory figures, opened before its wall stands; none outside Linux."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _datetime(nanoseconds: int) -> component.Record:
    record: Any = component.Record()
    record.seconds, record.nanoseconds = divmod(nanoseconds, 10**9)
    return record  # type: ignore[no-any-return]
