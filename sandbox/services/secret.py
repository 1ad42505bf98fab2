"""Secrets: write-only values that the host puts into requests to the one host they are bound to. Pure but for the file.

Code in the sandbox names a secret and never sees it:
- it goes into a header of an `https` request to exactly its host (and port), and into no other header if one is named;
- what comes back is searched for it, as it is and in the encodings that servers echo it in, and it is taken out;
- it appears in no record, log, error or representation.
A host that means to hand its own secret on can encode it in a way that nobody looks for.
"""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from shared.errors import FolderUnusable, Forbidden, InvalidArgument, NotFound
from shared.system.whole_file import write_whole
from shared.urls import Url

MAX_SECRETS = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{6,3998}[\x21-\x7e])")
"""Shorter, it would be found in texts that do not hold it; other characters go into no header."""

Secrets = Callable[[], Mapping[str, "Secret"]]
"""By name, as they are now; may block."""

Encoded = tuple[bytes, bytes]
"""A form of a secret, and what takes its place."""


@dataclass(frozen=True, slots=True)
class Secret:
    name: str
    host: str
    """Host, and port where it is not 443."""
    value: str = field(repr=False)
    header: str = ""
    """The only header that it may go into, where one is named."""

    @classmethod
    def checked(cls, name: str, host: str, value: str, header: str = "") -> Secret:
        """Raises `InvalidArgument`, which never holds the value."""
        if not _NAME.fullmatch(name):
            raise InvalidArgument("A secret's name holds up to 64 letters, digits, '.', '_' and '-'.")
        if header and not _HEADER.fullmatch(header):
            raise InvalidArgument(f"'{header[:64]}' is not the name of a header.")
        if not _VALUE.fullmatch(value):
            raise InvalidArgument("A secret holds 8 to 4,000 printable ASCII characters, with no space at its ends.")
        url = Url.parse(f"https://{host}")
        if url.target != "/":
            raise InvalidArgument(f"'{host[:100]}' is not a host. Write it as api.example.org.")
        return cls(name, url.authority, value, header.lower())

    def filled(self, form: str, header: str, url: Url) -> str:
        """The value of a header of a request to `url`."""
        if url.scheme != "https" or url.authority != self.host:
            raise Forbidden(f"The secret '{self.name}' only goes to https://{self.host}.")
        if self.header and header.lower() != self.header:
            raise Forbidden(f"The secret '{self.name}' only goes into the header '{self.header}'.")
        before, *after = form.split("{}")
        if len(after) != 1:
            raise InvalidArgument("The form of a secret's header holds {} once.")
        return before + self.value + after[0]

    def traces(self) -> Iterator[Encoded]:
        """Forms in which it may come back, the longest first where one holds another."""
        plain = self.value
        percent = quote(plain, safe="")
        texts = {
            plain,
            percent,
            re.sub("%..", lambda found: found[0].lower(), percent),
            quote_plus(plain),
            quote(plain),
        }
        texts |= {
            json.dumps(plain)[1:-1],
            plain.replace("/", "\\/"),
            html.escape(plain),
            html.escape(plain, quote=False),
        }
        for before in range(3):
            texts |= set(_within_base64(plain.encode(), before))
        for text in sorted(texts, key=len, reverse=True):
            yield text.encode(), f"[secret {self.name}]".encode()


def _within_base64(value: bytes, before: int) -> Iterator[str]:
    """The characters that are the value's alone where `before` bytes (modulo 3) stand in front of it."""
    coded = base64.b64encode(bytes(before) + value).decode()
    own = coded[(before * 8 + 5) // 6 : (before + len(value)) * 8 // 6]
    yield own
    yield own.translate(str.maketrans("+/", "-_"))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a header is to hold: a secret in a form, filled in where the request leaves."""

    secret: Secret
    form: str

    def filled(self, header: str, url: Url) -> str:
        return self.secret.filled(self.form, header, url)


def named(secrets: Mapping[str, Secret], name: str) -> Secret:
    try:
        return secrets[name]
    except KeyError:
        raise NotFound(f"There is no secret '{name}'. Set it with: felloe secret set {name} --host HOST") from None


def scrubbed(data: bytes, used: Iterable[Secret]) -> bytes:
    """`data` without any trace of these secrets."""
    for secret in used:
        for trace, stand_in in secret.traces():
            data = data.replace(trace, stand_in)
    return data


class SecretFile:
    """A device's secrets, in a file that only its user may read. All methods block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()

    def load(self) -> dict[str, Secret]:
        """Raises `FolderUnusable` where the file is damaged."""
        try:
            found: dict[str, dict[str, Any]] = json.loads(self._path.read_text())
            return {name: Secret(name, **fields) for name, fields in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            raise FolderUnusable(f"{self._path} cannot be read. Remove it, and set your secrets again.") from None

    def put(self, secret: Secret) -> None:
        """Add it, or replace the one of its name."""
        with self._writing:
            secrets = self.load() | {secret.name: secret}
            if len(secrets) > MAX_SECRETS:
                raise InvalidArgument(f"A device keeps up to {MAX_SECRETS} secrets.")
            self._write(secrets.values())

    def remove(self, name: str) -> None:
        with self._writing:
            secrets = self.load()
            secrets.pop(named(secrets, name).name)
            self._write(secrets.values())

    def _write(self, secrets: Iterable[Secret]) -> None:
        kept = {each.name: {"host": each.host, "value": each.value, "header": each.header} for each in secrets}
        write_whole(self._path, json.dumps(kept).encode())
