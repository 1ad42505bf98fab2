"""From an earlier schema to today's: the file is copied first, then all revisions run in one transaction.

Loaded only where a file is older than its schema: alembic costs a start half a second. A migration that fails or is
killed leaves what was there. Foreign keys are not enforced while tables are rebuilt (to drop a table would delete what
refers to it); they are checked before the commit.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from shared.errors import DiskFull, FelloeError, FolderUnusable, MigrationFailed
from shared.system.database_copy import copy_database
from shared.system.schema import Schema
from shared.system.sqlite_errors import mapped

log = structlog.get_logger()


def migrate(path: Path, engine: Engine, schema: Schema, found: int) -> Path:
    """Bring a file with the schema `found` to `schema.version`; the copy of what it was, which stays.

    `engine` must not enforce foreign keys. Raises `MigrationFailed`, and `DiskFull` or `DatabaseDamaged` for the copy.
    """
    began = time.monotonic()
    kept = copy_name(path, found)
    log.info("database upgrade begins", database=str(path), schema=found, to=schema.version, copy=str(kept))
    _copy(path, kept)
    try:
        with engine.connect().execution_options(felloe_write=True) as connection, connection.begin():
            upgrade(connection, schema, found, schema.version)
    except Exception as error:
        raise MigrationFailed(
            f"The upgrade of {path} from schema {found} to {schema.version} failed: {_reason(path, error)} "
            "It is as it was before. The version of Felloe that wrote it can go on with it."
        ) from error
    for older in range(1, found):
        copy_name(path, older).unlink(missing_ok=True)
    log.info("database upgraded", database=str(path), schema=schema.version, seconds=round(time.monotonic() - began, 2))
    return kept


def copy_name(path: Path, version: int) -> Path:
    """Where the copy lies that was made before leaving a schema."""
    return path.with_name(f"{path.name}.schema-{version}")


def upgrade(connection: Connection, schema: Schema, start: int, end: int) -> None:
    """Run the revisions after `start` (0: none has run) up to `end`, in the transaction that the caller began."""
    config = Config(attributes={})
    config.set_main_option("script_location", str(schema.revisions))
    config.set_main_option("version_locations", str(schema.revisions))
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)

    def steps(found: Any, _context: Any) -> Iterable[Any]:
        return scripts._upgrade_revs(revision(end), found)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(
            connection=connection, target_metadata=schema.tables, render_as_batch=True, transactional_ddl=True
        )
        if start:
            environment.get_context().stamp(scripts, revision(start))
        environment.run_migrations()
    _check(connection)
    connection.exec_driver_sql(f"PRAGMA user_version={end:d}")


def revision(number: int) -> str:
    """Alembic's name for it."""
    return f"{number:04d}"


def _copy(path: Path, kept: Path) -> None:
    try:
        copy_database(path, kept)
    except (DiskFull, FolderUnusable, OSError) as error:
        size = path.stat().st_size // 1_000_000 + 1
        reason = error.message if isinstance(error, FelloeError) else str(error)
        raise MigrationFailed(
            f"{path} has to be upgraded, and the copy that is made before could not be written: {reason} "
            f"It needs {size} MB beside the database. Nothing was changed."
        ) from error


def _check(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise MigrationFailed(f"a row of {broken[0]} refers to a row of {broken[2]} that is not there.")


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, DatabaseError):
        try:
            return mapped(path, error).message
        except SQLAlchemyError:
            return f"{error.orig}."
    return f"{error}"
