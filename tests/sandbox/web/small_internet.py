"""A few names, addresses and servers on this machine that stand for the internet.

Only the name lookup and the last step of a connection are replaced: names lead to the addresses that a test says, and
a connection to one of those reaches a real server here. Servers speak plain bytes, so that they can misbehave.
"""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Verdict
from sandbox.services.http import network
from sandbox.services.http.body import Bodies
from sandbox.services.http.fetch import Fetch
from sandbox.services.http.service import Http
from sandbox.services.secret import Secret
from sandbox.services.service import Leave, Service, parse
from shared.urls import Url

PUBLIC, OTHER = "93.184.216.34", "151.101.1.69"
Page = bytes | Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(status=f"{status} Elsewhere", Location=location)


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Answers each path with the page that a test put there."""

    pages: dict[str, Page] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass  # the client or the test has what it wanted
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.heard.append(Heard(method, target, headers, body))
        page = self.pages.get(target.partition("?")[0], answer(b"nothing here", "404 Not Found"))
        if callable(page):
            await page(reader, writer)
            return False
        writer.write(page.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" else page)
        await writer.drain()
        return True

    async def left(self) -> None:
        """Returns when no client is connected any more."""
        async with asyncio.timeout(10):
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class Internet:
    """`names` lead to addresses, `routes` from address and port to a server here. Anything else is nowhere."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[str, Sequence[str]] = {}
        self.routes: dict[tuple[str, int], Server] = {}
        self.looked_up: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.ca = Authority(folder)
        self._listeners: list[tuple[asyncio.Server, Server]] = []
        self._services: list[Http] = []

    async def server(self, name: str, address: str = PUBLIC, *, tls: bool = False, port: int = 0) -> Server:
        """A server that `name` leads to, at its scheme's own port or at `port`."""
        found = Server()
        context = self.ca.server(name) if tls else None
        listener = await asyncio.start_server(found.serve, "127.0.0.1", 0, ssl=context)
        found.port = listener.sockets[0].getsockname()[1]
        self._listeners.append((listener, found))
        self.names[name] = [address]
        self.routes[address, port or (443 if tls else 80)] = found
        return found

    async def look_up(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise OSError
        return self.names[host]

    async def connect(self, address: str, port: int, wait_s: float | None) -> httpcore.AsyncNetworkStream:
        self.connected.append((address, port))
        if (address, port) not in self.routes:
            raise httpcore.ConnectError
        return await network.connect("127.0.0.1", self.routes[address, port].port, wait_s)

    def fetch(self, own: Sequence[Url]) -> Fetch:
        return Fetch(own, self.look_up, self.connect)

    def http(self, secrets: Sequence[Secret] = (), own: Sequence[str] = ()) -> Http:
        service = Http(Bodies(), own, lambda: {secret.name: secret for secret in secrets}, self.fetch)
        self._services.append(service)
        return service

    async def close(self) -> None:
        for service in self._services:
            await service.aclose()
        for listener, server in self._listeners:
            listener.close()
            await server.close()
            await listener.wait_closed()


async def ask(service: Service[Any], grants: Sequence[str], **args: Any) -> Any:
    """The service's answer behind a gatekeeper with these grants."""
    gate = Gatekeeper.granting("This code", map(Capability.parse, grants))

    async def check(asked: Capability) -> Capability:
        decision = gate.decide(asked)
        if decision.verdict is not Verdict.ALLOW or decision.rule is None:
            raise gate.refusal(asked)
        return decision.rule.capability

    request = parse(service, args)
    return await service.serve(request, Leave([await check(need) for need in request.needs()], check))


class Authority:
    """Signs certificates. `bundle` is what SSL_CERT_FILE names for who trusts it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A company's authority")])
        self.bundle = folder / "company.pem"
        self.bundle.write_bytes(self._sign(self._name, self._key, [], ca=True).public_bytes(serialization.Encoding.PEM))

    def server(self, name: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        signed = self._sign(subject, key, [_general(name)], ca=False)
        file = self._folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName], *, ca: bool
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        own = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
        )
        if ca:
            builder = builder.add_extension(own, critical=False)
        else:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
