"""Sockets to listen on. Apart from `serve`, since whoever only looks where to connect needs no web server."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

from shared.errors import FolderUnusable, PortInUse


def bind_tcp(host: str, port: int) -> socket.socket:
    """A bound TCP socket; port 0 takes a free one. Raises `PortInUse`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, two short frames wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        reason = {
            errno.EADDRINUSE: "another program listens there",
            errno.EACCES: "ports below 1024 need more rights",
            errno.EADDRNOTAVAIL: "this machine has no such address",
        }.get(error.errno or 0, "it cannot be used")
        raise PortInUse(f"Port {port} of {host}: {reason}. Choose another one with --port or --host.") from error
    except OverflowError:
        listener.close()
        raise PortInUse(f"{port} is not a port. Choose one from 0 to 65535 with --port.") from None
    return listener


def bind_unix(path: Path) -> socket.socket:
    """A bound socket file that only this user may open. The caller holds the folder's lock: a file there is stale."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise FolderUnusable(f"No local socket can be made at {path}: {error.strerror or error}.") from error
    return listener
