"""What a command asks the hub, and how it prints the answer."""

from __future__ import annotations

import asyncio
import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.errors import InvalidArgument
from shared.system import terminal


def ask(data: Path | None, method: str, path: str, body: Any = None, *, make: bool = False, **query: Any) -> Any:
    """The answer of the hub that runs on this folder, or of the folder itself where none runs.

    A folder that does not exist is made only where the command may `make` a hub: a mistyped one is refused.
    """
    from hub.admin.client import admin
    from shared.system import logging

    logging.configure()
    folder = data_folder(data)

    async def asked() -> Any:
        async with admin(folder, make=make) as hub:
            return await hub.ask(method, path, body, **query)

    return asyncio.run(asked())


def data_folder(data: Path | None) -> Path:
    """As named by the flag, the environment, or neither."""
    from hub.settings import Settings

    return Settings.load({"data": data}, os.environ).data.expanduser().absolute()


def segment(text: str) -> str:
    """A name as one segment of a path."""
    from urllib.parse import quote

    if text in ("", ".", "..") or "/" in text:
        raise InvalidArgument(f"'{text}' is no name.")
    return quote(text, safe="")


def show(as_json: bool, value: Any, sentence: str) -> None:
    """`value` for programs, `sentence` for people."""
    if as_json:
        terminal.print_json(value)
    else:
        terminal.console.print(sentence, markup=False)


def table(as_json: bool, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """`rows` for programs, `columns` of them for people."""
    if as_json:
        terminal.print_json(rows)
        return
    if not rows:
        terminal.console.print("Nothing to show.")
        return
    from shared.system.tables import print_table

    print_table(
        [column.removesuffix("_ms").replace("_", " ") for column in columns],
        ([_cell(column, row[column]) for column in columns] for row in rows),
    )


def _cell(column: str, value: Any) -> str:
    if value is None:
        return "-"
    if column.endswith("_ms"):
        return datetime.datetime.fromtimestamp(value / 1000).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{name}={part}" for name, part in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
