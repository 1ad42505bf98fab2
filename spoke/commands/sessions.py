"""`felloe sessions …`: chats on a terminal."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from shared.errors import InvalidArgument
from shared.sync.ops import Message
from shared.system.terminal import commands, console, harmless, print_json
from spoke.commands import session_search
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import SHORT_ID, Session, resolve
from spoke.commands.tables import print_table, when
from spoke.node.bodies.sessions import NewMessage, SessionInfo, SessionReply
from spoke.node.client import NodeClient

app = commands("Chats: list, read and write them, with or without a hub.")

app.command(epilog="Example: felloe sessions search 'old harbour' --from 2026-01-01")(session_search.search)


@app.command("list", epilog="Example: felloe sessions list --limit 10")
def list_(limit: Annotated[int, typer.Option(min=1, max=500)] = 30, data: Data = None, json: AsJson = False) -> None:
    """List the newest sessions."""
    _print_list(ask(data, lambda node: node.sessions(limit=limit)).sessions, json)


@app.command(epilog="Example: felloe sessions new 'Names for the boat'")
def new(title: str, data: Data = None, json: AsJson = False) -> None:
    """Start a session, and print its id."""
    session = ask(data, lambda node: node.new_session(title))
    if json:
        print_json(session.model_dump(mode="json"))
    else:
        console.print(session.id)


@app.command(epilog="Example: felloe sessions write 4f2a9c 'What about Halcyon?'")
def write(
    session: Session,
    text: Annotated[str, typer.Argument(help="The message; - reads it from standard input.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Add a message of yours to a session."""
    text = sys.stdin.read() if text == "-" else text
    if not text:
        raise InvalidArgument("The message is empty. Give some text, or - to read it from standard input.")

    async def work(node: NodeClient) -> Message:
        return await node.write(await resolve(node, session), NewMessage(text=text))

    message = ask(data, work)
    if json:
        print_json(message.model_dump(mode="json"))
    else:
        console.print(message.id)


@app.command(epilog="Example: felloe sessions show 4f2a9c")
def show(session: Session, data: Data = None, json: AsJson = False) -> None:
    """Print a session's messages."""

    async def work(node: NodeClient) -> SessionReply:
        return await node.session(await resolve(node, session))

    reply = ask(data, work)
    if json:
        print_json(reply.model_dump(mode="json"))
        return
    console.print(harmless(reply.session.title), style="bold", markup=False)
    for message in reply.messages:
        where = harmless(message.device) or "a device"
        console.print(f"\n{message.role} on {where}, {when(message.created_ms)}", style="dim", markup=False)
        console.print(harmless(message.text), markup=False)


@app.command(epilog="Example: felloe sessions rename 4f2a9c 'Boat names'")
def rename(session: Session, title: str, data: Data = None) -> None:
    """Give a session another title."""

    async def work(node: NodeClient) -> SessionInfo:
        return await node.rename_session(await resolve(node, session), title)

    console.print(f"Renamed to: {ask(data, work).title}", markup=False)


@app.command(epilog="Example: felloe sessions delete 4f2a9c")
def delete(session: Session, data: Data = None) -> None:
    """Delete a session on all devices."""

    async def work(node: NodeClient) -> str:
        session_id = await resolve(node, session)
        await node.delete_session(session_id)
        return session_id

    console.print(f"Deleted {ask(data, work)}.")


def _print_list(sessions: list[SessionInfo], json: bool) -> None:
    if json:
        print_json([session.model_dump(mode="json") for session in sessions])
        return
    if not sessions:
        console.print("No sessions. Start one with: felloe sessions new TITLE")
        return
    print_table(
        ("ID", "TITLE", ">MESSAGES", "CHANGED", ""),
        (
            (
                each.id[-SHORT_ID:],
                each.title,
                each.message_count,
                when(each.updated_ms),
                "not synced yet" if each.pending else "",
            )
            for each in sessions
        ),
    )
