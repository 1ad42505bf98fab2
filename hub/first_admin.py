"""The account that a new hub starts with: `admin`, by a one-time password that is handed over once and never logged."""

from __future__ import annotations

import sys
from pathlib import Path

import structlog
import typer

from hub.accounts.passwords import one_time_password
from hub.accounts.users import FIRST_ADMIN, Users
from hub.files import FIRST_PASSWORD
from shared.system.folder import unwritable
from shared.system.whole_file import write_whole

log = structlog.get_logger()


async def make_first_admin(users: Users, folder: Path) -> None:
    """Where there is no user yet. A terminal is shown the password; what is no terminal may be a log, so a file is.

    The file comes first and the account second: a kill in between leaves no account whose password nobody has.
    """
    held = await users.list_all()
    if not any(user.name == FIRST_ADMIN and user.password_until_ms is not None for user in held):
        forget_first_password(folder, FIRST_ADMIN)  # where a kill came before it went
    if held:
        return
    password, file = one_time_password(), None if sys.stderr.isatty() else folder / FIRST_PASSWORD
    if file:
        try:
            write_whole(file, f"{password}\n".encode())
        except OSError as error:
            raise unwritable(file, error) from error
    if not await users.add_first_admin(password):
        return
    where = f"in {file}" if file else f"{password}\nIt is shown only now"
    typer.echo(
        f"First start: there is an account {FIRST_ADMIN} now. Its one-time password: {where}; it opens nothing but the "
        f"choice of another one. Lost it? felloe-hub user password {FIRST_ADMIN} --data {folder}",
        err=True,
    )


def forget_first_password(folder: Path, name: str) -> None:
    """The password of `name` was replaced: the file that holds the first admin's is of no use to anybody honest."""
    if name != FIRST_ADMIN:
        return
    try:
        (folder / FIRST_PASSWORD).unlink(missing_ok=True)
    except OSError as error:
        log.warning("file of a password that was replaced not removed", file=FIRST_PASSWORD, reason=str(error))
