"""Where a run's prints go: to the host, which keeps what it wants of them, also when this guest is stopped."""

import io

from _felloe import host

_AT_ONCE = 4_096
"""Characters that are sent line by line; after them only parts of this size, since each part costs a crossing."""

_PART = 65_536
"""Characters in one message: escaped they are twelve times as many at worst, and still fit."""


class _Bytes(io.RawIOBase):
    def __init__(self, text):
        self._text = text

    def writable(self):
        return True

    def write(self, data):
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


class Output(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, show=None):
        """`show` is where it goes, `host.show` unless it is said."""
        self._show = show or host.show
        self.buffer = _Bytes(self)
        self.begin()

    def begin(self):
        """Nothing was written yet."""
        self._parts = []
        self._held = 0
        self._sent = 0
        self._wanted = True

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        if not self._wanted:
            return len(text)
        self._parts.append(text)
        self._held += len(text)
        if self._held >= _AT_ONCE or (self._sent < _AT_ONCE and text.endswith("\n")):
            self.flush()
        return len(text)

    def flush(self):
        text = "".join(self._parts)
        self._parts.clear()
        self._held = 0
        for start in range(0, len(text), _PART):
            self._wanted = self._wanted and self._show(_whole(text[start : start + _PART]))
        self._sent += len(text)


def _whole(text):
    """Without halves of surrogate pairs, which are no text."""
    return text.encode("utf-8", "replace").decode()
