"""Keys of upstreams, and of the node's own endpoint: in the keyring where there is one, else in a private file.

Rules of this module:
- a key comes out for the one header that it belongs into: no log, error, answer or representation holds it;
- a keyring that fails, or does not answer in time, counts as none.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import structlog

from shared.errors import FolderUnusable, InvalidArgument
from shared.system.whole_file import write_whole
from spoke.models.keyring import Ring, find_ring

log = structlog.get_logger()
T = TypeVar("T")

FILE = "model_keys.json"
_SERVICE = "felloe"
_ANSWER_S = 5.0
_KEY = re.compile(r"[\x21-\x7e]{1,4000}")
KeyPlace = Literal["keyring", "file", ""]


class Keys:
    """`owner` tells this node's keys in the keyring from those of others on this machine."""

    def __init__(self, folder: Path, owner: Callable[[], str], find: Callable[[], Ring | None] = find_ring) -> None:
        self._path = folder / FILE
        self._owner = owner
        self._find = find
        self._known: dict[str, tuple[str, KeyPlace]] = {}
        self._writing = threading.Lock()

    async def get(self, name: str) -> str:
        """Empty where there is none. Raises `FolderUnusable` where the file is damaged."""
        return (await self._read(name))[0]

    async def place(self, name: str) -> KeyPlace:
        return (await self._read(name))[1]

    async def put(self, name: str, key: str) -> None:
        """In place of the one that there is. Raises `InvalidArgument`, which never holds it."""
        if not _KEY.fullmatch(key):
            raise InvalidArgument("A key has up to 4,000 printable ASCII characters, and no space.")
        in_ring = await _in_time(lambda: self._into_ring(name, key), False)
        await asyncio.to_thread(self._into_file, name, None if in_ring else key)  # which is read first
        self._known[name] = (key, "keyring" if in_ring else "file")

    async def remove(self, name: str) -> None:
        self._known.pop(name, None)
        await _in_time(lambda: self._out_of_ring(name), None)
        await asyncio.to_thread(self._into_file, name, None)

    async def _read(self, name: str) -> tuple[str, KeyPlace]:
        if name not in self._known:
            kept = (await asyncio.to_thread(self._file)).get(name, "")
            found = kept or await _in_time(lambda: self._from_ring(name), "")
            if not found:
                return "", ""  # a keyring may be unlocked later
            self._known[name] = (found, "file" if kept else "keyring")
        return self._known[name]

    def _from_ring(self, name: str) -> str:
        ring = self._find()
        return (ring.get_password(_SERVICE, f"{self._owner()}/{name}") or "") if ring else ""

    def _into_ring(self, name: str, key: str) -> bool:
        if (ring := self._find()) is None:
            return False
        ring.set_password(_SERVICE, f"{self._owner()}/{name}", key)
        return ring.get_password(_SERVICE, f"{self._owner()}/{name}") == key

    def _out_of_ring(self, name: str) -> None:
        if (ring := self._find()) and ring.get_password(_SERVICE, f"{self._owner()}/{name}") is not None:
            ring.delete_password(_SERVICE, f"{self._owner()}/{name}")

    def _file(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text())
            return {str(name): str(key) for name, key in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError):
            raise FolderUnusable(f"{self._path} cannot be read. Remove it, and set your models' keys again.") from None

    def _into_file(self, name: str, key: str | None) -> None:
        with self._writing:
            kept = self._file()
            new = {other: each for other, each in kept.items() if other != name} | ({name: key} if key else {})
            if new != kept:
                write_whole(self._path, json.dumps(new).encode())


async def _in_time(work: Callable[[], T], otherwise: T) -> T:
    """What `work` gives in a thread that nobody waits for at the end: a bus may never answer."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[T] = loop.create_future()

    def settle(value: T) -> None:
        if not answered.done():
            answered.set_result(value)

    def run() -> None:
        value = otherwise
        try:
            value = work()
        except Exception as error:
            log.info("keyring is of no use", reason=type(error).__name__)
        with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
            loop.call_soon_threadsafe(settle, value)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await answered
    except TimeoutError:
        return otherwise
