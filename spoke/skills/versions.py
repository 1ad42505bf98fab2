"""The tables of installed skills: versions by name and digest, the active one of each, and who may call what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sandbox.skills import Skill as SkillFolder
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.limits import LIMITS
from spoke.node.bodies.skills import Exposure, Function, Skill, SkillVersion
from spoke.skills.scripts import programs
from spoke.store.tables import ActiveSkillRow, ExposureRow, SkillVersionRow

DEFAULT_EXPOSURE: Exposure = "read"
_functions = TypeAdapter(list[FunctionInfo])


Levels = dict[str, Exposure]
"""By SKILL.FUNCTION."""

HOST = "host"
"""In place of a digest, for skills of the device's owner."""


def levels(connection: Connection) -> Levels:
    """Who may call the owner's own functions, as far as the owner said."""
    rows = select(ExposureRow.__table__).where(col(ExposureRow.digest) == HOST)  # type: ignore[attr-defined]
    return {row.function: row.level for row in connection.execute(rows)}


def skills(connection: Connection) -> list[Skill]:
    """The active version of each, by name, with all its versions."""
    levels = {(row.digest, row.function): row.level for row in connection.execute(select(ExposureRow.__table__))}  # type: ignore[attr-defined]
    active = {row.name: row.digest for row in connection.execute(select(ActiveSkillRow.__table__))}  # type: ignore[attr-defined]
    newest_first = col(SkillVersionRow.installed_ms).desc(), col(SkillVersionRow.digest)
    rows: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(SkillVersionRow.__table__).order_by(*newest_first)):  # type: ignore[attr-defined]
        rows.setdefault(row.name, []).append(row)
    return [_skill(rows[name], digest, levels) for name, digest in sorted(active.items())]


@dataclass(frozen=True, slots=True)
class Version:
    """What an install adds."""

    skill: SkillFolder
    functions: list[FunctionInfo]
    source: Source
    warnings: tuple[str, ...]
    installed_ms: int


def add(connection: Connection, version: Version) -> None:
    """Make it the active one. Beyond the limit the oldest goes."""
    skill = version.skill
    row = {
        "installed_ms": version.installed_ms,
        "source": version.source.model_dump_json(),
        "description": skill.manifest.description,
        "capabilities": json.dumps(skill.manifest.capabilities),
        "functions": _functions.dump_json(version.functions).decode(),
        "warnings": json.dumps(version.warnings),
        "scripts": json.dumps(programs(version.skill)),
    }
    statement = insert(SkillVersionRow).values(name=skill.name, digest=skill.digest, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["name", "digest"], set_=row))
    activate(connection, skill.name, skill.digest)
    kept = (
        select(col(SkillVersionRow.digest))
        .where(col(SkillVersionRow.name) == skill.name, col(SkillVersionRow.digest) != skill.digest)
        .order_by(col(SkillVersionRow.installed_ms).desc())
    )
    drop(connection, skill.name, connection.execute(kept).scalars().all()[LIMITS.skill_versions - 1 :])


def activate(connection: Connection, name: str, digest: str) -> None:
    statement = insert(ActiveSkillRow).values(name=name, digest=digest)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"digest": digest}))


def drop(connection: Connection, name: str, digests: Iterable[str]) -> None:
    """Forget these versions and what was allowed to them."""
    for digest in digests:
        for table in (SkillVersionRow, ActiveSkillRow):
            connection.execute(delete(table).where(col(table.name) == name, col(table.digest) == digest))
        function = col(ExposureRow.function).startswith(f"{name}.", autoescape=True)
        connection.execute(delete(ExposureRow).where(col(ExposureRow.digest) == digest, function))


def expose(connection: Connection, digest: str, function: str, level: Exposure) -> None:
    row = insert(ExposureRow).values(digest=digest, function=function, level=level)
    connection.execute(row.on_conflict_do_update(index_elements=["digest", "function"], set_={"level": level}))


def exposed(connection: Connection, digest: str, function: str) -> Exposure | None:
    """None where nobody said anything."""
    of = col(ExposureRow.digest) == digest, col(ExposureRow.function) == function
    found: Any = connection.execute(select(col(ExposureRow.level)).where(*of)).scalar_one_or_none()
    return cast("Exposure | None", found)


def _skill(rows: list[Row[Any]], active: str, levels: dict[tuple[str, str], Exposure]) -> Skill:
    row = next(row for row in rows if row.digest == active)
    functions = [
        Function(info=info, exposure=levels.get((active, info.path), DEFAULT_EXPOSURE))
        for info in _functions.validate_json(row.functions)
    ]
    return Skill(
        name=row.name,
        description=row.description,
        digest=active,
        capabilities=json.loads(row.capabilities),
        functions=functions,
        warnings=json.loads(row.warnings),
        scripts=json.loads(row.scripts or "[]"),
        versions=[
            SkillVersion(
                digest=each.digest,
                source=Source.model_validate_json(each.source),
                installed_ms=each.installed_ms,
                active=each.digest == active,
                capabilities=json.loads(each.capabilities),
                functions=[info.function for info in _functions.validate_json(each.functions)],
            )
            for each in rows
        ],
    )
