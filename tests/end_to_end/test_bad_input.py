"""Everything a person can get wrong: one clear sentence with what to do, exit code 1 (usage 2), nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from forked import ForkedStage
from free_port import free_port
from real_processes import BIN, World, felloe, refused
from small_disk import small_disk


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


@pytest.mark.parametrize(
    ("string", "says"),
    [
        ("hello", "not a pairing string"),
        ("felloe://127.0.0.1:1/K7QM-2XRT-9FWD", "cannot be reached"),
        ("felloe+http://127.0.0.1:1/K7QM-2XRT-9FWD", "cannot be reached"),
        ("felloe://no-such-host.invalid:8470/K7QM-2XRT-9FWD", "cannot be reached"),
    ],
)
def test_a_wrong_hub_address(string: str, says: str, data: str) -> None:
    assert says in refused("felloe", "pair", string, "--data", data)


def test_something_else_at_the_hubs_address(world: World, data: str) -> None:
    plain = world.pairing_string().replace("felloe://", "felloe+http://").rpartition("/")[0]
    assert "cannot be reached" in refused("felloe", "pair", plain, "--data", data)


def test_another_hubs_certificate(world: World, data: str) -> None:
    start, _, fingerprint = world.pairing_string().rpartition("/")
    other = f"{start}/{fingerprint[::-1]}"
    assert "its certificate is another one" in refused("felloe", "pair", other, "--data", data)


def test_a_hub_that_was_set_up_anew_at_the_same_address(tmp_path: Path) -> None:
    """A paired device says so, and keeps what waits."""
    with ForkedStage() as stage:
        node = str(stage.data("node"))
        port = str(free_port())
        for hub in ("old", "new"):
            stage.start(hub, "felloe-hub", "serve", "--port", port, "--data", str(stage.data(hub)), "--json")
            felloe("felloe-hub", "user", "add", "ana", "--data", str(stage.data(hub)))
            if hub == "old":
                code = felloe("felloe-hub", "pairing-code", "ana", "--data", str(stage.data(hub))).out.splitlines()[0]
                felloe("felloe", "pair", code, "--data", node)
            else:
                assert "its certificate is another one" in refused("felloe", "sync", "--data", node)
            stage.stop(hub)
            felloe("felloe", "sessions", "new", f"after {hub}", "--data", node)
        assert len(json.loads(felloe("felloe", "sessions", "list", "--json", "--data", node).out)) == 2


def test_an_unknown_and_a_used_pairing_code_say_which(world: World, tmp_path: Path) -> None:
    string = world.pairing_string()
    start, code, fingerprint = string.rsplit("/", 2)
    unknown = f"{start}/{code[::-1]}/{fingerprint}"
    assert felloe("felloe", "pair", string, "--name", "first", "--data", str(tmp_path / "1")).code == 0
    assert "does not know that pairing code" in refused("felloe", "pair", unknown, "--data", str(tmp_path / "2"))
    assert "was used before" in refused("felloe", "pair", string, "--data", str(tmp_path / "3"))
    felloe("felloe-hub", "device", "revoke", "first", "--data", world.data("hub"))


def test_a_second_process_on_the_same_data_folder(world: World) -> None:
    assert "already uses the data folder" in refused("felloe", "agent", "--data", world.data("laptop"))
    assert "already uses the data folder" in refused("felloe-hub", "serve", "--port", "0", "--data", world.data("hub"))


def test_a_device_revokes_neither_itself_nor_what_is_not_there(world: World) -> None:
    assert "felloe unpair" in refused("felloe", "device", "revoke", "laptop", "--data", world.data("laptop"))
    assert "You have no device nope." in refused("felloe", "device", "revoke", "nope", "--data", world.data("laptop"))
    assert felloe("felloe", "devices", "--data", world.data("laptop")).code == 0


@pytest.mark.parametrize("command", [("backup",), ("sessions", "export", "--all", "--to")])
def test_a_file_that_cannot_be_written_is_named(world: World, command: tuple[str, ...]) -> None:
    assert felloe("felloe", "sessions", "new", "kept", "--data", world.data("laptop")).code == 0
    said = refused("felloe", *command, "/nowhere/felloe.zip", "--data", world.data("laptop"))
    assert "/nowhere/felloe.zip cannot be written" in said and "--data" not in said


def test_ways_to_call_that_exclude_each_other(data: str) -> None:
    both = felloe("felloe", "call", "attic:climate.summary", "--stream", "--when-online", "--data", data)
    assert (both.code, "exclude each other" in both.err) == (2, True)


def test_a_pairing_of_a_device_that_has_a_hub(world: World) -> None:
    assert "already" in refused("felloe", "pair", world.pairing_string(), "--data", world.data("laptop"))


def test_a_port_in_use(world: World, data: str) -> None:
    said = refused("felloe-hub", "serve", "--port", world.port, "--data", data)
    assert f"Port {world.port}" in said and "--port" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is neither a folder nor a zip"),
        ({}, "no SKILL.md"),
        ({"SKILL.md": "hello"}, "SKILL.md"),
        ({"SKILL.md": "---\nname: [\n---\n"}, "SKILL.md"),
        ({"SKILL.md": "---\nname: x\n---\n"}, "has no description"),
        ({"SKILL.md": "---\nname: x\ndescription: z\n---\n", "scripts/skill.py": "def f(:"}, "skill.py"),
    ],
)
def test_a_folder_that_is_no_skill(content: dict[str, str] | None, says: str, world: World, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    for name, text in (content or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    if content is not None:
        folder.mkdir(exist_ok=True)
    assert says in refused("felloe", "skill", "install", str(folder), "--data", world.data("laptop"))
    assert "No skills" in felloe("felloe", "skill", "list", "--data", world.data("laptop")).out


@pytest.mark.parametrize("path", ["", "summary", "attic:", "a b.c", "x:y:z.w", "climate.summary.more"])
def test_a_bad_skill_path(path: str, world: World) -> None:
    assert "SKILL.FUNCTION" in refused("felloe", "call", path, "--data", world.data("laptop"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["attic:climate.nothing"], "no function 'nothing'"),
        (["attic:nothing.at_all"], "No skill 'nothing'"),
        (["nowhere:climate.sensors"], "nowhere"),
        (["attic:climate.summary", "sensor=moon"], "'sensor'"),
        (["attic:climate.summary", "hours=3"], "'sensor'"),
        (["attic:climate.summary", "sensor"], "NAME=VALUE"),
        (["attic:climate.summary", "--args", "[1]"], "--args"),
        (["attic:climate.summary", "sensor=attic", f"padding={'x' * 20_000}"], "'padding'"),
    ],
)
def test_a_call_that_does_not_fit(arguments: list[str], says: str, world: World) -> None:
    assert says in refused("felloe", "call", *arguments, "--data", world.data("laptop"))


@pytest.mark.parametrize(
    ("code", "says"),
    [("1 +", "line 1"), ("raise ValueError('no')", "no"), ("while True: pass", "was stopped"), ("object()", "JSON")],
)
def test_code_that_fails(code: str, says: str, world: World) -> None:
    assert says in refused("felloe", "exec", "--data", world.data("laptop"), text=code)


@pytest.mark.parametrize("grant", ["nothing", "files.read:relative", "http:", "everything:*"])
def test_a_grant_that_is_none(grant: str, world: World) -> None:
    assert refused("felloe", "exec", "--grant", grant, "--data", world.data("laptop"), text="1")


@pytest.mark.parametrize(
    "command", [["felloe", "call"], ["felloe", "nonsense"], ["felloe", "sessions", "list", "--limit", "x"]]
)
def test_wrong_usage_ends_with_2(command: list[str]) -> None:
    done = felloe(*command)
    assert (done.code, "Traceback" in done.err) == (2, False)


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        assert "--data" in refused("felloe", "status", "--data", str(path))
        assert "--data" in refused("felloe-hub", "serve", "--port", "0", "--data", str(path))


def test_a_read_only_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o555)
    for command in (["felloe", "sessions", "new", "x"], ["felloe-hub", "serve", "--port", "0"]):
        done = subprocess.run(
            [*_bound_by_permissions(), BIN / command[0], *command[1:], "--data", str(folder)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1, done
        assert "you may not write there" in done.stderr and "--data" in done.stderr
        assert "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []


def _bound_by_permissions() -> list[str]:
    """Before a command: root without the right to ignore permissions, which an ordinary user has not either."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []


