"""The turns of a branch as the node tells it, with what grows at its end; what is shown already is taken again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spoke.ui.chats.content.turns import Turn, growing_turn, turn_of
from spoke.ui.chats.conversation.model import TurnRow

if TYPE_CHECKING:
    from spoke.node.bodies.sessions import BranchPage


def branch_turns(
    page: BranchPage, rows: Sequence[TurnRow], here: str, heard: Collection[str], away: Collection[str]
) -> list[Turn]:
    """`rows`: what is shown now. `heard`: what of it grows by its own stream, which is ahead of the page. `away`: what
    grows and is not looked at, but the branch beside it."""
    turns = _sealed(page, rows)
    now = {row.turn.id: row.turn for row in rows if row.turn.growing}
    ids = {turn.id: number for number, turn in enumerate(turns)}
    for growing in page.growing:
        parent = ids.get(growing.parent_id or "", -1)
        if growing.parent_id and parent < 0:
            continue  # of another branch
        siblings = [turn.id for turn in turns[parent + 1 : parent + 2]]
        beside = (*(page.beside.get(siblings[0], siblings) if siblings else ()),)
        family = tuple(dict.fromkeys((*beside, growing.id))) if beside else ()
        if family and growing.id in away:
            turns[parent + 1] = replace(turns[parent + 1], beside=family)
            continue
        del turns[parent + 1 :]  # what it will stand in the place of
        before = now.get(growing.id)
        turns.append(before if before and growing.id in heard else growing_turn(growing, here, family))
    return turns


def same_turn(now: Turn, turn: Turn) -> bool:
    """Whether both are laid out alike."""
    if now is turn:
        return True
    if now.growing or turn.growing:
        return now.growing == turn.growing and now.text == turn.text and len(now.pieces) == len(turn.pieces)
    return tuple(now.beside) == tuple(turn.beside)


def _sealed(page: BranchPage, rows: Sequence[TurnRow]) -> list[Turn]:
    """A sealed message never changes."""
    known = {row.turn.id: row.turn for row in rows if not row.turn.growing}
    turns = []
    for message in page.messages:
        beside, turn = page.beside.get(message.id, []), known.get(message.id)
        same = turn is not None and list(turn.beside) == beside
        turns.append(turn if turn is not None and same else turn_of(message, beside))
    return turns
