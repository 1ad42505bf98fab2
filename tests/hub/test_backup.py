"""Backup and restore: what is in it, what a damaged one does, and what is left when it is killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from forked import forked
from hub_under_test import HubUnderTest

from hub.admin.client import admin
from hub.app import running
from hub.backup import make_backup
from hub.files import FIRST_PASSWORD
from hub.restore import finish, restore
from hub.settings import Settings
from shared.errors import Conflict, FelloeError, FolderUnusable, InvalidArgument, NotFound
from shared.ids import new_id
from shared.system.folder import DataFolder

pytestmark = pytest.mark.anyio


def names(folder: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(folder / "hub.sqlite")) as plain:
        return {name for (name,) in plain.execute("SELECT name FROM user WHERE name != 'admin'")}


def one(folder: Path, query: str) -> Any:
    with contextlib.closing(sqlite3.connect(folder / "hub.sqlite")) as plain:
        return plain.execute(query).fetchone()[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")

    async def work() -> None:
        async with running(Settings(port=0, data=folder / "hub")), admin(folder / "hub") as hub:
            await hub.ask("POST", "/users", {"name": "ann"})
            await hub.ask("POST", "/backup", {"path": str(folder / "backup.zip")})
            await hub.ask("POST", "/users", {"name": "later"})

    asyncio.run(work())
    return folder


@pytest.fixture
def stopped(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """(folder of a hub that does not run, with a user `later`; backup of it made before that user)."""
    shutil.copytree(made / "hub", tmp_path / "hub")
    return tmp_path / "hub", made / "backup.zip"


async def test_a_running_hub_is_backed_up_with_keys_and_certificate_for_its_user_only(
    hub: HubUnderTest, tmp_path: Path
) -> None:
    made = await hub.admin.ask("POST", "/backup", {"path": str(tmp_path / "b.zip")})
    assert made["files"] == ["hub.sqlite", "hub.crt", "hub.key"]
    assert made["bytes"] == (tmp_path / "b.zip").stat().st_size
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.read("hub.key") == (hub.data / "hub.key").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "b.zip."))] == []
    with pytest.raises(Conflict):
        await hub.admin.ask("POST", "/backup", {"path": str(tmp_path / "b.zip")})


async def test_a_backup_that_cannot_be_read_back_does_not_get_its_name(
    stopped: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.system.backup._pack", lambda archive, name, *_: archive.writestr(name, "x") or "y")
    with pytest.raises(FelloeError, match="cannot be read back"):
        make_backup(stopped[0], tmp_path / "bad.zip", hub_id="h", version="v")
    assert not list(tmp_path.glob("bad.zip*"))


def test_a_restore_brings_back_what_was_and_keeps_what_is(stopped: tuple[Path, Path]) -> None:
    data, backup = stopped
    epoch, keys = (one(data, "SELECT value FROM setting WHERE key='log_epoch'"), (data / "hub.key").read_bytes())
    (data / "hub.key").write_text("lost")
    _, aside = restore(backup, data)
    assert (names(data), names(aside)) == ({"ann"}, {"ann", "later"})
    assert (data / "hub.key").read_bytes() == keys
    assert one(data, "SELECT value FROM setting WHERE key='log_epoch'") not in (epoch, "")
    assert one(data, "SELECT count(*) FROM audit WHERE action='restore'") == 1
    assert {path.name for path in data.iterdir()} == {"hub.sqlite", "hub.crt", "hub.key", "lock", "reserve", aside.name}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (data / "hub.sqlite", data / "hub.key", aside))


def test_a_restore_sets_aside_the_password_of_an_account_that_goes(stopped: tuple[Path, Path]) -> None:
    data, backup = stopped
    (data / FIRST_PASSWORD).write_text("plover\n")
    _, aside = restore(backup, data)
    assert not (data / FIRST_PASSWORD).exists()
    assert (aside / FIRST_PASSWORD).read_text() == "plover\n"


def test_a_restore_voids_the_calls_that_were_on_their_way(stopped: tuple[Path, Path], tmp_path: Path) -> None:
    data, _ = stopped
    with contextlib.closing(sqlite3.connect(data / "hub.sqlite")) as plain:
        columns = {row[1]: row for row in plain.execute("PRAGMA table_info(call)")}
        values: dict[str, Any] = {name: "x" if "CHAR" in row[2] else 0 for name, row in columns.items() if row[3]}
        values |= {"id": new_id(), "state": "sent", "request": "{}"}
        values["user_id"] = plain.execute("SELECT id FROM user").fetchone()[0]
        marks = ", ".join("?" * len(values))
        plain.execute(f"INSERT INTO call ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        plain.commit()
    make_backup(
        data, tmp_path / "calls.zip", hub_id=one(data, "SELECT value FROM setting WHERE key='hub_id'"), version=""
    )
    restore(tmp_path / "calls.zip", data)
    assert one(data, "SELECT state FROM call") == "unknown"
    assert one(data, "SELECT request IS NULL AND expires_ms > 0 FROM call") == 1


def test_attachments_come_back_and_those_that_came_since_stay(stopped: tuple[Path, Path], tmp_path: Path) -> None:
    data, _ = stopped
    folder = data / "attachments" / "01-ab"
    folder.mkdir(parents=True)
    (folder / ("a" * 64)).write_text("old")
    (folder / f"{'b' * 64}.7.part").write_text("arriving")
    hub_id = one(data, "SELECT value FROM setting WHERE key='hub_id'")
    made = make_backup(data, tmp_path / "files.zip", hub_id=hub_id, version="")
    assert [name for name in made.files if name.startswith("attachments")] == [f"attachments/01-ab/{'a' * 64}"]
    (folder / ("a" * 64)).unlink()
    (folder / ("c" * 64)).write_text("since")
    restore(tmp_path / "files.zip", data)
    assert {path.name[0]: path.read_text() for path in folder.iterdir()} == {"a": "old", "b": "arriving", "c": "since"}


def test_an_empty_folder_becomes_the_hub(stopped: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    _, aside = restore(stopped[1], tmp_path / "new")
    assert names(tmp_path / "new") == {"ann"}
    assert list(aside.iterdir()) == []


@pytest.mark.parametrize("how", ["missing", "no zip", "cut", "other bytes", "another hub", "newer", "other files"])
def test_a_backup_of_no_use_is_refused_before_anything_changes(
    how: str, stopped: tuple[Path, Path], tmp_path: Path
) -> None:
    data, backup = stopped
    before = {path.name for path in data.iterdir()}
    bad = tmp_path / "bad.zip"
    hub_id = one(data, "SELECT value FROM setting WHERE key='hub_id'")
    if how == "no zip":
        bad.write_text("nonsense")
    elif how == "cut":
        bad.write_bytes(backup.read_bytes()[:-2000])
    elif how in ("other bytes", "other files"):
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(bad, "w") as new:
            for name in old.namelist():
                text = old.read(name)
                if how == "other files" and name == "manifest.json":
                    text = text.replace(b"hub.crt", b"../evil")
                new.writestr(name, text + b" " if (how, name) == ("other bytes", "hub.key") else text)
    elif how in ("another hub", "newer"):
        shutil.copytree(data, tmp_path / "other")
        with contextlib.closing(sqlite3.connect(tmp_path / "other" / "hub.sqlite")) as plain:
            plain.execute("PRAGMA user_version=99" if how == "newer" else "SELECT 1")
        make_backup(tmp_path / "other", bad, hub_id="another" if how == "another hub" else hub_id, version="")
    with pytest.raises(NotFound if how == "missing" else InvalidArgument):
        restore(bad, data)
    assert {path.name for path in data.iterdir()} == before
    assert names(data) == {"ann", "later"}


@pytest.mark.parametrize("nth", range(1, 15))
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(nth: int, stopped: tuple[Path, Path]) -> None:
    """At each of its changes of the folder, before and after the one that decides."""
    data, backup = stopped
    script = """if True:
        import os, signal, sys
        from pathlib import Path
        from hub import restore
        left = int(sys.argv[3])
        def dying(work):
            def step(*given, **named):
                global left
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
                return work(*given, **named)
            return step
        for name in ("rename", "touch", "mkdir", "write_text"):
            setattr(Path, name, dying(getattr(Path, name)))
        restore.shutil.rmtree = dying(restore.shutil.rmtree)
        restore.restore(Path(sys.argv[1]), Path(sys.argv[2]))
    """
    with forked("python", "-c", script, backup, data, nth, stderr=subprocess.PIPE) as done:
        _, err = done.communicate()
    assert done.returncode in (-signal.SIGKILL, 0), err
    decided = (data / "restore.ready").exists() or (data / "restore.done").exists() or names(data) == {"ann"}
    finish(data)
    finish(data)
    assert names(data) == ({"ann"} if decided else {"ann", "later"})
    asides = list(data.glob("before-restore-*"))
    assert [names(aside) for aside in asides] == ([{"ann", "later"}] if decided else [])
    assert not (data / "restore.ready").exists()
    with contextlib.closing(sqlite3.connect(data / "hub.sqlite")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(stopped: tuple[Path, Path], tmp_path: Path) -> None:
    script = """if True:
        import os, signal, sys
        from pathlib import Path
        from hub import backup
        backup.backup.Backups._verify = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        backup.make_backup(Path(sys.argv[1]), Path(sys.argv[2]), hub_id="h", version="v")
    """
    target = tmp_path / "killed.zip"
    with forked("python", "-c", script, stopped[0], target, stderr=subprocess.PIPE) as done:
        _, err = done.communicate()
    assert done.returncode == -signal.SIGKILL, err
    (left,) = tmp_path.glob(".*")
    hub_id = one(stopped[0], "SELECT value FROM setting WHERE key='hub_id'")
    make_backup(stopped[0], target, hub_id=hub_id, version="v")
    assert target.exists() and left.exists(), "it may be another backup that goes on"
    for path in (left, *left.iterdir()):
        os.utime(path, (0, 0))
    make_backup(stopped[0], tmp_path / "later.zip", hub_id=hub_id, version="v")
    assert not left.exists()


async def test_a_hub_that_was_restored_starts_with_the_new_epoch(stopped: tuple[Path, Path]) -> None:
    data, backup = stopped
    await asyncio.to_thread(restore, backup, data)
    async with running(Settings(port=0, data=data)) as (_, services):
        assert {user.name for user in await services.users.list_all()} >= {"ann"}


async def test_backups_beside_writers_hold_whole_transactions(hub: HubUnderTest, tmp_path: Path) -> None:
    writing = True

    async def write() -> int:
        count = 0
        while writing:
            await hub.admin.ask("DELETE" if count % 2 else "PUT", "/users/ann/disabled")
            count += 1
        return count

    writer = asyncio.create_task(write())
    for number in range(3):
        await hub.admin.ask("POST", "/backup", {"path": str(tmp_path / f"{number}.zip")})
    writing = False
    assert await writer > 0
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        await asyncio.to_thread(restore, tmp_path / f"{number}.zip", tmp_path / str(number))
        assert "ann" in names(tmp_path / str(number))


def test_where_the_hub_may_not_write_a_backup_is_refused_with_who_may_not(stopped: tuple[Path, Path]) -> None:
    with pytest.raises(FolderUnusable, match="the hub, where one runs"):
        make_backup(stopped[0], Path("/sys/hub.zip"), hub_id="h", version="1")


@pytest.mark.requires("root")
def test_what_root_restores_or_makes_is_the_hubs_own(stopped: tuple[Path, Path]) -> None:
    folder, backup = stopped
    outside = folder.parent / "roots"
    outside.write_text("")
    (folder / "link").symlink_to(outside)
    (folder / "hard").hardlink_to(outside)
    os.chown(folder, 64_210, 64_210)
    (folder.parent / "named").symlink_to(folder)  # as systemd has it
    with DataFolder(folder.parent / "named") as named:
        restore(backup, named.path)
    owners = {path.name: path.lstat().st_uid for path in folder.rglob("*")}
    assert owners.pop("hard") == outside.stat().st_uid == 0, "a file elsewhere is not given away"
    assert set(owners.values()) == {64_210}