def test_a_damaged_database_is_named_and_set_aside_as_it_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    felloe("felloe", "sessions", "new", "x", "--data", str(data))
    (data / "node.db").write_bytes(b"nonsense" * 1_000)
    listed = felloe("felloe", "sessions", "list", "--data", str(data))
    (aside,) = data.glob("damaged-*")
    assert str(aside) in listed.err
    assert (aside / "node.db").read_bytes() == b"nonsense" * 1_000
    assert str(aside) in felloe("felloe", "status", "--data", str(data)).out


def test_a_database_of_a_newer_felloe_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    felloe("felloe", "sessions", "new", "x", "--data", str(data))
    with closing(sqlite3.connect(data / "node.db")) as plain:
        plain.execute("PRAGMA user_version=99")
    assert "newer Felloe" in refused("felloe", "sessions", "list", "--data", str(data))


def test_a_revoked_device_says_so_keeps_its_chats_and_can_be_paired_again(world: World, data: str) -> None:
    assert felloe("felloe", "pair", world.pairing_string(), "--name", "guest", "--data", data).code == 0
    felloe("felloe", "sessions", "new", "before", "--data", data)
    assert felloe("felloe-hub", "device", "revoke", "guest", "--data", world.data("hub")).code == 0
    felloe("felloe", "sessions", "new", "meanwhile", "--data", data)
    assert "revoked" in refused("felloe", "sync", "--data", data)
    assert felloe("felloe", "pair", world.pairing_string(), "--name", "guest", "--data", data).code == 0
    assert felloe("felloe", "sync", "--data", data).out == "Everything synced.\n"
    listed = json.loads(felloe("felloe", "sessions", "list", "--json", "--data", data).out)
    assert {("before", False), ("meanwhile", False)} <= {(each["title"], each["pending"]) for each in listed}


