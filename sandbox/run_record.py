"""What goes into a run, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from sandbox.journal import CallRow, Journal
from shared.error_body import ErrorBody
from shared.errors import from_body
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

Kind = Literal["exec", "function", "script", "test", "describe", "load", "outline", "compile"]


GUEST_TEMP = "/tmp"  # noqa: S108 - in the guest, where nobody else is
"""A run's own folder, in its memory."""


@dataclass(frozen=True, slots=True)
class SkillFiles:
    """A skill as the sandbox needs it: `name` in its Python form, files by their path inside its folder."""

    name: str
    digest: str
    files: Mapping[str, bytes] = field(repr=False)
    entry: str = "scripts/skill.py"


@dataclass(frozen=True, slots=True)
class Program:
    """How to run a file of a skill as a program: `file` by its path in the skill, `argv` without the program's name.

    `cwd` is the folder that it begins in: one that was granted or that leads to such, or the run's own /tmp.
    """

    file: str
    argv: Sequence[str] = ()
    stdin: bytes = field(default=b"", repr=False)
    cwd: str = GUEST_TEMP


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run. `exec` needs `code`; `function` needs `skill`, `function`, `args`; `script` needs `skill`, `program`;
    the others need `skill`.

    `test` runs the test `function` of the file that `args` names; `load` says in how many milliseconds the skill's
    code was loaded; `outline` says what the Python file in `args` holds, without running it.

    `exec` may have a `skill` too, whose files it sees, and `args`, which become its names.
    """

    id: str
    kind: Kind
    code: str = ""
    skill: SkillFiles | None = None
    function: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    program: Program | None = None
    wall_s: float = TIMEOUTS.local_call
    cpu_s: float = TIMEOUTS.sandbox_cpu
    output: int = LIMITS.sandbox_output
    """Characters that are kept of what it prints."""

    most_calls: int | None = None

    @property
    def calls(self) -> int:
        """Host calls that it may make."""
        if self.most_calls is not None:
            return self.most_calls
        return LIMITS.script_calls if self.kind == "script" else LIMITS.sandbox_calls


class RunRecord(BaseModel):
    """How a run went. `result` counts where `ok`, `error` where not.

    Of a generator function it is what that returned; where that is nothing, the list of what it yielded, or null where
    that is too long for a result and was heard value by value.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    digest: str = ""
    """Of the skill that ran; of the text where it was loose code."""
    ok: bool
    result: JsonValue = None
    error: ErrorBody | None = None
    streamed: int = 0
    """How many values it yielded."""

    elapsed_ms: float
    """From the request to its end, all in all, but without what a person was waited for."""
    guest_ms: float = 0
    peak_memory_bytes: int | None = None
    """Unknown outside Linux, and where the worker was lost."""
    memory_limit_bytes: int | None = None
    """Unknown where it did not begin."""
    stdout: str = ""
    stderr: str = ""
    """Of a script; all other runs have one stream."""
    truncated: bool = False
    calls: list[CallRow] = []
    journal: Journal | None = Field(default=None, exclude=True)
    """What it did, where it was put aside until somebody answers (`approval_pending`)."""

    def value(self) -> JsonValue:
        """The result, or the error raised."""
        if self.error is not None:
            raise from_body(self.error)
        return self.result

    def as_json(self) -> dict[str, Any]:
        """As `--json` shows it: `ok`, `result` or `error`, and the `figures` under `run`."""
        ended = {"error": self.error.model_dump(mode="json")} if self.error else {"result": self.result}
        return {"ok": self.ok, **ended, "run": self.figures()}

    def figures(self) -> dict[str, Any]:
        """All but the outcome."""
        return self.model_dump(mode="json", exclude={"ok", "result", "error"})
