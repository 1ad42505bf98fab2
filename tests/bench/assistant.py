"""What a turn of the assistant's loop adds to the model's own time (up to 5 ms are wanted), and what a catalogue costs.

The model speaks from memory and thinks for a moment, as a quick one does: what a turn leaves to be done beside it (a
record that goes to the disk, a worker that takes the place of a used one) is done meanwhile. A turn is one call and its
result, from the model's word to the next question. Beside it the floor: the one commit that it has to wait for, since
what is to be done is on disk before it is done; and, where the call runs in the sandbox, the same by itself. Turns and
floors take turns, some of each, so that both see the same machine; processor time is that of the node with all its
threads, without the sandbox's workers.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.image import ImageCache
from shared.api import FoundFunction, FunctionInfo
from shared.catalogue import tokens
from shared.completions.usage import Usage, estimate
from shared.ids import new_id
from shared.names import SkillPath
from spoke.app import Node
from spoke.assistant.prompts import system_prompt
from spoke.assistant.reach import Reach
from spoke.assistant.tools import Tools
from spoke.calls.asking import PERSON
from spoke.calls.asking import Asking as CallAsking
from spoke.calls.work import Work
from spoke.models.answering import Answer, Asking, Question
from spoke.node.bodies.answers import ChatSettings, Ended, NewAnswer
from spoke.node.bodies.skills import Function, Skill
from spoke.runtime import running
from spoke.settings import NodeSettings
from spoke.store import settings

TURNS = 10
ROUNDS = 5
THINKS_S = 0.03
CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
_IDS = {"id": "call_1", "type": "function"}


def model(name: str, arguments: Callable[[int], dict[str, Any]], took: list[float]) -> Any:
    """Wants the tool called, `TURNS` times; how long it waited for each next question."""
    answered_at = [0.0]

    async def ask(question: Question) -> Asking:
        took.append(time.perf_counter() - answered_at[0])
        number = len(took)
        await asyncio.sleep(THINKS_S)
        message: dict[str, Any] = {"role": "assistant", "content": "Well. "}
        if number <= TURNS:
            call = {"name": name, "arguments": json.dumps(arguments(number))}
            message["tool_calls"] = [_IDS | {"function": call}]
        finish = "tool_calls" if number <= TURNS else "stop"
        answered_at[0] = time.perf_counter()
        yield Answer(message, finish, Usage(1, 1), "fake", "fake", "fake", 0.0, 0.0)

    return ask


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds, of one: by the clock, and by the processor."""

    wall: float
    cpu: float


async def turns(node: Node, name: str, arguments: Callable[[int], dict[str, Any]]) -> Taken:
    took: list[float] = []
    node.ask = model(name, arguments, took)
    session = (await node.sessions.create("Bench")).id
    began = time.process_time()
    info = await node.assistant.answer(session, NewAnswer(text="Go"))
    async for _, event in await node.assistant.events(info.id):
        ended = event
    cpu = time.process_time() - began
    assert isinstance(ended, Ended)
    assert ended.answer.end is not None
    assert ended.answer.end.reason == "answered", ended.answer.end
    return Taken(statistics.median(took[1:]) * 1e3, cpu * 1e3 / TURNS)


async def each(work: Callable[[int], Awaitable[object]]) -> Taken:
    walls = []
    cpu = time.process_time()
    for number in range(1, TURNS + 1):
        await asyncio.sleep(THINKS_S)
        began = time.perf_counter()
        await work(number)
        walls.append(time.perf_counter() - began)
    return Taken(statistics.median(walls) * 1e3, (time.process_time() - cpu) * 1e3 / TURNS)


