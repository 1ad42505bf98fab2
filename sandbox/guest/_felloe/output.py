"""Where a run's prints go."""

import io


class _Bytes(io.RawIOBase):
    def __init__(self, text):
        self._text = text

    def writable(self):
        return True

    def write(self, data):
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


class Output(io.TextIOBase):
    """Keeps the first `cap` characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self, cap):
        self._parts = []
        self._left = cap
        self.truncated = False
        self.buffer = _Bytes(self)

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        if len(text) > self._left:
            self.truncated = True
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= min(len(text), self._left)
        return len(text)

    def text(self):
        return "".join(self._parts).encode("utf-8", "replace").decode()
