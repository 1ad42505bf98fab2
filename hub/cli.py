"""`felloe-hub`: serve, and the admin's commands. Heavy modules are loaded by the commands that need them."""

from __future__ import annotations

from hub.commands import backups, devices, keys, models, pairing, records, running, users
from shared.system import terminal

app = terminal.commands("The hub: one small server that joins a user's devices.", version=True)
app.command(epilog="Example: felloe-hub serve --host 0.0.0.0 --data /srv/felloe")(running.serve)
app.command(epilog="Example: felloe-hub status --json")(running.status)
app.add_typer(users.app, name="user")
app.add_typer(devices.app, name="device")
app.add_typer(keys.app, name="key")
app.add_typer(models.app, name="model")
app.command("pairing-code", epilog="Example: felloe-hub pairing-code ann --minutes 30")(pairing.pairing_code)
app.command(epilog="Example: felloe-hub audit --user ann --action call --since 2h --follow")(records.audit)
app.command(epilog="Example: felloe-hub usage --days 7 --by device")(records.usage)
app.command(epilog="Example: felloe-hub limit ann --calls-a-minute 120 --storage 2G")(records.limit)
app.command(epilog="Example: felloe-hub doctor --data /srv/felloe")(running.doctor)
app.command(epilog="Example: felloe-hub backup /srv/backups/hub-$(date +%F).zip")(backups.backup)
app.command(epilog="Example: felloe-hub restore /srv/backups/hub-2026-11-20.zip")(backups.restore)
app.command(epilog="Example: felloe-hub migrate --data /srv/felloe")(backups.migrate)
