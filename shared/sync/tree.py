"""The order in which a session's messages are read: a property of the tree alone, so the same on every device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.sync.ops import Message


def in_reading_order(messages: Iterable[Message]) -> list[Message]:
    """Parents before their children, each branch in one piece, siblings by id.

    A message whose parent is missing (or leads round in a circle) stands as a root of its own.
    """
    by_id = {message.id: message for message in messages}
    children: dict[str | None, list[Message]] = {}
    for message in sorted(by_id.values(), key=lambda one: one.id, reverse=True):
        children.setdefault(message.parent_id if message.parent_id in by_id else None, []).append(message)
    ordered: list[Message] = []
    seen: set[str] = set()
    stack = children.get(None, [])
    circles = sorted(by_id, reverse=True)
    while stack or circles:
        message = stack.pop() if stack else by_id[circles.pop()]
        if message.id not in seen:
            seen.add(message.id)
            ordered.append(message)
            stack.extend(children.get(message.id, ()))
    return ordered


def branch(parents: Mapping[str, str | None], chosen: str | None) -> list[str]:
    """The messages that one reads: from a root through the chosen one, and on by the newest child of each.

    `parents`: of each message of the session. One that is not here (any more) chooses nothing; then the newest does.
    """
    children: dict[str, str] = {}
    for each, parent in parents.items():
        if parent is not None:
            children[parent] = max(each, children.get(parent, ""))
    start = chosen if chosen in parents else max(parents, default=None)
    path: dict[str, None] = {}
    above = start
    while above is not None and above in parents and above not in path:
        path[above] = None
        above = parents[above]
    ordered = dict.fromkeys(reversed(path))
    below = children.get(start) if start is not None else None
    while below is not None and below not in ordered:
        ordered[below] = None
        below = children.get(below)
    return list(ordered)
