"""Showing a pairing code: as text, as a QR code in the terminal, as a picture in a file that only its user may read."""

from __future__ import annotations

import datetime
import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.accounts import PairingCodeLine
from shared.errors import FolderUnusable, InvalidArgument
from shared.system import terminal

Minutes = Annotated[float | None, typer.Option(help="How long it is good.", show_default="10")]
Qr = Annotated[
    bool | None, typer.Option("--qr/--no-qr", help="Show it as a QR code.", show_default="where stderr is a terminal")
]
Save = Annotated[Path | None, typer.Option(help="Also write the QR code to this file (.png or .svg).", metavar="FILE")]
FORMATS = ("png", "svg")


def in_terminal(text: str) -> str:
    """Half blocks: two modules on a line, so that it fits beside other lines."""
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, compact=True, border=2)
    return drawn.getvalue()


def save(text: str, file: Path) -> None:
    """`file` ends in .png or .svg; whatever it held is replaced. Raises `InvalidArgument` or `FolderUnusable`."""
    import segno

    check_file(file)
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind=file.suffix.lower().removeprefix("."), scale=8, border=4)
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(drawn.getvalue())
    except OSError as error:
        raise FolderUnusable(f"{file} cannot be written: {error.strerror or error}.") from error


def show(made: PairingCodeLine, *, qr: bool | None, as_json: bool) -> None:
    """The first line of stdout is the pairing string; all else that is for people goes to stderr."""
    if as_json:
        terminal.print_json(made.model_dump(mode="json"))
        return
    terminal.console.print(made.pairing_string, markup=False, soft_wrap=True)
    if sys.stderr.isatty() if qr is None else qr:
        typer.echo(in_terminal(made.pairing_string), err=True)
    until = datetime.datetime.fromtimestamp(made.expires_ms / 1000).strftime("%H:%M:%S")
    typer.echo(f"On the other device: felloe pair PAIRING_STRING. Good once, until {until}.", err=True)


def check_file(file: Path | None) -> None:
    """Before a code is made for a file that could not be written. Raises `InvalidArgument`."""
    if file and file.suffix.lower().removeprefix(".") not in FORMATS:
        raise InvalidArgument(f"A picture's file ends in .png or .svg, not like {file.name[:100]}.")
