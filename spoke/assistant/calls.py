"""Makes the calls that a model asks for. What fails is told to the model; nothing is repeated by itself.

Every call goes the way of any other: what devices expose and what the user granted decides, by the same gatekeeper.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import JsonValue

from sandbox.journal import CallRow
from shared.errors import (
    ApprovalPending,
    FelloeError,
    InvalidArgument,
    NotFound,
    OutcomeUnknown,
    from_body,
)
from shared.messages import Principal
from shared.names import SkillPath, skill_identifier
from shared.parts import CallPart, Verdict
from spoke.assistant.arguments import parsed, path_of_call, text_of
from spoke.assistant.looking import Shelf, looked_up
from spoke.assistant.telling import cut, told_code, told_error, told_script, told_value
from spoke.assistant.tools import RUN_CODE, SCRIPT, Tool, Tools
from spoke.calls.asking import Asking
from spoke.calls.work import Work
from spoke.grants.reads import read_by
from spoke.node.bodies.calls import CallProgress, CallReply
from spoke.node.bodies.runs import RunInfo
from spoke.skills.scripts import PARAMETERS

_OUTPUT = 4_000
"""Characters of what code printed that people are shown in the chat; the run has all of it."""

_VERDICTS = 50
_READS = 20


class Doing(Shelf, Protocol):
    """What of a node the calls need."""

    async def call(self, path: SkillPath, args: dict[str, JsonValue], asking: Asking, call_id: str) -> CallReply: ...

    async def run(self, work: Work) -> RunInfo:
        """Run code; its record is kept."""
        ...

    def code_s(self) -> float:
        """What code and scripts may take, all in all."""
        ...

    async def state(self, call_id: str) -> CallProgress:
        """How far a call or run is. Raises `NotFound`."""
        ...

    async def record(self, run_id: str) -> RunInfo:
        """Raises `NotFound`."""
        ...

    async def ended(self, call_id: str) -> CallProgress:
        """Waits, as long as it takes, for the end of a call that was put aside."""
        ...


@dataclass(slots=True)
class Calls:
    """Of one answer. `aside` hears of a call that waits for the user, before it is waited for."""

    doing: Doing
    tools: Tools
    session_id: str
    aside: Callable[[CallPart], None]
    _waited_for: set[str] = field(default_factory=set, init=False)
    """Calls that a person was waited for, by id: how long they took themselves is not known here."""

    def begun(self, part: CallPart) -> CallPart:
        """With what is known before it is made: the path of what is called, where it is a function."""
        tool = self.tools.find(part.name)
        if tool is None or tool.function is None:
            return part
        try:
            path = path_of_call(tool, parsed(part.arguments))[0]
        except InvalidArgument:
            path = path_of_call(tool, {})[0]
        return part.model_copy(update={"path": str(path)})

    async def make(self, part: CallPart, room: int) -> CallPart:
        """Do it; what came of it, with at most `room` characters of result. Only cancelling raises."""
        return await self._ending(part, room, self._made(part, room))

    async def take_up(self, part: CallPart, room: int) -> CallPart:
        """What came of a call that a stop of the node cut off. It is never made again."""
        return await self._ending(part, room, self._taken_up(part, room))

    async def _ending(self, part: CallPart, room: int, work: Awaitable[CallPart]) -> CallPart:
        begun = time.perf_counter()
        try:
            ended = await work
        except FelloeError as error:
            state = "unknown" if isinstance(error, OutcomeUnknown) else "failed"
            ended = part.model_copy(
                update={"state": state, "error": _short(error), "result": told_error(error, room=room)}
            )
            ended = await self._with_record(ended)  # an error may hold what was read
        ms = round((time.perf_counter() - begun) * 1e3, 1)
        known = ended.ms is not None or part.id in self._waited_for
        return ended if known else ended.model_copy(update={"ms": ms})

    async def _made(self, part: CallPart, room: int) -> CallPart:
        tool = self.tools.find(part.name)
        if tool is None:
            raise NotFound(f"There is no tool '{part.name[:100]}'. There are: {', '.join(self.tools.names)}.")
        args = parsed(part.arguments)
        match tool.kind:
            case "function":
                return await self._function(part, tool, args, room)
            case "run_code":
                return await self._run(part, {"code": text_of(args, "code")}, room)
            case "run_script":
                return await self._run(part, _script(args), room)
        told = await looked_up(self.doing, self.tools.reach, tool, args)
        return part.model_copy(update={"state": "done", "result": cut(told, room)})

    async def _function(self, part: CallPart, tool: Tool, args: dict[str, JsonValue], room: int) -> CallPart:
        path, given = path_of_call(tool, args)
        asking = Asking(self._principal, by_code=True, chat=self.session_id)
        try:
            reply = await self.doing.call(path, given, asking, part.run)
        except ApprovalPending:
            return await self._waited(part, room)
        done = {"state": "done", "device": reply.device, "result": told_value(reply.result, room)}
        return await self._with_record(part.model_copy(update=done | {"ms": round(reply.elapsed_ms, 1)}))

    async def _run(self, part: CallPart, what: dict[str, Any], room: int) -> CallPart:
        work = Work(
            id=part.run, principal=self._principal, by_code=True, wall_s=self.doing.code_s(), chat=self.session_id,
            **what,
        )  # fmt: skip
        try:
            run = await self.doing.run(work)
        except ApprovalPending:
            return await self._waited(part, room)
        return _of_run(part, run, room, script=bool(work.script))

    async def _waited(self, part: CallPart, room: int) -> CallPart:
        self._waited_for.add(part.id)
        self.aside(part.model_copy(update={"state": "waiting"}))
        return await self._told(part, await self.doing.ended(part.run), room)

    async def _taken_up(self, part: CallPart, room: int) -> CallPart:
        try:
            progress = await self.doing.state(part.run)
        except NotFound:
            raise OutcomeUnknown("The device stopped while this ran. It may have happened.") from None
        if progress.state not in ("done", "unknown"):
            return await self._waited(part, room)
        return await self._told(part, progress, room)

    async def _told(self, part: CallPart, progress: CallProgress, room: int) -> CallPart:
        tool = self.tools.find(part.name)
        if tool is not None and tool.kind in (RUN_CODE, SCRIPT):
            try:
                return _of_run(part, await self.doing.record(part.run), room, script=tool.kind == SCRIPT)
            except NotFound:
                pass
        if progress.error is not None:
            raise from_body(progress.error)
        if progress.state == "unknown":
            raise OutcomeUnknown("It may have happened.")
        done = part.model_copy(update={"state": "done", "result": told_value(progress.result, room)})
        return await self._with_record(done)

    async def _with_record(self, part: CallPart) -> CallPart:
        """With what its run did, where that was on this device; what a function gives back, or says when it fails, was
        read too."""
        if not part.path:
            return part
        try:
            record = (await self.doing.record(part.run)).record
            rows, part = record.calls, part.model_copy(update={"ms": round(record.elapsed_ms, 1)})
        except NotFound:
            if part.state != "done" and part.path.startswith(f"{self.tools.reach.handle}:"):
                return part  # it did not run
            rows = []
        read = list(dict.fromkeys([f"call {part.path}", *read_by(rows)]))[:_READS]
        return part.model_copy(update={"verdicts": _verdicts(rows), "read": read})

    @property
    def _principal(self) -> Principal:
        return Principal(kind="assistant", id=self.session_id)


def _script(args: dict[str, JsonValue]) -> dict[str, Any]:
    """It is the skill's: what that was granted counts, and what it may not do yet is asked for it."""
    given = {name: args[name] for name in PARAMETERS["properties"] if args.get(name) is not None}
    return {"skill": skill_identifier(text_of(args, "skill")), "script": text_of(args, "file"), "args": given}


