"""How the host calls of a run are shown to a person, and what would have allowed those that were refused."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from shared.system.terminal import one_line

if TYPE_CHECKING:
    from sandbox.journal import CallRow
    from shared.error_body import ErrorBody

_FAKE = "fake."


def call_line(row: CallRow) -> str:
    """`allowed: http GET@api.example.org (1.2 ms)`."""
    end = f", {row.error}" if row.error else ""
    service = row.service.removeprefix(_FAKE)
    how = f"{row.elapsed_ms:.1f} ms{end}" if service == row.service else f"faked{end}"
    return f"{row.verdict}: {one_line(f'{service} {row.target}'.strip())} ({how})"


def hint(error: ErrorBody | None) -> str | None:
    """What to add to the command line, where the run ended because something was not granted."""
    from sandbox.author.fakes import allowing
    from sandbox.capability import Capability

    if error is None or error.code != "not_granted":
        return None
    details = error.details
    if not isinstance(details.get("service"), str) or details["service"].startswith(_FAKE):
        return None
    wanted = allowing(Capability(details["service"], str(details.get("scope", ""))))
    return f"To allow it, add: --grant {one_line(shlex.quote(wanted))}"