def row(name: str, pairs: list[tuple[Taken, Taken]]) -> None:
    def middle(of: Callable[[Taken, Taken], float]) -> float:
        return statistics.median(of(turn, floor) for turn, floor in pairs)

    figures = (
        middle(lambda turn, floor: turn.wall),
        middle(lambda turn, floor: floor.wall),
        middle(lambda turn, floor: turn.wall - floor.wall),
        middle(lambda turn, floor: turn.cpu),
        middle(lambda turn, floor: turn.cpu - floor.cpu),
    )
    print(f"| {name} | {' | '.join(f'{each:.2f}' for each in figures)} |")


async def bench(folder: Path) -> None:
    ImageCache().ensure()
    async with running(NodeSettings(data=folder, name="laptop", look_for_models=False)) as node:
        await node.installing.install(str(CLIMATE))
        await node.assistant.set(ChatSettings(steps=TURNS + 10, tokens=10_000_000, time_s=600, context=1_000_000))
        asking = CallAsking(by_code=True)
        summary = SkillPath.parse("climate.summary")

        async def commit(_: int) -> None:
            await node._database.write(lambda connection: settings.put(connection, "bench", time.time()))

        async def call(number: int) -> None:
            await node.router.call(summary, {"sensor": "attic", "hours": number}, asking)

        async def run(number: int) -> None:
            work = Work(id=new_id(), principal=PERSON, by_code=True, wall_s=10, code=f"{number} + 1")
            await node.executor.perform(work)

        kinds: dict[str, tuple[Callable[[], Awaitable[Taken]], Callable[[], Awaitable[Taken]]]] = {
            "a look at a skill (floor: one commit)": (
                lambda: turns(
                    node, "read_skill", lambda number: {"skill": "climate", "file": "SKILL.md", "offset": number}
                ),
                lambda: each(commit),
            ),
            "a function in the sandbox (floor: the call by itself)": (
                lambda: turns(node, "climate__summary", lambda number: {"sensor": "attic", "hours": number}),
                lambda: each(call),
            ),
            "code in the sandbox (floor: the run by itself)": (
                lambda: turns(node, "run_code", lambda number: {"code": f"{number} + 1"}),
                lambda: each(run),
            ),
        }
        await each(call)
        print(
            f"{ROUNDS} rounds of {TURNS} each, in turns; ms, medians\n\n"
            "| a turn that calls | wall | floor | added | processor | added |\n|---|---|---|---|---|---|"
        )
        pairs: dict[str, list[tuple[Taken, Taken]]] = {name: [] for name in kinds}
        for _ in range(ROUNDS):
            for name, (turn, floor) in kinds.items():
                pairs[name].append((await turn(), await floor()))
        for name, found in pairs.items():
            row(name, found)


def catalogue() -> None:
    infos = [
        FunctionInfo(
            skill=f"skill_{number // 10}", function=f"function_{number}", digest="d",
            description=f"Do the thing of number {number}, with a description of the usual length of one line.",
            parameters={"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
        )
        for number in range(1_000)
    ]  # fmt: skip
    skills = [
        Skill(
            name=f"skill_{number}", description="Does things of its kind for whoever asks. " * 5, digest="d",
            functions=[Function(info=each, exposure="read") for each in infos[number * 10 : number * 10 + 10]],
        )
        for number in range(100)
    ]  # fmt: skip
    found = [FoundFunction(info=each, devices=["laptop"], device_count=1) for each in infos]
    began = time.perf_counter()
    tools = Tools(Reach(found, skills, "laptop"))
    prompt = system_prompt(tools, ["attic"], datetime.now().astimezone())
    ms = (time.perf_counter() - began) * 1e3
    whole = estimate([], [{"function": each.model_dump()} for each in infos], 0).prompt
    print(
        f"\n1,000 functions: catalogue {tokens(tools.reach.catalogue()):,} tokens; with prompt and tools "
        f"{estimate([{'content': prompt}], tools.wire, 0).prompt:,}; as tools they would be {whole:,}. "
        f"Made in {ms:.1f} ms."
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(bench(Path(folder) / "data"))
    catalogue()
    return 0


if __name__ == "__main__":
    sys.exit(main())
