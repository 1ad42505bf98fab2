"""Backup and restore of a device, and what becomes of a damaged database."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from shared.errors import Cancelled, Conflict, DatabaseDamaged, FolderUnusable, InvalidArgument, NotFound
from shared.system import replacement
from shared.system.backup import Backups
from spoke.backup import DATABASES, make_backup
from spoke.node.bodies.backups import RestoreLook
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.restore import restore
from spoke.runtime import running
from spoke.settings import node_settings


def said(folder: Path, *texts: str) -> list[str]:
    """Write messages in a node on the folder; all that are there then."""

    async def work() -> list[str]:
        async with running(node_settings(folder)):
            client = NodeClient.of(folder)
            assert client is not None
            async with client:
                sessions = (await client.sessions()).sessions
                session = sessions[0] if sessions else await client.new_session("Boat")
                for text in texts:
                    await client.write(session.id, NewMessage(text=text))
                found = [message.text for message in (await client.session(session.id)).messages]
                while found and not (reply := await client.search(found[0])).hits:
                    assert not reply.complete, "what is there is found"
                return found

    return asyncio.run(work())


def repair_of(folder: Path) -> str | None:
    with closing(sqlite3.connect(folder / "node.db")) as database:
        row = database.execute("SELECT value FROM setting WHERE key = 'repair'").fetchone()
    return json.loads(row[0]) if row else None


@pytest.fixture
def device(tmp_path: Path) -> Path:
    folder = tmp_path / "device"
    said(folder, "one", "two")
    (folder / "attachments" / "ab").mkdir(parents=True)
    (folder / "attachments" / "ab" / "abcd").write_bytes(b"file")
    (folder / "attachments" / "new-1.part").write_bytes(b"half")
    (folder / "secrets.json").write_text("{}")
    return folder


def backed_up(device: Path, tmp_path: Path) -> Path:
    make_backup(device, tmp_path / "backup.zip", version="test")
    return tmp_path / "backup.zip"


def test_a_restored_device_is_what_it_was_and_what_was_there_is_set_aside(device: Path, tmp_path: Path) -> None:
    backup = backed_up(device, tmp_path)
    key = (device / "device.key").read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    said(device, "three")
    (device / "attachments" / "ab" / "abcd").unlink()
    _, aside = restore(backup, device)
    assert repair_of(device) == "restored from a backup", "both sides are compared at the next sync"
    assert said(device) == ["one", "two"]
    assert (device / "attachments" / "ab" / "abcd").read_bytes() == b"file"
    assert (device / "device.key").read_bytes() == key
    assert said(aside) == ["one", "two", "three"]


def test_a_backup_into_an_empty_folder_is_the_device_elsewhere(device: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    restore(backed_up(device, tmp_path), tmp_path / "new")
    assert said(tmp_path / "new") == ["one", "two"]
    assert not list((tmp_path / "new").rglob("*.part"))


def test_a_backup_is_made_while_the_device_writes(device: Path, tmp_path: Path) -> None:
    async def work() -> None:
        async with running(node_settings(device)) as node:
            (session,) = (await node.sessions.list(limit=2)).sessions
            writing = asyncio.gather(
                *(node.sessions.write(session.id, NewMessage(text=str(number))) for number in range(50))
            )
            await asyncio.to_thread(make_backup, device, tmp_path / "live.zip", version="test")
            await writing

    asyncio.run(work())
    (tmp_path / "other").mkdir()
    restore(tmp_path / "live.zip", tmp_path / "other")
    found = said(tmp_path / "other")
    assert found[:2] == ["one", "two"]


@pytest.mark.parametrize("harm", ["byte", "cut", "empty", "foreign", "escape"])
def test_a_backup_that_is_damaged_changes_nothing(device: Path, tmp_path: Path, harm: str) -> None:
    backup = backed_up(device, tmp_path)
    content = backup.read_bytes()
    if harm == "byte":
        at = content.index(b"device.key") + 60
        backup.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    elif harm == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif harm == "empty":
        backup.write_bytes(b"")
    else:
        with zipfile.ZipFile(backup, "w") as archive:
            archive.writestr("x", b"")
            if harm == "escape":
                files = {"attachments/../../../evil": hashlib.sha256(b"evil").hexdigest(), "node.db": "0" * 64}
                archive.writestr("attachments/../../../evil", b"evil")
                manifest = {"format": "felloe-node", "version": "1", "schema_version": 1, "made_ms": 1, "files": files}
                archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(InvalidArgument):
        restore(backup, device)
    assert not list(tmp_path.glob("evil"))
    assert said(device) == ["one", "two"]
    assert not list(device.glob("restore.*")) and not list(device.glob("before-*"))


def test_refusals_are_clear(device: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        make_backup(tmp_path / "nothing", tmp_path / "b.zip", version="test")
    with pytest.raises(NotFound):
        restore(tmp_path / "none.zip", device)
    backed_up(device, tmp_path)
    with pytest.raises(Conflict):
        backed_up(device, tmp_path)


@pytest.mark.parametrize("step", range(1, 13))
def test_a_restore_that_is_cut_anywhere_is_all_or_nothing(
    device: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Killed at a rename: the next start finds the old or the new, never a mixture."""
    backup = backed_up(device, tmp_path)
    said(device, "three")
    count = 0
    rename = Path.rename

    def cut(self: Path, target: Path) -> Path:
        nonlocal count
        count += self.name != "copy"
        if count >= step:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(KeyboardInterrupt):
            restore(backup, device)
    assert said(device) == (["one", "two", "three"] if step == 1 else ["one", "two"])
    assert not (device / replacement.READY).exists()


