"""The `felloe` command: this device, for its user. What needs the node or the sandbox is imported when it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shared.system import terminal
from spoke.commands import (
    approvals,
    assistant,
    backups,
    calls,
    chat,
    desktop,
    device,
    face,
    limits,
    models,
    own_devices,
    refused,
    runs,
    secrets,
    sessions,
    skills,
    watch,
)

app = terminal.commands(
    "Felloe joins your devices into one assistant. With --debug an error says where it is from.", version=True
)
app.command(epilog="Example: felloe agent --name attic --data ~/attic")(device.agent)
app.command(epilog="Example: felloe pair felloe://192.168.1.20:8470/K7QM-2XRT-9FWD/…")(device.pair)
app.command(epilog="Example: felloe unpair")(device.unpair)
app.command(epilog="Example: felloe devices")(device.devices)
app.add_typer(own_devices.app, name="device")
app.command("pairing-code", epilog="Example: felloe pairing-code --save phone.png")(own_devices.pairing_code)
app.command(epilog="Example: felloe skills humidity")(device.skills)
app.command(epilog="Example: felloe status --json")(device.status)
app.command(epilog="Example: felloe sync")(device.sync)
app.command(epilog="Example: felloe desktop")(desktop.desktop)
app.command(epilog="Example: felloe call attic:climate.summary sensor=attic hours=24")(calls.call)
app.command("calls", epilog="Example: felloe calls --limit 5")(calls.commands)
app.command(epilog="Example: felloe chat 'How warm is it in the attic?'")(chat.chat)
app.command("exec", epilog="Example: echo 'devices.attic.climate.sensors()' | felloe exec")(calls.execute)
app.command(epilog="Example: felloe runs --device attic --failed")(runs.runs)
app.command(epilog="Example: felloe events --device attic")(watch.events)
app.command(epilog="Example: felloe logs --device attic --level warning")(watch.logs)
app.command(epilog="Example: felloe face")(face.face)
app.command(epilog="Example: felloe expose climate.calibrate allow")(skills.expose)
app.command(epilog="Example: felloe backup ~/felloe-2026-11-21.zip")(backups.backup)
app.command(epilog="Example: felloe restore ~/felloe-2026-11-21.zip")(backups.restore)
app.add_typer(skills.app, name="skill")
app.add_typer(approvals.grants, name="grants")
app.add_typer(approvals.asks, name="asks")
app.add_typer(models.app, name="models")
app.add_typer(assistant.app, name="assistant")
app.add_typer(limits.app, name="limits")
app.add_typer(secrets.app, name="secret")
app.add_typer(sessions.app, name="sessions")
app.add_typer(refused.app, name="refused")


@app.command(epilog="Example: felloe demo --keep")
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave hub and devices running, and say what to try.")] = False,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.", metavar="FILE")] = None,
) -> None:
    """Show the main job, end to end, on this machine: two devices, a hub, a sandbox, a chat that syncs."""
    from spoke.demo.story import run

    run(keep=keep, figures=json)
