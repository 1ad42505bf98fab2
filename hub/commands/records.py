"""Commands on what the hub has written down."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, table


def audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines, newest first.")] = 50,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show who did what: sign-ins, pairings, calls, admin acts."""
    table(as_json, ask(data, "GET", "/audit", limit=limit), ("at_ms", "actor", "action", "user", "details"))
