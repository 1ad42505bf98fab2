"""Write the revision that leads from the released schema of a database to its tables as they are now.

    make revision [ARGS="hub node store"]

It is written again each time until it is released: then its number goes to `released` in the schema and `version` to
the next. What stands under its last line, `# By hand:`, stays: rows are changed there, in `def rows() -> None`; where
there is a `def before() -> None` too, it runs first, and saves what is going to be dropped in temporary tables.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Column, Connection, DefaultClause, create_engine, text
from sqlmodel import AutoString

from hub.store.tables import SCHEMA as HUB
from sandbox.services.shelves import SCHEMA as STORE
from shared.system.migrations import revision, upgrade
from shared.system.schema import Schema
from spoke.store.tables import SCHEMA as NODE

SCHEMAS = {"hub": HUB, "node": NODE, "store": STORE}
BY_HAND = "# By hand:\n"
HEADER = '''"""Made by `make revision`; what stands under "By hand" is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    {body}
    rows()


{by_hand}'''


def main(names: list[str]) -> None:
    for name in names or SCHEMAS:
        file = revise(SCHEMAS[name])
        if file is None:
            print(f"{name}: as it was released")
            continue
        subprocess.run(["ruff", "check", "-q", "--fix-only", file], check=True)  # noqa: S607
        subprocess.run(["ruff", "format", "-q", file], check=True)  # noqa: S607
        print(f"{name}: {file}")


def revise(schema: Schema) -> Path | None:
    """The file of the unreleased revision, written; None where there is none."""
    number = schema.released + 1
    file = schema.revisions / f"v{number:04d}.py"
    kept = by_hand(file)
    file.unlink(missing_ok=True)  # it may hold what a conflict left
    body = difference(schema, schema.released)
    if schema.version != number:
        if body != "pass":
            sys.exit(f"Tables have changed: set version={number} in their schema, then try again.")
        return None
    file.write_text(
        HEADER.format(
            revision=revision(number),
            before=repr(revision(number - 1)) if number > 1 else None,
            body=f"before()\n    {body}" if "def before()" in kept else body,
            by_hand=kept,
        )
    )
    return file


def difference(schema: Schema, released: int) -> str:
    """Python code of what changed since."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/scratch")
        with engine.connect() as connection, connection.begin():
            if released:
                upgrade(connection, schema, 0, released)
            return rendered(connection, schema)


def rendered(connection: Connection, schema: Schema) -> str:
    context = MigrationContext.configure(connection, opts={"target_metadata": schema.tables})
    steps = produce_migrations(context, schema.tables).upgrade_ops
    assert steps is not None
    for table in steps.ops:
        for step in getattr(table, "ops", ()):
            if isinstance(step, ops.AddColumnOp):
                fill(step.column)
    code = render_python_code(steps, render_as_batch=True, render_item=plain, migration_context=context)
    return "\n".join(line for line in code.splitlines() if not line.strip().startswith("#")).strip()


def plain(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A revision does not change with a library's types."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def fill(column: Column[object]) -> None:
    """Rows that are there already need a value in a new column that may not be empty: the default of the model."""
    if column.nullable or column.server_default is not None:
        return
    default = getattr(column.default, "arg", None)
    if default is None or callable(default):
        sys.exit(f"{column} is new, may not be empty and has no default: what would old rows have there?")
    quoted = sqlite3.connect(":memory:").execute("SELECT quote(?)", (default,)).fetchone()[0]
    column.server_default = DefaultClause(text(str(quoted)))


def by_hand(file: Path) -> str:
    text = file.read_text() if file.exists() else ""
    kept = text.partition(BY_HAND)[2]
    return BY_HAND + (kept or 'def rows() -> None:\n    """Nothing."""\n')


if __name__ == "__main__":
    main(sys.argv[1:])
