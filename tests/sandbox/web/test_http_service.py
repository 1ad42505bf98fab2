"""Requests of the `http` service to real servers: where they may lead, what they carry, how they fail."""

from __future__ import annotations

import asyncio
import base64
import gzip
import os
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from small_internet import OTHER, PUBLIC, Internet, answer, ask, redirect

from sandbox.approval import Unanswered
from sandbox.capability import Capability
from sandbox.services.http import body as bodies
from sandbox.services.http.fetch import MAX_REDIRECTS
from sandbox.services.http.request import MAX_BODY
from sandbox.services.service import Leave, parse
from shared.errors import FelloeError, Forbidden, HttpFailed, InvalidArgument, NotGranted, OutcomeUnknown, TooLarge

pytestmark = pytest.mark.anyio


async def fetch(internet: Internet, *grants: str, own: Any = (), **args: Any) -> Any:
    return await ask(internet.http(own=own), grants, **args)


def text(reply: Any) -> str:
    return base64.b64decode(reply["data"]).decode()


# --- requests and answers ----------------------------------------------------------------------------------------


async def test_the_answer_of_a_granted_host_comes_back_whole(internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    server.pages["/now"] = answer(b"hello", X_Twice="ja", Set_Cookie="a=1")
    reply = await fetch(internet, "http:api.example", url="https://api.example/now?a=1")
    assert (reply["status"], text(reply), reply["url"]) == (200, "hello", "https://api.example/now?a=1")
    assert ["X-Twice", "ja"] in reply["headers"]
    assert server.heard[0].target == "/now?a=1"


async def test_method_headers_and_body_arrive_as_given(internet: Internet) -> None:
    server = await internet.server("api.example")
    grants = ["http:POST@api.example"]
    headers = [["Content-Type", "text/plain"], ["X-Key", "k"]]
    await fetch(internet, *grants, method="POST", url="http://api.example/", headers=headers, text="grüß")
    await fetch(internet, *grants, method="POST", url="http://api.example/", data=base64.b64encode(b"\0\1").decode())
    first, second = server.heard
    assert (first.method, first.body, first.headers["x-key"]) == ("POST", "grüß".encode(), "k")
    assert first.headers["host"] == "api.example"
    assert second.body == b"\0\1"


async def test_a_method_that_was_not_granted_does_not_happen(internet: Internet) -> None:
    server = await internet.server("api.example")
    with pytest.raises(NotGranted, match=r"POST@api\.example"):
        await fetch(internet, "http:api.example", method="POST", url="http://api.example/")
    with pytest.raises(InvalidArgument):
        await fetch(internet, "http:*@api.example", method="CONNECT", url="http://api.example/")
    assert server.connections == 0


async def test_requests_of_a_run_share_a_connection_and_runs_do_not(internet: Internet) -> None:
    server = await internet.server("api.example")
    service = internet.http()
    for _ in range(3):
        await ask(service, ["http:api.example"], url="http://api.example/")
    assert server.connections == 1
    await fetch(internet, "http:api.example", url="http://api.example/")
    assert server.connections == 2


async def test_no_cookie_is_kept(internet: Internet) -> None:
    server = await internet.server("api.example")
    server.pages["/"] = answer(Set_Cookie="session=1")
    service = internet.http()
    for _ in range(2):
        await ask(service, ["http:api.example"], url="http://api.example/")
    assert ["cookie" in heard.headers for heard in server.heard] == [False, False]


async def test_nothing_is_taken_from_the_environment(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await internet.server("api.example")
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://proxy.example:3128")
    (internet.ca.bundle.parent / ".netrc").write_text("machine api.example login a password b\n")
    monkeypatch.setenv("NETRC", str(internet.ca.bundle.parent / ".netrc"))
    await fetch(internet, "http:api.example", url="http://api.example/")
    assert internet.connected == [(PUBLIC, 80)]
    assert "authorization" not in server.heard[0].headers


@pytest.mark.parametrize(
    "header",
    [
        ["Host", "evil.example"], ["content-length", "0"], ["Transfer-Encoding", "chunked"], ["Connection", "close"],
        ["Upgrade", "h2c"], ["Expect", "100-continue"], ["TE", "trailers"], ["Proxy-Authorization", "x"],
        ["Keep-Alive", "1"],
        ["X", "a\r\nHost: evil.example"], ["X", "a\nb"], ["X", "a\0b"], ["X\r\nHost", "evil"], ["X:", "a"], ["", "a"],
        ["X Y", "a"], ["X", "☃"], ["X"], ["X", "a", "b"], [{"secret": "s"}, "a"],
    ],
)  # fmt: skip
async def test_headers_that_could_bend_a_request_are_refused(internet: Internet, header: list[Any]) -> None:
    server = await internet.server("api.example")
    with pytest.raises(InvalidArgument):
        await fetch(internet, "http:api.example", url="http://api.example/", headers=[header])
    assert server.connections == 0


@pytest.mark.parametrize(
    "args",
    [
        {"timeout": 0}, {"timeout": 1e9}, {"max_bytes": MAX_BODY + 1}, {"text": "a", "data": "YQ=="}, {"data": "?"},
        {"headers": [["X", "a"]] * 101}, {"headers": [["X", "a" * 40_000]]}, {"verify": False}, {"text": "\ud800"},
    ],
)  # fmt: skip
async def test_arguments_beyond_the_bounds_are_refused(internet: Internet, args: dict[str, Any]) -> None:
    await internet.server("api.example")
    with pytest.raises(InvalidArgument):
        await fetch(internet, "http:api.example", url="http://api.example/", **args)


# --- where it may lead -------------------------------------------------------------------------------------------


async def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await internet.server("rebinding.example")
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])

    async def look_up(host: str, port: int) -> Sequence[str]:
        return next(answers)

    monkeypatch.setattr(internet, "look_up", look_up)
    service = internet.http()
    server.pages["/"] = answer(Connection="close")  # so that each request needs a new connection
    for _ in range(3):
        await ask(service, ["http:rebinding.example"], url="http://rebinding.example/")
    assert internet.connected == [(PUBLIC, 80)] * 3
    assert list(answers) == [["127.0.0.1"], ["127.0.0.1"]]  # nobody asked again


