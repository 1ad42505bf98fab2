"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(help="The device's data folder (or FELLOE_DATA); by default the user's own.", metavar="DIR"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Device = Annotated[
    str | None,
    typer.Option(help="Another of your devices, by its handle (`felloe devices`).", metavar="DEVICE"),
]
