"""What `open` and `os.open` give: one handle with a place in a file, whichever file system the file is of.

There are no descriptors below: the numbers of `fileno` and `os.open` are ours. What was written reaches its file at
`flush`, `close`, or the end of the run.
"""

import errno
import io
import os
import sys
import weakref

_FIRST_FD = 3
_fds = {}
_written = weakref.WeakSet()
"""Files that may hold what was not sent yet."""


def trouble(number, path=None):
    """The `OSError` of that number, in the system's words."""
    return OSError(number, os.strerror(number), path)


def stat_result(mode, size, mtime_ns, ino, dev):
    seconds = mtime_ns // 10**9
    times = {
        f"st_{kind}time{ending}": value for kind in "amc" for ending, value in (("", mtime_ns / 1e9), ("_ns", mtime_ns))
    }
    return os.stat_result((mode, ino, dev, 1, 0, 0, size, seconds, seconds, seconds), times)


class Content:
    """The bytes of one open file. `size` is theirs; offsets are from the beginning."""

    def read(self, offset, count):
        """At most `count` bytes; none where the file ends."""
        raise NotImplementedError

    def write(self, offset, data):
        """Write at `offset`, or with None at the end; where the writing ended."""
        raise NotImplementedError

    def truncate(self, size):
        raise NotImplementedError

    def sync(self):
        """Have what was written in the file."""

    def stat(self):
        raise NotImplementedError


class Flags:
    """How a file is to be opened."""

    def __init__(self, bits):
        self.reads = bool(bits & os.O_RDONLY)  # in WASI reading and writing have a bit each
        self.writes = bool(bits & os.O_WRONLY)
        self.creates = bool(bits & os.O_CREAT)
        self.exclusive = self.creates and bool(bits & os.O_EXCL)
        self.truncates = bool(bits & os.O_TRUNC)
        self.appends = bool(bits & os.O_APPEND)


def flags_of(mode):
    """The flags that stand for a mode of `open`."""
    kinds = {"r": 0, "w": os.O_CREAT | os.O_TRUNC, "x": os.O_CREAT | os.O_EXCL, "a": os.O_CREAT | os.O_APPEND}
    chosen = [letter for letter in mode if letter in kinds]
    if len(chosen) != 1 or len(set(mode)) != len(mode) or set(mode) - set("rwxabt+") or {"b", "t"} <= set(mode):
        raise ValueError(f"invalid mode: {mode!r}")
    access = os.O_RDWR if "+" in mode else os.O_RDONLY if "r" in mode else os.O_WRONLY
    return access | kinds[chosen[0]]


class Handle:
    """An open file and the place in it."""

    def __init__(self, content, bits):
        self.content = content
        self.flags = Flags(bits)
        self.place = 0
        self.fd = None

    def number(self):
        if self.fd is None:
            self.fd = next(fd for fd in range(_FIRST_FD, sys.maxsize) if fd not in _fds)
            _fds[self.fd] = self
        return self.fd

    def read(self, count):
        if not self.flags.reads:
            raise trouble(errno.EBADF)
        data = self.content.read(self.place, count)
        self.place += len(data)
        return data

    def write(self, data):
        if not self.flags.writes:
            raise trouble(errno.EBADF)
        self.place = self.content.write(None if self.flags.appends else self.place, data)
        return len(data)

    def seek(self, offset, whence=io.SEEK_SET):
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.content.size}.get(whence)
        if base is None or base + offset < 0:
            raise trouble(errno.EINVAL)
        self.place = base + offset
        return self.place

    def truncate(self, size):
        if not self.flags.writes:
            raise trouble(errno.EBADF)
        self.content.truncate(size)

    def close(self):
        _fds.pop(self.fd, None)
        self.content.sync()


def handle_of(fd):
    try:
        return _fds[fd]
    except KeyError:
        raise trouble(errno.EBADF) from None


class RawFile(io.RawIOBase):
    def __init__(self, handle, mode, name, closes=True, buffered=True):
        self._handle = handle
        self._closes = closes
        self.buffered = buffered
        self.name = name
        self.mode = mode.replace("t", "").replace("b", "").replace("+", "") + ("b+" if "+" in mode else "b")

    def readable(self):
        return "r" in self.mode or "+" in self.mode

    def writable(self):
        return "r" not in self.mode or "+" in self.mode

    def seekable(self):
        return True

    def readinto(self, buffer):
        self._need(self.readable(), "readable")
        data = self._handle.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self):
        self._need(self.readable(), "readable")
        parts = []
        while part := self._handle.read(max(1, self._handle.content.size)):
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def write(self, data):
        self._need(self.writable(), "writable")
        written = self._handle.write(bytes(data))
        if not self.buffered:
            self.sync()
        return written

    def seek(self, offset, whence=io.SEEK_SET):
        self._checkClosed()
        return self._handle.seek(offset, whence)

    def tell(self):
        self._checkClosed()
        return self._handle.place

    def truncate(self, size=None):
        self._need(self.writable(), "writable")
        size = self._handle.place if size is None else size
        self._handle.truncate(size)
        return size

    def fileno(self):
        self._checkClosed()
        return self._handle.number()

    def sync(self):
        self._handle.content.sync()

    def close(self):
        if not self.closed:
            try:
                super().close()
            finally:
                if self._closes:
                    self._handle.close()

    def _need(self, able, what):
        self._checkClosed()
        if not able:
            raise io.UnsupportedOperation(f"not {what}")


class _Sent:
    """Whose `flush` means it. (What they write by themselves, as they are moved or are full, waits for more.)"""

    def flush(self):
        super().flush()
        self.raw.sync()


class _Writer(_Sent, io.BufferedWriter):
    pass


class _Both(_Sent, io.BufferedRandom):
    pass


def file_object(handle, mode, name, buffering=-1, encoding=None, errors=None, newline=None, closes=True):
    """What `open` returns for that handle."""
    text = "b" not in mode
    if not text and (encoding or errors or newline):
        raise ValueError("binary mode doesn't take an encoding, errors or newline argument")
    if text and buffering == 0:
        raise ValueError("can't have unbuffered text I/O")
    raw = RawFile(handle, mode, name, closes, buffered=buffering != 0)
    if buffering == 0:
        return raw
    kind = _Both if "+" in mode else io.BufferedReader if raw.readable() else _Writer
    file = kind(raw, buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE)
    if text:
        file = io.TextIOWrapper(file, encoding or "utf-8", errors, newline)
        file.mode = mode
    if raw.writable():
        _written.add(file)
    return file


def flush_all():
    """Have what was written in its files, also by files that nobody closed."""
    for file in list(_written):
        if not file.closed:
            file.flush()
    for handle in list(_fds.values()):
        handle.content.sync()