async def test_of_two_lookups_at_once_the_first_counts_for_both(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    await internet.server("rebinding.example")
    both, answers = asyncio.Barrier(2), iter([[PUBLIC], ["127.0.0.1"]])

    async def look_up(host: str, port: int) -> Sequence[str]:
        await both.wait()
        return next(answers)

    monkeypatch.setattr(internet, "look_up", look_up)
    service = internet.http()
    asking = (ask(service, ["http:rebinding.example"], url="http://rebinding.example/") for _ in range(2))
    await asyncio.gather(*asking)
    assert set(internet.connected) == {(PUBLIC, 80)}


async def test_a_public_ipv4_address_in_an_ipv6_answer_is_public(internet: Internet) -> None:
    await internet.server("mapped.example")
    internet.names["mapped.example"] = [f"::ffff:{PUBLIC}"]
    await fetch(internet, "http:mapped.example", url="http://mapped.example/")
    assert internet.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%lo"]
)
async def test_a_name_of_a_private_address_needs_private_in_its_grant(internet: Internet, address: str) -> None:
    await internet.server("inside.example", address)
    with pytest.raises(NotGranted, match=r"private@inside\.example"):
        await fetch(internet, "http:inside.example", url="http://inside.example/")
    with pytest.raises(NotGranted):
        await fetch(internet, "http:*@inside.example", url="http://inside.example/")
    assert internet.connected == []
    internet.routes.setdefault(("127.0.0.1", 80), internet.routes[address, 80])
    reply = await fetch(internet, "http:GET,private@inside.example", url="http://inside.example/")
    assert reply["status"] == 404


