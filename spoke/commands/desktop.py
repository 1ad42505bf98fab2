"""`felloe desktop` with options, and its help: without, `spoke.__main__` opens the window itself."""

from __future__ import annotations

import typer

from spoke.commands.options import Data


def desktop(data: Data = None) -> None:
    """Open the desktop app."""
    from spoke.folder import data_folder
    from spoke.ui.app import run

    raise typer.Exit(run(data_folder(data), None))
