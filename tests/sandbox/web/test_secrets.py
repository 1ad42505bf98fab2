"""A secret reaches its own host and nobody else: no other host, no code, no record, no log."""

from __future__ import annotations

import base64
import html
import json
import logging
import os
import stat
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_internet import OTHER, Internet, answer, ask, redirect

from sandbox.services.secret import MAX_SECRETS, Secret, SecretFile, scrubbed
from shared.errors import FelloeError, FolderUnusable, Forbidden, InvalidArgument, NotFound, NotGranted

pytestmark = pytest.mark.anyio
VALUE = "ghp/a+b=c d&'e\"<f>0123456789"
TOKEN = Secret.checked("token", "api.example", VALUE)
GRANTS = ("http:*@api.example", "http:*@other.example", "secret:token")


def with_secret(form: str = "Bearer {}", header: str = "Authorization", name: str = "token") -> list[Any]:
    return [[header, {"secret": name, "form": form}]]


async def fetch(internet: Internet, *, grants: Any = GRANTS, secrets: Any = (TOKEN,), **args: Any) -> Any:
    return await ask(internet.http(secrets), grants, **args)


async def test_the_host_gets_the_secret_and_the_code_what_is_left_of_it(internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    server.pages["/"] = answer(f"you sent {VALUE}".encode(), X_Echo=f"Bearer {VALUE}")
    reply = await fetch(internet, url="https://api.example/", headers=with_secret())
    assert server.heard[0].headers["authorization"] == f"Bearer {VALUE}"
    assert base64.b64decode(reply["data"]) == b"you sent [secret token]"
    assert dict(reply["headers"])["X-Echo"] == "Bearer [secret token]"
    assert VALUE not in json.dumps(reply)


async def test_a_secret_needs_a_grant_of_its_own(internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    with pytest.raises(NotGranted, match="token"):
        await fetch(internet, grants=GRANTS[:2], url="https://api.example/", headers=with_secret())
    with pytest.raises(NotFound, match="felloe secret set other"):
        headers = with_secret(name="other")
        await fetch(internet, grants=[*GRANTS, "secret:other"], url="https://api.example/", headers=headers)
    assert server.heard == []


@pytest.mark.parametrize(
    "url",
    ["http://api.example/", "https://other.example/", "https://api.example:8443/", "https://www.api.example/"],
)
async def test_a_secret_goes_to_its_own_host_over_tls_and_nowhere_else(internet: Internet, url: str) -> None:
    grants = [f"http:*@{url.split('/')[2]}", "secret:token"]
    for name, port in (("api.example", 80), ("other.example", 443), ("api.example", 8443), ("www.api.example", 443)):
        await internet.server(name, port=port)
    with pytest.raises(Forbidden, match="only goes to https://api") as failure:
        await fetch(internet, grants=grants, url=url, headers=with_secret())
    assert VALUE not in failure.value.message
    assert internet.connected == []


async def test_a_secret_follows_no_redirect_to_another_origin(internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    other = await internet.server("other.example", OTHER, tls=True)
    server.pages["/"] = redirect("/again", 307)
    server.pages["/again"] = redirect("https://other.example/", 307)
    other.pages["/"] = answer(b"mine?")
    await fetch(internet, url="https://api.example/", method="POST", headers=with_secret(header="Accept"))
    assert [heard.headers["accept"] for heard in server.heard] == [f"Bearer {VALUE}"] * 2
    assert other.heard[0].headers["accept"] == "*/*"
    assert VALUE not in str(other.heard)


async def test_a_secret_may_be_bound_to_a_header(internet: Internet) -> None:
    await internet.server("api.example", tls=True)
    bound = Secret.checked("token", "api.example", VALUE, "X-Api-Key")
    with pytest.raises(Forbidden, match="x-api-key"):
        await fetch(internet, secrets=[bound], url="https://api.example/", headers=with_secret())
    await fetch(internet, secrets=[bound], url="https://api.example/", headers=with_secret("{}", "x-API-key"))


@pytest.mark.parametrize("form", ["", "Bearer", "{}{}", "{0}", "{!r}", "{}\r\nX: y"])
async def test_a_form_holds_the_secret_once_and_no_line_break(internet: Internet, form: str) -> None:
    await internet.server("api.example", tls=True)
    with pytest.raises(InvalidArgument):
        await fetch(internet, url="https://api.example/", headers=with_secret(form))
    assert internet.connected == []


ECHOES = {
    "as it is": VALUE,
    "in a word": f"x{VALUE}y",
    "for an address": quote(VALUE, safe=""),
    "for an address, in small letters": quote(VALUE, safe="").replace("%2F", "%2f").replace("%3D", "%3d")
    .replace("%2B", "%2b").replace("%3C", "%3c").replace("%3E", "%3e"),
    "in a form": quote_plus(VALUE),
    "in JSON": json.dumps(VALUE),
    "in HTML": html.escape(VALUE),
    **{f"in base64 after {n}": base64.b64encode(b"u" * n + VALUE.encode() + b"z" * n).decode() for n in range(5)},
    "in base64 for addresses": base64.urlsafe_b64encode(b"user:" + VALUE.encode()).decode(),
}  # fmt: skip


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES.keys())
def test_what_comes_back_holds_no_form_of_it(echo: str) -> None:
    left = scrubbed(f"before {echo} after".encode(), [TOKEN])
    assert b"[secret token]" in left
    assert left.startswith(b"before ")
    assert left.endswith(b" after")
    assert VALUE[3:20].encode() not in left


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40), st.binary(max_size=9))
def test_base64_of_a_secret_leaves_nothing_to_decode(value: str, before: bytes) -> None:
    secret = Secret.checked("s", "h.example", value)
    left = scrubbed(base64.b64encode(before + value.encode()), [secret])
    assert b"[secret s]" in left