async def test_one_private_address_among_public_ones_is_enough(internet: Internet) -> None:
    await internet.server("mixed.example")
    internet.names["mixed.example"] = [PUBLIC, "192.168.1.1"]
    with pytest.raises(NotGranted, match="private"):
        await fetch(internet, "http:mixed.example", url="http://mixed.example/")


async def test_an_address_that_was_granted_as_such_needs_no_more(internet: Internet) -> None:
    await internet.server("", "127.0.0.1", port=8080)
    reply = await fetch(internet, "http:127.0.0.1:8080", url="http://127.0.0.1:8080/")
    assert reply["status"] == 404
    assert internet.looked_up == []


async def test_the_next_address_is_tried_where_one_does_not_answer(internet: Internet) -> None:
    await internet.server("two.example")
    internet.names["two.example"] = ["2606:2800:220:1::1", PUBLIC]
    await fetch(internet, "http:two.example", url="http://two.example/")
    assert internet.connected == [("2606:2800:220:1::1", 80), (PUBLIC, 80)]


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("http://hub.example:8470/", PUBLIC), ("https://hub.example:8470/", PUBLIC),
        ("http://alias.example:8470/", PUBLIC), ("http://localhost:9999/", "127.0.0.1"), ("http://127.0.0.1:9999/", ""),
        ("http://127.1.2.3:9999/", ""), ("http://[::1]:9999/", ""), ("http://0.0.0.0:9999/", ""),
    ],
)  # fmt: skip
async def test_felloes_own_servers_are_out_of_reach_whatever_was_granted(
    internet: Internet, url: str, leads_to: str
) -> None:
    internet.names = {"hub.example": [PUBLIC], "alias.example": [leads_to], "localhost": [leads_to]}
    host = url.split("/")[2]
    own = ["https://hub.example:8470", "http://127.0.0.1:9999"]
    with pytest.raises(Forbidden, match="Felloe's own"):
        await fetch(internet, f"http:GET,private@{host}", url=url, own=own)
    assert internet.connected == []


async def test_another_server_on_the_hubs_machine_can_be_reached(internet: Internet) -> None:
    await internet.server("hub.example", port=8080)
    reply = await fetch(
        internet, "http:hub.example:8080", url="http://hub.example:8080/", own=["https://hub.example:8470"]
    )
    assert reply["status"] == 404


# --- redirects ---------------------------------------------------------------------------------------------------


async def test_a_redirect_is_followed_where_that_is_granted_too(internet: Internet) -> None:
    first, second = await internet.server("a.example", tls=True), await internet.server("b.example", OTHER, tls=True)
    first.pages["/"] = redirect("/next")
    first.pages["/next"] = redirect("https://b.example/end")
    second.pages["/end"] = answer(b"end")
    reply = await fetch(internet, "http:a.example", "http:b.example", url="https://a.example/")
    assert (text(reply), reply["url"]) == ("end", "https://b.example/end")
    with pytest.raises(NotGranted, match=r"GET@b\.example"):
        await fetch(internet, "http:a.example", url="https://a.example/")
    reply = await fetch(internet, "http:a.example", url="https://a.example/", redirects=False)
    assert (reply["status"], reply["url"]) == (302, "https://a.example/")


async def test_a_redirect_to_a_private_address_is_gated_as_any_other(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("http://169.254.169.254/latest/meta-data/")
    server.pages["/name"] = redirect("http://inside.example/")
    internet.names["inside.example"] = ["10.0.0.1"]
    with pytest.raises(NotGranted, match=r"GET@169\.254"):
        await fetch(internet, "http:a.example", url="http://a.example/")
    with pytest.raises(NotGranted, match=r"private@inside"):
        await fetch(internet, "http:a.example", "http:inside.example", url="http://a.example/name")
    assert internet.connected == [(PUBLIC, 80)] * 2


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
        (301, "PUT", "PUT"), (303, "PUT", "GET"), (302, "HEAD", "HEAD"), (303, "HEAD", "HEAD"),
        (308, "DELETE", "DELETE"),
    ],
)  # fmt: skip
async def test_the_method_after_a_redirect_is_the_one_that_browsers_use(
    internet: Internet, status: int, method: str, then: str
) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("/next", status)
    body = {"text": "x", "headers": [["Content-Type", "text/plain"]]} if method in ("POST", "PUT") else {}
    await fetch(internet, "http:*@a.example", method=method, url="http://a.example/", **body)
    last = server.heard[-1]
    assert (last.method, last.target) == (then, "/next")
    assert last.body == (b"x" if body and then == method else b"")
    assert ("content-type" in last.headers) == bool(last.body)


