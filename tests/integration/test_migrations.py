"""Upgrades of databases: hub, node and skill store. `databases/` holds what the first version of each really wrote."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from forked import forked
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine

from hub.store.tables import SCHEMA as HUB
from sandbox.services.shelves import SCHEMA as STORE
from shared.errors import FolderUnusable, MigrationFailed
from shared.system.database import Database
from shared.system.migrations import copy_name, upgrade
from shared.system.schema import Schema
from spoke.store.tables import SCHEMA as NODE

DATABASES = Path(__file__).parent / "databases"
SCHEMAS = {"hub": HUB, "node": NODE, "store": STORE}
WRITTEN = {"hub": HUB, "laptop": NODE, "attic": NODE, "store": STORE}

RESTATED = {"entity"}
"""Columns that say the same in other words."""

Rows = dict[str, list[dict[str, Any]]]


def written(name: str, path: Path) -> Path:
    """The database that the first version wrote."""
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.executescript((DATABASES / f"{name}-0001.sql").read_text())
    return path


def rows(path: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.row_factory = sqlite3.Row
        names = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {name: [dict(row) for row in plain.execute(f'SELECT * FROM "{name}"')] for name in names}


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as plain:
        return int(plain.execute("PRAGMA user_version").fetchone()[0])


def opened(path: Path, schema: Schema) -> None:
    asyncio.run(Database.open(path, schema).close())


def columns(path: Path) -> dict[str, set[tuple[Any, ...]]]:
    """(name, type, not null, place in the primary key) of each column; a new one stands last in a table that grew."""
    with contextlib.closing(sqlite3.connect(path)) as plain:
        names = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {
            name: {(row[1], row[2], row[3], row[5]) for row in plain.execute(f'PRAGMA table_info("{name}")')}
            for name in names
            if name != "alembic_version" and not name.startswith("sqlite_")
        }


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_the_newest_revision_ends_at_the_tables(schema: Schema, tmp_path: Path) -> None:
    """Else: `make revision`."""
    engine = create_engine(f"sqlite:///{tmp_path}/migrated")
    with engine.connect() as connection, connection.begin():
        upgrade(connection, schema, 0, schema.version)
        context = MigrationContext.configure(connection, opts={"target_metadata": schema.tables})
        assert compare_metadata(context, schema.tables) == []
    engine.dispose()
    opened(tmp_path / "made", schema)
    assert columns(tmp_path / "migrated") == columns(tmp_path / "made")
    assert {f"v{number:04d}.py" for number in range(1, schema.version + 1)} == {
        file.name for file in schema.revisions.glob("v*.py")
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_what_the_first_version_wrote_is_all_there_after_the_upgrade(name: str, tmp_path: Path) -> None:
    path = written(name, tmp_path / "it.db")
    before = rows(path)
    opened(path, WRITTEN[name])
    after = rows(path)
    assert version(path) == WRITTEN[name].version
    for table, old in before.items():
        columns = [key for key in (old or [{}])[0] if key not in RESTATED and key in (after.get(table) or [{}])[0]]
        kept = [{key: row[key] for key in columns} for row in after.get(table, [])]
        if table == "sqlite_sequence":  # the outbox counts anew, as another replica
            old, kept = ([row for row in some if row["name"] != "outbox"] for some in (old, kept))
        if table == "setting":
            kept = kept[: len(old)]  # some are new
        assert [{key: row[key] for key in columns} for row in old] == kept if old else True, table
    if WRITTEN[name].version > 1:
        assert rows(copy_name(path, 1)) == before
        assert (copy_name(path, 1).stat().st_mode & 0o077) == 0
    opened(path, WRITTEN[name])
    assert rows(path) == after


def test_a_start_loads_no_alembic_where_the_schema_is_todays(tmp_path: Path) -> None:
    script = """if True:
        import asyncio, sys
        from pathlib import Path
        from hub.store.store import Store
        for _ in "new", "again":
            asyncio.run(Store.open(Path(sys.argv[1])).close())
        sys.exit("alembic" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", script, tmp_path], check=False).returncode == 0


TABLES = MetaData()
PARENT = Table("parent", TABLES, Column("id", Integer, primary_key=True), Column("name", String, nullable=False))
CHILD = Table(
    "child",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("parent_id", ForeignKey("parent.id", ondelete="CASCADE"), nullable=False),
)
FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Integer()))
    op.create_table("child", sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parent.id", ondelete="CASCADE"), nullable=False))
"""
SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("parent") as table:
        table.alter_column("name", type_=sa.String(), nullable=False)
"""
BEGUN = {"parent": [{"id": 1, "name": 7}], "child": [{"id": 1, "parent_id": 1}]}


@pytest.fixture
def small(tmp_path: Path) -> Schema:
    """A schema whose second revision builds a table again that others refer to."""
    revisions = tmp_path / "revisions"
    revisions.mkdir()
    (revisions / "v0001.py").write_text(FIRST)
    (revisions / "v0002.py").write_text(SECOND)
    return Schema(TABLES, revisions, released=1, version=2)


@pytest.fixture
def old(tmp_path: Path, small: Schema) -> Path:
    path = tmp_path / "it.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection, connection.begin():
        upgrade(connection, small, 0, 1)
        connection.exec_driver_sql("DROP TABLE alembic_version")  # the first version knew nothing of it
    engine.dispose()
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.executescript("INSERT INTO parent VALUES (1, 7); INSERT INTO child VALUES (1, 1);")
    return path


def test_a_table_that_is_built_again_takes_no_rows_of_others_with_it(old: Path, small: Schema) -> None:
    opened(old, small)
    assert rows(old)["child"] == [{"id": 1, "parent_id": 1}]
    assert rows(old)["parent"] == [{"id": 1, "name": "7"}]


def test_a_migration_that_leaves_a_reference_to_nothing_is_taken_back(old: Path, small: Schema) -> None:
    (small.revisions / "v0002.py").write_text(SECOND + '    op.execute("DELETE FROM parent")\n')
    with pytest.raises(MigrationFailed, match="refers to a row of parent that is not there"):
        opened(old, small)
    assert (rows(old), version(old)) == (BEGUN, 1)


def test_a_migration_that_fails_half_way_leaves_what_was_there_and_says_so(old: Path, small: Schema) -> None:
    (small.revisions / "v0002.py").write_text(SECOND + '    op.execute("INSERT INTO nowhere VALUES (1)")\n')
    with pytest.raises(MigrationFailed, match=r"from schema 1 to 2 failed: no such table: nowhere.*as it was before"):
        opened(old, small)
    assert (rows(old), version(old)) == (BEGUN, 1)
    (small.revisions / "v0002.py").write_text(SECOND)
    opened(old, small)
    assert version(old) == 2


def test_without_its_copy_nothing_is_migrated(old: Path, small: Schema) -> None:
    copy_name(old, 1).mkdir()
    with pytest.raises(MigrationFailed, match="the copy that is made before could not be written"):
        opened(old, small)
    assert (rows(old), version(old)) == (BEGUN, 1)


@pytest.mark.parametrize("where", ["copy", "migration"])
def test_a_migration_that_is_killed_leaves_what_was_there(where: str, old: Path, small: Schema) -> None:
    halt = "print('here', flush=True); import time; time.sleep(60)"
    script = f"""if True:
        import sys
        from pathlib import Path
        from shared.system import database, database_copy
        from shared.system.schema import Schema
        from sqlalchemy import MetaData
        def halt(*_):
            {halt}
        if {where!r} == "copy":
            database_copy.check = halt
        database.Database.open(Path(sys.argv[1]), Schema(MetaData(), Path(sys.argv[2]), released=1, version=2))
    """
    if where == "migration":
        (small.revisions / "v0002.py").write_text(SECOND + f"    {halt}\n")
    with forked("python", "-c", script, old, small.revisions, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        while child.stdout.readline() != "here\n":
            assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    assert (rows(old), version(old)) == (BEGUN, 1)
    (small.revisions / "v0002.py").write_text(SECOND)
    opened(old, small)
    assert version(old) == 2
    assert list(old.parent.glob("*.part")) == []


def test_the_copies_before_the_last_are_dropped(old: Path, small: Schema) -> None:
    opened(old, small)
    (small.revisions / "v0003.py").write_text('revision, down_revision = "0003", "0002"\ndef upgrade(): pass\n')
    opened(old, Schema(TABLES, small.revisions, released=2, version=3))
    assert version(old) == 3
    assert [copy_name(old, number).exists() for number in (1, 2)] == [False, True]


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "it.db"
    opened(path, NODE)
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA user_version=99")
    shutil.copy(path, tmp_path / "before.db")
    with pytest.raises(FolderUnusable, match="newer Felloe"):
        opened(path, NODE)
    assert path.read_bytes() == (tmp_path / "before.db").read_bytes()
