"""What may be wrong with a hub, looked at one by one: each finding says what to do."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import socket
import sqlite3
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx
from cryptography import x509

from hub.files import DATABASE, KEY, PRICES
from hub.served import Served
from hub.store.tables import SCHEMA
from shared.errors import FelloeError, InvalidArgument
from shared.pairing import fingerprint
from shared.system.database import schema_of
from shared.system.database_copy import check
from shared.system.prices import read

_SOON_DAYS = 21
_FREE = 1 << 30
_WAIT_S = 5.0
_CLOCK_S = 30.0

Verdict = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    text: str


def examine(folder: Path, served: Served | None, *, running: bool) -> list[Finding]:
    """`served`: where the hub is, or was last, reached."""
    findings = [_database(folder), _permissions(folder), _disk(folder), *_prices(folder)]
    if served is None:
        return [*findings, Finding("address", "warning", "The hub was never started here: felloe-hub serve.")]
    findings.append(_port(served, running))
    if running:
        findings += _public(served)
    return findings


def _database(folder: Path) -> Finding:
    path = folder / DATABASE
    try:
        schema = schema_of(path)
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
            check(plain, path)
            broken = plain.execute("PRAGMA foreign_key_check").fetchone()
    except (FelloeError, sqlite3.Error) as error:
        said = error.message if isinstance(error, FelloeError) else str(error)
        return Finding("database", "error", f"{said} Stop the hub, and felloe-hub restore a backup.")
    if broken is not None:
        return Finding("database", "error", f"A row of {broken[0]} refers to nothing. Restore a backup.")
    if schema != SCHEMA.version:
        return Finding("database", "warning", f"Its schema is {schema}, this version's is {SCHEMA.version}.")
    return Finding("database", "ok", f"It is whole; {path.stat().st_size:,} bytes.")


def _permissions(folder: Path) -> Finding:
    if _open_to_others(folder):
        names = [path.name for path in (folder / DATABASE, folder / KEY) if path.exists() and _open_to_others(path)]
        text = f"Others may look into {folder}{', and open ' + ' and '.join(names) if names else ''}."
        return Finding("permissions", "error" if names else "warning", f"{text} Take it back: chmod -R go= {folder}")
    return Finding("permissions", "ok", "The folder is its owner's alone.")


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = f"{free // 1_000_000:,} MB are free where {folder} lies."
    needed = max(_FREE, 2 * (folder / DATABASE).stat().st_size)
    if free < needed:
        return Finding("disk", "warning", f"{text} A backup or an upgrade may need {needed // 1_000_000:,}.")
    return Finding("disk", "ok", text)


def _prices(folder: Path) -> list[Finding]:
    if not (folder / PRICES).exists():
        return []
    try:
        count = len(read(folder / PRICES).models)
    except InvalidArgument as error:
        return [Finding("prices", "warning", error.message)]
    return [Finding("prices", "ok", f"{count} prices of models go over those that Felloe knows.")]


def _port(served: Served, running: bool) -> Finding:
    url = urlsplit(served.url)
    assert url.hostname is not None
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in url.hostname else socket.AF_INET)) as probe:
        probe.settimeout(_WAIT_S)
        answers = probe.connect_ex((url.hostname, url.port or 443)) == 0
    if answers == running:
        return Finding("port", "ok", f"{served.url} {'answers' if running else 'is free'}.")
    if running:
        return Finding("port", "error", f"Nothing answers at {served.url}. Is a firewall in between?")
    return Finding("port", "warning", f"The hub does not run, but something answers at {served.url}.")


def _public(served: Served) -> list[Finding]:
    """The address that devices use, its certificate and the clock behind it."""
    url = urlsplit(served.public_url)
    findings = []
    context: ssl.SSLContext | bool = True
    if url.scheme == "https":
        certificate, finding = _certificate(url.hostname or "", url.port or 443, served.fingerprint)
        findings.append(finding)
        if certificate is None:
            return findings
        if served.fingerprint is not None:
            context = ssl.create_default_context(cadata=certificate)
            context.check_hostname = False
    try:
        answer = httpx.get(f"{served.public_url}/healthz", verify=context, timeout=_WAIT_S, trust_env=False)
        found = answer.json()["status"] == "ok"
    except (httpx.HTTPError, ValueError, KeyError) as error:
        text = f"{served.public_url} cannot be reached from here ({type(error).__name__}). Devices use that address."
        return [*findings, Finding("public address", "error", text)]
    verdict: Verdict = "ok" if found else "error"
    return [*findings, Finding("public address", verdict, f"{served.public_url} answers."), *_clock(answer)]


def _certificate(host: str, port: int, pinned: str | None) -> tuple[bytes | None, Finding]:
    context = ssl.create_default_context()
    if pinned is not None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), _WAIT_S) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            found = secured.getpeercert(binary_form=True)
    except ssl.SSLCertVerificationError as error:
        return None, Finding("certificate", "error", f"{host}:{port}: {error.verify_message}. Devices refuse it.")
    except OSError as error:
        return None, Finding("certificate", "error", f"{host}:{port} does not answer ({error}).")
    assert found is not None
    if pinned is not None and fingerprint(found) != pinned:
        return None, Finding("certificate", "error", "Another certificate is served than the one that devices pinned.")
    ends = x509.load_der_x509_certificate(found).not_valid_after_utc
    days = (ends - datetime.datetime.now(datetime.UTC)).days
    if days < _SOON_DAYS:
        return found, Finding("certificate", "warning" if days >= 0 else "error", f"It ends in {days} days: renew it.")
    return found, Finding("certificate", "ok", f"Good until {ends:%Y-%m-%d}.")


def _clock(answer: httpx.Response) -> list[Finding]:
    """Against what stands before the hub; alone it can compare only with itself."""
    from email.utils import parsedate_to_datetime

    try:
        said = parsedate_to_datetime(answer.headers["date"])
        apart = abs((said - datetime.datetime.now(datetime.UTC)).total_seconds())
    except (KeyError, ValueError, TypeError):
        return []
    if apart > _CLOCK_S:
        return [Finding("clock", "warning", f"This machine and the proxy are {apart:.0f} s apart. Set up NTP.")]
    return [Finding("clock", "ok", "It agrees with who answers at the public address.")]
