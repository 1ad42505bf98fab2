"""`felloe models usage`: what models were asked on this device, and what it took."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from shared.system.tables import print_table
from shared.system.terminal import console, counted, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import SHORT_ID, resolve

if TYPE_CHECKING:
    from spoke.node.bodies.models import UsageRow
    from spoke.node.client import NodeClient


class _By(StrEnum):
    MODEL = "model"
    UPSTREAM = "upstream"
    SESSION = "session"
    MESSAGE = "message"
    PURPOSE = "purpose"
    DAY = "day"


def usage(
    by: Annotated[_By, typer.Option(help="What the rows are.")] = _By.MODEL,
    days: Annotated[int, typer.Option(min=1, metavar="N", help="Only the last N days.")] = 30,
    session: Annotated[
        str | None, typer.Option(help="Only of this chat: its id, or the end of one.", metavar="SESSION")
    ] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show what models were asked on this device: tokens, time and cost. A ~ marks what is estimated.

    What all users of a hub took of its models, its admin sees: felloe-hub usage --by user.
    """
    since_ms = int((time.time() - days * 24 * 3600) * 1_000)

    async def work(node: NodeClient) -> list[UsageRow]:
        chat = await resolve(node, session) if session else None
        return (await node.model_usage(by.value, since_ms, chat)).rows

    rows = ask(data, work)
    if json:
        print_json([row.model_dump(mode="json") for row in rows])
    elif not rows:
        console.print(f"No model was asked in the last {counted(days, 'day')}.")
    else:
        short = by in (_By.SESSION, _By.MESSAGE)
        shown = [(row.of[-SHORT_ID:] if short else row.of, row) for row in rows]
        total = [("all", _sum(rows))] if len(rows) > 1 else []
        print_table(
            (by.value.upper(), ">ASKED", ">READ", ">WROTE", ">SECONDS", ">USD"),
            (
                (
                    name or "other", row.questions,
                    _tokens(row.prompt, row.estimated), _tokens(row.completion, row.estimated),
                    f"{row.whole_ms / 1e3:.0f}", _cost(row.cost_usd, row.unpriced, row.questions),
                )
                for name, row in (*shown, *total)
            ),
        )  # fmt: skip


def _sum(rows: list[UsageRow]) -> UsageRow:
    first = rows[0]
    figures = {
        name: sum(getattr(row, name) for row in rows) for name in type(first).model_fields if name != "of"
    }  # fmt: skip
    return first.model_copy(update=figures)


def _tokens(count: int, estimated: int) -> str:
    return f"{'~' if estimated else ''}{count:,}"


def _cost(cost: float, unpriced: int, questions: int) -> str:
    """`+?` where a part is not known."""
    if unpriced == questions:
        return "?"
    return f"{cost:.4f}{'+?' if unpriced else ''}"
