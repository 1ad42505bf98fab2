"""`felloe-hub`: serve, and the admin's commands. Heavy modules are loaded by the commands that need them."""

from __future__ import annotations

import asyncio
import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from shared.errors import InvalidArgument
from shared.system import terminal

app = terminal.commands("The hub: one small server that joins a user's devices.")
users = terminal.commands("Accounts.")
devices = terminal.commands("Registered devices.")
app.add_typer(users, name="user")
app.add_typer(devices, name="device")

Data = Annotated[Path | None, typer.Option(help="The hub's data folder.", show_default="~/.local/share/felloe-hub")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Owner = Annotated[str | None, typer.Option("--user", help="Whose device, where several have one of that name.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")]
Name = Annotated[str, typer.Argument(help="The user's name.")]
DeviceName = Annotated[str, typer.Argument(help="The device's handle or id.", metavar="DEVICE")]


def main() -> None:
    terminal.run(app)


@app.command(epilog="Example: felloe-hub serve --host 0.0.0.0 --data /srv/felloe")
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8470")] = None,
    data: Data = None,
    cert: Annotated[Path | None, typer.Option(help="A certificate (PEM) in place of the hub's own.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its key (PEM).")] = None,
    plain_http: Annotated[bool | None, typer.Option("--plain-http", help="No TLS; on loopback only.")] = None,
    public_url: Annotated[str | None, typer.Option(help="How devices reach the hub, if not at its address.")] = None,
    as_json: Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log more.")] = False,
) -> None:
    """Run the hub until it is told to stop (Ctrl+C, SIGTERM)."""
    from logging import DEBUG, INFO

    from hub.serve import serve as run
    from hub.settings import Settings
    from shared.system import logging

    logging.configure(DEBUG if verbose else INFO)
    flags = {"host": host, "port": port, "data": data, "cert": cert, "key": key, "public_url": public_url}
    settings = Settings.load({**flags, "plain_http": plain_http}, os.environ)
    asyncio.run(run(settings, as_json=as_json))


