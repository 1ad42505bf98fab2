"""An upstream's answer as it comes: bytes, of which nothing is decoded.

One that is no stream is gathered first, up to a size: it is of no use to anybody before it is whole, and what is wrong
with it (cut short, no JSON) can still be said in an error of its own.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator

from hub.models.connection import Connection, NotHttp
from hub.models.connections import Unreachable
from hub.models.offers import Offer
from hub.store.records import Upstream
from shared.completions.accumulator import chunk_of
from shared.errors import AnswerCut, BadAnswer, ModelStalled, ModelUnreachable
from shared.limits import LIMITS, MIB

_GATHERED = 1 * MIB
_EVENTS = "text/event-stream"


class Answer:
    """`first` of it is here, and all of it where `whole`."""

    def __init__(
        self, offer: Offer, connection: Connection, stall_s: float, done: Callable[[Connection], None]
    ) -> None:
        self.offer = offer
        self.headers = connection.headers
        self.status = connection.status
        self.is_stream = self.headers.get("content-type", "").partition(";")[0].strip().lower() == _EVENTS
        self.first = b""
        self.whole = False
        self._connection = connection
        self._stall_s = stall_s
        self._size = 0
        self._done = functools.partial(done, connection)

    async def begin(self) -> None:
        """Returns once something can be passed on. Raises what `read` does, `ModelUnreachable` where nothing came, and
        `BadAnswer` for what is no answer. The caller has a deadline for it."""
        with told(self.offer.upstream):
            self.first = await self._take(None)
        if not self.first:
            raise _bad(self.offer.upstream, "answered with nothing")
        if self.is_stream:
            return
        parts = [self.first]
        while self._size <= _GATHERED and (part := await self.read()):
            parts.append(part)
        self.first = b"".join(parts)
        self.whole = self._size <= _GATHERED
        if self.whole and "content-encoding" not in self.headers:
            try:
                chunk_of(self.first)
            except BadAnswer:
                raise _bad(self.offer.upstream, "sent something that is not JSON") from None

    async def read(self) -> bytes:
        """More of it, as much as is here; empty at its end. Raises `ModelStalled`, `AnswerCut` or `BadAnswer`."""
        with told(self.offer.upstream, begun=True):
            return await self._take(self._stall_s)

    def close(self) -> None:
        self._done()

    async def _take(self, stall_s: float | None) -> bytes:
        piece = await self._connection.read(stall_s)
        self._size += len(piece)
        if self._size > LIMITS.model_answer:
            raise _bad(self.offer.upstream, "does not come to an end")
        return piece


@contextlib.contextmanager
def told(upstream: Upstream, *, begun: bool = False) -> Iterator[None]:
    """What goes wrong with an upstream, as an error of ours."""
    name, about = f"The model server {upstream.name}", {"upstream": upstream.name}
    try:
        yield
    except Unreachable as error:
        what = "has no certificate that this hub trusts" if error.kind == "tls" else "cannot be reached"
        raise ModelUnreachable(f"{name} {what}.", kind=error.kind, **about) from error
    except TimeoutError as error:
        kind = "stall" if begun else "timeout"
        raise ModelStalled(f"{name} said nothing for too long.", kind=kind, **about) from error
    except OSError as error:
        if begun:
            raise AnswerCut(f"{name} hung up before its answer was whole.", kind="cut", **about) from error
        raise ModelUnreachable(f"{name} hung up before it answered.", kind="connect", **about) from error
    except NotHttp as error:
        raise _bad(upstream, "does not speak HTTP as it should") from error


def _bad(upstream: Upstream, how: str) -> BadAnswer:
    return BadAnswer(f"The model server {upstream.name} {how}.", kind="garbage", upstream=upstream.name)
