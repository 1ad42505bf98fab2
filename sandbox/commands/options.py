"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that holds SKILL.md.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Grants = Annotated[
    list[str] | None, typer.Option("--grant", metavar="CAP", help="A capability, such as files.read:~/Notes.")
]
Secrets = Annotated[
    list[str] | None,
    typer.Option(
        "--secret", metavar="NAME@HOST=VARIABLE", help="A secret of this run: an environment variable, for one host."
    ),
]
Timeout = Annotated[float | None, typer.Option(metavar="S", min=0.01, help="Seconds that the run may take in all.")]
Store = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep the skill's store in this file; else it ends with the run.")
]
