"""Follows an answer to its end: shows it, asks the person at the terminal what it waits for, and stops it at Ctrl+C."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncGenerator, Iterator

import typer

from shared.errors import DeviceOffline, FelloeError, InvalidArgument, NodeUnreachable
from shared.timeouts import TIMEOUTS
from spoke.commands.approvals import told
from spoke.commands.chat_show import Show
from spoke.node.bodies.answers import AnswerEvent, AnswerInfo, Ended, PartChanged, SoFar
from spoke.node.client import NodeClient

_TRIES = 10
"""How often in a row a lost connection to the node is made again."""


async def follow(node: NodeClient, answer: AnswerInfo, show: Show, *, asks: bool) -> AnswerInfo:
    """Returns once it has ended. `asks`: whether questions are answered here. Ctrl+C stops the answer, not this."""
    with _ctrl_c() as pressed:
        following = asyncio.ensure_future(_shown(node, answer.id, show, asks=asks))
        stopping = asyncio.ensure_future(pressed.wait())
        try:
            await asyncio.wait((following, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                await node.stop_answer(answer.id)
            return await following
        finally:
            for task in (following, stopping):
                task.cancel()
            await asyncio.gather(following, stopping, return_exceptions=True)


async def watch(node: NodeClient, answer: AnswerInfo, show: Show) -> None:
    """The same without a hand in it: leaving it ends nothing."""
    await _shown(node, answer.id, show, asks=False)


async def _shown(node: NodeClient, answer_id: str, show: Show, *, asks: bool) -> AnswerInfo:
    async with _Questions(node) as questions, contextlib.aclosing(_events(node, answer_id)) as events:
        async for event in events:
            show.show(event)
            if isinstance(event, Ended):
                return event.answer
            if asks and isinstance(event, SoFar | PartChanged):
                questions.see(event.parts if isinstance(event, SoFar) else [event.part])
    raise AssertionError("an answer has an end")


async def _events(node: NodeClient, answer_id: str) -> AsyncGenerator[AnswerEvent]:
    """Up to `Ended`, over cut connections. Raises `NodeUnreachable`, or for another device `DeviceOffline`, where
    several tries in a row bring nothing."""
    place: str | None = None
    tries = 0
    while True:
        try:
            async with node.answer_events(answer_id, place) as events:
                async for came, event in events:
                    place, tries = came, 0
                    yield event
        except (NodeUnreachable, DeviceOffline):
            tries += 1
            if tries > _TRIES:
                raise
        await asyncio.sleep(random.uniform(0, TIMEOUTS.reconnect_min))  # noqa: S311 - only spreads load


class _Questions:
    """Asked one after another at the terminal; one that is answered elsewhere is taken back."""

    def __init__(self, node: NodeClient) -> None:
        self._node = node
        self._asking: dict[int, asyncio.Task[None]] = {}
        self._one = asyncio.Lock()

    async def __aenter__(self) -> _Questions:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def see(self, parts: list[dict[str, object]]) -> None:
        for part in parts:
            if part.get("type") != "ask" or not isinstance(number := part.get("ask"), int):
                continue
            if part.get("state") == "pending" and number not in self._asking:
                self._asking[number] = asyncio.ensure_future(self._ask(number))
            elif part.get("state") != "pending" and number in self._asking:
                self._asking[number].cancel()

    async def _ask(self, number: int) -> None:
        async with self._one:
            info = next((each for each in (await self._node.asks()).asks if each.id == number), None)
            if info is None:
                return
            try:
                word = await told(info)
            except InvalidArgument:  # nothing more is typed here
                answer = f"`felloe asks answer {number} once`, or deny, answers"
                typer.echo(f"\nNo answer was given, so it waits: {answer}; Ctrl+C stops it.", err=True)
                return
            with contextlib.suppress(FelloeError):  # it was answered elsewhere at this very moment
                await self._node.answer(info.id, word)


@contextlib.contextmanager
def _ctrl_c() -> Iterator[asyncio.Event]:
    """Set at the first Ctrl+C; a second one ends the command, as ever."""
    pressed = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def heard() -> None:
        pressed.set()
        loop.remove_signal_handler(signal.SIGINT)

    try:
        loop.add_signal_handler(signal.SIGINT, heard)
    except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not in the main thread
        yield pressed
        return
    try:
        yield pressed
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
