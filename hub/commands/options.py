"""Options that several commands of `felloe-hub` have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option(help="The hub's data folder.", show_default="~/.local/share/felloe-hub")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Owner = Annotated[str | None, typer.Option("--user", help="Whose device, where several have one of that name.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")]
UserName = Annotated[str, typer.Argument(help="The user's name.")]
DeviceName = Annotated[str, typer.Argument(help="The device's handle or id.", metavar="DEVICE")]
