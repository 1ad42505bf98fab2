"""Connections to upstreams, kept for a while after an answer: a new one costs three ways there and back.

Nothing of the environment is used, no proxy, password or cookie, and no redirect is followed.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.models.connection import Connection

_KEEP_S = 20.0
_SECOND_ADDRESS_S = 0.25
"""When the next address of a name is tried beside the first (RFC 8305)."""


class Unreachable(Exception):
    def __init__(self, kind: str) -> None:
        """`kind`: connect or tls."""
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    tls: bool


class Connections:
    """To be used in one event loop."""

    def __init__(self, trusted: ssl.SSLContext, connect_s: float) -> None:
        self._trusted = trusted
        self._connect_s = connect_s
        self._idle: defaultdict[_Place, dict[Connection, asyncio.TimerHandle]] = defaultdict(dict)
        self._places: dict[Connection, _Place] = {}

    async def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Connection:
        """The connection on which the head of the response came, to be given to `done`. Raises `Unreachable`, and what
        `Connection.ask` does. Cancelling is safe."""
        place, host, path = _parts(url)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join((*lines, "", "")).encode("ascii")
        while True:
            kept = self._kept(place)
            connection = kept or await self._connect(place)
            try:
                await connection.ask(head, body)
            except BaseException as error:
                connection.close()
                if kept and isinstance(error, OSError) and not connection.heard:
                    continue  # it was closed there just before it was asked
                raise
            self._places[connection] = place
            return connection

    def done(self, connection: Connection) -> None:
        """With what it was asked: kept where all of that came, else closed."""
        place = self._places.pop(connection)
        if not connection.reusable:
            connection.close()
            return
        drop = functools.partial(self._drop, place, connection)
        self._idle[place][connection] = asyncio.get_running_loop().call_later(_KEEP_S, drop)

    async def aclose(self) -> None:
        for connection in [*self._places, *(one for kept in self._idle.values() for one in kept)]:
            connection.close()
        for kept in self._idle.values():
            for timer in kept.values():
                timer.cancel()
        self._idle.clear()
        await asyncio.sleep(0)  # in which the transports close

    def _kept(self, place: _Place) -> Connection | None:
        """The last one that was used, and is of use."""
        idle = self._idle[place]
        while idle:
            connection, timer = idle.popitem()
            timer.cancel()
            if connection.reusable:
                return connection
            connection.close()
        return None

    def _drop(self, place: _Place, connection: Connection) -> None:
        self._idle[place].pop(connection, None)
        connection.close()

    async def _connect(self, place: _Place) -> Connection:
        try:
            async with asyncio.timeout(self._connect_s):
                _, connection = await asyncio.get_running_loop().create_connection(
                    Connection,
                    place.host,
                    place.port,
                    ssl=self._trusted if place.tls else None,
                    happy_eyeballs_delay=_SECOND_ADDRESS_S,
                )
        except ssl.SSLError as error:
            raise Unreachable("tls") from error
        except (OSError, UnicodeError) as error:
            raise Unreachable("connect") from error
        return connection


@functools.lru_cache(256)
def _parts(url: str) -> tuple[_Place, str, str]:
    """Where it is, and what it is called there."""
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    assert parts.hostname
    return _Place(parts.hostname, parts.port or (443 if tls else 80), tls), parts.netloc, parts.path or "/"
