"""To be imported before the other modules: PySide6 then leaves their sources unread.

It looks for the word PySide6 in the source of each module that is imported, so as to know where `__feature__` may
change its names. Nothing here uses that, and the reading took a tenth of the start, and keeps all the text in memory.
"""

from __future__ import annotations

import PySide6.QtCore  # noqa: F401 - brings the next
from shibokensupport import feature  # type: ignore[import-not-found]

feature.feature_imported = lambda _module: None
