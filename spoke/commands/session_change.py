"""`felloe sessions rename`, `move`, `tag`, `pin`, `archive`, `branch`, `delete`, `restore`, `purge`: order in chats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from shared.errors import InvalidArgument, NotFound
from shared.system.terminal import confirm, console, counted, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import SHORT_ID, Session, Title, resolve
from spoke.node.bodies.sessions import ChangeSession, SessionInfo
from spoke.node.client import NodeClient

Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]


def rename(session: Session, title: Title, data: Data = None, json: AsJson = False) -> None:
    """Give a session another title."""
    _tell(_changed(session, ChangeSession(title=title), data), json, lambda info: f"Renamed to: {info.title}")


def move(
    session: Session,
    folder: Annotated[
        str | None, typer.Argument(help="Into this folder; there is one as soon as something is in it.")
    ] = None,
    out: Annotated[bool, typer.Option("--out", help="Out of its folder.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Put a session into a folder, or take it out."""
    if (folder is None) is not out:
        raise InvalidArgument("Give the folder's name, or --out to take the session out of its folder.")
    info = _changed(session, ChangeSession(folder=folder), data)
    _tell(info, json, lambda info: f"In the folder: {info.folder}" if info.folder else "In no folder.")


def tag(
    session: Session,
    add: Annotated[list[str] | None, typer.Argument(help="Tags to add.", metavar="[TAG]...")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", "-r", help="A tag to remove.", metavar="TAG")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Add tags to a session, or remove some; without any, print those it has."""
    change = ChangeSession(add_tags=add or [], remove_tags=remove or [])
    _tell(_changed(session, change, data), json, lambda info: "\n".join(info.tags) or "No tags.")


def pin(session: Session, undo: Undo = False, data: Data = None, json: AsJson = False) -> None:
    """Keep a session on top of the list."""
    info = _changed(session, ChangeSession(pinned=not undo), data)
    _tell(info, json, lambda info: "Pinned." if info.pinned else "Not pinned any more.")


def archive(session: Session, undo: Undo = False, data: Data = None, json: AsJson = False) -> None:
    """Take a session out of the list without deleting it."""
    info = _changed(session, ChangeSession(archived=not undo), data)
    _tell(info, json, lambda info: "Archived." if info.archived else "In the list again.")


def branch(
    session: Session,
    message: Annotated[str | None, typer.Argument(help="A message of the branch: its id, or the end of it.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The branch that was written last.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Choose the branch that is shown and goes on; `felloe sessions show SESSION --tree` lists them."""
    if (message is None) is not newest:
        raise InvalidArgument("Give a message of the branch, or --newest.")

    async def work(node: NodeClient) -> SessionInfo:
        session_id = await resolve(node, session)
        chosen = None if message is None else _ending(await _messages(node, session_id), message)
        return await node.change_session(session_id, ChangeSession(branch=chosen))

    _tell(
        ask(data, work),
        json,
        lambda info: f"The branch through {info.branch}." if info.branch else "The newest branch.",
    )


def delete(session: Session, data: Data = None) -> None:
    """Move a session to the trash, on all devices; it can be restored for 30 days."""

    async def work(node: NodeClient) -> str:
        session_id = await resolve(node, session)
        await node.delete_session(session_id)
        return session_id

    gone = ask(data, work)
    console.print(f"Deleted {gone}. To have it back: felloe sessions restore {gone[-SHORT_ID:]}")


def restore(session: Session, data: Data = None) -> None:
    """Take a session out of the trash, on all devices."""

    async def work(node: NodeClient) -> str:
        session_id = await resolve(node, session)
        await node.restore_session(session_id)
        return session_id

    console.print(f"Restored {ask(data, work)}.")


def purge(
    sessions: Annotated[list[str] | None, typer.Argument(help="In the trash.", metavar="[SESSION]...")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is in the trash.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Remove what is in the trash for good, on all devices."""
    if bool(sessions) is everything:
        raise InvalidArgument("Say which sessions of the trash, or --all.")
    confirm("This cannot be undone. Go on?", yes=yes)

    async def work(node: NodeClient) -> list[str]:
        return await node.purge_sessions(None if everything else [await resolve(node, each) for each in sessions or []])

    console.print(f"Removed {counted(len(ask(data, work)), 'session')} for good.")


def _changed(session: str, change: ChangeSession, data: Data) -> SessionInfo:
    async def work(node: NodeClient) -> SessionInfo:
        return await node.change_session(await resolve(node, session), change)

    return ask(data, work)


async def _messages(node: NodeClient, session_id: str) -> list[str]:
    return [message.id for message in (await node.session(session_id)).messages]


def _ending(ids: list[str], text: str) -> str:
    found = [each for each in ids if text and each.endswith(text.lower())]
    if not found:
        raise NotFound(f"No message there ends with '{text[:40]}'. `felloe sessions show SESSION --tree` lists them.")
    if len(found) > 1:
        raise InvalidArgument(f"Several messages end with '{text}'. Give more of the id.")
    return found[0]


def _tell(info: SessionInfo, json: bool, sentence: Callable[[SessionInfo], str]) -> None:
    if json:
        print_json(info.model_dump(mode="json"))
    else:
        console.print("\n".join(map(one_line, sentence(info).splitlines())), markup=False)
