"""What code in the sandbox has of the web: `felloe.http`, the same awaited, and `urllib`."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from small_internet import Internet, answer, redirect

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.services.http.body import Bodies
from sandbox.services.http.service import Http
from sandbox.services.secret import Secret

pytestmark = pytest.mark.anyio
GRANTS = ("http:*@api.example", "secret:token")


class Web:
    """Runs of code with the web behind it."""

    def __init__(self, pool: Pool, internet: Internet) -> None:
        self._pool, self._internet = pool, internet

    async def run(self, code: str, *grants: str) -> RunRecord:
        bodies = Bodies()
        secrets = {"token": Secret.checked("token", "api.example", "a secret value")}
        http = Http(bodies, (), lambda: secrets, self._internet.fetch)
        gate = Gatekeeper.granting("This code", map(Capability.parse, grants or GRANTS))
        request = RunRequest("run", "exec", code=f"from felloe import http, secret\n{code}")
        return await self._pool.run(request, gate, {"http": http, "http.body": bodies})

    async def value(self, code: str, *grants: str) -> Any:
        record = await self.run(code, *grants)
        assert record.ok, record.error
        return record.result


@pytest.fixture
def web(pool: Pool, internet: Internet) -> Web:
    return Web(pool, internet)


async def test_an_answer_has_what_code_looks_for(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    server.pages["/a"] = answer(b'{"a": "\xc3\xbc"}', Content_Type="application/json", X_Two="1")
    server.pages["/latin"] = answer(b"\xfc", Content_Type="text/plain; charset=latin-1")
    server.pages["/odd"] = answer(b"\xfc", Content_Type="text/plain; charset=none-such")
    assert await web.value("""
        r = http.get("https://api.example/a", params={"q": "ä b", "n": [1, 2]}, headers={"X-Mine": "1"})
        [r.status, r.status_code, r.ok, r.reason, r.url, r.json(), r.text, r.content.hex(), r.headers["x-two"],
         "X-TWO" in r.headers, r.headers.get("none"), http.get("https://api.example/latin").text,
         http.get("https://api.example/odd").text, repr(r)]
        """.replace("\n        ", "\n")) == [
        200, 200, True, "OK", "https://api.example/a?q=%C3%A4+b&n=1&n=2", {"a": "ü"}, '{"a": "ü"}',
        b'{"a": "\xc3\xbc"}'.hex(), "1", True, None, "ü", "\ufffd", "<Response 200>",
    ]  # fmt: skip
    assert server.heard[0].headers["x-mine"] == "1"


async def test_bodies_are_sent_as_json_forms_text_and_bytes(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example")
    await web.value("""
url = "http://api.example/"
http.post(url, json={"a": 1}); http.put(url, data={"a": "b c"}); http.patch(url, content="text")
http.delete(url, content=b"\\x00\\xff"); http.options(url); http.head(url); http.request("post", url, data=b"x")
None""")
    assert [(heard.method, heard.body) for heard in server.heard] == [
        ("POST", b'{"a": 1}'), ("PUT", b"a=b+c"), ("PATCH", b"text"), ("DELETE", b"\0\xff"), ("OPTIONS", b""),
        ("HEAD", b""), ("POST", b"x"),
    ]  # fmt: skip
    assert [heard.headers.get("content-type") for heard in server.heard[:3]] == [
        "application/json", "application/x-www-form-urlencoded", None,
    ]  # fmt: skip


async def test_a_status_that_says_failure_is_raised_when_asked_for(web: Web, internet: Internet) -> None:
    await internet.server("api.example")
    assert await web.value("""
try:
    http.get("http://api.example/none").raise_for_status()
except http.StatusError as error:
    result = [str(error), error.response.status, error.response.ok]""") == [
        "http://api.example/none answered 404 Not Found", 404, False,
    ]  # fmt: skip


async def test_awaited_requests_run_side_by_side(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example")
    everybody = asyncio.Barrier(5)

    async def together(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await everybody.wait()
        writer.write(answer(b"1"))

    server.pages["/"] = together
    assert (
        await web.value("""
import asyncio
[r.json() for r in await asyncio.gather(*(http.aio.get("http://api.example/") for _ in range(5)))]""")
        == [1] * 5
    )


async def test_a_large_answer_is_whole(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example")
    content = bytes(range(256)) * 8_192
    server.pages["/"] = answer(content)
    sums = await web.value("""
