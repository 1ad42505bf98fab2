"""What the assistant read in a chat, from files, the web or other functions: it may be what a later call sends out, so
whoever is asked about that call is shown it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from sandbox.host_calls import READING
from sandbox.journal import CallRow
from shared.messages import READ_CHARS, READ_SHOWN

_CHATS = 100
_KEPT = 100
"""Of one chat."""


def read_by(rows: Iterable[CallRow]) -> list[str]:
    """What these host calls read; what a function gave back was read too."""
    return list(dict.fromkeys(f"{row.service} {row.target}" for row in rows if _reads(row)))


def _reads(row: CallRow) -> bool:
    return row.verdict == "allowed" and (row.service in READING or row.service == "call")


class Reads:
    """In memory, for the chats that were spoken in last; an answer brings with it what its chat read before."""

    def __init__(self) -> None:
        self._chats: OrderedDict[str, dict[str, None]] = OrderedDict()

    def newest(self, chat: str) -> list[str]:
        """As much as somebody is shown, the newest first."""
        return [each[:READ_CHARS] for each in reversed(self._chats.get(chat, {}))][:READ_SHOWN]

    def add(self, chat: str, read: Iterable[str]) -> None:
        known = self._chats.setdefault(chat, {})
        self._chats.move_to_end(chat)
        for each in read:
            known.pop(each, None)
            known[each] = None
        while len(known) > _KEPT:
            del known[next(iter(known))]
        while len(self._chats) > _CHATS:
            self._chats.popitem(last=False)

    def host_call(self, chat: str, row: CallRow) -> None:
        if chat and _reads(row):
            self.add(chat, [f"{row.service} {row.target}"])
