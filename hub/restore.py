"""Putting a backup in the place of what a hub's folder holds; what was there is set aside.

Rules of this module:
- everything is verified and made ready first, and takes its place as a whole or not at all (`replacement`);
- a restored hub gives its sync log a new epoch, so that devices offer again what the backup does not know, and voids
  what was pending: calls end as `unknown`, people sign in again.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

from sqlmodel import Session, col, delete, update

from hub.backup import Manifest, unpack
from hub.files import ATTACHMENTS, DATABASE, FIRST_PASSWORD
from hub.store import audit, calls
from hub.store import settings as kept
from hub.store.records import AuditLine
from hub.store.store import in_session
from hub.store.tables import SCHEMA, PairingCodeRow, SettingRow, SignInRow
from shared.ids import new_id
from shared.system import replacement
from shared.system.database import Database
from shared.system.database_copy import copy_database
from shared.system.folder import unusable

_OLD = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", FIRST_PASSWORD)
"""The password is of an account that goes with the database."""


def restore(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Make the hub in `folder` the one that was backed up; what was there, and where it lies now.

    The caller holds the folder's lock. Raises `NotFound` or `InvalidArgument` for a backup that is of no use, having
    changed nothing.
    """
    part = folder / replacement.PART
    try:
        replacement.part_of(folder)
        manifest = unpack(source, part)
        asyncio.run(_renew(part))
        _as_one_file(part)
        aside = folder / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}-{new_id()[-4:]}"
        replacement.decide(folder, aside.name, _OLD, joins=ATTACHMENTS)
    except OSError as error:
        raise unusable(folder, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest, aside


def finish(folder: Path) -> None:
    """End a restore that was decided; nothing where there is none."""
    replacement.finish(folder, joins=ATTACHMENTS)  # a name says what is in it, so those that are there stay


async def _renew(part: Path) -> None:
    """The database's schema becomes today's, and it learns that time has passed."""
    database = Database.open(part / DATABASE, SCHEMA)
    try:
        await database.write(lambda connection: in_session(connection, _void))
    finally:
        await database.close()


def _as_one_file(part: Path) -> None:
    """The database with nothing beside it."""
    copy_database(part / DATABASE, part / "copy")
    for path in part.glob(f"{DATABASE}*"):
        path.unlink()
    (part / "copy").rename(part / DATABASE)


def _void(session: Session) -> None:
    now_ms = time.time_ns() // 1_000_000
    calls.void(session.connection(), now_ms)
    session.exec(delete(SignInRow))
    session.exec(delete(PairingCodeRow).where(col(PairingCodeRow.device_id).is_(None)))
    kept.get_or_put(session, "log_epoch", "")
    session.exec(update(SettingRow).where(col(SettingRow.key) == "log_epoch").values(value=new_id()))
    audit.add(session, [AuditLine(now_ms, "admin", "restore", "", {})])
