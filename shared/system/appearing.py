"""A file that appears when it is whole: what fails half-way leaves what was there."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from shared.system.folder import unwritable
from shared.system.leftovers import sweep

_PREFIX, _SUFFIX = ".felloe-", ".part"


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A private file beside `path` that gets its name at the end of the block."""
    sweep(path.parent, f"{_PREFIX}*{_SUFFIX}")
    try:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise unwritable(path, error) from error
    part = Path(name)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)