import hashlib
url = "http://api.example/"
[hashlib.sha256(r.content).hexdigest() for r in (http.get(url), await http.aio.get(url))]""")
    assert sums == [hashlib.sha256(content).hexdigest()] * 2


async def test_code_sends_a_secret_that_it_never_sees(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    server.pages["/"] = answer(b"a secret value")
    record = await web.run("""
token = secret("token", "Bearer {}")
[str(token), http.get("https://api.example/", headers={"Authorization": token}).text]""")
    assert record.ok, record.error
    assert server.heard[0].headers["authorization"] == "Bearer a secret value"
    assert "a secret value" not in record.model_dump_json()
    assert record.calls[0].target == "GET@api.example, token"


async def test_a_refusal_is_the_hosts_own_sentence(web: Web, internet: Internet) -> None:
    await internet.server("api.example")
    record = await web.run("http.post('http://api.example/')", "http:api.example")
    assert record.error is not None
    assert (record.error.code, record.error.details["scope"]) == ("not_granted", "POST@api.example")
    record = await web.run("http.get('http://nowhere.example/')", "http:*.example")
    assert record.error is not None
    assert (record.error.code, record.error.retryable) == ("http_failed", True)


async def test_urllib_goes_the_same_way(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example", tls=True)
    server.pages["/"] = answer(b"hello", X_Two="2")
    server.pages["/old"] = redirect("/")
    found = await web.value(
        """
import urllib.error, urllib.parse, urllib.request
with urllib.request.urlopen("https://api.example/old", timeout=900) as r:
    result = [r.read().decode(), r.status, r.reason, r.geturl(), r.headers["x-two"]]
data = urllib.parse.urlencode({"a": 1}).encode()
urllib.request.urlopen(urllib.request.Request("https://api.example/", data, headers={"X-Mine": "1"}))
for url in ("https://api.example/none", "https://nowhere.example/"):
    try:
        urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        result.append([error.code, error.read().decode()])
    except urllib.error.URLError as error:
        result.append(str(error.reason))""",
        "http:*@*.example",
        "http:*@api.example",
    )
    assert found == [
        "hello", 200, "OK", "https://api.example/", "2", [404, "nothing here"],
        "The address of nowhere.example could not be found.",
    ]  # fmt: skip
    post = server.heard[2]
    assert (post.method, post.body, post.headers["x-mine"]) == ("POST", b"a=1", "1")
    assert post.headers["user-agent"].startswith("Python-urllib/")
    assert post.headers["content-type"] == "application/x-www-form-urlencoded"


async def test_urllib_shows_redirects_to_who_handles_them_alone(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example")
    server.pages["/old"] = redirect("/")
    assert await web.value("""
import urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args): return None
try:
    urllib.request.build_opener(Stay).open("http://api.example/old")
except urllib.error.HTTPError as error:
    result = [error.code, error.headers["location"]]""") == [302, "/"]


async def test_urllib_says_what_was_not_granted_in_the_hosts_words(web: Web, internet: Internet) -> None:
    await internet.server("api.example")
    record = await web.run("import urllib.request\nurllib.request.urlopen('http://api.example/')", "http:b.example")
    assert record.error is not None
    assert record.error.code == "not_granted"


@pytest.mark.parametrize("name", ["requests", "httpx", "aiohttp", "urllib3"])
async def test_a_package_that_is_not_there_says_what_is(web: Web, name: str) -> None:
    said = await web.value(f"try:\n    import {name}\nexcept ImportError as error:\n    result = str(error)")
    assert said == f"No module named {name!r} in the sandbox. Use `from felloe import http`, or urllib.request."


async def test_a_skill_may_bring_such_a_package_itself(pool: Pool) -> None:
    source = b"import requests\ndef f() -> str: return requests.NAME\n"
    files = {"scripts/skill.py": source, "vendor/requests.py": b"NAME = 'own'"}
    request = RunRequest("run", "function", skill=SkillFiles("s", "brings-requests", files), function="f")
    assert (await pool.run(request, Gatekeeper("s"), {})).value() == "own"


async def test_a_run_leaves_no_connection_behind(web: Web, internet: Internet) -> None:
    server = await internet.server("api.example")
    await web.value("http.get('http://api.example/').status")
    await server.left()
    assert server.connections == 1
