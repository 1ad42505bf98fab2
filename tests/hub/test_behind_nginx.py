"""The documented nginx between hub and devices: channels, and events that come as they are made."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from wire_device import WireChannel, WireDevice

from hub import tls
from hub.admin.client import admin
from hub.app import running
from hub.settings import Settings
from shared.messages import STREAMS, Open, Result, Welcome
from shared.streams import frames

pytestmark = [pytest.mark.anyio, pytest.mark.requires("nginx")]
ADMIN_MD = Path(__file__).resolve().parents[2] / "docs" / "admin.md"


@contextlib.contextmanager
def nginx(folder: Path, hub_port: str) -> Iterator[str]:
    """Its address. The configuration is that of docs/admin.md, with this machine's addresses and files."""
    found = re.search(r"```\n(map \$http_upgrade.*?)```", ADMIN_MD.read_text(), re.DOTALL)
    assert found, "docs/admin.md has no configuration for nginx"
    certificate, key = tls.own(folder).files
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        site = found[1].replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace(":8470", f":{hub_port}")
        site = site.replace(
            "ssl_certificate …; ssl_certificate_key …", f"ssl_certificate {certificate}; ssl_certificate_key {key}"
        )
        kept = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log stderr; {'user root;' if os.geteuid() == 0 else ''}\n"
            f"events {{}} http {{ access_log off; {kept}\n{site} }}"
        )
        argv = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        given = {**os.environ, "NGINX": f"{listener.fileno()};"}  # it takes a socket over, as at its own upgrades
        with subprocess.Popen(argv, env=given, pass_fds=[listener.fileno()]) as process:
            try:
                yield f"https://127.0.0.1:{port}"
            finally:
                process.terminate()


async def test_channels_and_events_pass_through_as_they_are_made(tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    settings = Settings(port=0, data=tmp_path / "hub", plain_http=True, trust_proxy=("127.0.0.1",))
    async with running(settings) as (served, _), admin(settings.data) as to_admin:
        with nginx(tmp_path / "nginx", served.url.rpartition(":")[2]) as url:
            context = ssl.create_default_context(cafile=tmp_path / "nginx" / "hub.crt")
            laptop, attic = WireDevice(url, context), WireDevice(url, context)
            await to_admin.ask("POST", "/users", {"name": "ann"})
            for device, name in ((laptop, "laptop"), (attic, "attic")):
                made = await to_admin.ask("POST", "/users/ann/codes", {})
                await device.pair(made["pairing_string"], name)
            await _a_call_is_heard_before_it_ends(laptop, attic)
            await _a_nodes_events_come_as_they_happen(laptop, attic)
            for device in (laptop, attic):
                await device.aclose()


async def _a_call_is_heard_before_it_ends(laptop: WireDevice, attic: WireDevice) -> None:
    headers = {"Authorization": f"Bearer {await laptop.token()}", "Accept": "text/event-stream"}
    body = {"path": "attic:notes.search"}
    asked = laptop.http.stream("POST", "/v1/calls", json=body, headers=headers)
    async with attic.channel() as at_attic, asyncio.timeout(30), asked as answer:
        lines = answer.aiter_lines()
        call = await at_attic.begin_one()
        assert await anext(lines) == "event: meta", "nothing is held back until the end"
        await at_attic.send(Result(id=call.id, result=1))
        assert "event: done" in [line async for line in lines]


async def _a_nodes_events_come_as_they_happen(laptop: WireDevice, attic: WireDevice) -> None:
    """Each is said by the node only once the one before it was heard."""
    headers = {"Authorization": f"Bearer {await laptop.token()}", "Accept": "text/event-stream"}
    asked = laptop.http.stream("GET", "/v1/devices/attic/node/v1/events", headers=headers)
    async with attic.socket() as socket, asyncio.timeout(30):
        channel = WireChannel(socket)
        await channel.send(attic.hello(features=[STREAMS]))
        await channel.expect(Welcome)
        answering = asyncio.create_task(_answer(channel))
        async with asked as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            say = await answering
            lines = answer.aiter_lines()
            for number in range(3):
                await say(f"data: {number}\n\n")
                assert [await anext(lines), await anext(lines)] == [f"data: {number}", ""]


async def _answer(channel: WireChannel) -> Callable[[str], Awaitable[None]]:
    """As a node does that is asked for its events; what says the next of them."""
    opened = await channel.expect(Open)
    at = 0

    async def say(text: str) -> None:
        nonlocal at
        await channel.send(frames.encode(frames.Data(opened.stream, at, text.encode())))
        at += len(text)

    await say(json.dumps({"status": 200, "headers": {"content-type": "text/event-stream"}}) + "\n")
    return say
