"""`felloe-hub user …`: accounts."""

from __future__ import annotations

import sys
from shlex import quote
from typing import Annotated

import typer

from hub.commands.options import Data, FromStdin, Json, UserName
from hub.commands.talk import ask, segment, show, table
from shared.errors import NotFound
from shared.system import terminal

app = terminal.commands("Accounts.")


@app.command("add", epilog="Example: felloe-hub user add ann --admin")
def add_user(
    name: UserName,
    admin: Annotated[bool, typer.Option("--admin", help="May administer the hub.")] = False,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Add a user. A password is optional: devices sign in with their keys."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    body = {"name": name, "role": "admin" if admin else "user", "password": password}
    user = ask(data, "POST", "/users", body, make=True)
    again = f" --data {quote(str(data))}" if data else ""
    show(as_json, user, f"Added {user['name']}. Next: felloe-hub pairing-code {quote(user['name'])}{again}")


@app.command("list", epilog="Example: felloe-hub user list --json")
def list_users(data: Data = None, as_json: Json = False) -> None:
    """List the users."""
    table(as_json, ask(data, "GET", "/users"), ("name", "role", "devices", "disabled", "has_password"))


@app.command("password", epilog="Example: felloe-hub user password ann")
def password(name: UserName, password_stdin: FromStdin = False, data: Data = None) -> None:
    """Set a user's password."""
    if password_stdin:
        secret = sys.stdin.readline().rstrip("\n")
    else:
        if name not in (user["name"] for user in ask(data, "GET", "/users")):
            raise NotFound(f"There is no user {name}.")
        secret = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    ask(data, "PUT", f"/users/{segment(name)}/password", {"password": secret})
    typer.echo(f"The password of {name} is set.", err=True)


@app.command("disable", epilog="Example: felloe-hub user disable ann")
def disable(
    name: UserName,
    enable: Annotated[bool, typer.Option("--enable", help="Let the user in again.")] = False,
    data: Data = None,
) -> None:
    """Lock a user out: devices are cut off within a second. Nothing is deleted."""
    ask(data, "DELETE" if enable else "PUT", f"/users/{segment(name)}/disabled")
    typer.echo(f"{name} is {'enabled' if enable else 'disabled'}.", err=True)


@app.command("delete", epilog="Example: felloe-hub user delete ann --yes")
def delete_user(
    name: UserName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Delete a user with devices and synced chats. Copies on the devices stay."""
    terminal.confirm(f"Delete {name} with all devices and the hub's copy of the chats?", yes=yes)
    ask(data, "DELETE", f"/users/{segment(name)}")
    typer.echo(f"{name} is deleted.", err=True)
