"""Files of the device: each step is a host call, which the gatekeeper lets through or not.

What is read comes in large parts, what is written goes in large parts, and what a folder's listing said of its files
holds for a moment, so that ordinary code makes few calls.
"""

import base64
import posixpath
import time

from _felloe import host
from _felloe.open_files import Content, stat_result

_PART = 512 * 1024
_FRESH_S = 0.5
"""How long the device's answer about a file is repeated: others may change it meanwhile, as they may after any stat."""

_known = {}
_known_until = 0.0


def _ask(service, path, **more):
    return host.call(f"files.{service}", {"path": path, **more})


def _change(service, path, **more):
    """What is above stays known: that there is a folder, not when it was changed."""
    if service == "rename":
        _known.clear()
    else:
        _known.pop(path, None)
    return _ask(service, path, **more)


class _HostFile(Content):
    """A file as far as it was read, with one stretch of bytes that were written and not sent yet."""

    def __init__(self, path, size, start=0, part=b""):
        self._path = path
        self.size = size
        self._start, self._part = start, part
        self._at, self._held = 0, bytearray()

    def read(self, offset, count):
        self.sync()
        if offset >= self.size:
            return b""
        if not self._start <= offset < self._start + len(self._part):
            self._fetch(offset)
        return self._part[offset - self._start : offset - self._start + count]

    def _fetch(self, offset):
        answer = _ask("read", self._path, offset=offset, length=_PART)
        self._start, self._part, self.size = offset, base64.b64decode(answer["data"]), answer["size"]

    def write(self, offset, data):
        begin = self.size if offset is None else offset
        self._part = b""
        if self._held and not self._at <= begin <= self._at + len(self._held):
            self.sync()
        if not self._held:
            self._at, self._appends = begin, offset is None
        self._held[begin - self._at : begin - self._at + len(data)] = data
        self.size = max(self.size, begin + len(data))
        if len(self._held) >= _PART:
            self.sync()
        return begin + len(data)

    def truncate(self, size):
        self.sync()
        _change("truncate", self._path, size=size)
        self.size, self._part = size, b""

    def sync(self):
        held, self._held = self._held, bytearray()
        for start in range(0, len(held), _PART):
            part = base64.b64encode(held[start : start + _PART]).decode()
            place = {} if self._appends else {"offset": self._at + start}
            self.size = _change("write", self._path, data=part, **place)["size"]

    def stat(self):
        self.sync()
        return HOST.stat(self._path)


class HostFiles:
    def open(self, path, flags):
        if not flags.writes:
            answer = _ask("read", path, length=_PART)
            return _HostFile(path, answer["size"], 0, base64.b64decode(answer["data"]))
        asked = {"create": flags.creates, "exclusive": flags.exclusive, "truncate": flags.truncates}
        return _HostFile(path, _change("open", path, **asked)["size"])

    def stat(self, path):
        if path in _known and time.monotonic() < _known_until:
            return _known[path]
        found = _result(_ask("stat", path))
        self._is_fresh()
        _known[path] = found
        return found

    def entries(self, path):
        found = {name: _result(told) for name, told in _ask("list", path).items()}
        self._is_fresh()
        _known.update((posixpath.join(path, name), result) for name, result in found.items())
        return found

    @staticmethod
    def _is_fresh():
        """What was known before is as old as it is: it goes when its time comes."""
        global _known_until
        now = time.monotonic()
        if now >= _known_until:
            _known.clear()
        if not _known:
            _known_until = now + _FRESH_S

    def mkdir(self, path):
        _change("make_folder", path)

    def remove(self, path):
        _change("remove", path)

    def rmdir(self, path):
        _change("remove_folder", path)

    def rename(self, path, to):
        _change("rename", path, to=to)

    def set_time(self, path, mtime_ns):
        _change("touch", path, mtime_ns=mtime_ns)

    def set_mode(self, path, mode):
        """The device's own modes stay as they are."""

    def writable(self, path):
        return None


def _result(told):
    return stat_result(told["mode"], told["size"], told["mtime_ns"], told["ino"], told["dev"])


HOST = HostFiles()
