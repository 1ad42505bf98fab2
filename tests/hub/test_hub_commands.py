"""`felloe-hub` as people start it: commands through their real entry, hubs in processes of their own."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.metadata
import io
import json
import os
import resource
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from forked import forked
from wire_device import WireDevice, ok

from hub.admin.client import admin
from hub.app import running
from hub.cli import app
from hub.settings import Settings
from shared.ids import new_id
from shared.pairing import PairingString
from shared.system import folder, terminal
from shared.system.folder import DataFolder
from shared.timeouts import TIMEOUTS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(home: Path) -> Path:
    return home / "hub"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command line to its end: (exit code, stdout, stderr). In this process, which has loaded the heavy modules."""

    def felloe_hub(*arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["felloe-hub", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            terminal.run(app)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return felloe_hub


def json_of(run: Run, *arguments: str | Path) -> Any:
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


@contextlib.asynccontextmanager
async def serving(data: Path, *arguments: str) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
    """A hub process that accepts, and its address; killed at the end if it still runs."""
    command = ("felloe-hub", "serve", "--port", "0", "--data", data, "--json", *arguments)
    with forked(*command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(60):
                said = json.loads(await asyncio.to_thread(process.stdout.readline))
            assert said["pid"] == process.pid
            yield process, said["url"]
        finally:
            process.kill()


async def stopped(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> int:
    process.send_signal(how)
    return await asyncio.to_thread(process.wait, TIMEOUTS.shutdown + 3)


@pytest.mark.anyio
async def test_the_admin_commands_do_the_same_with_and_without_a_running_hub(data: Path, run: Run) -> None:
    async with serving(data) as (process, url):
        assert (await asyncio.to_thread(json_of, run, "status", "--data", data))["url"] == url
        await asyncio.to_thread(_the_admins_day, run, data, running=True)
        assert await stopped(process) == 0
    left = ["first-admin-password", "hub.crt", "hub.key", "hub.sqlite", "lock", "reserve"]
    assert sorted(path.name for path in data.iterdir()) == left
    for user in ("ann", "bob"):
        assert (await asyncio.to_thread(run, "user", "delete", user, "--yes", "--data", data))[0] == 0
    await asyncio.to_thread(_the_admins_day, run, data, running=False)


def _the_admins_day(run: Run, data: Path, *, running: bool) -> None:
    at = ("--data", data)
    assert json_of(run, "user", "add", "ann", "--admin", *at)["role"] == "admin"
    code, _, err = run("user", "add", "bob", "--password-stdin", *at, stdin="correct horse\n")
    assert code == 0, err
    users = {user["name"]: user for user in json_of(run, "user", "list", *at)}
    assert {name: user["has_password"] for name, user in users.items()} == {"admin": True, "ann": False, "bob": True}
    made = json_of(run, "pairing-code", "ann", "--minutes", "30", *at)
    parsed = PairingString.parse(made["pairing_string"])
    assert (parsed.code, parsed.hub_url, parsed.fingerprint) == (made["code"], made["hub_url"], made["fingerprint"])
    code, out, _ = run("pairing-code", "ann", *at)
    assert PairingString.parse(out.splitlines()[0])
    assert run("user", "disable", "bob", *at)[0] == 0
    code, out, _ = run("status", *at, "--json")
    assert (code, json.loads(out)["running"]) == (0 if running else 1, running)
    assert json_of(run, "device", "list", *at) == []
    acts = [line["action"] for line in json_of(run, "audit", *at, "--limit", "5")]
    assert acts == ["user-disable", "pairing-code", "pairing-code", "user-add", "user-add"]
    for arguments in (("user", "list"), ("device", "list"), ("audit",)):
        code, out, _ = run(*arguments, *at)
        assert (code, bool(out)) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "stdin", "part"),
    [
        (("user", "add", "ann"), "", "already"),
        (("user", "add", " "), "", "visible characters"),
        (("user", "password", "bob", "--password-stdin"), "correct horse\n", "no user bob"),
        (("user", "password", "ann", "--password-stdin"), "short\n", "8 to"),
        (("user", "delete", "../status", "--yes"), "", "is no name"),
        (("pairing-code", "ann"), "", "felloe-hub serve"),
        (("device", "revoke", "attic"), "", "no device attic"),
        (("device", "list", "--user", "bob"), "", "no user bob"),
        (("backup", "/nowhere/hub.zip"), "", "/nowhere/hub.zip cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(
    data: Path, run: Run, arguments: tuple[str, ...], stdin: str, part: str
) -> None:
    run("user", "add", "ann", "--data", data)
    code, out, err = run(*arguments, "--data", data, stdin=stdin)
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert part in err


def test_a_wrong_command_line_is_exit_code_2(run: Run) -> None:
    assert run("serve", "--port", "x")[0] == 2
    assert run("nonsense")[0] == 2


def test_serve_says_in_one_sentence_why_it_cannot(
    data: Path, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "TIMEOUTS", replace(TIMEOUTS, folder=0.2))
    file, other = home / "file", home / "other"
    file.write_text("")
    with socket.socket() as taken, DataFolder(data):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for arguments, part in [
            (("--data", other, "--port", str(taken.getsockname()[1])), "another program listens there"),
            (("--data", data), "already uses the data folder"),
            (("--data", file), "not a folder"),
            (("--data", other, "--host", "0.0.0.0", "--plain-http"), "loopback"),
            (("--data", other, "--cert", file), "--cert and --key together"),
            (("--data", other, "--cert", file, "--key", file), "cannot be used"),
            (("--data", other, "--public-url", "hub"), "--public-url"),
        ]:
            code, out, err = run("serve", "--port", "0", *arguments)
            assert (code, out, len(err.splitlines())) == (1, "", 1), err
            assert part in err, err


@pytest.mark.parametrize(
    "command",
    ["status", "audit", "user list", "device list", "user password ann --password-stdin", "migrate", "backup b.zip"],
)
def test_a_mistyped_folder_is_refused_and_not_made(command: str, data: Path, run: Run) -> None:
    code, out, err = run(*command.split(), "--data", data)
    assert (code, out) == (1, "")
    assert f"There is no hub in {data}. Name its folder with --data" in err
    assert not data.exists()


def test_the_version_is_said(run: Run) -> None:
    assert run("--version") == (0, f"felloe {importlib.metadata.version('felloe')}\n", "")


def test_a_backup_and_its_restore_from_the_command_line(data: Path, home: Path, run: Run) -> None:
    run("user", "add", "ann", "--data", data)
    code, out, err = run("backup", home / "b.zip", "--data", data)
    assert (code, err) == (0, "")
    assert "verified" in out
    assert run("backup", home / "b.zip", "--data", data)[0] == 1
    run("user", "add", "ben", "--data", data)
    restored = json_of(run, "restore", home / "b.zip", "--yes", "--data", data, "--json")
    assert Path(restored["set_aside"]).is_dir()
    assert [user["name"] for user in json_of(run, "user", "list", "--data", data, "--json")] == ["ann"]
    assert json_of(run, "migrate", "--data", data, "--json")["before"] == 2


def test_a_restore_over_a_hub_that_runs_is_refused(data: Path, home: Path, run: Run) -> None:
    run("user", "add", "ann", "--data", data)
    run("backup", home / "b.zip", "--data", data)
    with DataFolder(data, stays=True):
        code, _, err = run("restore", home / "b.zip", "--yes", "--data", data)
    assert (code, "already uses the data folder" in err) == (1, True)


def test_a_folder_that_one_may_not_write_is_refused(data: Path, run: Run) -> None:
    run("user", "add", "ann", "--data", data)  # these two load what another user could not read
    importlib.import_module("hub.serve")
    data.chmod(0o500)
    if os.geteuid() == 0:
        os.seteuid(65_534)
    try:
        code, out, err = run("serve", "--port", "0", "--data", data)
    finally:
        os.seteuid(os.getuid())
        data.chmod(0o700)
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert "you may not write there" in err


@pytest.mark.parametrize("bytes_left", [0, 100, 30_000])
def test_a_full_disk_stops_the_start_with_a_sentence(data: Path, run: Run, bytes_left: int) -> None:
    """As close as one comes without a disk of one's own: no file may grow beyond `bytes_left`."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, hard))
    try:
        code, out, err = run("serve", "--port", "0", "--data", data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert "way it should not" not in err


@pytest.mark.anyio
async def test_it_stops_cleanly_with_a_device_connected(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with serving(data) as (process, url), _device(data, url) as device, device.channel() as channel:
        assert await stopped(process) == 0
        assert await channel.closed() == 4503
    assert "requests were cut" not in capfd.readouterr().err, "idle connections do not hold it up"


@pytest.mark.anyio
async def test_after_a_kill_in_the_middle_of_pushes_all_that_was_acknowledged_is_there(data: Path, run: Run) -> None:
    replica, acked, enough = new_id(), 0, asyncio.Event()
    async with serving(data) as (process, url), _device(data, url) as device:

        async def push_on() -> None:
            nonlocal acked
            with contextlib.suppress(httpx.TransportError):
                while True:
                    acked = await _push(device, replica, acked)
                    if acked >= 50:
                        enough.set()

        async with asyncio.TaskGroup() as tasks, asyncio.timeout(30):
            tasks.create_task(push_on())
            await enough.wait()
            process.kill()
    assert (data / "admin.sock").exists()
    assert (await asyncio.to_thread(run, "status", "--data", data))[0] == 1, "it does not run"
    async with serving(data) as (process, url):
        device.http = httpx.AsyncClient(base_url=url, verify=device.tls, trust_env=False)
        held = await _seqs(device)
        assert held == list(range(1, len(held) + 1))
        assert acked <= len(held) <= acked + 10
        assert await _push(device, replica, len(held)) == len(held) + 10, "it goes on where it was"
        await device.aclose()


async def _push(device: WireDevice, replica: str, done: int) -> int:
    ops = [
        {"op_id": new_id(), "session_id": new_id(), "kind": "session.create", "title": "t", "created_ms": 1}
        for _ in range(10)
    ]
    numbered = [{"replica_seq": done + n + 1, "op": op} for n, op in enumerate(ops)]
    answer = await device.ask("POST", "/v1/sync/push", json={"replica_id": replica, "ops": numbered})
    return int(ok(answer).json()["acked"])


async def _seqs(device: WireDevice) -> list[int]:
    found: list[int] = []
    more = True
    while more:
        page = ok(await device.ask("GET", "/v1/sync/pull", params={"since": len(found)})).json()
        found += [one["server_seq"] for one in page["ops"]]
        more = page["more"]
    return found


@contextlib.asynccontextmanager
async def _device(data: Path, url: str) -> AsyncIterator[WireDevice]:
    device = WireDevice(url, ssl.create_default_context(cafile=data / "hub.crt"))
    async with admin(data) as hub:
        await hub.ask("POST", "/users", {"name": "ann"})
        made = await hub.ask("POST", "/users/ann/codes", {})
    await device.pair(made["pairing_string"], "laptop")
    try:
        yield device
    finally:
        await device.aclose()


def test_the_first_serve_tells_how_to_add_a_user_and_who_can_reach_it_and_an_interrupt_ends_it(data: Path) -> None:
    command = [sys.executable, "-m", "hub", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        try:
            assert process.stdout.readline().startswith("Felloe hub at https://127.0.0.1:")
            assert "an account admin" in process.stderr.readline()
            assert "--host 0.0.0.0" in process.stderr.readline()
            assert "felloe-hub user add" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            assert process.wait(TIMEOUTS.shutdown + 3) == 0
        finally:
            process.kill()


@pytest.mark.anyio
async def test_a_deep_folder_has_its_socket_elsewhere_and_takes_it_away(data: Path) -> None:
    deep = data.joinpath(*(["a" * 40] * 4))
    async with running(Settings(port=0, data=deep)) as (served, _), admin(deep) as hub:
        assert (await hub.ask("GET", "/status"))["url"] == served.url
        path = Path((deep / "admin.path").read_text())
        assert path.parent.parent == Path(tempfile.gettempdir())
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.parent.exists()
    assert not (deep / "admin.path").exists()


@pytest.mark.anyio
async def test_behind_a_proxy_the_pairing_string_holds_the_public_address_and_no_fingerprint(data: Path) -> None:
    settings = Settings(port=0, data=data, plain_http=True, public_url="https://hub.example.org/")
    async with running(settings) as (served, _), admin(data) as hub, httpx.AsyncClient(trust_env=False) as http:
        await hub.ask("POST", "/users", {"name": "ann"})
        made = await hub.ask("POST", "/users/ann/codes", {})
        assert (made["hub_url"], made["fingerprint"]) == ("https://hub.example.org", None)
        assert served.url.startswith("http://127.0.0.1:")
        assert (await http.get(f"{served.url}/healthz")).json()["status"] == "ok"


@pytest.mark.anyio
async def test_help_loads_nothing_heavy() -> None:
    script = """if True:
        import sys, hub.cli
        heavy = {"sqlalchemy", "fastapi", "httpx", "uvicorn", "cryptography", "argon2", "wasmtime"}
        sys.exit(", ".join(heavy & set(sys.modules)))
    """
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stderr=asyncio.subprocess.PIPE)
    _, err = await process.communicate()
    assert err.decode().strip() == ""
