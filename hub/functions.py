"""The index of what devices offer: one row per function, whatever the number of devices."""

from __future__ import annotations

from functools import lru_cache

from pydantic import TypeAdapter
from sqlmodel import Session

from hub.store import devices
from hub.store.store import Store
from shared.api import FoundFunction, FunctionInfo
from shared.catalogue import best
from shared.errors import InvalidArgument
from shared.limits import KIB

MOST_NAMED = 20
MOST_FOUND = 200
_REMEMBERED = 64 * KIB
"""A longer list is read anew at each search: what devices once offered is not kept beyond a few megabytes."""

_infos: TypeAdapter[list[FunctionInfo]] = TypeAdapter(list[FunctionInfo])


class Functions:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def publish(self, device_id: str, functions: list[FunctionInfo]) -> str:
        """In place of what the device offered before; returns it as it is kept, a JSON list."""
        try:
            text = _infos.dump_json(functions).decode()
        except ValueError:
            raise InvalidArgument("A function's description or schema holds what is not text.") from None
        await self._store.write(lambda session: devices.publish(session, device_id, text, len(functions)))
        return text

    async def search(self, user_id: str, query: str, online: frozenset[str]) -> list[FoundFunction]:
        """The best matches first (`shared.catalogue`), without a query all by name; devices online first."""

        def work(session: Session) -> list[FoundFunction]:
            offers = [
                (info, handle, device_id in online)
                for device_id, handle, functions in devices.published(session, user_id)
                for info in _infos_of(functions)
            ]
            return best(grouped(offers), query)[:MOST_FOUND]

        return await self._store.read(work)


def _infos_of(functions: str) -> tuple[FunctionInfo, ...]:
    return _remembered(functions) if len(functions) <= _REMEMBERED else tuple(_infos.validate_json(functions))


@lru_cache(256)
def _remembered(functions: str) -> tuple[FunctionInfo, ...]:
    """Devices with the same skills say the same, and say it again at each search."""
    return tuple(_infos.validate_json(functions))


def grouped(offers: list[tuple[FunctionInfo, str, bool]]) -> list[FoundFunction]:
    """One row for each skill, function and digest, from (function, handle, online)."""
    rows: dict[tuple[str, str, str], tuple[FunctionInfo, list[tuple[bool, str]]]] = {}
    for info, handle, is_online in offers:
        row = rows.setdefault((info.skill, info.function, info.digest), (info, []))
        row[1].append((not is_online, handle))
    return [
        FoundFunction(info=info, devices=[handle for _, handle in sorted(found)][:MOST_NAMED], device_count=len(found))
        for _, (info, found) in sorted(rows.items())
    ]
