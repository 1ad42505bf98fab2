"""Proxies of models, each in a process of its own: the hub, bare pass-throughs, LiteLLM's."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from hub import tls
from hub.admin.client import admin
from tests.bench.peers import installed

HERE = Path(__file__).resolve().parent
KEY = "sk-bench-0123456789abcdef0123456789abcdef"
PASSWORD = "correct horse battery staple"


@dataclass
class Turn:
    """Of many streams: the median first byte, streams a second, and processor time of the proxy for each."""

    first_s: float
    rate: float
    cpu_s: float


@dataclass
class Proxy:
    name: str
    port: int
    pid: int
    token: str = "key"
    own_bytes: bool = False
    tls: ssl.SSLContext | None = None
    turns: dict[int, list[Turn]] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def process(*argv: str | Path, **environment: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, bytes]]:
    """Its first line of output is where it listens."""
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.DEVNULL}
    started = await asyncio.create_subprocess_exec(*map(str, argv), **pipes, env={**os.environ, **environment})
    assert started.stdout is not None
    try:
        yield started, await started.stdout.readline()
    finally:
        started.send_signal(signal.SIGTERM)
        await started.wait()


@contextlib.asynccontextmanager
async def hub(upstream: str, folder: Path, certificate: tls.Certificate | None = None) -> AsyncIterator[Proxy]:
    """As it is served: with accounts, bounds and figures."""
    async with admin(folder, make=True) as ask:
        await ask.ask("POST", "/users", {"name": "ann", "password": PASSWORD})
        body = {"url": upstream, "models": ["words", "large"], "key": "key"}
        await ask.ask("PUT", "/upstreams/bench", body)
    how = ["--cert", certificate.cert, "--key", certificate.key] if certificate else ["--plain-http"]
    argv = [sys.executable, "-m", "hub", "serve", "--port", "0", *how, "--json", "--data", folder]
    async with process(*argv, PYTHONPATH=str(HERE.parents[2])) as (started, said):
        url, context = json.loads(said)["url"], trusting(certificate)
        async with httpx.AsyncClient(base_url=url, trust_env=False, verify=context or True) as http:
            signed_in = await http.post("/v1/sign-in", json={"name": "ann", "password": PASSWORD})
        token = signed_in.json()["access_token"]
        yield Proxy("hub", httpx.URL(url).port or 0, started.pid, token, tls=context)


@contextlib.asynccontextmanager
async def bare(name: str, upstream: str, certificate: tls.Certificate | None = None) -> AsyncIterator[Proxy]:
    files = [certificate.cert, certificate.key] if certificate else []
    async with process(sys.executable, HERE / f"pass_{name}.py", upstream, *files) as (started, said):
        yield Proxy(f"bare {name}", int(said), started.pid, tls=trusting(certificate))


@contextlib.asynccontextmanager
async def litellm(upstream: str, folder: Path) -> AsyncIterator[Proxy | None]:
    """None where it cannot be had."""
    try:
        command = installed.litellm()
    except installed.Missing as error:
        print(f"LiteLLM is left out: {error}")
        yield None
        return
    model = {"model": "openai/words", "api_base": upstream, "api_key": "key"}
    config = folder / "litellm.json"
    config.write_text(json.dumps({"model_list": [{"model_name": "words", "litellm_params": model}]}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    argv = (str(command), "--config", str(config), "--host", "127.0.0.1", "--port", str(port))
    environment = {**os.environ, "LITELLM_MASTER_KEY": KEY}
    started = await asyncio.create_subprocess_exec(*argv, **quiet, cwd=folder, env=environment)
    try:
        async with asyncio.timeout(180), httpx.AsyncClient(trust_env=False) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"http://127.0.0.1:{port}/health/liveliness")).is_success:
                        break
                await asyncio.sleep(0.5)
        yield Proxy("LiteLLM", port, started.pid, KEY, own_bytes=True)
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.terminate()
        await started.wait()


def trusting(certificate: tls.Certificate | None) -> ssl.SSLContext | None:
    return ssl.create_default_context(cafile=certificate.cert) if certificate else None
