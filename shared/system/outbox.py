"""What waits to be written to one connection: control messages first, bounded and in order, then frames of streams."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from shared.limits import LIMITS
from shared.messages import Call, Message, News, Poke, Presence, encode
from shared.system.streams import Streams


class Outbox:
    """Owned by one connection. Putting never waits; only the connection's writer takes.

    Newer news replaces older news of the same thing that waits. `ready` is called when `next` may have something.
    """

    __slots__ = ("_bytes", "_frames", "_number", "_ready", "_size", "_streams")

    def __init__(self, size: int, ready: Callable[[], None]) -> None:
        self._size = size
        self._ready = ready
        self._frames: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        self._number = 0
        self._streams: Streams | None = None

    def put(self, message: Message, *, first: bool = False) -> bool:
        """False if there is no room. Raises `TooLarge` for what fits no frame."""
        frame = encode(message)
        key = self._key(message)
        before = self._frames.get(key)
        size = self._bytes + len(frame) - len(before or "")
        if size > LIMITS.outbox_bytes or (before is None and len(self._frames) >= self._size):
            return False
        self._frames[key] = frame
        self._bytes = size
        if first:
            self._frames.move_to_end(key, last=False)
        self._ready()
        return True

    def carry(self, streams: Streams | None, *, resumed: bool = False) -> None:
        """From now on the frames of these streams are taken too; none: of no streams any more."""
        if self._streams is not None:
            self._streams.cut()
        self._streams = streams
        if streams is not None:
            streams.attach(self._ready, resumed=resumed)

    def next(self) -> str | bytes | None:
        """What to send now."""
        if self._frames:
            frame = self._frames.popitem(last=False)[1]
            self._bytes -= len(frame)
            return frame
        return self._streams.next_frame() if self._streams else None

    def unsent_calls(self) -> set[str]:
        return {key.removeprefix("call ") for key in self._frames if key.startswith("call ")}

    def _key(self, message: Message) -> str:
        if isinstance(message, Poke):
            return "poke"
        if isinstance(message, Presence):
            return f"presence {message.device_id}"
        if isinstance(message, News):
            return f"news {message.device_id} {message.what}"
        if isinstance(message, Call):
            return f"call {message.id}"
        self._number += 1
        return str(self._number)
