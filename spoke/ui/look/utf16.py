"""Places in a text as Qt counts them: in UTF-16, where an emoji takes two. Ours are Python's."""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Utf16:
    """Of one text."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [found.start() for found in _WIDE.finditer(text)]
        self._wide_there = [at + number for number, at in enumerate(self._wide)]

    def there(self, at: int) -> int:
        """Qt's place for one of ours."""
        return at + bisect_left(self._wide, at)

    def here(self, place: int) -> int:
        """Our place for one of Qt's."""
        return place - bisect_left(self._wide_there, place)
