"""`felloe-hub device …`: registered devices."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.commands.options import Data, DeviceName, Json, Owner
from hub.commands.talk import ask, segment, show, table
from shared.system import terminal

app = terminal.commands("Registered devices.")


@app.command("list", epilog="Example: felloe-hub device list --user ann")
def list_devices(user: Owner = None, data: Data = None, as_json: Json = False) -> None:
    """List the devices."""
    found = ask(data, "GET", "/devices", user=user)
    table(as_json, found, ("user", "handle", "name", "platform", "state", "last_seen_ms", "functions"))


@app.command("rename", epilog="Example: felloe-hub device rename attic 'Attic Pi'")
def rename(
    device: DeviceName,
    name: Annotated[str, typer.Argument(help="Its new name; the handle follows it.")],
    user: Owner = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Give a device another name."""
    renamed = ask(data, "PUT", f"/devices/{segment(device)}", {"name": name}, user=user)
    show(as_json, renamed, f"{renamed['name']} is now {renamed['handle']} in skill paths.")


@app.command("revoke", epilog="Example: felloe-hub device revoke old_laptop")
def revoke(device: DeviceName, user: Owner = None, data: Data = None, as_json: Json = False) -> None:
    """Cut a device off for good: its connection ends within a second and its tokens are refused."""
    revoked = ask(data, "DELETE", f"/devices/{segment(device)}", user=user)
    show(as_json, revoked, f"{revoked['handle']} of {revoked['user']} is revoked.")
