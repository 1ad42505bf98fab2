"""What one run's guest reads of clocks and randomness: real, and the same again where the run is continued."""

from __future__ import annotations

import time
from _blake2 import blake2b  # hashlib loads OpenSSL with it, a twentieth of a worker's start
from collections.abc import Iterator, Sequence

from shared.limits import LIMITS

_BLOCK = blake2b.MAX_DIGEST_SIZE


class Senses:
    """`seed`: what all randomness of the run comes from. `replay`: readings (ns) that come before those of the clocks.

    With `keep`, readings are kept until `taken` fetches them, up to one more than a run may have to be continued.
    """

    def __init__(self, seed: bytes, replay: Sequence[int] = (), *, keep: bool = False) -> None:
        self._seed = seed
        self._blocks = 0
        self._pool = b""
        self._replay: Iterator[int] = iter(replay)
        self._replaying = bool(replay)
        self._ahead = 0
        """What the last monotonic reading of the replay is ahead of this machine's clock."""
        self._room = LIMITS.sandbox_readings + 1 if keep else 0
        self._readings: list[int] = []

    def wall_ns(self) -> int:
        reading = self._replayed()
        return self._kept(time.time_ns() if reading is None else reading)

    def monotonic_ns(self) -> int:
        reading = self._replayed()
        if reading is None:
            reading = time.monotonic_ns() + self._ahead
        else:
            self._ahead = max(0, reading - time.monotonic_ns())  # the clock of a run never goes back
        return self._kept(reading)

    def random(self, count: int) -> bytes:
        while len(self._pool) < count:
            block = blake2b(self._blocks.to_bytes(8, "little"), key=self._seed, digest_size=_BLOCK)
            self._pool += block.digest()
            self._blocks += 1
        taken, self._pool = self._pool[:count], self._pool[count:]
        return taken

    def taken(self) -> list[int]:
        """The readings since the last time."""
        readings, self._readings = self._readings, []
        return readings

    def _replayed(self) -> int | None:
        return next(self._replay, None) if self._replaying else None

    def _kept(self, reading: int) -> int:
        if self._room:
            self._room -= 1
            self._readings.append(reading)
        return reading
