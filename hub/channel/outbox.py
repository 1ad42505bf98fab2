"""What waits to be written to one device: bounded, in order, with news replacing older news of the same kind."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from shared.messages import Call, Message, Poke, Presence, encode


class Outbox:
    """Owned by one connection. Putting never waits; only the connection's writer takes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._frames: OrderedDict[str, str] = OrderedDict()
        self._ready = asyncio.Event()
        self._number = 0

    def put(self, message: Message, *, first: bool = False) -> bool:
        """False if there is no room. Raises `TooLarge` for what fits no frame."""
        frame = encode(message)
        key = self._key(message)
        if len(self._frames) >= self._size and key not in self._frames:
            return False
        self._frames[key] = frame
        if first:
            self._frames.move_to_end(key, last=False)
        self._ready.set()
        return True

    async def take(self) -> str:
        """The next frame. Cancelling is safe."""
        while not self._frames:
            self._ready.clear()
            await self._ready.wait()
        return self._frames.popitem(last=False)[1]

    def unsent_calls(self) -> set[str]:
        return {key.removeprefix("call ") for key in self._frames if key.startswith("call ")}

    def _key(self, message: Message) -> str:
        if isinstance(message, Poke):
            return "poke"
        if isinstance(message, Presence):
            return f"presence {message.device_id}"
        if isinstance(message, Call):
            return f"call {message.id}"
        self._number += 1
        return str(self._number)