def _of_run(part: CallPart, run: RunInfo, room: int, *, script: bool) -> CallPart:
    """Of code, or of a script: that is its skill's, so what it prints was read too."""
    record = run.record
    output = record.stdout + record.stderr
    read = [*([f"script {run.title}"] if script else []), *read_by(record.calls)]
    seen = {
        "output": cut(output, _OUTPUT), "verdicts": _verdicts(record.calls), "read": read[:_READS],
        "ms": round(record.elapsed_ms, 1),
    }  # fmt: skip
    if record.error is None:
        told = told_script if script else told_code
        done: dict[str, Any] = {"state": "done", "result": told(record, room)}
    else:
        state = "unknown" if record.error.code == OutcomeUnknown.code else "failed"
        error = record.error.model_copy(update={"message": record.error.message[:1_000], "details": {}})
        done = {"state": state, "error": error, "result": told_error(record.error, output, room)}
    return part.model_copy(update=done | seen)


def _verdicts(rows: list[CallRow]) -> list[Verdict]:
    return [
        Verdict(service=row.service, target=row.target[:200], verdict=row.verdict, error=row.error)
        for row in rows[:_VERDICTS]
    ]


def _short(error: FelloeError) -> Any:
    body = error.body()
    return body.model_copy(update={"message": body.message[:1_000], "details": {}})
