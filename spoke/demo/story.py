"""`felloe demo`: the main job, told in the commands that do it. Each of its steps can be typed by hand."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from shared.system.terminal import console
from spoke.commands.image import ensure_image
from spoke.demo.stage import Stage, program, since

SKILL = Path(__file__).parents[2] / "resources" / "skills" / "climate"

LOOP = """\
for each in devices.attic.climate.sensors():
    day = devices.attic.climate.summary(sensor=each["sensor"], hours=24)
    print(f"{each['sensor']:6}  mean {day['temperature']['mean']} °C, humidity up to {day['humidity']['max']:.0f} %")
"""

REFUSED = {
    "Refused a file": 'open("/etc/hostname").read()',
    "Refused a network call": 'import felloe; felloe.http.get("https://api.weather.example/now")',
    "Held back a function with effects": 'devices.attic.climate.calibrate(sensor="attic", offset=2.0)',
}

REPEATS = 25


def run(*, keep: bool, figures: Path | None) -> None:
    """Tell the story; with `keep` leave all running. Raises what the first command that fails says."""
    started = time.perf_counter()
    console.print("[bold]Felloe: two devices, one hub, a sandbox, and a chat that outlives the network[/bold]\n")
    ensure_image()
    with Stage(keep=keep) as stage:
        found = Story(stage).tell()
        _print_figures(found, since(started) / 1e3)
        if figures:
            figures.write_text(json.dumps(found, indent=2))
        if keep:
            _print_next(stage)


class Story:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._chapter = 0
        self.figures: dict[str, float] = {}

    def tell(self) -> dict[str, float]:
        self._hub()
        self._devices()
        self._skill()
        self._loop()
        self._refusals()
        self._chat()
        return self.figures

    def _hub(self) -> None:
        self._title("A hub, on SQLite, with a certificate of its own")
        with self._timed("hub start"):
            self._url = self._start_hub("0")
        self._note(f"It listens at {self._url}")
        self._run("felloe-hub", "user", "add", "ana", "--data", self._data("hub"))

    def _devices(self) -> None:
        self._title("Two devices join it, each with data of its own")
        for name in ("laptop", "attic"):
            with self._timed(f"node start ({name})"):
                self._start(name, "felloe", "agent", "--name", name, "--data", self._data(name))
            code = self._run("felloe-hub", "pairing-code", "ana", "--data", self._data("hub"), quiet=True)
            self._run("felloe", "pair", code.splitlines()[0], "--data", self._data(name))
        self._run("felloe", "devices", "--data", self._data("laptop"))

    def _skill(self) -> None:
        self._title("The attic gets a skill: a folder with SKILL.md and Python")
        self._run("felloe", "skill", "install", str(SKILL), "--data", self._data("attic"))

    def _loop(self) -> None:
        self._title("Code in the laptop's sandbox loops over functions of the attic")
        self._code(LOOP)
        self._run("felloe", "exec", "--data", self._data("laptop"), text=LOOP)
        self._measure()

    def _measure(self) -> None:
        """Figures from the nodes' own run records: each run is a fresh guest, each call a round over the hub."""
        data = ("--data", self._data("laptop"))
        local = [self._stage.json("felloe", "exec", *data, text="1 + 1")["run"]["elapsed_ms"] for _ in range(5)]
        self.figures["sandbox run on laptop (fresh guest)"] = statistics.median(local)
        many = f"for _ in range({REPEATS}): devices.attic.climate.sensors()"
        calls = self._stage.json("felloe", "exec", *data, text=many)["run"]["calls"]
        self.figures["remote call laptop → hub → attic and back"] = statistics.median(
            call["elapsed_ms"] for call in calls
        )

    def _refusals(self) -> None:
        self._title("Nothing is granted by default")
        for what, code in REFUSED.items():
            self._code(code)
            said = self._stage.run("felloe", "exec", "--data", self._data("laptop"), text=code, fails=True)
            console.print(f"  [yellow]{what}[/yellow]: {escape(said)}\n")

    def _chat(self) -> None:
        self._title("A chat is written while the hub is away")
        self._note("The hub stops.")
        self._stage.stop("hub")
        laptop, attic = ("--data", self._data("laptop")), ("--data", self._data("attic"))
        session = self._run("felloe", "sessions", "new", "Was the attic damp?", *laptop)
        self._run("felloe", "sessions", "write", session, "It never passed 58 %. No need for the fan.", *laptop)
        self._run("felloe", "sessions", "list", *laptop)
        self._note("The hub starts again; both devices sync.")
        self._start_hub(self._url.rpartition(":")[2])
        began = time.perf_counter()
        self._run("felloe", "sync", *laptop)
        self._run("felloe", "sync", *attic)
        self.figures["hub back until the chat is on both"] = since(began)
        self._run("felloe", "sessions", "show", session, *attic)

    def _start_hub(self, port: str) -> str:
        line = self._start("hub", "felloe-hub", "serve", "--port", port, "--data", self._data("hub"), "--json")
        url: str = json.loads(line)["url"]
        return url

    def _data(self, name: str) -> str:
        return str(self._stage.data(name))

    def _start(self, name: str, *command: str) -> str:
        self._show(command)
        return self._stage.start(name, *command)

    def _run(self, *command: str, text: str | None = None, quiet: bool = False) -> str:
        self._show(command)
        output = self._stage.run(*command, text=text)
        if not quiet:
            for line in output.splitlines():
                console.print(f"  {escape(line)}")
        return output

    def _show(self, command: tuple[str, ...]) -> None:
        """The command as a person would type it in the demo's folder."""
        words = [word.replace(f"{self._stage.folder}/", "") for word in command]
        line = " ".join(f"'{word}'" if " " in word else word for word in words)
        console.print(f"[green]$[/green] {escape(line)}", style="bold")

    def _title(self, text: str) -> None:
        self._chapter += 1
        console.print(f"\n[cyan]{self._chapter}. {text}[/cyan]")

    def _note(self, text: str) -> None:
        console.print(f"  {escape(text)}", style="dim")

    def _code(self, code: str) -> None:
        for line in code.splitlines():
            console.print(f"  [magenta]│[/magenta] {escape(line)}")

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.figures[what] = since(began)


def _print_figures(figures: dict[str, float], total_s: float) -> None:
    table = Table(title="\nFigures of this run", box=None, title_justify="left", pad_edge=False)
    table.add_column("what")
    table.add_column("ms", justify="right")
    for what, ms in figures.items():
        table.add_row(what, f"{ms:,.1f}")
    console.print(table)
    console.print(f"\nAll of it took {total_s:.1f} s.")


def _print_next(stage: Stage) -> None:
    laptop = f"--data {stage.data('laptop')}"
    felloe = "felloe" if shutil.which("felloe") == program("felloe") else program("felloe")
    console.print("\nHub and devices go on running. Try:")
    for command in (
        f"{felloe} status {laptop}",
        f"{felloe} call attic:climate.summary sensor=attic hours=48 {laptop}",
        f"echo 'devices.attic.climate.sensors()' | {felloe} exec {laptop}",
        f"{felloe} desktop {laptop}",
        # They end a moment later, and until then what is in the folder comes and goes.
        f"kill {' '.join(map(str, stage.pids()))}; until rm -rf {stage.folder}; do sleep 1; done      # the end",
    ):
        console.print(f"  {command}", markup=False)
