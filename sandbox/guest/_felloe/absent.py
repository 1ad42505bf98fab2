"""What this machine does not have says so in Python's own words, at the line that asked for it.

Nothing here protects anything: below it there is no such thing at all, and code that digs it out only ends itself.
"""

import io
import mimetypes
import os
import select
import socket
import sys
import zoneinfo

from _felloe import host

_STANDARD_INPUT, _STANDARD_ERROR = 0, 2


def install():
    socket.socket.__init__ = _no_network
    socket.create_connection = socket.create_server = socket.socketpair = _no_network
    socket.getaddrinfo = socket.gethostbyname = socket.gethostbyname_ex = _no_network
    select.select, select.poll = _select, _no_network
    os._exit, os.abort = _exit, _abort
    os.isatty = lambda fd: False
    os.read, os.write = _once(os.read, _read), _once(os.write, _write)
    sys.stdin = sys.__stdin__ = io.StringIO()
    mimetypes.knownfiles.clear()  # Python's own table is there; these would each be asked of the host
    zoneinfo.reset_tzpath(to=())


def _no_network(*_, **__):
    raise PermissionError("Code in the sandbox has no network. Granted hosts are reached with felloe.http.")


def _select(readers, writers, failures, timeout=None):
    if readers or writers or failures or timeout is None:
        _no_network()
    host.sleep(timeout)
    return [], [], []


def _exit(status):
    raise SystemExit(status)


def _abort():
    raise SystemExit("aborted")


def _once(real, standard):
    """`standard` for the three standard descriptors, `real` for others: there are none, and it says so."""

    def either(fd, *rest):
        return (standard if _STANDARD_INPUT <= fd <= _STANDARD_ERROR else real)(fd, *rest)

    return either


def _read(fd, count):
    given = getattr(sys.stdin, "buffer", None)  # a script's
    return given.read(count) if given else b""


def _write(fd, data):
    (sys.stderr if fd == _STANDARD_ERROR else sys.stdout).buffer.write(data)
    return len(data)
