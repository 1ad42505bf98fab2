"""The engine by itself, in this process."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.engine.wasi import THREAD_STACK, NoGuest, WasiEngine
from sandbox.image import ImageCache
from shared.limits import KIB, LIMITS, MIB


def on_a_thread(work: Callable[[], None]) -> None:
    """Guests need a large stack, which only a new thread can have."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    before = threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=guarded)
    thread.start()
    threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]


def message(code: str) -> str:
    return json.dumps({"kind": "exec", "code": code, "seed": 1})


def copied(image: Path) -> int:
    """Bytes of the image's writable mappings that this process has copies of."""
    mappings = re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text())
    mine = [text for text in mappings if str(image) in text and " rw-p " in text]
    return sum(int(size) * KIB for text in mine for size in re.findall(r"Anonymous: +(\d+)", text))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/smaps")
def test_a_guest_that_is_ready_has_copied_little_of_the_snapshot(image: ImageCache) -> None:
    """A snapshot whose heap has holes all over costs a run three times as many pages, and nobody would see why."""

    def work() -> None:
        compiled = image.ensure()
        before = copied(compiled)
        with closing(WasiEngine(compiled, LIMITS.sandbox_memory)) as engine:
            assert 100 * KIB < copied(compiled) - before < 1.5 * MIB
            assert engine.run(message("sum(range(10))"), 1.0, lambda text: "").text == "{}\n45"

    on_a_thread(work)


def test_a_fault_of_the_host_is_not_blamed_on_the_guest(image: ImageCache) -> None:
    def broken(text: str) -> str:
        raise KeyError("ours")

    def work() -> None:
        with (
            closing(WasiEngine(image.ensure(), LIMITS.sandbox_memory)) as engine,
            pytest.raises(KeyError, match="ours"),
        ):
            engine.run(message("import time\ntime.sleep(1)"), 1.0, broken)

    on_a_thread(work)


def test_the_budget_of_a_run_is_its_own_whatever_those_before_it_had(image: ImageCache) -> None:
    """The watchdog sleeps until the deadline of an earlier run; a nearer one must wake it."""

    def work() -> None:
        with closing(WasiEngine(image.ensure(), LIMITS.sandbox_memory)) as engine:
            for budget, code, limit in ((60.0, "1", None), (0.1, "while True: pass", "cpu"), (60.0, "1", None)):
                engine.prepare()
                outcome = engine.run(message(code), budget, lambda text: "")
                assert outcome.limit == limit
                assert outcome.guest_s < 1

    on_a_thread(work)


def test_what_is_no_image_makes_no_guest(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"nonsense")

    def work() -> None:
        with pytest.raises(NoGuest, match="image"):
            WasiEngine(tmp_path / "image", LIMITS.sandbox_memory)

    on_a_thread(work)
