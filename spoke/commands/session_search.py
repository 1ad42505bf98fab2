"""`felloe sessions search`: words in chats, on a terminal."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from shared.errors import InvalidArgument
from shared.system.terminal import console, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import SHORT_ID, resolve
from spoke.commands.tables import called, when
from spoke.node.bodies.search import SearchHit, SearchReply
from spoke.node.client import NodeClient


class Role(StrEnum):
    user = "user"
    assistant = "assistant"
    system = "system"
    tool = "tool"


class Where(StrEnum):
    all = "all"
    active = "active"
    archived = "archived"
    trash = "trash"


def search(
    words: Annotated[list[str], typer.Argument(help="All must be found; 'a phrase' in quotation marks as it stands.")],
    session: Annotated[str | None, typer.Option(help="Only in this one.", metavar="SESSION")] = None,
    role: Annotated[Role | None, typer.Option(help="Only what these said.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Only from this day on.", metavar="YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Only up to this day.", metavar="YYYY-MM-DD")] = None,
    where: Annotated[Where, typer.Option("--in", help="Among which sessions.")] = Where.all,
    folder: Annotated[str | None, typer.Option(help="Only in this folder.", metavar="NAME")] = None,
    tag: Annotated[str | None, typer.Option(help="Only in sessions with this tag.", metavar="TAG")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 20,
    after: Annotated[str | None, typer.Option(help="Go on where another page ended.", metavar="PAGE")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Find chats by what was said in them and by their titles. Accents and case do not matter."""
    query = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    filters: dict[str, Any] = {
        "role": role and role.value,
        "from_ms": _start(since),
        "to_ms": _start(until, days=1),
        "where": where.value,
        "folder": folder,
        "tag": tag,
    }

    async def work(node: NodeClient) -> SearchReply:
        inside = await resolve(node, session) if session else None
        return await node.search(query, limit=limit, after=after, session_id=inside, **filters)

    reply = ask(data, work, reads=True)
    if json:
        print_json(reply.model_dump(mode="json"))
    else:
        _print(reply)


def _start(day: str | None, days: int = 0) -> int | None:
    if day is None:
        return None
    try:
        begin = datetime.strptime(day, "%Y-%m-%d") + timedelta(days=days)
        return max(0, int(begin.timestamp() * 1000))
    except (ValueError, OverflowError):
        raise InvalidArgument(f"'{day[:40]}' is no day. Write it as 2026-11-21.") from None


def _print(reply: SearchReply) -> None:
    for hit in reply.hits:
        console.print(_heading(hit))
        console.print(Text("    ") + _marked(hit))
    if not reply.hits:
        console.print("Nothing was found.")
    if reply.next:
        console.print(f"There is more: --after {reply.next}", style="dim")
    elif not reply.complete:
        console.print("Not everything was looked at: add a word, or --from and --to.", style="dim")


def _heading(hit: SearchHit) -> Text:
    said = f"{hit.role}, {when(hit.created_ms)}" if hit.role else "title"
    mark = ", archived" if hit.archived else ""
    return Text.assemble(
        (hit.session_id[-SHORT_ID:], "dim"), "  ", (one_line(called(hit.title)), "bold"), ("  " + said + mark, "dim")
    )


def _marked(hit: SearchHit) -> Text:
    text = Text(one_line(hit.excerpt))
    for start, end in hit.marks:
        text.stylize("bold reverse", start, end)
    return text
