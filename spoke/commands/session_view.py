"""A session on a terminal: the branch that one reads, or the tree with all of them."""

from __future__ import annotations

from shared.parts import CallPart, EndPart, answer_parts, attachments_in
from shared.sync.ops import Message
from shared.sync.tree import branch
from shared.system.terminal import console, harmless, one_line
from spoke.commands.session_ids import SHORT_ID
from spoke.commands.tables import when
from spoke.node.bodies.sessions import SessionInfo, SessionReply

_LINE = 70


def marks(session: SessionInfo) -> str:
    """What a list says of a session beside its title."""
    said = {
        "pinned": session.pinned,
        "archived": session.archived,
        "only here": session.stays == "local",
        "kept here": session.stays == "kept",
        "not synced yet": session.pending,
    }
    return ", ".join([*(f"#{tag}" for tag in session.tags), *(name for name, holds in said.items() if holds)])


def print_branch(reply: SessionReply) -> None:
    by_id = {message.id: message for message in reply.messages}
    path = _path(reply)
    for message_id in path:
        _print(by_id[message_id])
    if others := len(by_id) - len(path):
        console.print(f"\n{others} more messages are on other branches; --tree shows them.", style="dim")


def print_tree(reply: SessionReply) -> None:
    """A line for each message, further in behind each fork; what one reads has a star."""
    chosen = set(_path(reply))
    children: dict[str | None, int] = {}
    for message in reply.messages:
        children[message.parent_id] = children.get(message.parent_id, 0) + 1
    depth: dict[str | None, int] = {}
    for message in reply.messages:
        depth[message.id] = depth.get(message.parent_id, 0) + (children[message.parent_id] > 1)
        star = "*" if message.id in chosen else " "
        begin = "  " * depth[message.id]
        text = one_line(" ".join(message.text.split()))
        cut = text if len(text) <= _LINE else text[: _LINE - 1] + "…"
        console.print(f"{star} {begin}{message.id[-SHORT_ID:]} {message.role}: {cut}{_files(message)}", markup=False)


def _print(message: Message) -> None:
    where = harmless(message.device) or "a device"
    model = f" with {harmless(message.model)}" if message.model else ""
    console.print(f"\n{message.role} on {where}{model}, {when(message.created_ms)}", style="dim", markup=False)
    parts = list(answer_parts(message.parts))
    for call in (part for part in parts if isinstance(part, CallPart)):
        console.print(one_line(f"· {call.path or call.name} {call.state}"), style="dim", markup=False)
    if message.text:
        console.print(harmless(message.text), markup=False)
    for end in (part for part in parts if isinstance(part, EndPart) and part.message):
        console.print(one_line(end.message), style="dim", markup=False)
    if files := _files(message):
        console.print(files.strip(), style="dim", markup=False)


def _files(message: Message) -> str:
    names = ", ".join(one_line(each.name) for each in attachments_in(message.parts))
    return f"  [{names}]" if names else ""


def _path(reply: SessionReply) -> list[str]:
    return branch({message.id: message.parent_id for message in reply.messages}, reply.session.branch)
