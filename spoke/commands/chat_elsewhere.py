"""Answers that somebody asked for, here or on another of the user's devices: looked at while they grow, and stopped."""

from __future__ import annotations

from collections.abc import AsyncIterable

import typer

from shared.errors import InvalidArgument, NotFound
from shared.system.terminal import one_line, print_json_line
from spoke.commands.chat_follow import watch
from spoke.commands.chat_show import AsEvents, Plain
from spoke.commands.session_ids import SHORT_ID, resolve
from spoke.node.bodies.answers import AnswerInfo
from spoke.node.bodies.events import Event
from spoke.node.client import NodeClient


async def watch_all(node: NodeClient, device: str | None, named: str | None, *, json: bool) -> None:
    """Those that are being written, and each that is begun later; of one session, where that is `named`."""
    there, session = node.on(device), await resolve(node, named) if named else None
    async with there.events() as events:
        seen = {answer.id for answer in (await there.answers()).ended}
        if not json:
            on = f" on {device}" if device else ""
            typer.echo(
                one_line(f"Answers{on} are shown here as they are written. Ctrl+C ends this, and nothing else."),
                err=True,
            )
        while True:
            found = await there.answers()
            for answer in (*found.ended, *found.answers):
                if answer.id not in seen and session in (None, answer.session_id):
                    seen.add(answer.id)
                    if not json:
                        typer.echo(f"(chat {answer.session_id[-SHORT_ID:]})", err=True)
                    await watch(there, answer, AsEvents() if json else Plain(device=device))
            if not await _changed(events):
                return


async def _changed(events: AsyncIterable[Event]) -> bool:
    """Whether there may be other answers: false where the events end before that."""
    async for event in events:
        if event.kind in ("answers", "reset"):
            return True
    return False


async def stop(node: NodeClient, device: str | None, named: str | None, *, json: bool) -> None:
    """The one that is being written. Raises `NotFound` where none is, `InvalidArgument` where several are."""
    there, session = node.on(device), await resolve(node, named) if named else None
    going = [each for each in (await there.answers()).answers if session in (None, each.session_id)]
    stopped = await there.stop_answer(_only(going, device).id)
    if json:
        return print_json_line(stopped.model_dump(mode="json", exclude_none=True))
    return typer.echo(f"Stopped. What there is of it stays in chat {stopped.session_id[-SHORT_ID:]}.")


def _only(going: list[AnswerInfo], device: str | None) -> AnswerInfo:
    if not going:
        raise NotFound(f"No answer is being written {f'on {device}' if device else 'here'} now.")
    if len(going) > 1:
        chats = ", ".join(each.session_id[-SHORT_ID:] for each in going)
        raise InvalidArgument(f"{len(going)} answers are being written. Say which: --session with one of {chats}.")
    return going[0]
