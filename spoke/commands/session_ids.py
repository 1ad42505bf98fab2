"""How a session is named on a command line: by its id, or the end of one."""

from __future__ import annotations

from typing import Annotated

import typer

from shared.errors import InvalidArgument, NotFound
from spoke.node.client import NodeClient

Session = Annotated[str, typer.Argument(help="A session's id, or the end of one that is unique.", metavar="SESSION")]
Title = Annotated[str, typer.Argument(help="What the chat is called.", metavar="TITLE")]

FULL_ID = 36
SHORT_ID = 6


async def resolve(node: NodeClient, text: str) -> str:
    if len(text) == FULL_ID:
        return text.lower()
    found = await node.sessions_ending(text) if _may_end(text) else []
    if not found:
        raise NotFound(f"No session ends with '{text[:40]}'. `felloe sessions list` shows what there is.")
    if len(found) > 1:
        raise InvalidArgument(f"Several sessions end with '{text}'. Give more of the id.")
    return found[0]


def _may_end(text: str) -> bool:
    return 0 < len(text) < FULL_ID and all(letter in "0123456789abcdef-" for letter in text.lower())