@pytest.mark.parametrize("aside", [None, b"", b"\xff", b"before\n../device", b"before-restore\nnode.db"])
def test_what_only_looks_like_a_restore_moves_nothing_and_is_said_in_a_sentence(
    device: Path, aside: bytes | None
) -> None:
    said(device, "three")
    ready = device / replacement.READY
    if aside is None:
        ready.write_bytes(b"garbage")
    else:
        ready.mkdir()
        (ready / "aside").write_bytes(aside)
    with pytest.raises(FolderUnusable, match="is not what a restore leaves when it is cut short, so nothing was moved"):
        said(device)
    ready.rename(device.parent / "elsewhere")
    assert said(device) == ["one", "two", "three"]


# --- a damaged database ---


def damage(path: Path, table: str) -> None:
    """Overwrite a page in the middle of a table."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = database.execute("PRAGMA page_size").fetchone()[0]
        pages = [
            row[0]
            for row in database.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))
        ]
    page = pages[len(pages) // 2]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


def test_a_backup_of_a_damaged_database_names_that_one(device: Path, tmp_path: Path) -> None:
    damage(device / "node.db", "message")
    with pytest.raises(DatabaseDamaged) as caught:
        backed_up(device, tmp_path)
    assert f"The database {device / 'node.db'} is damaged" in caught.value.message


def test_what_can_be_read_of_a_damaged_database_is_taken_over(device: Path) -> None:
    texts = [f"{number} " + "x" * 900 for number in range(60)]
    said(device, *texts)
    damage(device / "node.db", "message")
    found = said(device)
    assert {"one", texts[-1]} <= set(found), "from its beginning, and from its end"
    assert 50 <= len(found) < 62
    assert repair_of(device) == "recovered", "the hub refills the rest"
    assert list(device.glob("damaged-*/node.db"))
    assert said(device, "more")[-1] == "more"


def test_a_file_that_is_no_database_is_set_aside(device: Path) -> None:
    (device / "node.db").write_bytes(b"no database " * 1000)
    assert said(device, "new") == ["new"]
    assert list(device.glob("damaged-*/node.db"))


def test_a_backup_that_is_stopped_at_any_moment_leaves_what_was_there(
    device: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nobody wanted it any more, its last file was packed to the end, and it took the place of the one before."""
    target, done = tmp_path / "backup.zip", list[str]()
    read_back = Backups._verify
    monkeypatch.setattr(Backups, "_verify", lambda *args: (read_back(*args), done.append("read back")))

    def stopped_after(steps: int) -> bool:
        def go_on() -> None:
            done.append("goes on")
            if done.count("goes on") > steps:
                raise Cancelled("Enough.")

        done.clear()
        try:
            make_backup(device, target, version="test", replace=True, go_on=go_on)
        except Cancelled:
            return True
        return False

    target.write_text("the one before")
    steps = 0
    while stopped_after(steps):
        steps += 1
        assert target.read_text() == "the one before"
        assert [path.name for path in tmp_path.iterdir() if path not in (device, target)] == []
    assert done[-2:] == ["read back", "goes on"] and steps > 2 * len(DATABASES)
    assert zipfile.ZipFile(target).testzip() is None


