"""What a device loses comes back: from a backup, from what can be read of a damaged database, and from the hub."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from real_processes import World, felloe, refused

from shared.ids import new_id


def shown(session: str, data: str) -> Any:
    return json.loads(felloe("felloe", "sessions", "show", session, "--json", "--data", data).out)


def texts(session: str, data: str) -> list[str]:
    return sorted(message["text"] for message in shown(session, data)["messages"])


def ok(*command: str) -> str:
    done = felloe(*command)
    assert done.code == 0, done
    return done.out.strip()


@pytest.fixture
def guest(world: World, tmp_path: Path) -> str:
    """A device without an agent, paired."""
    data = str(tmp_path / "guest")
    ok("felloe", "pair", world.pairing_string(), "--name", f"guest {new_id()[-4:]}", "--data", data)
    return data


def test_a_restored_device_and_its_hub_end_up_with_all_that_either_had(
    world: World, guest: str, tmp_path: Path
) -> None:
    laptop = world.data("laptop")
    (tmp_path / "plan.txt").write_text("the plan")
    session = ok("felloe", "sessions", "new", "Kept", "--data", guest)
    ok("felloe", "sessions", "attach", session, str(tmp_path / "plan.txt"), "--text", "one", "--data", guest)
    ok("felloe", "sync", "--data", guest)
    ok("felloe", "backup", str(tmp_path / "backup.zip"), "--data", guest)
    ok("felloe", "sessions", "write", session, "two, after the backup", "--data", guest)
    ok("felloe", "sync", "--data", guest)
    assert "already uses" in refused("felloe", "restore", str(tmp_path / "backup.zip"), "--yes", "--data", laptop)
    ok("felloe", "restore", str(tmp_path / "backup.zip"), "--yes", "--data", guest)
    assert texts(session, guest) == ["one"]
    ok("felloe", "sessions", "write", session, "three, after the restore", "--data", guest)
    for device in (guest, laptop):
        ok("felloe", "sync", "--data", device)
    everything = ["one", "three, after the restore", "two, after the backup"]
    assert texts(session, guest) == texts(session, laptop) == everything
    ok("felloe", "sessions", "save", session, "plan.txt", "--to", str(tmp_path / "got.txt"), "--data", laptop)
    assert (tmp_path / "got.txt").read_text() == "the plan"


def test_a_damaged_database_is_refilled_by_the_hub(world: World, guest: str, tmp_path: Path) -> None:
    message = {"role": "user", "created_ms": 1, "device": "x"}
    messages = [message | {"id": new_id(), "text": f"{number} " + "x" * 2000} for number in range(40)]
    session = {"id": new_id(), "title": "Long", "created_ms": 1, "messages": messages}
    (tmp_path / "in.json").write_text(json.dumps({"format": "felloe-chats", "version": 1, "sessions": [session]}))
    ok("felloe", "sessions", "import", str(tmp_path / "in.json"), "--data", guest)
    ok("felloe", "sync", "--data", guest)
    before = texts(session["id"], guest)
    path = Path(guest) / "node.db"
    with closing(sqlite3.connect(path)) as database:
        leaves = "SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf'"
        pages = [row[0] for row in database.execute(leaves)]
    with path.open("r+b") as file:
        file.seek((pages[len(pages) // 2] - 1) * 4096)
        file.write(b"\xa5" * 4096)
    ok("felloe", "sync", "--data", guest)
    assert texts(session["id"], guest) == before and len(before) == 40
    assert list(Path(guest).glob("damaged-*"))