async def test_a_redirect_that_changes_the_method_asks_for_it(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("/next", 303)
    with pytest.raises(NotGranted, match=r"GET@a\.example"):
        await fetch(internet, "http:POST@a.example", method="POST", url="http://a.example/")


async def test_another_origin_gets_no_header_that_could_be_a_key(internet: Internet) -> None:
    first, second = await internet.server("a.example", tls=True), await internet.server("b.example", OTHER, tls=True)
    first.pages["/"] = redirect("/here")
    first.pages["/here"] = redirect("https://b.example/")
    names = ("Authorization", "Cookie", "X-Api-Key", "Accept-Language")
    await fetch(
        internet, "http:a.example", "http:b.example", url="https://a.example/", headers=[[name, "v"] for name in names]
    )
    assert all(name.lower() in first.heard[1].headers for name in names)
    assert [name for name in names if name.lower() in second.heard[0].headers] == ["Accept-Language"]


async def test_no_redirect_leads_out_of_tls(internet: Internet) -> None:
    server = await internet.server("a.example", tls=True)
    server.pages["/"] = redirect("http://a.example/")
    with pytest.raises(Forbidden, match="https to http"):
        await fetch(internet, "http:a.example", url="https://a.example/")


async def test_redirects_in_a_circle_end(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("/")
    with pytest.raises(HttpFailed, match="redirects more than"):
        await fetch(internet, "http:a.example", url="http://a.example/")
    assert len(server.heard) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "location", ["http://good@b.example/", "ftp://b.example/", "http://\\b.example/", "http://[::1/"]
)
async def test_a_redirect_to_a_doubtful_address_is_not_followed(internet: Internet, location: str) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect(location)
    with pytest.raises(HttpFailed, match="an address that is none"):
        await fetch(internet, "http:*@*.example", url="http://a.example/")


async def test_time_stands_still_while_somebody_thinks_about_a_redirect(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("/next")
    service = internet.http()

    async def check(asked: Capability) -> Capability:
        await asyncio.sleep(1.1)
        return asked

    request = parse(service, {"url": "http://a.example/", "timeout": 1})
    reply: Any = await service.serve(request, Leave([], check))
    assert reply["url"] == "http://a.example/next"


async def test_a_run_is_not_put_aside_in_the_middle_of_what_must_not_happen_twice(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("/next", 303)
    service = internet.http()

    async def check(asked: Capability) -> Capability:
        raise Unanswered

    for method, ends_with in (("GET", Unanswered), ("POST", OutcomeUnknown)):
        request = parse(service, {"url": "http://a.example/", "method": method})
        with pytest.raises(ends_with):
            await service.serve(request, Leave([], check))
    assert [heard.method for heard in server.heard] == ["GET", "POST"]


# --- sizes and compression ---------------------------------------------------------------------------------------


async def test_a_large_body_comes_in_parts(internet: Internet) -> None:
    server = await internet.server("a.example")
    content = os.urandom(2 * bodies._PART + 5)
    server.pages["/"] = answer(content)
    service = internet.http()
    reply = await ask(service, ["http:a.example"], url="http://a.example/")
    data = base64.b64decode(reply["data"])
    while len(data) < reply["size"]:
        part = await ask(service._bodies, [], number=reply["number"], offset=len(data))
        data += base64.b64decode(part["data"])
    assert data == content
    with pytest.raises(FelloeError, match="not kept"):
        await ask(service._bodies, [], number=reply["number"], offset=0)


async def test_the_number_of_an_answer_is_not_that_of_another_when_a_run_is_continued(internet: Internet) -> None:
    """It was given to the guest before; its connections and what they brought are gone."""
    server = await internet.server("a.example")
    server.pages["/"] = answer(bytes(MAX_BODY))
    before = await ask(internet.http(), ["http:a.example"], url="http://a.example/")
    continued = internet.http()
    await ask(continued, ["http:a.example"], url="http://a.example/")
    with pytest.raises(FelloeError, match="not kept"):
        await ask(continued._bodies, [], number=before["number"], offset=0)


async def test_answers_that_are_never_read_do_not_pile_up(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = answer(bytes(MAX_BODY))
    service = internet.http()
    for _ in range(6):
        reply = await ask(service, ["http:a.example"], url="http://a.example/")
    assert sum(map(len, service._bodies._kept.values())) <= bodies._KEPT
    with pytest.raises(FelloeError, match="not kept"):
        await ask(service._bodies, [], number=0, offset=1)
    await ask(service._bodies, [], number=reply["number"], offset=1)


async def test_more_than_was_asked_for_is_refused_before_it_is_read(internet: Internet) -> None:
    server = await internet.server("a.example")

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    async def hollow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        while True:
            writer.write(gzip.compress(b"", mtime=0) * 1_000)
            await writer.drain()

    server.pages["/"] = endless
    server.pages["/hollow"] = hollow
    server.pages["/said"] = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    for path in ("", "hollow", "said"):
        with pytest.raises(TooLarge):
            await fetch(internet, "http:a.example", url=f"http://a.example/{path}", max_bytes=100_000)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw deflate", "two members"])
async def test_a_compressed_body_comes_as_what_it_holds(internet: Internet, coding: str) -> None:
    server = await internet.server("a.example")
    content = b"hello " * 1_000
    packed = {
        "deflate": zlib.compress(content),
        "raw deflate": zlib.compress(content)[2:-4],
        "two members": gzip.compress(content[:600], mtime=0) + gzip.compress(content[600:], mtime=0),
    }.get(coding, gzip.compress(content, mtime=0))
    named = {"raw deflate": "deflate", "two members": "gzip"}.get(coding, coding)
    server.pages["/"] = answer(packed, Content_Encoding=named)
    reply = await fetch(internet, "http:a.example", url="http://a.example/", headers=[["Accept-Encoding", "br"]])
    assert base64.b64decode(reply["data"]) == content
    assert "content-encoding" not in [name.lower() for name, _ in reply["headers"]]
    assert server.heard[0].headers["accept-encoding"] == "gzip, deflate"


async def test_a_bomb_is_not_unpacked(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await internet.server("a.example")
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()  # 100 MB in 100 KB
    server.pages["/"] = answer(packed, Content_Encoding="gzip")
    largest = 0
    unpack = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self._real = unpack(wbits)

        def decompress(self, data: bytes, room: int) -> bytes:
            nonlocal largest
            found = self._real.decompress(data, room)
            largest = max(largest, len(found))
            return found

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(TooLarge):
        await fetch(internet, "http:a.example", url="http://a.example/", max_bytes=100_000)
    assert largest == 100_001


@pytest.mark.parametrize(
    ("coding", "content"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)), ("br", b"x"), ("zstd", b"x"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(b"hello" * 100, mtime=0)[:-9]), ("deflate", b"\xff\xff"),
        ("gzip", gzip.compress(b"x", mtime=0) + b"junk"),
    ],
)  # fmt: skip
async def test_a_body_that_is_not_compressed_as_was_asked_is_refused(
    internet: Internet, coding: str, content: bytes
) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = answer(content, Content_Encoding=coding)
    with pytest.raises(HttpFailed) as failure:
        await fetch(internet, "http:a.example", url="http://a.example/")
    assert failure.value.details["kind"] == "protocol"


async def test_an_empty_compressed_answer_is_empty(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 500\r\n\r\n"
    reply = await fetch(internet, "http:a.example", method="HEAD", url="http://a.example/")
    assert (reply["status"], reply["size"]) == (200, 0)


# --- failures ----------------------------------------------------------------------------------------------------

_GARBAGE: list[tuple[bytes, str]] = [
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", "protocol"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "protocol"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "protocol"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "protocol"),
    (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", "protocol"),
    (b"", "protocol"),
]


@pytest.mark.parametrize(("sent", "kind"), _GARBAGE, ids=[str(sent[:70]) for sent, _ in _GARBAGE])
async def test_a_server_that_breaks_the_protocol_is_told_as_such(internet: Internet, sent: bytes, kind: str) -> None:
    server = await internet.server("a.example")

    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()

    server.pages["/"] = broken
    with pytest.raises(HttpFailed) as failure:
        await fetch(internet, "http:a.example", url="http://a.example/")
    assert failure.value.details["kind"] == kind
    with pytest.raises(OutcomeUnknown):
        await fetch(internet, "http:POST@a.example", method="POST", url="http://a.example/")


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"])
async def test_a_server_that_trickles_or_stalls_is_given_up(internet: Internet, begun: bytes) -> None:
    server = await internet.server("a.example")

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        while b"\r\n\r\n" not in begun:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" if not begun else b"X: a\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)
        await asyncio.Event().wait()

    server.pages["/"] = trickle
    with pytest.raises(HttpFailed) as failure:
        await fetch(internet, "http:a.example", url="http://a.example/", timeout=0.2)
    assert (failure.value.details["kind"], failure.value.body().retryable) == ("timeout", True)


async def test_a_name_that_leads_nowhere_and_a_port_that_nobody_has_are_told_apart(internet: Internet) -> None:
    internet.names["closed.example"] = [PUBLIC]
    for url, kind in (("http://nowhere.example/", "dns"), ("http://closed.example/", "connect")):
        with pytest.raises(HttpFailed) as failure:
            await fetch(internet, "http:*@*.example", method="POST", url=url)
        assert (failure.value.details["kind"], failure.value.body().retryable) == (kind, True)
        assert PUBLIC not in failure.value.message


async def test_a_post_that_was_answered_by_a_redirect_into_nothing_may_have_had_its_effect(internet: Internet) -> None:
    server = await internet.server("a.example")
    server.pages["/"] = redirect("http://nowhere.example/", 303)
    with pytest.raises(OutcomeUnknown, match="may have had its effect"):
        await fetch(internet, "http:*@*.example", method="POST", url="http://a.example/")


# --- TLS ---------------------------------------------------------------------------------------------------------


async def test_a_certificate_of_nobody_known_is_refused(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await internet.server("a.example", tls=True)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(HttpFailed, match="no safe connection") as failure:
        await fetch(internet, "http:a.example", url="https://a.example/")
    assert (failure.value.details["kind"], failure.value.body().retryable) == ("tls", False)
    assert server.heard == []


async def test_a_certificate_of_another_host_is_refused(internet: Internet) -> None:
    server = await internet.server("a.example", tls=True)
    internet.names["b.example"] = internet.names["a.example"]
    with pytest.raises(HttpFailed, match="no safe connection"):
        await fetch(internet, "http:b.example", url="https://b.example/")
    assert server.heard == []


async def test_two_names_at_one_address_never_share_a_connection(internet: Internet) -> None:
    await internet.server("a.example", tls=True)
    internet.names["b.example"] = internet.names["a.example"]
    service = internet.http()
    await ask(service, ["http:a.example"], url="https://a.example/")
    with pytest.raises(HttpFailed, match="no safe connection"):
        await ask(service, ["http:b.example"], url="https://b.example/")


async def test_a_certificate_of_an_address_is_checked_against_that(internet: Internet) -> None:
    await internet.server(PUBLIC, tls=True)
    reply = await fetch(internet, f"http:{PUBLIC}", url=f"https://{PUBLIC}/")
    assert reply["status"] == 404
