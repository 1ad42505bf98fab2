"""Commands on the hub as a whole: run it, ask how it is."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import Data, Json
from hub.commands.talk import ask, show, table
from shared.system.terminal import counted


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8470")] = None,
    data: Data = None,
    cert: Annotated[Path | None, typer.Option(help="A certificate (PEM) in place of the hub's own.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its key (PEM).")] = None,
    plain_http: Annotated[bool | None, typer.Option("--plain-http", help="No TLS; on loopback only.")] = None,
    public_url: Annotated[str | None, typer.Option(help="How devices reach the hub, if not at its address.")] = None,
    trust_proxy: Annotated[
        list[str] | None, typer.Option(help="A proxy (address or network) whose X-Forwarded-For is believed.")
    ] = None,
    log_file: Annotated[
        Path | None, typer.Option(help="Also write log lines (JSON) to this file, renewed at 1 MB.")
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="JSON log lines on a terminal too.")] = False,
    as_json: Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log more.")] = False,
) -> None:
    """Run the hub until it is told to stop (Ctrl+C, SIGTERM)."""
    from logging import DEBUG, INFO

    from hub.serve import serve as run
    from hub.settings import Settings
    from shared.system import logging

    logging.configure(DEBUG if verbose else INFO, log_file, as_json=log_json)
    flags = {"host": host, "port": port, "data": data, "cert": cert, "key": key, "public_url": public_url}
    settings = Settings.load({**flags, "plain_http": plain_http, "trust_proxy": trust_proxy or None}, os.environ)
    asyncio.run(run(settings, as_json=as_json))


def doctor(data: Data = None, as_json: Json = False) -> None:
    """Look for what may be wrong: database, permissions, disk, port, certificate, public address, clock."""
    found = ask(data, "GET", "/doctor", wait_s=60.0)
    table(as_json, found, ("check", "verdict", "text"))
    if any(finding["verdict"] == "error" for finding in found):
        raise typer.Exit(1)


def status(data: Data = None, as_json: Json = False) -> None:
    """Say whether the hub runs, where, and how much it holds. Ends with 1 where it does not run."""
    found = ask(data, "GET", "/status")
    state = f"runs at {found['url']} (process {found['pid']})" if found["running"] else "does not run"
    show(
        as_json,
        found,
        f"The hub {state}.\n{counted(found['users'], 'user')}, {counted(found['devices'], 'device')} "
        f"({found['online']} online), {counted(found['log_entries'], 'change')} in the sync log. "
        f"Data in {found['data']}.",
    )
    if not found["running"]:
        raise typer.Exit(1)
