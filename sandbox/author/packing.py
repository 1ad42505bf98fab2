"""A skill as one file: the same skill gives the same bytes, whenever and wherever it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold."""

_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def packed(name: str, files: Mapping[str, bytes]) -> bytes:
    """A zip with the folder `name`. Nothing of the machine is in it: no times, owners or permissions.

    Stored, not compressed: two versions of zlib make different bytes of the same file.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _TIME)
            entry.create_system, entry.external_attr = _UNIX, _REGULAR_FILE
            archive.writestr(entry, files[path])
    return whole.getvalue()
