"""`felloe desktop`. As the first word of a command line it is all that is read: its window is to be seen at once."""

from __future__ import annotations

import typer

from shared.system import terminal
from spoke.commands.options import Data

app = terminal.commands("The desktop of this device.", version=True)


@app.command(epilog="Example: felloe desktop")
def desktop(data: Data = None) -> None:
    """Open the desktop app."""
    from spoke.settings import data_folder
    from spoke.ui.app import run

    raise typer.Exit(run(data_folder(data), None))
