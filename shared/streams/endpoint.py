"""One end of a stream, for whoever reads and writes it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import JsonValue

from shared.errors import FelloeError, StreamLost
from shared.limits import LIMITS
from shared.messages import Open
from shared.streams.frames import Credit, Data
from shared.streams.halves import ReceiveHalf, SendHalf

if TYPE_CHECKING:
    from shared.streams.mux import Mux


def nothing() -> None:
    pass


class Endpoint:
    """`changed` is called whenever there is more to read, more room to write, or an end."""

    __slots__ = ("_mux", "about", "changed", "error", "held", "id", "kind", "opening", "receiving", "sending")

    def __init__(self, mux: Mux, message: Open) -> None:
        self._mux = mux
        self.id = message.stream
        self.kind = message.kind
        self.about: dict[str, JsonValue] = message.about
        self.opening: Open | None = None
        self.held = False
        self.sending = SendHalf()
        self.receiving = ReceiveHalf()
        self.error: FelloeError | None = None
        """Why it is over before its end."""
        self.changed: Callable[[], None] = nothing

    @property
    def mux(self) -> Mux:
        return self._mux

    # --- for its user; all but `reset` raise `error` ---

    def write(self, data: bytes) -> int:
        """Take as much as there is room for, and say how much that was."""
        self._check()
        taken = self.sending.write(data)
        if taken:
            self._mux.wake(self.id)
        return taken

    def end(self) -> None:
        """Nothing more will be written."""
        self._check()
        if not self.sending.ended:
            self.sending.ended = True
            self._mux.wake(self.id)

    def read(self, most: int = LIMITS.stream_window_max) -> bytes:
        """The next bytes, empty if there are none now; reading is what gives the other side credit."""
        self._check()
        data = self.receiving.read(most)
        if self.receiving.credit_due():
            self._mux.hurry(self.id)
        return data

    def reset(self, error: FelloeError) -> None:
        """End both directions at once; what is on the way is dropped. The first reason stands."""
        self._mux.reset(self.id, error)
        self.on_reset(error)

    def _check(self) -> None:
        if self.error is not None:
            raise self.error.anew()

    # --- for the multiplexer ---

    def on_data(self, data: Data) -> None:
        self.receiving.receive(data)
        if self.receiving.credit_due():  # the end of what was read already
            self._mux.hurry(self.id)
        self.changed()

    def on_credit(self, consumed: int, window: int) -> None:
        self.sending.credited(consumed, window)
        self._mux.wake(self.id)
        self.changed()

    def on_resume(self, received: int) -> None:
        self.sending.rewind(received)
        self.receiving.tell_again()

    def on_reset(self, error: FelloeError) -> None:
        over = self.receiving.ended and self.sending.ended
        if self.error is None and not self.finished() and not (over and isinstance(error, StreamLost)):
            self.error = error
        if over and isinstance(error, StreamLost):
            self.sending.acknowledge()
        self.changed()

    def on_cut(self) -> None:
        self.held = True

    def on_lost(self) -> None:
        """Where everything was sent and received, only the last credit is missing."""
        self.on_reset(StreamLost("The other side ended this while the connection was away."))

    def received(self) -> int:
        return self.receiving.received

    def grown(self) -> int:
        return self.receiving.window - LIMITS.stream_window

    def urgent(self) -> Credit | None:
        if not self.receiving.credit_due():
            return None
        spare = self._mux.spare() if self.receiving.hungry else 0
        return Credit(self.id, *self.receiving.credit(spare))

    def pending(self) -> bool:
        return self.sending.pending()

    def take(self, most: int) -> Data:
        return self.sending.take(self.id, most)

    def finished(self) -> bool:
        return self.sending.acknowledged and self.receiving.acknowledged
