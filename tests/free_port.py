"""A port for who must know it before it listens there, or comes back to it."""

from __future__ import annotations

import random
import socket

_NOBODYS = range(20_000, 32_000)
"""Below those that systems give to connections: one of these would take, between two starts, what was free before."""


def free_port() -> int:
    while True:
        port = random.SystemRandom().choice(_NOBODYS)  # the tests of all workers have the same seed
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
