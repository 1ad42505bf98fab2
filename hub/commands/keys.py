"""`felloe-hub key …`: the keys that sign the hub's tokens."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, show, table
from shared.system import terminal

app = terminal.commands("The keys that sign the hub's tokens.")


@app.command("list", epilog="Example: felloe-hub key list")
def list_keys(data: Data = None, as_json: Json = False) -> None:
    """List the keys that verify tokens; the last one signs."""
    table(as_json, ask(data, "GET", "/keys"), ("kid", "signs", "created_ms", "retired_ms"))


@app.command("rotate", epilog="Example: felloe-hub key rotate --compromised")
def rotate(
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Somebody may have the old key: refuse what it signed at once.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Sign with a new key. The hub does so by itself every 90 days. Nobody needs to sign in or pair again."""
    made = ask(data, "POST", "/keys", {"compromised": compromised})
    old = "is refused at once" if compromised else "verifies until its last token has ended"
    show(as_json, made, f"The key {made['kid']} signs now. What was signed before {old}.")