def test_a_node_that_runs_makes_its_own_backup(device: Path, tmp_path: Path) -> None:
    async def made() -> int:
        async with running(node_settings(device)):
            client = NodeClient.of(device)
            assert client is not None
            async with client:
                reply = await client.backup(str(tmp_path / "one.zip"))
                with pytest.raises(Conflict):
                    await client.backup(str(tmp_path / "one.zip"))
                return reply.bytes

    assert asyncio.run(made()) == (tmp_path / "one.zip").stat().st_size
    (tmp_path / "other").mkdir()
    restore(tmp_path / "one.zip", tmp_path / "other")
    assert said(tmp_path / "other") == ["one", "two"]


# --- asked for at a face ---


async def back_to(folder: Path, path: Path | None = None, kept: str | None = None) -> RestoreLook:
    async with running(node_settings(folder)) as node, NodeClient.of(folder) as client:
        look = await client.read_backup(str(path) if path else None, kept=kept)
        assert (await client.restore_state()).look == look
        await client.restore_backup()
        await node.restoring.decided.wait()
    return look


async def kept(folder: Path) -> list[str]:
    async with running(node_settings(folder)), NodeClient.of(folder) as client:
        return [each.name for each in (await client.restore_state()).kept]


def test_a_running_node_reads_a_backup_becomes_it_and_can_be_taken_back(device: Path, tmp_path: Path) -> None:
    backup = backed_up(device, tmp_path)
    said(device, "three")
    look = asyncio.run(back_to(device, backup))
    assert (look.chats, look.files, look.device_id) == (1, 1, None)
    assert said(device) == ["one", "two"]
    (first,) = asyncio.run(kept(device))
    asyncio.run(back_to(device, kept=first))
    assert said(device) == ["one", "two", "three"]
    assert repair_of(device) == "restored from a backup"
    newest, oldest = asyncio.run(kept(device))
    assert oldest == first and said(device / newest) == ["one", "two"]


def test_what_is_read_and_not_wanted_changes_nothing(device: Path, tmp_path: Path) -> None:
    backup = backed_up(device, tmp_path)

    async def work() -> None:
        async with running(node_settings(device)) as node, NodeClient.of(device) as client:
            with pytest.raises(Conflict):
                await client.restore_backup()
            (tmp_path / "cut.zip").write_bytes(backup.read_bytes()[:-200])
            with pytest.raises(InvalidArgument):
                await client.read_backup(str(tmp_path / "cut.zip"))
            for name in ("../device", "attachments", "before-restore-none"):
                with pytest.raises(NotFound):
                    await client.read_backup(kept=name)
            reading = asyncio.create_task(node.restoring.read(str(backup)))
            await asyncio.sleep(0)
            with pytest.raises(Conflict):
                await client.read_backup(str(backup))
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            assert not (device / replacement.PART).exists()
            await client.read_backup(str(backup))
            await client.drop_backup()
            assert (await client.restore_state()).state == "none"
            assert not (device / replacement.PART).exists()

    asyncio.run(work())
    assert said(device) == ["one", "two"] and not list(device.glob("before-*"))
