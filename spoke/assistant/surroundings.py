"""What a node gives its assistant: the same ways that faces and code have, under the assistant's own name."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from shared.api import FoundFunction
from shared.errors import FelloeError, NotFound, OutcomeUnknown
from shared.names import SkillPath
from spoke.assistant.attached import Attached
from spoke.assistant.reach import Reach
from spoke.attachments.attachments import Attachments
from spoke.calls.asking import Asking
from spoke.calls.executor import Executor
from spoke.calls.router import Router
from spoke.calls.states import CallStates
from spoke.calls.work import Work
from spoke.grants.asks import Asks
from spoke.hublink.belonging import Belonging
from spoke.models.contexts import Context
from spoke.models.of_node import NodeModels
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import CallProgress, CallReply
from spoke.node.bodies.runs import RunInfo
from spoke.node.bodies.skills import FilePart, SkillShown
from spoke.runs.limits import Limits
from spoke.runs.runs import Runs
from spoke.skills import disclosure
from spoke.skills.found import functions_in_reach
from spoke.skills.registry import Registry

_HUB_S = 2.0
"""What an answer waits at its beginning to hear what other devices offer."""


class Endings:
    """Waits for the ends of calls that were put aside. `state` says how far one is, or raises `NotFound`."""

    def __init__(self, state: Callable[[str], Awaitable[CallProgress]]) -> None:
        self._state = state
        self._changes: dict[str, asyncio.Event] = {}

    async def of(self, call_id: str) -> CallProgress:
        change = self._changes.setdefault(call_id, asyncio.Event())
        try:
            while True:
                change.clear()
                try:
                    progress = await self._state(call_id)
                except NotFound:
                    raise OutcomeUnknown("Nobody knows how this ended. It may have happened.") from None
                if progress.state in ("done", "unknown"):
                    return progress
                await change.wait()
        finally:
            self._changes.pop(call_id, None)

    def changed(self, call_id: str) -> None:
        if change := self._changes.get(call_id):
            change.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeParts:
    """Of the node that an assistant lives in, what it is given."""

    router: Router
    executor: Executor
    runs: Runs
    limits: Limits
    call_states: CallStates
    registry: Registry
    hub: Belonging
    asks: Asks
    models: NodeModels
    attachments: Attachments


class NodeSurroundings:
    def __init__(self, node: NodeParts) -> None:
        self._node = node
        self.endings = Endings(node.call_states.find)

    # --- what calls do ---

    async def call(self, path: SkillPath, args: dict[str, JsonValue], asking: Asking, call_id: str) -> CallReply:
        return await self._node.router.call(path, args, asking, call_id=call_id)

    async def run(self, work: Work) -> RunInfo:
        run = await self._node.executor.perform(work)
        self._node.runs.keep(run)
        return run

    def code_s(self) -> float:
        return self._node.limits.now.code_s

    async def state(self, call_id: str) -> CallProgress:
        return await self._node.call_states.find(call_id)

    async def record(self, run_id: str) -> RunInfo:
        return await self._node.runs.find(run_id)

    async def ended(self, call_id: str) -> CallProgress:
        return await self.endings.of(call_id)

    async def cancel(self, call_id: str) -> None:
        await self._node.call_states.cancel(call_id)

    async def skill(self, name: str) -> SkillShown:
        registry = self._node.registry
        return disclosure.shown(await registry.get(name), await registry.files(name))

    async def skill_file(self, name: str, path: str, offset: int) -> FilePart:
        return disclosure.part_of(await self._node.registry.files(name), path, offset)

    # --- what there is ---

    async def reach(self) -> Reach:
        skills = await self._node.registry.skills()
        handle = self._node.hub.handle
        try:
            async with asyncio.timeout(_HUB_S):
                found = (await functions_in_reach(self._node.registry, self._node.hub, "")).functions
        except TimeoutError:
            here = [each.info for skill in skills for each in skill.functions]
            found = [FoundFunction(info=info, devices=[handle], device_count=1) for info in here]
        return Reach(found, skills, handle)

    async def others(self) -> Sequence[str]:
        member = self._node.hub.membership
        if member is None or member.link.state != "online":
            return []
        with contextlib.suppress(FelloeError, TimeoutError):
            async with asyncio.timeout(_HUB_S):
                devices = (await member.hub.devices()).devices
            return [each.handle for each in devices if each.state == "online" and each.id != member.account.device_id]
        return []

    async def asks(self, session_id: str) -> list[AskInfo]:
        return await self._node.asks.of_chat(session_id)

    async def context(self, model: str | None, *, only_here: bool) -> Context:
        return await self._node.models.context(model, only_here=only_here)

    def attached(self, context: int) -> Attached:
        return Attached(self._node.attachments.path, context)

    def device(self) -> str:
        return self._node.hub.name
