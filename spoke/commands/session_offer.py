"""`felloe sessions offer`: chats that stay here."""

from __future__ import annotations

from typing import Annotated

import typer

from shared.errors import InvalidArgument
from shared.system.terminal import console
from spoke.commands.connect import ask
from spoke.commands.options import Data
from spoke.commands.session_ids import resolve
from spoke.node.bodies.sessions import ChosenSessions
from spoke.node.client import NodeClient

Some = Annotated[list[str] | None, typer.Argument(help="Ids of sessions, or their ends.", metavar="SESSION")]
All = Annotated[bool, typer.Option("--all", help="All that were kept from a hub that this device left.")]


def offer(sessions: Some = None, all_: All = False, data: Data = None) -> None:
    """Let sessions sync that do not: kept from a hub that this device left, or begun for this device only."""
    if bool(sessions) == all_:
        raise InvalidArgument("Name sessions, or give --all.")

    async def work(node: NodeClient) -> list[str]:
        ids = [await resolve(node, each) for each in sessions or []]
        return await node.offer(ChosenSessions(ids=ids, all=all_))

    console.print(f"Syncing from now on: {len(ask(data, work))}.")
