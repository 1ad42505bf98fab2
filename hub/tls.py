"""The hub's certificate: given by the admin, or made at the first start. Devices pin it by its sha256."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.errors import InvalidArgument
from shared.pairing import fingerprint
from shared.system.whole_file import write_whole

_YEARS = 10


@dataclass(frozen=True, slots=True)
class Certificate:
    cert: Path
    key: Path
    fingerprint: str | None
    """None for one that an authority signed: it is renewed under the devices' feet, so the authority is trusted."""

    @property
    def files(self) -> tuple[Path, Path]:
        return self.cert, self.key


def given(cert: Path, key: Path) -> Certificate:
    """The admin's certificate and key (PEM). Raises `InvalidArgument` if they cannot be used together."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
        parsed = x509.load_pem_x509_certificate(cert.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidArgument(
            f"The certificate {cert} and the key {key} cannot be used: {error}. Give both as PEM files, the key "
            "without a password."
        ) from None
    return Certificate(cert, key, _pin(parsed) if parsed.issuer == parsed.subject else None)


def own(folder: Path, hosts: Collection[str] = ()) -> Certificate:
    """The self-signed certificate in the hub's folder, made if there is none, for `hosts` too. Raises `OSError`.

    Devices pin it and read no names in it; other programs do.
    """
    cert, key = folder / "hub.crt", folder / "hub.key"
    if not (cert.exists() and key.exists()):
        _make(cert, key, hosts)
    return given(cert, key)


def _make(cert: Path, key: Path, hosts: Collection[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Felloe hub")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # for devices whose clock is behind
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(
            x509.SubjectAlternativeName(_names({"localhost", "127.0.0.1", socket.gethostname(), *hosts})),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_whole(key, pem)
    write_whole(cert, made.public_bytes(serialization.Encoding.PEM))


def _names(hosts: Collection[str]) -> list[x509.GeneralName]:
    return [_name(host) for host in sorted(hosts) if host and host.isascii()]


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pin(certificate: x509.Certificate) -> str:
    return fingerprint(certificate.public_bytes(serialization.Encoding.DER))
