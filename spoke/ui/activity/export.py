"""What is listed, written into a file: an entry a line, as JSON, as the node says it. For programs: in no language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from shared.errors import Cancelled
from spoke.ui.activity.entries import Entry
from spoke.ui.event_loop.threads import in_thread


class EntryExport:
    """These entries into one file, on another thread. `written`: how many are in it by now."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self.written = 0
        self._stopped = False

    @property
    def share(self) -> float:
        """How much of it is done, of 1."""
        return self.written / max(1, len(self._entries))

    async def to_file(self, path: Path) -> None:
        """Cancelling leaves what was there, unless all is written by then."""
        await in_thread(partial(self._write, path), self._stop)

    def _stop(self) -> None:
        self._stopped = True

    def _write(self, path: Path) -> None:
        from shared.system.appearing import appearing  # seldom needed

        with appearing(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
            for entry in self._entries:
                if self._stopped:
                    raise Cancelled("The list was not written.")
                said = {"entry": entry.kind, **entry.record.model_dump(mode="json")}
                out.write(json.dumps(said, ensure_ascii=False) + "\n")
                self.written += 1
