"""Commands as a person runs them, and a hub and two paired devices, all real processes."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from free_port import free_port
from typed_command import type_command

import hub.cli
import sandbox.cli
import spoke.cli
from spoke.demo.stage import Stage
from spoke.demo.story import SKILL

BIN = Path(sys.executable).parent
_APPS = {"felloe": spoke.cli.app, "felloe-hub": hub.cli.app, "felloe-skill": sandbox.cli.app}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def felloe(*command: str, text: str | None = None) -> Done:
    """Run a command from its argument list to its exit code, in this process: starting Python costs most."""
    ended = type_command(_APPS[command[0]], command, stdin=text or "")
    return Done(ended.returncode, ended.stdout, ended.stderr)


def refused(*command: str, text: str | None = None) -> str:
    """Run a command that must refuse: one sentence on stderr, nothing on stdout, no traceback."""
    done = felloe(*command, text=text)
    assert (done.code, done.out) == (1, ""), done
    assert "Traceback" not in done.err and len(done.err.strip().splitlines()) == 1, done.err
    return done.err.strip()


def done(*command: str) -> str:
    """Run a command that must do what it is asked; its output."""
    ended = felloe(*command)
    assert ended.code == 0, ended
    return ended.out


class World:
    """`hub`, `laptop` and `attic`, with the climate skill on the attic."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.url = self.start_hub(str(free_port()))
        done("felloe-hub", "user", "add", "ana", "--data", self.data("hub"))
        for name in ("laptop", "attic"):
            self.start_node(name)
            done("felloe", "pair", self.pairing_string(), "--data", self.data(name))
        done("felloe", "skill", "install", str(SKILL), "--data", self.data("attic"))

    def data(self, name: str) -> str:
        return str(self.stage.data(name))

    def start_hub(self, port: str) -> str:
        line = self.stage.start("hub", "felloe-hub", "serve", "--port", port, "--data", self.data("hub"), "--json")
        url: str = json.loads(line)["url"]
        return url

    def start_node(self, name: str) -> None:
        self.stage.start(name, "felloe", "agent", "--name", name, "--data", self.data(name))

    def pairing_string(self) -> str:
        return done("felloe-hub", "pairing-code", "ana", "--data", self.data("hub")).splitlines()[0]

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]
