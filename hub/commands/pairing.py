"""`felloe-hub pairing-code`."""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from hub.commands.options import Data, Json, UserName
from hub.commands.talk import ask, segment
from shared.system import terminal


def pairing_code(
    user: UserName,
    minutes: Annotated[float | None, typer.Option(help="How long it is good.", show_default="10")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a one-time code that joins a device. The first line of stdout is the pairing string."""
    made = ask(data, "POST", f"/users/{segment(user)}/codes", {"minutes": minutes})
    until = datetime.datetime.fromtimestamp(made["expires_ms"] / 1000).strftime("%H:%M:%S")
    if as_json:
        terminal.print_json(made)
    else:
        terminal.console.print(made["pairing_string"], markup=False)
        typer.echo(f"On the device: felloe pair PAIRING_STRING. Good once, until {until}.", err=True)
