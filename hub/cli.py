"""`felloe-hub`: serve, and the admin's commands. Heavy modules are loaded by the commands that need them."""

from __future__ import annotations

from typing import NoReturn

from hub.commands import devices, pairing, records, running, users
from shared.system import terminal

app = terminal.commands("The hub: one small server that joins a user's devices.")
app.command(epilog="Example: felloe-hub serve --host 0.0.0.0 --data /srv/felloe")(running.serve)
app.command(epilog="Example: felloe-hub status --json")(running.status)
app.add_typer(users.app, name="user")
app.add_typer(devices.app, name="device")
app.command("pairing-code", epilog="Example: felloe-hub pairing-code ann --minutes 30")(pairing.pairing_code)
app.command(epilog="Example: felloe-hub audit --limit 20")(records.audit)


def main() -> NoReturn:
    terminal.run(app)


if __name__ == "__main__":
    main()
