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