@pytest.mark.parametrize(
    ("name", "host", "value", "header"),
    [
        ("", "h", VALUE, ""), ("a b", "h", VALUE, ""), ("../x", "h", VALUE, ""), ("n", "", VALUE, ""),
        ("n", "https://h", VALUE, ""), ("n", "h/path", VALUE, ""), ("n", "a@h", VALUE, ""), ("n", "*.h", VALUE, ""),
        ("n", "h", "short", ""), ("n", "h", "line\nbreak12", ""), ("n", "h", " spaces at ends ", ""),
        ("n", "h", "grüße-grüße", ""), ("n", "h", "x" * 4_001, ""), ("n", "h", VALUE, "X Y"), ("n", "h", VALUE, "X:"),
    ],
)  # fmt: skip
def test_a_secret_that_could_not_be_kept_safe_is_refused(name: str, host: str, value: str, header: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        Secret.checked(name, host, value, header)
    assert not value or value not in failure.value.message


def test_no_representation_holds_the_value() -> None:
    assert VALUE not in repr(TOKEN)
    assert VALUE not in f"{TOKEN}"


def test_a_host_is_kept_in_its_one_form() -> None:
    assert Secret.checked("n", "API.Example.:443", VALUE).host == "api.example"
    assert Secret.checked("n", "api.example:8443", VALUE).host == "api.example:8443"


async def test_failures_and_logs_hold_no_value(internet: Internet, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = await internet.server("api.example", tls=True)
    server.pages["/"] = b"HTTP/1.1 simple-value\r\n\r\n"
    secret = Secret.checked("token", "api.example", "simple-value")
    with pytest.raises(FelloeError) as failure:
        await fetch(internet, secrets=[secret], url="https://api.example/", headers=with_secret())
    assert server.heard[0].headers["authorization"] == "Bearer simple-value"
    assert "simple-value" not in str(failure.value.body())
    assert "simple-value" not in caplog.text


# --- the file ----------------------------------------------------------------------------------------------------


def test_secrets_are_kept_in_a_file_of_their_user_alone(tmp_path: Path) -> None:
    os.umask(0)
    file = SecretFile(tmp_path / "secrets.json")
    assert file.load() == {}
    file.put(TOKEN)
    file.put(Secret.checked("other", "o.example", VALUE, "X-Key"))
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert SecretFile(tmp_path / "secrets.json").load()["token"] == TOKEN
    file.remove("token")
    assert list(file.load()) == ["other"]
    with pytest.raises(NotFound):
        file.remove("token")
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_a_write_that_fails_leaves_the_secrets_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SecretFile(tmp_path / "secrets.json")
    file.put(TOKEN)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.put(Secret.checked("other", "o.example", VALUE))
    assert list(file.load()) == ["token"]
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_a_damaged_file_is_told_as_such(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"a": {"b": 1}}'):
        (tmp_path / "secrets.json").write_text(text)
        with pytest.raises(FolderUnusable, match="set your secrets again"):
            SecretFile(tmp_path / "secrets.json").load()


def test_there_is_an_end_to_how_many_are_kept(tmp_path: Path) -> None:
    file = SecretFile(tmp_path / "secrets.json")
    file._write(Secret.checked(f"s{n}", "h.example", VALUE) for n in range(MAX_SECRETS))
    with pytest.raises(InvalidArgument, match="up to"):
        file.put(TOKEN)