def test_a_device_that_leaves_its_hub_keeps_its_chats(world: World, data: str) -> None:
    assert "no hub" in refused("felloe", "unpair", "--data", data)
    felloe("felloe", "pair", world.pairing_string(), "--name", "leaver", "--data", data)
    felloe("felloe", "sessions", "new", "mine", "--data", data)
    assert felloe("felloe", "unpair", "--data", data).code == 0
    assert json.loads(felloe("felloe", "status", "--json", "--data", data).out)["account"] is None
    assert "mine" in felloe("felloe", "sessions", "list", "--data", data).out


@pytest.mark.requires("mounts")
def test_on_a_full_disk_what_is_there_is_shown_and_what_was_never_there_is_not_begun(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        hub, node = str(disk.path / "hub"), str(disk.path / "node")
        felloe("felloe-hub", "user", "add", "ann", "--data", hub)
        felloe("felloe", "sessions", "new", "mine", "--data", node)
        disk.fill()
        assert "ann" in felloe("felloe-hub", "user", "list", "--data", hub).out
        assert "mine" in felloe("felloe", "sessions", "list", "--data", node).out
        for command in (("felloe", "sessions", "new", "x"), ("felloe-hub", "serve", "--port", "0")):
            done = felloe(*command, "--data", str(disk.path / "new"))
            assert done.code != 0 and "is full. Free some space" in done.err and "Traceback" not in done.err, done


def test_what_a_node_and_a_hub_write_is_their_users_alone(world: World, tmp_path: Path) -> None:
    open_folder = tmp_path / "open"
    open_folder.mkdir(mode=0o755)
    felloe("felloe", "sessions", "new", "x", "--data", str(open_folder))
    for folder in (open_folder, Path(world.data("hub")), Path(world.data("laptop"))):
        assert [path.name for path in folder.iterdir() if path.is_file() and path.stat().st_mode & 0o077] == []
