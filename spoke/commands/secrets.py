"""`felloe secret …`: values that the sandbox may send to one host and never sees."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from shared.errors import InvalidArgument
from shared.system.tables import print_table
from shared.system.terminal import commands, console, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data

app = commands("Secrets of this device: code may have them sent to their host, and nobody reads them again.")
_LONGEST = 10_000

Name = Annotated[str, typer.Argument(metavar="NAME", help="By which code asks for it.")]


@app.command("set", epilog="Example: felloe secret set github --host api.github.com < token.txt")
def set_(
    name: Name,
    host: Annotated[str, typer.Option(metavar="HOST", help="The only host that it is sent to; HOST:PORT if not 443.")],
    header: Annotated[str, typer.Option(metavar="NAME", help="The only header that it is sent in.")] = "",
    data: Data = None,
) -> None:
    """Add or replace a secret. Its value is asked for, or read from standard input."""
    from spoke.node.bodies.secrets import NewSecret

    secret = NewSecret.model_validate({"host": host, "header": header, "value": _value(name)})
    ask(data, lambda node: node.set_secret(name, secret))
    console.print(f"{name} is sent to https://{host} only. Code that uses it needs secret:{name}.", markup=False)


@app.command("list", epilog="Example: felloe secret list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """List the secrets by name and host, without their values."""
    secrets = ask(data, lambda node: node.secrets(), reads=True).secrets
    if json:
        print_json([secret.model_dump(mode="json") for secret in secrets])
    elif not secrets:
        console.print("No secrets. Add one with: felloe secret set NAME --host HOST")
    else:
        print_table(("NAME", "HOST", "HEADER"), ((each.name, each.host, each.header or "any") for each in secrets))


@app.command(epilog="Example: felloe secret remove github")
def remove(name: Name, data: Data = None) -> None:
    """Remove a secret from this device."""
    ask(data, lambda node: node.remove_secret(name))
    console.print(f"Removed {name}.", markup=False)


def _value(name: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(f"Value of {name} (not shown)", hide_input=True)).strip()
    value = sys.stdin.read(_LONGEST + 1).strip()
    if not value or len(value) > _LONGEST:
        raise InvalidArgument("Standard input holds no secret. Give it as: felloe secret set NAME --host HOST < FILE")
    return value
