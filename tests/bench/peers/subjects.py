"""What is measured: each peer's ways to a fresh sandbox, at the settings that its own documentation calls fast."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from peers import installed
from peers.installed import Missing
from peers.process import PeerFailed, PeerProcess

PEERS = Path(__file__).resolve().parent
ROUNDS = 40
SLOW, SLOWEST = 8, 3  # runs of what takes some hundred milliseconds, and of what takes seconds
NO_CALL = "fresh sandbox, no host call"
ONE_CALL = "fresh sandbox, one host call"
NEW = "new process and its first run, one host call"
DENO_FLAGS = ("--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-remote", "--no-npm", "--cached-only")

Command = list[str | Path]


@dataclass(slots=True)
class Subject:
    name: str
    sections: Sequence[str]
    sample: Callable[[], Awaitable[float]]
    count: int = ROUNDS
    taken: list[float] = field(default_factory=list)

    def due(self, turn: int) -> bool:
        """Its samples are spread evenly over the rounds."""
        return turn * self.count // ROUNDS != (turn + 1) * self.count // ROUNDS


def asking(process: PeerProcess, call: bool, inside: bool = False) -> Callable[[], Awaitable[float]]:
    async def sample() -> float:
        return process.ask(call, inside)

    return sample


def starting(command: Command, environment: Mapping[str, str], call: bool = True) -> Callable[[], Awaitable[float]]:
    async def sample() -> float:
        begun = time.perf_counter()
        with PeerProcess(command, environment) as process:
            process.ask(call)
            return time.perf_counter() - begun

    return sample


def eryx(stack: ExitStack) -> Iterator[Subject]:
    """In the process that uses it, as it is meant to be, and in one of its own, as a guest of Felloe is."""
    python, host = installed.eryx(), PEERS / "eryx_host.py"
    factory = installed.made(
        python.parent.parent / "factory.bin", lambda path: installed.ran([python, "-I", host, "save", path])
    )
    command: Command = [python, "-I", host, "serve", factory]
    process = stack.enter_context(PeerProcess(command, {}))
    process.ask(True)
    name = f"eryx {installed.version('eryx')}"
    for section, call in ((NO_CALL, False), (ONE_CALL, True)):
        yield Subject(f"{name}, in its user's process", (section,), asking(process, call, inside=True))
        yield Subject(f"{name}, in a process of its own", (section,), asking(process, call))
    yield Subject(f"{name}, a new process", (NEW,), starting(command, {}), SLOW)


def monty(stack: ExitStack) -> Iterator[Subject]:
    """It starts worker processes itself."""
    command: Command = [installed.monty(), "-I", PEERS / "monty_host.py"]
    process = stack.enter_context(PeerProcess(command, {}))
    process.ask(True, inside=True)
    name = f"pydantic-monty {installed.version('monty')}, a subset of Python"
    yield Subject(name, (NO_CALL,), asking(process, False, inside=True))
    yield Subject(name, (ONE_CALL,), asking(process, True, inside=True))
    yield Subject(name, (NEW,), starting(command, {}), SLOW)


def pyodide(stack: ExitStack) -> Iterator[Subject]:
    """Without and with a memory snapshot; a new interpreter in a Deno that stays, and a new Deno."""
    deno, folder, host = installed.deno(), installed.pyodide(), PEERS / "pyodide_host.mjs"
    environment = {"DENO_DIR": str(deno.parent.parent / "cache"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    reading: Command = [deno, "run", *DENO_FLAGS, f"--allow-read={folder}"]
    snapshot = installed.made(
        folder / "snapshot.bin",
        lambda path: installed.ran([*reading, f"--allow-write={folder}", host, "save", folder, path], environment),
    )
    name = f"Pyodide {installed.PYODIDE}"
    for kind, arguments, count in (("", [folder], SLOWEST), (" from a snapshot", [folder, snapshot], SLOW)):
        command: Command = [*reading, host, *arguments]
        process = stack.enter_context(PeerProcess(command, environment))
        process.ask(True)
        yield Subject(f"{name}{kind}, in a warm Deno", (ONE_CALL,), asking(process, True), count)
        new = starting(command, environment)
        yield Subject(f"{name}{kind}, a new Deno", (ONE_CALL, NEW), new, count)


def plain(stack: ExitStack) -> Iterator[Subject]:
    """Nothing in between: not a sandbox, but what starting over costs."""
    command: Command = [Path(sys.executable).resolve(), "-I", "-S", PEERS / "plain_guest.py"]
    yield Subject("python3 -I -S, no sandbox", (NO_CALL,), starting(command, {}, call=False))
    yield Subject("python3 -I -S, no sandbox", (ONE_CALL, NEW), starting(command, {}))


def peers(stack: ExitStack) -> Iterator[Subject]:
    for peer in (eryx, monty, pyodide, plain):
        try:
            yield from list(peer(stack))
        except (Missing, PeerFailed) as reason:
            print(f"{peer.__name__} is left out: {reason}")
