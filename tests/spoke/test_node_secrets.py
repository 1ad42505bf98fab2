"""A device's secrets: they go in by the command line, out to their host, and nowhere else."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hub import tls
from sandbox.image import ImageCache
from shared.errors import InvalidArgument, NotFound
from shared.system.serve import serving
from shared.system.sockets import bind_tcp
from spoke.cli import app
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.secrets import NewSecret
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("image")]
VALUE = "a-value-of-ours/1"
Felloe = Callable[..., Awaitable[Result]]


@pytest.fixture
async def felloe(tmp_path: Path) -> AsyncIterator[Felloe]:
    """Commands on a node that runs meanwhile; its data folder is `tmp_path / "data"`."""
    data = tmp_path / "data"
    async with running(node_settings(data, "laptop")):
        yield lambda *args, stdin="": asyncio.to_thread(
            CliRunner().invoke, app, [*args, "--data", str(data)], input=stdin
        )


async def test_a_secret_goes_in_by_standard_input_and_never_comes_out(felloe: Felloe, tmp_path: Path) -> None:
    file = tmp_path / "data" / "secrets.json"
    done = await felloe("secret", "set", "key", "--host", "API.example", "--header", "X-Key", stdin=f"{VALUE}\n")
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = await felloe("secret", "list", "--json")
    assert json.loads(listed.stdout) == [{"name": "key", "host": "api.example", "header": "x-key"}]
    assert VALUE not in done.output + listed.output
    assert (await felloe("secret", "remove", "key")).exit_code == 0
    assert isinstance((await felloe("secret", "remove", "key")).exception, NotFound)
    assert json.loads(file.read_text()) == {}


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("key", "--host", "h.example"), ""), (("key", "--host", "h.example"), "short"),
        (("key", "--host", "https://h.example/"), VALUE), (("../key", "--host", "h.example"), VALUE),
        (("key", "--host", "h.example"), VALUE * 1_000), (("key", "--host", "h.example"), f"{VALUE}\n{VALUE}"),
    ],
)  # fmt: skip
async def test_what_is_no_secret_is_refused(felloe: Felloe, tmp_path: Path, args: tuple[str, ...], stdin: str) -> None:
    done = await felloe("secret", "set", *args, stdin=stdin)
    assert isinstance(done.exception, InvalidArgument | NotFound), done.exception
    assert VALUE not in done.exception.message + done.output
    assert not (tmp_path / "data" / "secrets.json").exists()


@asynccontextmanager
async def echo(folder: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """A server with TLS that answers with the authorization it got, and keeps it."""
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        given = dict(scope["headers"]).get(b"authorization", b"")
        heard.append(given.decode())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-echo", given)]})
        await send({"type": "http.response.body", "body": given})

    listener = bind_tcp("127.0.0.1", 0)
    async with serving(app, listener, certificate=tls.own(folder).files):
        yield f"localhost:{listener.getsockname()[1]}", heard


async def test_code_on_a_node_uses_a_secret_and_nothing_that_is_kept_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, image: ImageCache
) -> None:
    certificate = tls.own(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.cert))
    async with echo(tmp_path) as (host, heard), running(node_settings(tmp_path / "data", "laptop")):
        client = NodeClient.of(tmp_path / "data")
        assert client is not None
        async with client:
            await client.set_secret("key", NewSecret.model_validate({"host": host, "value": VALUE}))
            code = f"""
from felloe import http, secret
r = http.get("https://{host}/", headers={{"Authorization": secret("key", "Bearer {{}}")}})
[r.text, r.headers["x-echo"]]"""
            grants = [f"http:GET,private@{host}", "secret:key"]
            run = await client.execute(ExecBody(code=code, grants=grants))
            without = await client.execute(ExecBody(code=code, grants=grants[:1]))
            kept = "".join([(await client.run(each.id)).model_dump_json() for each in (await client.runs()).runs])
    assert run.record.result == ["Bearer [secret key]"] * 2
    assert without.record.error is not None
    assert without.record.error.code == "not_granted"
    assert heard == [f"Bearer {VALUE}"]
    assert VALUE not in kept
    holding = [
        file.name for file in (tmp_path / "data").rglob("*") if file.is_file() and VALUE.encode() in file.read_bytes()
    ]
    assert holding == ["secrets.json"]
