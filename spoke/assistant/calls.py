"""Makes the calls that a model asks for. What fails is told to the model; nothing is repeated by itself.

Every call goes the way of any other: what devices expose and what the user granted decides, by the same gatekeeper.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
from shared.limits import LIMITS
from shared.messages import Principal
from shared.names import SkillPath
from shared.parts import CallPart, Verdict
from shared.timeouts import TIMEOUTS
from spoke.assistant.reach import described, line, path_of
from spoke.assistant.telling import cut, told_code, told_error, told_value
from spoke.assistant.tools import Tool, Tools
from spoke.calls.asking import Asking
from spoke.calls.work import Work
from spoke.grants.reads import read_by
from spoke.node.bodies.calls import CallProgress, CallReply
from spoke.node.bodies.runs import RunInfo
from spoke.node.bodies.skills import FilePart, SkillShown

_OUTPUT = 4_000
"""Characters of what code printed that people are shown in the chat; the run has all of it."""

_VERDICTS = 50
_READS = 20


class Doing(Protocol):
    """What of a node the calls need."""

    async def call(self, path: SkillPath, args: dict[str, JsonValue], asking: Asking, call_id: str) -> CallReply: ...

    async def run(self, work: Work) -> RunInfo:
        """Run code; its record is kept."""
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

    async def skill(self, name: str) -> SkillShown: ...

    async def skill_file(self, name: str, path: str, offset: int) -> FilePart: ...


@dataclass(slots=True)
class Calls:
    """Of one answer. `waiting` is called with True before a call waits for the user, and False after."""

    doing: Doing
    tools: Tools
    session_id: str
    waiting: Callable[[CallPart, bool], None]

    def begun(self, part: CallPart) -> CallPart:
        """With what is known before it is made: the path of what is called, where it is a function."""
        tool = self.tools.find(part.name)
        if tool is None or tool.function is None:
            return part
        try:
            path = _path(tool, parsed(part.arguments))[0]
        except InvalidArgument:
            path = _path(tool, {})[0]
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
        return ended if ended.ms is not None else ended.model_copy(update={"ms": ms})

    async def _made(self, part: CallPart, room: int) -> CallPart:
        tool = self.tools.find(part.name)
        if tool is None:
            raise NotFound(f"There is no tool '{part.name[:100]}'. There are: {', '.join(self.tools.names)}.")
        args = parsed(part.arguments)
        match tool.kind:
            case "function":
                return await self._function(part, tool, args, room)
            case "run_code":
                return await self._code(part, _text(args, "code"), room)
        told = await self._look(tool, args)
        return part.model_copy(update={"state": "done", "result": cut(told, room)})

    async def _function(self, part: CallPart, tool: Tool, args: dict[str, JsonValue], room: int) -> CallPart:
        path, given = _path(tool, args)
        asking = Asking(self._principal, by_code=True, chat=self.session_id)
        try:
            reply = await self.doing.call(path, given, asking, part.run)
        except ApprovalPending:
            return await self._waited(part, room)
        done = {"state": "done", "device": reply.device, "result": told_value(reply.result, room)}
        return await self._with_record(part.model_copy(update=done | {"ms": round(reply.elapsed_ms, 1)}))

    async def _code(self, part: CallPart, code: str, room: int) -> CallPart:
        work = Work(
            id=part.run, principal=self._principal, by_code=True, wall_s=TIMEOUTS.exec_wall, code=code,
            chat=self.session_id,
        )  # fmt: skip
        try:
            run = await self.doing.run(work)
        except ApprovalPending:
            return await self._waited(part, room)
        return _of_code(part, run, room)

    async def _waited(self, part: CallPart, room: int) -> CallPart:
        waiting = part.model_copy(update={"state": "waiting"})
        self.waiting(waiting, True)
        try:
            progress = await self.doing.ended(part.run)
        finally:
            self.waiting(waiting, False)
        return await self._told(part, progress, room)

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
        if tool is not None and tool.kind == "run_code":
            try:
                return _of_code(part, await self.doing.record(part.run), room)
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
            rows = (await self.doing.record(part.run)).record.calls
        except NotFound:
            if part.state != "done" and part.path.startswith(f"{self.tools.reach.handle}:"):
                return part  # it did not run
            rows = []
        read = list(dict.fromkeys([f"call {part.path}", *read_by(rows)]))[:_READS]
        return part.model_copy(update={"verdicts": _verdicts(rows), "read": read})

    async def _look(self, tool: Tool, args: dict[str, JsonValue]) -> str:
        reach = self.tools.reach
        if tool.kind == "search_skills":
            limit = args.get("limit")
            many = limit if isinstance(limit, int) and 0 < limit <= 30 else 8
            query = _text(args, "query")
            found = [line(each) for each in reach.search(query, many)]
            texts = [f"skill {each.name}: {each.description[:300]}" for each in reach.search_skills(query, 3)]
            return "\n".join(found + texts) or "Nothing fits. Try other words."
        if tool.kind == "describe_function":
            path, _ = path_of(_text(args, "function"), reach.handle)
            return described(reach.find(path))
        return await self._read(_text(args, "skill"), args)

    async def _read(self, skill: str, args: dict[str, JsonValue]) -> str:
        file, offset = args.get("file"), args.get("offset")
        if isinstance(file, str) and file:
            part = await self.doing.skill_file(skill, file, offset if isinstance(offset, int) and offset >= 0 else 0)
            if part.text is None:
                return f"{file} is not text ({part.size} bytes)."
            text = part.text[: LIMITS.tool_result - 200]
            end = (offset if isinstance(offset, int) else 0) + len(text.encode())
            return text + (f"\n[goes on at offset {end}]" if end < part.size else "")
        shown = await self.doing.skill(skill)
        files = ", ".join(each.path for each in shown.files if each.path != "SKILL.md")
        return f"{shown.body}\n\nFiles: {files}" if files else shown.body

    @property
    def _principal(self) -> Principal:
        return Principal(kind="assistant", id=self.session_id)


def parsed(arguments: str) -> dict[str, JsonValue]:
    """The arguments as an object. Raises `InvalidArgument` in words that a model can act on."""
    try:
        found: Any = json.loads(arguments or "{}", parse_constant=_refused)
    except RecursionError:
        raise InvalidArgument("The arguments are nested too deeply. Nothing was done.") from None
    except ValueError as error:
        raise InvalidArgument(f"The arguments are not valid JSON: {error}. Nothing was done; call again.") from None
    if not isinstance(found, dict):
        raise InvalidArgument("The arguments must be a JSON object. Nothing was done; call again.")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _text(args: dict[str, JsonValue], name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidArgument(f"The argument '{name}' is missing; it is a text. Nothing was done; call again.")
    return value


def _path(tool: Tool, args: dict[str, JsonValue]) -> tuple[SkillPath, dict[str, JsonValue]]:
    """Where it goes, and the arguments without the choice of the device. Unless the model chooses, here comes first."""
    assert tool.function is not None
    info = tool.function.info
    given = {name: value for name, value in args.items() if not tool.device_argument or name != tool.device_argument}
    chosen = args.get(tool.device_argument) if tool.device_argument else None
    device = chosen if isinstance(chosen, str) and chosen else tool.function.devices[0]
    path = SkillPath.parse(f"{device}:{info.skill}.{info.function}")
    return path, given


def _of_code(part: CallPart, run: RunInfo, room: int) -> CallPart:
    record = run.record
    seen = {
        "output": cut(record.stdout, _OUTPUT), "verdicts": _verdicts(record.calls),
        "read": read_by(record.calls)[:_READS], "ms": round(record.elapsed_ms, 1),
    }  # fmt: skip
    if record.error is None:
        done: dict[str, Any] = {"state": "done", "result": told_code(record.result, record.stdout, room)}
    else:
        state = "unknown" if record.error.code == OutcomeUnknown.code else "failed"
        error = record.error.model_copy(update={"message": record.error.message[:1_000], "details": {}})
        done = {"state": state, "error": error, "result": told_error(record.error, record.stdout, room)}
    return part.model_copy(update=done | seen)


def _verdicts(rows: list[CallRow]) -> list[Verdict]:
    return [
        Verdict(service=row.service, target=row.target[:200], verdict=row.verdict, error=row.error)
        for row in rows[:_VERDICTS]
    ]


def _short(error: FelloeError) -> Any:
    body = error.body()
    return body.model_copy(update={"message": body.message[:1_000], "details": {}})
