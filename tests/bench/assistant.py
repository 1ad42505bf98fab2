"""What a turn of the assistant's loop adds to the model's own time (up to 5 ms are wanted), and what a catalogue costs.

The model answers at once, from memory. A turn is one question, one call and its result. Beside it the floor: the one
commit that a turn has to wait for, since what is to be done is on disk before it is done; and, where the call runs in
the sandbox, the same call made by itself.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from sandbox.image import ImageCache
from shared.api import FoundFunction, FunctionInfo
from shared.catalogue import tokens
from shared.completions.usage import Usage, estimate
from shared.names import SkillPath
from spoke.app import Node, running
from spoke.assistant.prompts import system_prompt
from spoke.assistant.reach import Reach
from spoke.assistant.tools import Tools
from spoke.calls.asking import Asking as CallAsking
from spoke.models.answering import Answer, Asking, Question
from spoke.node.bodies.answers import ChatSettings, Ended, NewAnswer
from spoke.node.bodies.skills import Function, Skill
from spoke.settings import NodeSettings
from spoke.store import settings

TURNS = 100
CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
_IDS = {"id": "call_1", "type": "function"}


def model(name: str, arguments: Callable[[int], dict[str, Any]], asked_at: list[float]) -> Any:
    """Wants the tool called, `TURNS` times."""

    async def ask(question: Question) -> Asking:
        asked_at.append(time.perf_counter())
        number = len(asked_at)
        message: dict[str, Any] = {"role": "assistant", "content": "Well. "}
        if number <= TURNS:
            call = {"name": name, "arguments": json.dumps(arguments(number))}
            message["tool_calls"] = [_IDS | {"function": call}]
        finish = "tool_calls" if number <= TURNS else "stop"
        yield Answer(message, finish, Usage(1, 1), "fake", "fake", "fake", 0.0, 0.0)

    return ask


async def turn_ms(node: Node, name: str, arguments: Callable[[int], dict[str, Any]]) -> list[float]:
    asked_at: list[float] = []
    node.ask = model(name, arguments, asked_at)
    session = (await node.sessions.create("Bench")).id
    info = await node.assistant.answer(session, NewAnswer(text="Go"))
    async for _, event in await node.assistant.events(info.id):
        ended = event
    assert isinstance(ended, Ended)
    assert ended.answer.end is not None
    assert ended.answer.end.reason == "answered", ended.answer.end
    return [(after - before) * 1e3 for before, after in pairwise(asked_at)]


async def each_ms(work: Callable[[], Awaitable[object]], count: int) -> list[float]:
    found = []
    for _ in range(count):
        began = time.perf_counter()
        await work()
        found.append((time.perf_counter() - began) * 1e3)
    return found


def row(name: str, ms: list[float], floor: list[float]) -> None:
    middle, high = statistics.median(ms), sorted(ms)[int(len(ms) * 0.95)]
    base = statistics.median(floor)
    print(f"| {name} | {middle:.2f} | {high:.2f} | {base:.2f} | {middle - base:.2f} |")


async def bench(folder: Path) -> None:
    ImageCache().ensure()
    async with running(NodeSettings(data=folder, name="laptop", look_for_models=False)) as node:
        await node.installing.install(str(CLIMATE))
        await node.assistant.set(ChatSettings(steps=TURNS + 10, tokens=10_000_000, time_s=600, context=1_000_000))
        asking = CallAsking(by_code=True)
        sensors = SkillPath.parse("climate.sensors")
        await node.router.call(sensors, {}, asking)

        async def commit() -> None:
            await node._database.write(lambda connection: settings.put(connection, "bench", time.time()))

        floor = await each_ms(commit, TURNS)
        print("| a turn that calls | ms, median | 95th | floor | added |\n|---|---|---|---|---|")
        looked = await turn_ms(
            node, "read_skill", lambda number: {"skill": "climate", "file": "SKILL.md", "offset": number}
        )
        floor += await each_ms(commit, TURNS)  # before and after: what a disk takes changes while one looks
        row("a look at a skill (floor: one commit)", looked, floor)
        called = await turn_ms(node, "climate__summary", lambda number: {"sensor": "attic", "hours": number})
        own = await each_ms(
            lambda: node.router.call(SkillPath.parse("climate.summary"), {"sensor": "attic", "hours": 5}, asking), 30
        )
        row("a function in the sandbox (floor: the call by itself)", called, own)


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
