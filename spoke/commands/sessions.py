"""`felloe sessions …`: chats on a terminal."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from shared.errors import InvalidArgument
from shared.sync.ops import Message
from shared.system.tables import print_table
from shared.system.terminal import commands, console, harmless, print_json
from spoke.commands import session_change, session_files, session_offer, session_search, session_view
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import SHORT_ID, Session, Title, resolve
from spoke.commands.session_search import Where
from spoke.commands.tables import called, when
from spoke.node.bodies.sessions import NewMessage, SessionInfo, SessionReply
from spoke.node.client import NodeClient

app = commands("Chats: list, read and write them, with or without a hub.")
_NONE = "No sessions. Start one with: felloe sessions new TITLE"

app.command(epilog="Example: felloe sessions search 'old harbour' --from 2026-01-01")(session_search.search)
app.command(epilog="Example: felloe sessions export --all --to chats.zip")(session_files.export)
app.command("import", epilog="Example: felloe sessions import chatgpt-export.zip")(session_files.import_)
app.command(epilog="Example: felloe sessions attach 4f2a9c plan.pdf --text 'What of this?'")(session_files.attach)
app.command(epilog="Example: felloe sessions save 4f2a9c plan.pdf --to ~/plan.pdf")(session_files.save)
app.command(epilog="Example: felloe sessions rename 4f2a9c 'Boat names'")(session_change.rename)
app.command(epilog="Example: felloe sessions move 4f2a9c Boats")(session_change.move)
app.command(epilog="Example: felloe sessions tag 4f2a9c sea names --remove draft")(session_change.tag)
app.command(epilog="Example: felloe sessions pin 4f2a9c")(session_change.pin)
app.command(epilog="Example: felloe sessions archive 4f2a9c")(session_change.archive)
app.command(epilog="Example: felloe sessions branch 4f2a9c 81bc02")(session_change.branch)
app.command(epilog="Example: felloe sessions delete 4f2a9c")(session_change.delete)
app.command(epilog="Example: felloe sessions restore 4f2a9c")(session_change.restore)
app.command(epilog="Example: felloe sessions purge --all --yes")(session_change.purge)
app.command(epilog="Example: felloe sessions offer --all")(session_offer.offer)


@app.command("list", epilog="Example: felloe sessions list --folder Boats --limit 10")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many.")] = 30,
    folder: Annotated[str | None, typer.Option(help="Only of this folder.", metavar="NAME")] = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag.", metavar="TAG")] = None,
    where: Annotated[
        Where, typer.Option("--in", help="Which sessions; all are those not in the trash.")
    ] = Where.active,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """List the newest sessions."""
    reply = ask(data, lambda node: node.sessions(limit=limit, folder=folder, tag=tag, where=where.value), reads=True)
    anywhere = folder is None and tag is None and where is Where.active
    _print_list(reply.sessions, json, none=_NONE if anywhere else "No sessions there.")


@app.command(epilog="Example: felloe sessions new 'Names for the boat'")
def new(title: Title, data: Data = None, json: AsJson = False) -> None:
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


@app.command(epilog="Example: felloe sessions show 4f2a9c --tree")
def show(
    session: Session,
    tree: Annotated[bool, typer.Option("--tree", help="All branches, a line for each message.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Print a session: the branch that one reads, or all with --tree. JSON holds all messages."""

    async def work(node: NodeClient) -> SessionReply:
        return await node.session(await resolve(node, session))

    reply = ask(data, work, reads=True)
    if json:
        print_json(reply.model_dump(mode="json"))
        return
    console.print(harmless(called(reply.session.title)), style="bold", markup=False)
    if tree:
        session_view.print_tree(reply)
    else:
        session_view.print_branch(reply)


def _print_list(sessions: list[SessionInfo], json: bool, *, none: str) -> None:
    if json:
        print_json([session.model_dump(mode="json") for session in sessions])
        return
    if not sessions:
        console.print(none)
        return
    print_table(
        ("ID", "TITLE", "FOLDER", ">MESSAGES", "CHANGED", ""),
        (
            (
                each.id[-SHORT_ID:],
                called(each.title),
                each.folder or "",
                each.message_count,
                when(each.updated_ms),
                session_view.marks(each),
            )
            for each in sessions
        ),
    )
