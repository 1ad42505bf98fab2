"""`felloe-hub model …`: where the hub's models come from.

A key is read from a file, from stdin or from a hidden prompt: as an argument every user of the machine could see it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, segment, show, table
from shared.errors import InvalidArgument
from shared.system import terminal

app = terminal.commands("Models that the hub passes on to its users.")
Upstream = Annotated[str, typer.Argument(help="The upstream's name, of your choice.", metavar="UPSTREAM")]
_LONGEST = 8_192
_TEST_S = 330.0


@app.command(
    "add",
    epilog="Example: felloe-hub model add openai https://api.openai.com/v1 -m gpt-5-mini -m fast=gpt-5-nano",
)
def add(
    name: Upstream,
    url: Annotated[str, typer.Argument(help="Its OpenAI-compatible API, mostly ending in /v1.", metavar="URL")],
    model: Annotated[
        list[str], typer.Option("--model", "-m", help="A model to offer; ALIAS=NAME offers it by another name.")
    ],
    key_file: Annotated[Path | None, typer.Option(help="File that holds the key, and nothing else.")] = None,
    key_stdin: Annotated[bool, typer.Option("--key-stdin", help="Read the key from stdin.")] = False,
    no_key: Annotated[bool, typer.Option("--no-key", help="It needs none.")] = False,
    keep_key: Annotated[bool, typer.Option("--keep-key", help="Of the upstream that is changed.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Offer models of an upstream, or change one of that name. Without an option the key is asked for."""
    if sum((key_file is not None, key_stdin, no_key, keep_key)) > 1:
        raise typer.BadParameter("give the key in one way", param_hint="--key-file, --key-stdin, --no-key, --keep-key")
    key = None if keep_key else "" if no_key else _key(key_file, key_stdin)
    made = ask(data, "PUT", f"/upstreams/{segment(name)}", {"url": url, "models": model, "key": key})
    if made["in_the_clear"]:
        typer.echo("Without https the key and the chats can be read on the way there.", err=True)
    again = f" --data {quote(str(data))}" if data else ""
    show(as_json, made, f"{name} offers {', '.join(made['models'])}. Next: felloe-hub model test {quote(name)}{again}")


@app.command("list", epilog="Example: felloe-hub model list --json")
def list_upstreams(data: Data = None, as_json: Json = False) -> None:
    """List upstreams in the order in which they are asked, with their models. Keys are never shown."""
    rows = ask(data, "GET", "/upstreams")
    if not as_json:
        for row in rows:
            row["models"] = ", ".join(name if name == own else f"{name}={own}" for name, own in row["models"].items())
            row["key"] = "set" if row["has_key"] else "none"
    table(as_json, rows, ("name", "url", "models", "key"))


@app.command("remove", epilog="Example: felloe-hub model remove openai")
def remove(name: Upstream, data: Data = None) -> None:
    """Offer an upstream's models no longer, and forget its key. What was used stays in the figures."""
    ask(data, "DELETE", f"/upstreams/{segment(name)}")
    typer.echo(f"{name} is removed.", err=True)


@app.command("test", epilog="Example: felloe-hub model test openai --model fast")
def test(
    name: Upstream,
    model: Annotated[str | None, typer.Option("--model", "-m", help="Which of its models; else its first.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Ask an upstream for its models and for one short answer, which costs what it costs."""
    done = ask(data, "POST", f"/upstreams/{segment(name)}/test", {"model": model}, wait_s=_TEST_S)
    if done["not_listed"]:
        typer.echo(f"{name} does not say that it has: {', '.join(done['not_listed'])}", err=True)
    show(as_json, done, _sentence(done))


def _sentence(done: dict[str, Any]) -> str:
    about = " (estimated)" if done["estimated"] else ""
    said = done["said"] or "(no text)"
    return (
        f"{done['upstream']} answers as {done['model']} after {done['first_byte_ms']} ms: {said}\n"
        f"{done['prompt_tokens']} and {done['completion_tokens']} tokens{about}, {done['ms']} ms in all."
    )


def _key(file: Path | None, stdin: bool) -> str:
    """Raises `InvalidArgument`; nothing of what was read is in it."""
    if stdin:
        key = sys.stdin.readline()
    elif file is not None:
        try:
            with file.open() as source:
                key = source.read(_LONGEST + 1)
        except (OSError, UnicodeDecodeError):
            raise InvalidArgument(f"{file} cannot be read as a key.") from None
    else:
        key = typer.prompt("Key (empty: it needs none)", default="", hide_input=True, show_default=False, err=True)
    if len(key.split()) > 1 or len(key) > _LONGEST:
        raise InvalidArgument("A key is one word.")
    return key.strip()
