"""A certificate that is renewed while it is served."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.system import serve
from shared.system.sockets import bind_tcp

pytestmark = pytest.mark.anyio


def make(folder: Path, name: str) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    signed = made.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signed.public_bytes(pem), private


async def app(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError


async def test_a_renewed_certificate_is_taken_up_and_a_broken_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_RENEW_S", 0.01)
    files = tmp_path / "c.pem", tmp_path / "k.pem"

    def put(pair: tuple[bytes, bytes]) -> None:
        for path, content in zip(files, pair, strict=True):
            path.write_bytes(content)

    async def served() -> bytes:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        _, writer = await asyncio.open_connection(*listener.getsockname(), ssl=context)
        found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.transport.abort()
        return found

    def plain(pair: tuple[bytes, bytes]) -> bytes:
        return ssl.PEM_cert_to_DER_cert(pair[0].decode())

    first, second, third = (make(tmp_path, name) for name in ("first", "second", "third"))
    put(first)
    listener: socket.socket = bind_tcp("127.0.0.1", 0)
    async with serve.serving(app, listener, certificate=files):
        assert await served() == plain(first)
        put(second)
        async with asyncio.timeout(10):
            while await served() != plain(second):
                pass
        put((third[0], second[1]))  # of two different pairs
        for _ in range(20):
            assert await served() == plain(second)
        put(third)
        async with asyncio.timeout(10):
            while await served() != plain(third):
                pass