@users.command("add", epilog="Example: felloe-hub user add ann --admin")
def add_user(
    name: Name,
    admin: Annotated[bool, typer.Option("--admin", help="May administer the hub.")] = False,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Add a user. A password is optional: devices sign in with their keys."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    body = {"name": name, "role": "admin" if admin else "user", "password": password}
    user = _ask(data, "POST", "/users", body)
    again = f" --data {data}" if data else ""
    _show(as_json, user, f"Added {user['name']}. Next: felloe-hub pairing-code {user['name']}{again}")


@users.command("list", epilog="Example: felloe-hub user list --json")
def list_users(data: Data = None, as_json: Json = False) -> None:
    """List the users."""
    _table(as_json, _ask(data, "GET", "/users"), ("name", "role", "devices", "disabled", "has_password"))


@users.command("password", epilog="Example: felloe-hub user password ann")
def password(name: Name, password_stdin: FromStdin = False, data: Data = None) -> None:
    """Set a user's password."""
    if password_stdin:
        secret = sys.stdin.readline().rstrip("\n")
    else:
        secret = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    _ask(data, "PUT", f"/users/{_segment(name)}/password", {"password": secret})
    typer.echo(f"The password of {name} is set.", err=True)


@users.command("disable", epilog="Example: felloe-hub user disable ann")
def disable(
    name: Name,
    enable: Annotated[bool, typer.Option("--enable", help="Let the user in again.")] = False,
    data: Data = None,
) -> None:
    """Lock a user out: devices are cut off within a second. Nothing is deleted."""
    _ask(data, "DELETE" if enable else "PUT", f"/users/{_segment(name)}/disabled")
    typer.echo(f"{name} is {'enabled' if enable else 'disabled'}.", err=True)


@users.command("delete", epilog="Example: felloe-hub user delete ann --yes")
def delete_user(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Delete a user with devices and synced chats. Copies on the devices stay."""
    if not yes:
        typer.confirm(f"Delete {name} with all devices and the hub's copy of the chats?", abort=True, err=True)
    _ask(data, "DELETE", f"/users/{_segment(name)}")
    typer.echo(f"{name} is deleted.", err=True)


@devices.command("list", epilog="Example: felloe-hub device list --user ann")
def list_devices(user: Owner = None, data: Data = None, as_json: Json = False) -> None:
    """List the devices."""
    found = _ask(data, "GET", "/devices", user=user)
    _table(as_json, found, ("user", "handle", "name", "platform", "state", "last_seen_ms", "functions"))


@devices.command("rename", epilog="Example: felloe-hub device rename attic 'Attic Pi'")
def rename(
    device: DeviceName,
    name: Annotated[str, typer.Argument(help="Its new name; the handle follows it.")],
    user: Owner = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Give a device another name."""
    renamed = _ask(data, "PUT", f"/devices/{_segment(device)}", {"name": name}, user=user)
    _show(as_json, renamed, f"{renamed['name']} is now {renamed['handle']} in skill paths.")


@devices.command("revoke", epilog="Example: felloe-hub device revoke old_laptop")
def revoke(device: DeviceName, user: Owner = None, data: Data = None, as_json: Json = False) -> None:
    """Cut a device off for good: its connection ends within a second and its tokens are refused."""
    revoked = _ask(data, "DELETE", f"/devices/{_segment(device)}", user=user)
    _show(as_json, revoked, f"{revoked['handle']} of {revoked['user']} is revoked.")


@app.command("pairing-code", epilog="Example: felloe-hub pairing-code ann --minutes 30")
def pairing_code(
    user: Name,
    minutes: Annotated[float | None, typer.Option(help="How long it is good.", show_default="10")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a one-time code that joins a device. The first line of stdout is the pairing string."""
    made = _ask(data, "POST", f"/users/{_segment(user)}/codes", {"minutes": minutes})
    until = datetime.datetime.fromtimestamp(made["expires_ms"] / 1000).strftime("%H:%M:%S")
    if as_json:
        terminal.print_json(made)
    else:
        terminal.console.print(made["pairing_string"], markup=False)
        typer.echo(f"On the device: felloe pair PAIRING_STRING. Good once, until {until}.", err=True)


@app.command(epilog="Example: felloe-hub status --json")
def status(data: Data = None, as_json: Json = False) -> None:
    """Say whether the hub runs, where, and how much it holds."""
    found = _ask(data, "GET", "/status")
    state = f"runs at {found['url']} (process {found['pid']})" if found["running"] else "does not run"
    _show(
        as_json,
        found,
        f"The hub {state}.\n{found['users']} users, {found['devices']} devices ({found['online']} online), "
        f"{found['log_entries']} changes in the sync log. Data in {found['data']}.",
    )


@app.command(epilog="Example: felloe-hub audit --limit 20")
def audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines, newest first.")] = 50,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show who did what: sign-ins, pairings, calls, admin acts."""
    _table(as_json, _ask(data, "GET", "/audit", limit=limit), ("at_ms", "actor", "action", "user", "details"))


def _ask(data: Path | None, method: str, path: str, body: Any = None, **query: Any) -> Any:
    from hub.admin.client import admin
    from hub.settings import Settings
    from shared.system import logging

    logging.configure()
    folder = Settings.load({"data": data}, os.environ).data

    async def asked() -> Any:
        async with admin(folder) as hub:
            return await hub.ask(method, path, body, **query)

    return asyncio.run(asked())


def _segment(text: str) -> str:
    """A name as one segment of a path."""
    from urllib.parse import quote

    if text in ("", ".", "..") or "/" in text:
        raise InvalidArgument(f"'{text}' is no name.")
    return quote(text, safe="")


def _show(as_json: bool, value: Any, sentence: str) -> None:
    if as_json:
        terminal.print_json(value)
    else:
        terminal.console.print(sentence, markup=False)


def _table(as_json: bool, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    if as_json:
        terminal.print_json(rows)
        return
    from rich.table import Table

    table = Table(*(column.removesuffix("_ms").replace("_", " ") for column in columns), box=None)
    for row in rows:
        table.add_row(*(_cell(column, row[column]) for column in columns))
    terminal.console.print(table)


def _cell(column: str, value: Any) -> str:
    from rich.markup import escape

    if value is None:
        return "-"
    if column.endswith("_ms"):
        return datetime.datetime.fromtimestamp(value / 1000).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return escape(" ".join(f"{name}={part}" for name, part in value.items()))
    return escape(str(value))


if __name__ == "__main__":
    main()
