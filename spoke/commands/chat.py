"""`felloe chat`: one answer, or a conversation, on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.errors import FelloeError, InvalidArgument, NotFound, TooLarge
from shared.limits import LIMITS
from shared.parts import Attachment
from shared.system.terminal import one_line
from spoke.commands.approvals import patience
from spoke.commands.chat_elsewhere import stop, watch_all
from spoke.commands.chat_follow import follow
from spoke.commands.chat_show import AsEvents, Plain
from spoke.commands.connect import ask
from spoke.commands.options import Data
from spoke.commands.session_ids import SHORT_ID, resolve
from spoke.commands.tables import called
from spoke.commands.typed import typed_line
from spoke.node.bodies.answers import AnswerInfo, NewAnswer
from spoke.node.client import NodeClient

_TITLE = 60
_QUOTES = 2
"""Bytes around a text in JSON."""

_HELP = """/file PATH    attach a file to what you say next
/model NAME   use another model from now on; without a name the one that is preferred
/again        another answer to what you said last
/new          begin another chat
/exit         end this (or Ctrl+D). Ctrl+C stops an answer"""


def chat(
    text: Annotated[
        str | None, typer.Argument(help="What you want to say; - reads it from standard input.", metavar="[TEXT]")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", "-f", help="A file to attach; again for more.", metavar="FILE")
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Go on in this chat: its id, or the end of one.", metavar="SESSION")
    ] = None,
    go_on: Annotated[bool, typer.Option("--continue", "-c", help="Go on in the newest chat.")] = False,
    model: Annotated[str | None, typer.Option(help="As `felloe models list` names it.", metavar="NAME")] = None,
    local: Annotated[bool, typer.Option("--local", help="Begin a chat that never leaves this device.")] = False,
    watching: Annotated[
        bool, typer.Option("--watch", help="Only show answers as they are written, also those asked for elsewhere.")
    ] = False,
    stopping: Annotated[bool, typer.Option("--stop", help="Stop the answer that is being written.")] = False,
    device: Annotated[
        str | None, typer.Option(help="With --watch or --stop: another of your devices.", metavar="DEVICE")
    ] = None,
    data: Data = None,
    json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON, for programs.")] = False,
) -> None:
    """Ask the assistant. Without a text it is a conversation at a terminal, until you type /exit.

    It may call functions of your skills, here and on your other devices; what needs your approval is asked of you.
    Ctrl+C stops an answer; what there is of it stays.
    """
    if watching or stopping:
        if text is not None or (watching and stopping):
            raise InvalidArgument("--watch and --stop stand alone: they ask for nothing.")
        work = watch_all if watching else stop
        return ask(data, lambda node: work(node, device, session, json=json))
    if device is not None:
        raise InvalidArgument("Another device is watched (--watch) or stopped (--stop); chats are asked on this one.")
    said = _said(text)
    if said is None and json:
        raise InvalidArgument("Give a text with --json.")
    talk = _Talk(session, model, go_on=go_on, local=local, json=json)
    files = list(file or [])
    if said is None:
        return ask(data, lambda node: talk.converse(node, files), sandbox=True)
    end = ask(data, lambda node: talk.say(node, said, files), sandbox=True).end
    if end is not None and end.reason == "stopped":
        raise typer.Exit(130)
    raise typer.Exit(0 if end is None or end.reason == "answered" else 1)


class _Talk:
    """One conversation."""

    def __init__(self, session: str | None, model: str | None, *, go_on: bool, local: bool, json: bool) -> None:
        self._named = session
        self._model = model
        self._go_on = go_on
        self._local = local
        self._json = json
        self._session: str | None = None
        self._last: AnswerInfo | None = None

    async def say(self, node: NodeClient, text: str, files: list[Path]) -> AnswerInfo:
        attached: list[Attachment] = [await node.attach(str(path.expanduser().absolute())) for path in files]
        session = await self._in(node, text or files[0].name)
        return await self._answered(node, session, NewAnswer(text=text, attachments=attached, model=self._model))

    async def converse(self, node: NodeClient, files: list[Path]) -> None:
        typer.echo("Say something. /help shows what else there is.", err=True)
        while (line := await typed_line("> ")) is not None:
            word, _, rest = line.strip().partition(" ")
            try:
                if word == "/exit":
                    return
                if word.startswith("/"):
                    await self._do(node, word, rest.strip(), files)
                elif line.strip():
                    await self.say(node, line, files)
                    files.clear()
            except FelloeError as error:
                typer.echo(one_line(error.message), err=True)

    async def _do(self, node: NodeClient, word: str, rest: str, files: list[Path]) -> None:
        match word:
            case "/file" if rest:
                files.append(_there(Path(rest)))
                _note(f"(with what you say next: {', '.join(path.name for path in files)})")
            case "/model":
                self._model = rest or None
                _note(f"(from now on: {self._model or 'the model that is preferred'})")
            case "/new":
                self._session, self._named, self._go_on, self._last = None, None, False, None
                _note("(another chat begins with what you say next)")
            case "/again" if self._last is not None:
                new = NewAnswer(beside=self._last.id, model=self._model)
                await self._answered(node, self._last.session_id, new)
            case _:
                typer.echo(_HELP, err=True)

    async def _answered(self, node: NodeClient, session: str, new: NewAnswer) -> AnswerInfo:
        answer = await node.ask_for_answer(session, new)
        asks = not self._json and patience() is not None
        self._last = await follow(node, answer, AsEvents() if self._json else Plain(asks=asks), asks=asks)
        return self._last

    async def _in(self, node: NodeClient, text: str) -> str:
        """The chat, begun with the first thing that is said."""
        if self._session is None:
            if self._named is not None:
                self._session = await resolve(node, self._named)
            elif self._go_on:
                newest = (await node.sessions(limit=1, where="active")).sessions
                if not newest:
                    raise NotFound("There is no chat to go on with.")
                self._session = newest[0].id
                if not self._json:
                    _note(f"(chat {self._session[-SHORT_ID:]}: {called(newest[0].title)})")
            else:
                title = " ".join(text.split())[:_TITLE] or "Chat"
                self._session = (await node.new_session(title, local=self._local)).id
                if not self._json:
                    typer.echo(f"(chat {self._session[-SHORT_ID:]})", err=True)
        return self._session


def _note(text: str) -> None:
    typer.echo(one_line(text), err=True)


def _there(path: Path) -> Path:
    if not path.expanduser().is_file():
        raise NotFound(f"There is no file {path}.")
    return path


def _said(text: str | None) -> str | None:
    """None where a person at a terminal is to be listened to. Raises `InvalidArgument`, `TooLarge`."""
    if text is None and sys.stdin.isatty():
        return None
    where = "Standard input" if text in (None, "-") else "What you typed"
    try:
        text = sys.stdin.read(LIMITS.message_text + 1) if text is None or text == "-" else text
        size = len(text.encode())
    except UnicodeError:
        raise InvalidArgument(f"{where} is no text. Attach a file with --file.") from None
    if size > LIMITS.message_text - _QUOTES:
        raise TooLarge(
            f"{where} is longer than a message may be ({LIMITS.message_text:,} bytes). Attach it with --file."
        )
    if not text.strip():
        raise InvalidArgument("There is nothing to answer. Give a text, or - to read it from standard input.")
    return text
