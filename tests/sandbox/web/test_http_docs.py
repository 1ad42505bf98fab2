"""What the documents say of the web and of secrets is what the code does."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from sandbox.capability import Capability
from sandbox.services import secret
from sandbox.services.http import body, fetch, hop, request
from shared import urls
from shared.timeouts import TIMEOUTS

SKILLS = (Path(__file__).parents[3] / "docs" / "skills.md").read_text()
WEB = SKILLS.partition("\n## The web\n")[2].partition("\n## ")[0]
SECRETS = SKILLS.partition("\n## Secrets\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("bytes of an answer, unpacked (`max_bytes` for less)", request.MAX_BODY),
        ("headers of a request", request.MAX_HEADERS),
        ("bytes of them", request.MAX_HEADER_BYTES),
        ("seconds for a request with its redirects, by default", TIMEOUTS.http_request),
        ("seconds at most (`timeout`)", request.MAX_TIMEOUT),
        ("redirects", fetch.MAX_REDIRECTS),
        ("characters of an address", urls.MAX_URL),
        ("connections of a run, to servers with TLS and to others each", fetch.CONNECTIONS),
        ("bytes of large answers that are kept until they are read", body._KEPT),
    ],
)
def test_a_limit_in_the_document_is_that_of_the_code(said: str, value: float) -> None:
    assert f"\n| {said} | {value:,.0f} |\n" in WEB


@pytest.mark.parametrize(
    ("granted", "allows", "refuses"),
    [
        ("http:api.example.org", "HEAD@api.example.org", "POST@api.example.org"),
        ("http:GET,POST@api.example.org", "POST@api.example.org", "PUT@api.example.org"),
        ("http:*@api.example.org", "DELETE@api.example.org", "private@api.example.org"),
        ("http:*.example.org", "GET@a.b.example.org", "GET@example.org"),
        ("http:api.example.org:8443", "GET@api.example.org:8443", "GET@api.example.org"),
        ("http:GET,private@nas.lan:8080", "private@nas.lan:8080", "private@nas.lan"),
        ("http:127.0.0.1:8080", "private@127.0.0.1:8080", "GET@127.0.0.1"),
    ],
)
def test_a_capability_in_the_document_allows_what_it_says(granted: str, allows: str, refuses: str) -> None:
    assert f"\n| `{granted}` |" in WEB
    assert Capability.parse(granted).covers(Capability("http", allows))
    assert not Capability.parse(granted).covers(Capability("http", refuses))


def test_every_kind_of_failure_is_told() -> None:
    sources = inspect.getsource(fetch) + inspect.getsource(hop) + inspect.getsource(fetch.answer)
    used = set(re.findall(r'kind="(\w+)"', sources)) | set(re.findall(r'\.failed\([^)]*?"(\w+)"[,)]', sources))
    used |= set(re.findall(r'^\s+f?".*", "(\w+)"$', sources, re.MULTILINE)) | {"timeout"}
    said = set(re.findall(r"`(\w+)`", WEB.partition("one of ")[2].partition(";")[0]))
    assert said == used


def test_the_bounds_of_secrets_are_the_codes() -> None:
    assert "8 to 4,000 printable ASCII" in SECRETS
    assert secret.Secret.checked("n", "h.example", "x" * 8)
    assert secret.Secret.checked("n", "h.example", "x" * 4_000)
    assert f"keeps up to {secret.MAX_SECRETS}" in SECRETS
