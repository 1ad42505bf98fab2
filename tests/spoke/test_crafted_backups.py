"""Backups made by hand, or spoilt by a disk: each is refused with one sentence, and nothing is left of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shared.errors import DiskFull, FelloeError, InvalidArgument
from shared.system import backup
from shared.system.database import Database
from spoke import restoring
from spoke.restoring import Restoring
from spoke.store.tables import SCHEMA

pytestmark = pytest.mark.anyio


async def a_device(path: Path, script: str = "") -> bytes:
    database = Database.open(path, SCHEMA)
    await database.write(lambda _: None)
    await database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path.read_bytes()


def pack(path: Path, database: bytes, way: int = zipfile.ZIP_DEFLATED, **about: Any) -> None:
    files = {"node.db": hashlib.sha256(database).hexdigest()}
    manifest = {"format": "felloe-node", "version": "1", "schema_version": 2, "made_ms": 1, "files": files, **about}
    with zipfile.ZipFile(path, "w", way) as archive:
        archive.writestr("node.db", database)
        archive.writestr("manifest.json", json.dumps(manifest))


def spoil(path: Path) -> None:
    """Where the first file's deflated data begin."""
    data = bytearray(path.read_bytes())
    data[30 + len("node.db")] = 0xFF
    path.write_bytes(data)


async def refused(tmp_path: Path, error: type[FelloeError] = InvalidArgument) -> None:
    folder = tmp_path / "device"
    folder.mkdir()
    with pytest.raises(error):
        await Restoring(folder).read(str(tmp_path / "backup.zip"))
    assert list(folder.iterdir()) == []


async def test_one_that_cannot_be_unpacked(tmp_path: Path) -> None:
    pack(tmp_path / "backup.zip", await a_device(tmp_path / "node.db"))
    spoil(tmp_path / "backup.zip")
    await refused(tmp_path)


@pytest.mark.parametrize(
    ("way", "about"), [(zipfile.ZIP_LZMA, {}), (zipfile.ZIP_DEFLATED, {"made_ms": 10**20})], ids=["way", "time"]
)
async def test_one_as_none_is_made(tmp_path: Path, way: int, about: dict[str, int]) -> None:
    pack(tmp_path / "backup.zip", await a_device(tmp_path / "node.db"), way, **about)
    await refused(tmp_path)


async def test_one_that_unpacks_to_more_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = await a_device(tmp_path / "node.db")
    pack(tmp_path / "backup.zip", database)
    left = SimpleNamespace(free=2 * len(database) - 1)
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: left)
    await refused(tmp_path, DiskFull)
    left.free += 1
    assert (await Restoring(tmp_path / "device").read(str(tmp_path / "backup.zip"))).chats == 0


async def test_one_with_more_than_it_says(tmp_path: Path) -> None:
    """A stream that goes on behind the size that stands in the archive."""
    database = await a_device(tmp_path / "node.db")
    pack(tmp_path / "backup.zip", database + b"more", files={"node.db": hashlib.sha256(database).hexdigest()})
    data = (tmp_path / "backup.zip").read_bytes()
    said, less = (size.to_bytes(4, "little") for size in (len(database) + 4, len(database)))
    (tmp_path / "backup.zip").write_bytes(data.replace(said, less))
    await refused(tmp_path)


SCRIPTS = {
    "no tables": "DROP TABLE setting",
    "no skills": "DROP TABLE skill_version",
    "chats without end": """DROP TABLE session; CREATE VIEW session AS WITH RECURSIVE n(deleted) AS
        (SELECT 0 UNION ALL SELECT 0 FROM n) SELECT deleted FROM n""",
    "it takes nothing": "CREATE TRIGGER no BEFORE INSERT ON setting BEGIN SELECT raise(ABORT, 'no'); END",
    "an account that is none": "INSERT INTO setting (key, value) VALUES ('account', '[1]')",
    "an account with a name that is none": """INSERT INTO setting (key, value) VALUES ('account', '{"name": 5}')""",
}


@pytest.mark.parametrize("how", SCRIPTS)
async def test_one_whose_database_is_no_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(restoring, "_PATIENCE_S", 0.02)
    pack(tmp_path / "backup.zip", await a_device(tmp_path / "node.db", SCRIPTS[how]))
    await refused(tmp_path)
