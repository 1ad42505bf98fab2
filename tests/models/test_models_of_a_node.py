"""A node's models, set up by commands: keys go in and never out, what is there is shown, what was used is counted."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from chat_wire import DONE, error_body, finish, reply, text, tool_whole
from click.testing import Result
from scripted_upstream import ScriptedUpstream, echo, failed, streamed, whole
from typer.testing import CliRunner

from shared.errors import FelloeError, InvalidArgument, ModelKeyRefused, ModelUnreachable, NotFound
from shared.upstreams import place_of
from spoke.app import Node
from spoke.backup import make_backup
from spoke.cli import app
from spoke.models.answering import Answer, Question
from spoke.models.upstream import Upstream, own_name, own_url
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio
KEY = "sk-a-key-of-ours"
HI = [{"role": "user", "content": "hi"}]
Felloe = Callable[..., Awaitable[Result]]


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        yield node


@pytest.fixture
def felloe(node: Node) -> Felloe:
    data = str(node.settings.data)
    return lambda *args, stdin="": asyncio.to_thread(
        CliRunner().invoke, app, ["models", *args, "--data", data], input=stdin
    )


async def ask(node: Node, **fields: Any) -> Answer:
    async with aclosing(node.models.ask(Question(HI, **fields))) as answering:
        *_, answer = [piece async for piece in answering]
    assert isinstance(answer, Answer)
    return answer


async def listed(felloe: Felloe) -> dict[str, Any]:
    done = await felloe("list", "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def test_a_key_goes_in_and_never_out(felloe: Felloe, node: Node, upstream: ScriptedUpstream) -> None:
    upstream.key, upstream.always = KEY, echo
    refused = await felloe("add", "own", upstream.url)
    assert "does not take the key" in refused.stdout and "--key" in refused.stdout
    added = await felloe("add", "own", upstream.url, "--key", stdin=f"{KEY}\n")
    assert added.exit_code == 0 and "1 model" in added.stdout and "private file" in added.stdout
    assert (await ask(node)).text == "hi"
    shown = [await felloe("list"), await felloe("list", "--json"), await felloe("test", "own"), refused, added]
    assert KEY not in "".join(each.output for each in shown)
    file = node.settings.data / "model_keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    holding = [each for each in node.settings.data.rglob("*") if each.is_file() and KEY.encode() in each.read_bytes()]
    assert holding == [file]
    assert (await felloe("remove", "own")).exit_code == 0
    assert KEY not in file.read_text()
    assert isinstance((await felloe("remove", "own")).exception, NotFound)


async def test_a_key_does_not_follow_to_another_server(felloe: Felloe, upstream: ScriptedUpstream) -> None:
    async with ScriptedUpstream.serving(always=echo) as other:
        await felloe("add", "own", upstream.url, "--key", stdin=KEY)
        await felloe("add", "own", upstream.url + "/")  # the same server: it stays
        assert (await listed(felloe))["upstreams"][0]["key"] == "file"
        await felloe("add", "own", other.url)
        await felloe("test", "own")
        assert "authorization" not in other.heard[0].headers
        assert (await listed(felloe))["upstreams"][0]["key"] == ""


async def test_a_key_can_come_from_a_file_and_go_again(
    felloe: Felloe, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    upstream.key = KEY
    done = await felloe("add", "own", upstream.url, "--key-file", str(tmp_path / "key"))
    assert "1 model" in done.stdout
    done = await felloe("add", "own", upstream.url, "--no-key")
    assert "does not take the key" in done.stdout


@pytest.mark.parametrize(
    ("name", "url", "says"),
    [
        ("own", KEY, "https://api.example.org/v1"),
        ("own", f"user:{KEY}@api.example", "https://api.example.org/v1"),
        ("own", f"api.example/v1?key={KEY}", "query"),
        ("own", "ftp://api.example/v1", "https://api.example.org/v1"),
        ("own", f"https://user:{KEY}@api.example/v1", "user name"),
        ("own", f"https://api.example/v1?key={KEY}", "query"),
        ("own", "http://api.example/v1", "--in-the-clear"),
        ("own", "http://93.184.216.34/v1", "--in-the-clear"),
        ("hub", "https://api.example/v1", "hub"),
        ("O wn", "https://api.example/v1", "small letters"),
    ],
)
def test_what_is_no_upstream_is_refused(name: str, url: str, says: str) -> None:
    with pytest.raises(InvalidArgument, match=re.escape(says)) as refused:
        own_name(name)
        own_url(url)
    assert KEY not in refused.value.message


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("192.168.1.20:11434", "http://192.168.1.20:11434/v1"),
        (" attic:11434 ", "http://attic:11434/v1"),
        ("attic.local", "http://attic.local/v1"),
        ("localhost", "http://localhost/v1"),
        ("[::1]:8080/v1/models", "http://[::1]:8080/v1"),
        ("api.example.org", "https://api.example.org/v1"),
        ("93.184.216.34:8443/v1", "https://93.184.216.34:8443/v1"),
    ],
)
def test_an_address_may_be_typed_without_its_scheme(typed: str, url: str) -> None:
    assert own_url(typed) == url


@pytest.mark.parametrize(
    "url", ["localhost:1", "127.0.0.1:1", "[::1]:1", "192.168.0.7", "attic.local", "attic", "[::ffff:10.0.0.1]"]
)
def test_plain_http_may_go_to_ones_own_network(url: str) -> None:
    assert place_of(own_url(f"http://{url}")) in ("here", "network")
    assert own_url(f"http://{url}/v1/chat/completions") == own_url(f"http://{url}")


async def test_what_a_command_cannot_take_is_refused_and_changes_nothing(felloe: Felloe) -> None:
    url = "https://api.example/v1"
    for args, stdin, says in (
        (("--model", "a b"), "", "no space"),
        (("--key",), "", "no key"),
        (("--key",), f"{KEY} {KEY}", "no space"),
        (("--key", "--no-key"), KEY, "only one"),
        (("--key-file", "/no/such"), "", "cannot be read"),
    ):
        done = await felloe("add", "own", url, *args, stdin=stdin)
        assert isinstance(done.exception, InvalidArgument | NotFound), done.exception
        assert says in str(done.exception) and KEY not in str(done.exception)
    assert (await listed(felloe))["upstreams"] == []


async def test_what_is_there_is_listed_and_what_is_not_is_said(
    felloe: Felloe, node: Node, upstream: ScriptedUpstream
) -> None:
    upstream.models = ["small", "big"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    node.models.upstreams._usual = (Upstream("ollama", "found", upstream.url), Upstream("lmstudio", "found", closed))
    await felloe("add", "down", closed + "/down")
    shown = (await felloe("list")).stdout
    assert f"ollama  {upstream.url} (this machine): 2 models" in shown and "    small\n" in shown
    assert f"lmstudio  {closed} (this machine): nobody is there" in shown
    assert "down cannot be reached" in shown
    first, second, third = (await listed(felloe))["upstreams"]
    assert (first["name"], first["problem"]["code"]) == ("down", "model_unreachable")
    assert (second["kind"], [each["name"] for each in second["models"]]) == ("found", ["small", "big"])
    assert third["models"] == []


async def test_a_start_looks_for_nothing(upstream: ScriptedUpstream, tmp_path: Path) -> None:
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        await node.models.add("own", upstream.url, None, [], in_the_clear=False)
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        assert (upstream.listed, [each.name for each in node.models.upstreams.all()]) == (0, ["own"])


async def test_the_users_order_and_defaults_say_who_answers(felloe: Felloe, node: Node) -> None:
    async with (
        ScriptedUpstream.serving(models=["a"], always=echo) as one,
        ScriptedUpstream.serving(models=["b", "c"], always=echo) as two,
    ):
        await felloe("add", "one", one.url)
        await felloe("add", "two", two.url)
        assert (await ask(node)).upstream == "one"
        assert "two, one" in (await felloe("prefer", "two")).stdout
        assert (await ask(node)).upstream == "two" and two.heard[-1].json()["model"] == "b"
        refused = await felloe("default", "c", "two/bb")
        assert "Nobody has two/bb. Do you mean two/b" in str(refused.exception)
        assert "Asked first: whatever there is." in (await felloe("default")).stdout, "nothing of it was set"
        await felloe("add", "off", "http://127.0.0.1:9/v1")
        assert "Nobody has d, off/e now" in (await felloe("default", "d", "off/e", "b")).stderr
        assert "Nobody has one/e." in str((await felloe("default", "one/e")).exception), "that one answers"
        await felloe("remove", "off")
        assert (await felloe("default", "two/c", "a")).stderr == ""
        assert "Asked first: two/c, a." in (await felloe("default")).stdout
        assert "Asked in this order: two, one" in (await felloe("prefer")).stdout
        assert isinstance((await felloe("default", "a", "--reset")).exception, InvalidArgument)
        assert (await ask(node)).upstream == "two" and two.heard[-1].json()["model"] == "c"
        two.script(failed())
        answer = await ask(node)
        assert answer.upstream == "one" and "two failed" in answer.passed_over[0].message
        assert isinstance((await felloe("prefer", "three")).exception, NotFound)
        assert "Asked first: whatever there is." in (await felloe("default", "--reset")).stdout
        assert "Asked in this order: one, two" in (await felloe("prefer", "--reset")).stdout
        assert (await ask(node)).upstream == "one"


async def test_a_test_says_how_fast_it_is_and_whether_it_calls_tools(
    felloe: Felloe, upstream: ScriptedUpstream
) -> None:
    await felloe("add", "own", upstream.url)
    upstream.script(
        streamed(tool_whole("ping", "{}"), finish("tool_calls"), DONE),
        whole(error_body("scripted does not support tools"), "400 Bad Request"),
        streamed(*reply("ok")),
        failed(),
    )
    assert "It calls tools." in (await felloe("test", "own")).stdout
    without = json.loads((await felloe("test", "own", "--json")).stdout)
    assert (without["text"], without["calls_tools"], without["completion"]) == ("ok", False, 1)
    assert "It broke." in str((await felloe("test", "own")).exception)
    assert isinstance((await felloe("test", "other")).exception, NotFound)


async def test_a_test_of_what_is_not_there_says_so(felloe: Felloe, upstream: ScriptedUpstream) -> None:
    upstream.key = KEY
    await felloe("add", "own", upstream.url)
    assert isinstance((await felloe("test", "own")).exception, ModelKeyRefused)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    await felloe("add", "down", closed)
    assert isinstance((await felloe("test", "down", "m")).exception, ModelUnreachable)


async def test_what_was_used_is_counted_and_estimates_are_marked(
    felloe: Felloe, node: Node, upstream: ScriptedUpstream
) -> None:
    assert "No model was asked" in (await felloe("usage")).stdout
    await felloe("add", "own", upstream.url)
    upstream.script(streamed(*reply("one", "two")), streamed(text("four"), finish(), DONE), failed())
    await ask(node, session="s1", message="m1")
    await ask(node, session="s2")
    with pytest.raises(FelloeError):
        await ask(node, session="s3")
    (row,) = json.loads((await felloe("usage", "--json")).stdout)
    assert (row["of"], row["questions"], row["completion"], row["estimated"], row["cost_usd"]) == (
        "scripted",
        2,
        3,
        1,
        0,
    )
    rows = json.loads((await felloe("usage", "--by", "session", "--json")).stdout)
    assert {each["of"]: each["completion"] for each in rows} == {"s1": 2, "s2": 1}
    shown = (await felloe("usage", "--by", "upstream")).stdout
    assert "UPSTREAM" in shown and "~3" in shown
    session = (await node.sessions.create("Try")).id
    upstream.script(streamed(*reply("a")), streamed(*reply("b", "c")))
    for message in ("m2", "m3"):
        await ask(node, session=session, message=message)
    rows = json.loads((await felloe("usage", "--by", "message", "--session", session[-6:], "--json")).stdout)
    assert [(each["of"], each["completion"]) for each in rows] == [("m2", 1), ("m3", 2)]
    *_, last = (await felloe("usage", "--by", "session")).stdout.strip().splitlines()
    name, asked, _, wrote = last.split()[:4]
    assert (name, asked, wrote) == ("all", "4", "~6"), "all of them together"


async def test_a_backup_holds_the_keys_of_the_file(node: Node, upstream: ScriptedUpstream, tmp_path: Path) -> None:
    await node.models.add("own", upstream.url, KEY, [], in_the_clear=False)
    manifest = await asyncio.to_thread(make_backup, node.settings.data, tmp_path / "b.zip", version="1")
    assert "model_keys.json" in manifest.files
