"""`felloe-hub backup`, `restore`, `migrate`: what is done to a hub's data as a whole."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, data_folder, show
from shared.system.terminal import confirm

_LONG_S = 3600.0
File = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


def backup(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Write over FILE if it is there.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write the hub's database, keys and certificate into one file, and read it back. The hub may run meanwhile."""
    body = {"path": str(file.expanduser().absolute()), "replace": replace}
    made = ask(data, "POST", "/backup", body, wait_s=_LONG_S)
    show(as_json, made, f"{made['path']}: {made['bytes']:,} bytes, verified. It holds chats and keys: keep it private.")


def restore(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make the hub what it was at a backup. It must not run; what is there now is set aside, not deleted."""
    from hub.files import DATABASE
    from hub.restore import restore as put_back
    from shared.system import logging
    from shared.system.folder import DataFolder

    logging.configure()
    path = data_folder(data)
    if (path / DATABASE).exists():
        confirm(f"Replace the hub in {path}? What is there now is set aside there.", yes=yes)
    with DataFolder(path) as folder:
        manifest, aside = put_back(file.expanduser().absolute(), folder.path)
    kept = str(aside) if aside.exists() else None
    made = datetime.datetime.fromtimestamp(manifest.made_ms / 1000).strftime("%Y-%m-%d %H:%M:%S")
    show(
        as_json,
        {"data": str(path), "made_ms": manifest.made_ms, "hub_id": manifest.hub_id, "set_aside": kept},
        f"The hub in {path} is what it was at {made}; devices bring back the chats they have."
        + (f" What was there lies in {kept}." if kept else "")
        + "\nWhat you revoked or deleted since then is there again: look at felloe-hub device list and user list.",
    )


def migrate(data: Data = None, as_json: Json = False) -> None:
    """Bring the database of an earlier version up to date now, not at the next start. The hub must not run."""
    from hub.files import DATABASE, must_hold_a_hub
    from hub.restore import finish
    from hub.store.store import Store
    from hub.store.tables import SCHEMA
    from shared.system import logging
    from shared.system.database import schema_of
    from shared.system.folder import DataFolder

    logging.configure()
    path = data_folder(data)
    must_hold_a_hub(path)
    with DataFolder(path) as folder:
        finish(folder.path)
        before = schema_of(path / DATABASE)
        asyncio.run(Store.open(folder.path).close())
    said = "is up to date" if before == SCHEMA.version else f"was brought from schema {before} to {SCHEMA.version}"
    show(as_json, {"data": str(path), "before": before, "schema": SCHEMA.version}, f"The database in {path} {said}.")
