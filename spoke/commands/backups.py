"""`felloe backup` and `felloe restore`: a device's data as a whole."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from shared.system.terminal import confirm, console, print_json
from spoke.commands.options import AsJson, Data
from spoke.folder import data_folder

File = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


def backup(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Write over FILE if it is there.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Write chats, skills, files and this device's key into one file, and read it back. Felloe may run meanwhile."""
    from spoke.backup import make_backup

    target = file.expanduser().absolute()
    made = make_backup(data_folder(data), target, version=version("felloe"), replace=replace)
    if json:
        print_json({"path": str(target), "bytes": made.bytes, "files": len(made.files), "made_ms": made.made_ms})
    else:
        said = f"{target}: {made.bytes:,} bytes, {len(made.files)} files, verified."
        console.print(f"{said} It holds chats and keys: keep it private.", markup=False)


def restore(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Make this device what it was at a backup. What is there now is set aside; the hub's chats come back by sync."""
    from shared.system.folder import DataFolder
    from spoke.backup import DATABASE
    from spoke.restore import restore as put_back

    folder = data_folder(data)
    with DataFolder(folder):
        if (folder / DATABASE).exists():
            confirm(f"Replace what is in {folder}? What is there now is set aside there.", yes=yes)
        manifest, aside = put_back(file.expanduser().absolute(), folder)
    kept = str(aside) if aside.exists() and any(aside.iterdir()) else None
    if json:
        print_json({"data": str(folder), "made_ms": manifest.made_ms, "set_aside": kept})
        return
    when = datetime.fromtimestamp(manifest.made_ms / 1000).strftime("%Y-%m-%d %H:%M:%S")
    console.print(f"The device in {folder} is what it was at {when}; its next sync brings it up to date.", markup=False)
    if kept:
        console.print(f"What was there lies in {kept}.", markup=False)
