"""`felloe assistant`: what holds for the assistant, in all chats on this device and in one chat."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.errors import InvalidArgument, NotFound
from shared.limits import LIMITS
from shared.system.tables import print_table
from shared.system.terminal import commands, console, print_json
from shared.timeouts import TIMEOUTS
from spoke.commands.assignments import assignments, check_name, value_of
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import resolve
from spoke.node.bodies.answers import ChatSettings

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

app = commands("What holds for the assistant: instructions, model, limits of an answer, how functions are offered.")
_NAMES = tuple(ChatSettings.model_fields)
_PARAMETERS = "parameters"
_SHOWN = 60

_WHAT = {
    "instructions": "what it is told always; @FILE or @- (standard input) reads them",
    "model": "as `felloe models list` names it",
    "parameters": "of the model's wire, such as parameters.temperature=0.2",
    "steps": f"how often the model is asked for one answer, up to {LIMITS.answer_steps_max}",
    "time_s": "seconds of one answer, without the time that you are waited for",
    "tokens": "of one answer, prompts included",
    "context": "tokens that the model reads at once",
    "tools": "each function as a tool, or search for those that fit",
}
_USUAL = {
    "model": "what is asked first",
    "steps": f"{LIMITS.answer_steps}",
    "time_s": f"{TIMEOUTS.answer:g}",
    "tokens": f"{LIMITS.answer_tokens:,}",
    "context": "what the model's server says",
    "tools": f"each, up to {LIMITS.tools} functions",
}

Session = Annotated[str | None, typer.Option(help="Of this chat only: its id, or the end of one.", metavar="SESSION")]


@app.command(epilog="Example: felloe assistant show --json")
def show(session: Session = None, data: Data = None, json: AsJson = False) -> None:
    """Show what holds in all chats on this device, or what one chat has beside or over that."""
    settings = ask(data, lambda node: _read(node, session))
    if json:
        return print_json(settings.model_dump(mode="json"))
    otherwise = "as in all chats" if session else ""
    rows = ((name, *_row(settings, name, otherwise), _WHAT[name]) for name in _NAMES)
    return print_table(("NAME", "VALUE", "ELSE", "WHAT"), rows)


@app.command("set", epilog="Example: felloe assistant set steps=40 parameters.temperature=0.2 instructions=@house.md")
def set_(
    values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…", help="NAME= takes back what was set.")],
    session: Session = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Set what holds from the next answer on. What is not named stays."""
    typed = assignments(values, _NAMES, open_=_PARAMETERS)
    given = {name: _given(name, text) for name, text in typed.items()}
    _changed(data, session, given, json)


@app.command(epilog="Example: felloe assistant reset steps instructions")
def reset(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Else all of them.")] = None,
    session: Session = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Take back what was set."""
    for name in names or ():
        check_name(name, _NAMES, open_=_PARAMETERS)
    _changed(data, session, dict.fromkeys(names or _NAMES), json)


def _changed(data: Path | None, session: str | None, given: dict[str, Any], json: bool) -> None:
    async def work(node: NodeClient) -> ChatSettings:
        chat = await resolve(node, session) if session else None
        new = _with(await node.chat_settings(chat), given)
        await node.set_chat_settings(new, chat)
        return new

    settings = ask(data, work)
    if json:
        return print_json(settings.model_dump(mode="json"))
    names = list(dict.fromkeys(name.partition(".")[0] for name in given))
    print_table(("NAME", "VALUE", "ELSE"), ((name, *_row(settings, name, "")) for name in names))
    return console.print("It counts from the next answer on.")


async def _read(node: NodeClient, session: str | None) -> ChatSettings:
    return await node.chat_settings(await resolve(node, session) if session else None)


def _with(settings: ChatSettings, given: dict[str, Any]) -> ChatSettings:
    """None: as if it had never been set."""
    fields = settings.model_dump(exclude_defaults=True)
    parameters = dict(settings.parameters)
    for name, value in given.items():
        first, _, parameter = name.partition(".")
        if parameter:
            parameters.pop(parameter, None)
            parameters |= {} if value is None else {parameter: value}
        elif first == _PARAMETERS:
            parameters = {} if value is None else value
        else:
            fields[first] = value
    kept = {name: value for name, value in (fields | {_PARAMETERS: parameters}).items() if value is not None}
    return ChatSettings.model_validate(kept)


def _given(name: str, text: str) -> Any:
    """Raises `InvalidArgument`, `NotFound`."""
    if not text:
        return None
    if name == "instructions":
        return _instructions(text)
    if name == "model":
        return text
    value = value_of(text)
    if name == _PARAMETERS and not isinstance(value, dict):
        raise InvalidArgument("parameters is a JSON object; parameters.NAME=VALUE sets one of them.")
    return value


def _instructions(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        with sys.stdin if text == "@-" else Path(text[1:]).expanduser().open() as file:
            return file.read(LIMITS.instructions + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"{text[1:]} cannot be read as text.") from error


def _row(settings: ChatSettings, name: str, otherwise: str) -> tuple[str, str]:
    value = getattr(settings, name)
    if value in (None, "", {}):
        return "", otherwise or _USUAL.get(name, "")
    if isinstance(value, dict):
        return ", ".join(f"{key}={each}" for key, each in value.items()), ""
    text = " ".join(f"{value:,g}".split()) if isinstance(value, int | float) else " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…", ""
