"""Calls and results that fit no control message, on their way to devices: streams, a few at a time for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from weakref import WeakValueDictionary

import structlog

from hub.channel.connection import Connection
from shared.errors import DeviceOffline, FelloeError, StreamLost, TooLarge
from shared.limits import LIMITS
from shared.messages import Call, Result, failure
from shared.system.large import AT_ONCE, send_large

log = structlog.get_logger()

FAILED = "The hub failed in a way it should not. Its log says where."


class LargeMessages:
    """`current` finds the connection of a device; `not_taken(device, call, error)` hears of calls that fail for good.

    What is cut off is sent again: a call when its device is back, a result when its caller is.
    """

    def __init__(
        self, current: Callable[[str], Connection | None], not_taken: Callable[[str, str, FelloeError], None]
    ) -> None:
        self._current = current
        self._not_taken = not_taken
        self._rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def send(self, connection: Connection, message: Call | Result) -> None:
        """Returns when the device has it, or is not going to. Raises nothing."""
        try:
            async with self._room(connection.device.id):
                await send_large(connection.open, message)
        except StreamLost as lost:
            log.info("large message cut off", call=message.id, reason=lost.message)
        except DeviceOffline as gone:
            if self._current(connection.device.id) is not connection or not connection.welcomed:
                log.info("large message cut off", call=message.id, reason=gone.message)
                return
            words = f"{connection.device.handle} takes {LIMITS.control_frame} bytes at most: it has no streams."
            self._give_up(connection, message, TooLarge(words))
        except FelloeError as error:
            self._give_up(connection, message, error)
        except Exception:  # whatever goes wrong with one call, the others go on
            log.exception("large message not sent", call=message.id)
            self._give_up(connection, message, FelloeError(FAILED))

    def _room(self, device_id: str) -> asyncio.Semaphore:
        """One for a device, over its connections: streams of an earlier one go on over the next."""
        return self._rooms.setdefault(device_id, asyncio.Semaphore(AT_ONCE))

    def _give_up(self, connection: Connection, message: Call | Result, error: FelloeError) -> None:
        if isinstance(message, Call):
            self._not_taken(connection.device.id, message.id, error)
        else:
            connection.send(failure(message.id, error))
