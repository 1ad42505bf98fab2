"""One page of the branch that one reads, so that a long chat costs no more to open than a short one.

The tree is read whole, for the branch is a property of all of it, but as ids alone; texts only of what is on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from sqlalchemy import Connection, select
from sqlmodel import col

from shared.errors import NotFound
from shared.sync.ops import Message
from shared.sync.tree import branch
from spoke.node.bodies.sessions import BranchPage, SessionInfo
from spoke.sessions import unfinished
from spoke.store.tables import MessageRow


def page(connection: Connection, info: SessionInfo, *, limit: int, before: str | None) -> BranchPage:
    """The last `limit` messages of the branch, or the last before one of it. Raises `NotFound` where it is none."""
    tree = connection.exec_driver_sql("SELECT id, parent_id FROM message WHERE session_id = ?", (info.id,))
    parents: dict[str, str | None] = dict(map(tuple, tree.all()))
    growing = unfinished.of(connection, info.id)
    path = branch(parents, info.branch)
    end = _place(path, before)
    ids = path[max(0, end - limit) : end]
    families = _families(parents | {each.id: each.parent_id for each in growing}, {parents[each] for each in ids})
    return BranchPage(
        session=info,
        messages=_messages(connection, ids),
        beside={each: family for each in ids if len(family := families[parents[each]]) > 1},
        growing=growing,
        earlier=max(0, end - limit),
    )


def _place(path: list[str], before: str | None) -> int:
    if before is None:
        return len(path)
    try:
        return path.index(before)
    except ValueError:
        raise NotFound(f"Message {before} is not in the branch that one reads.") from None


def _families(parents: Mapping[str, str | None], wanted: Set[str | None]) -> dict[str | None, list[str]]:
    """The children of each message that is wanted, oldest first."""
    found: dict[str | None, list[str]] = {parent: [] for parent in wanted}
    for each, parent in parents.items():
        if parent in wanted:
            found[parent].append(each)
    return {parent: sorted(family) for parent, family in found.items()}


def _messages(connection: Connection, ids: list[str]) -> list[Message]:
    rows = select(col(MessageRow.id), col(MessageRow.body)).where(col(MessageRow.id).in_(ids))
    bodies = {row.id: row.body for row in connection.execute(rows)}
    return [Message.model_validate_json(bodies[each]) for each in ids]
