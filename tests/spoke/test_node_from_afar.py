"""The node of another device, through the hub: what is shown, to whom, and that the hub keeps none of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from several import Several, at_hub, face, until

from hub.accounts import tokens as hub_tokens
from hub.channel import node_relay
from shared.errors import DeviceOffline, FelloeError, Forbidden, InvalidArgument, NotFound, NotPaired, RateLimited
from shared.limits import LIMITS
from shared.node_requests import KIND, NodeRequest
from shared.system.logging import configure
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.node.api import all_routes
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.events import Event
from spoke.node.logs import log_file
from spoke.node.outside import OUTSIDE
from spoke.node.wire import Listening

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("reconnecting_at_once")]
MARKER = "m4rk3r-of-a-run"
SKILLS = Path(__file__).parents[2] / "resources" / "skills"


@pytest.fixture
def logged(tmp_path: Path) -> None:
    """All that is logged in this process, by the hub too, goes to the attic's log."""
    configure(file=log_file(tmp_path / "attic"))


async def test_runs_log_status_skills_and_decisions_are_read_from_afar_and_the_hub_keeps_none_of_it(
    world: Several, laptop: Node, attic: Node, logged: None, capfd: pytest.CaptureFixture[str]
) -> None:
    async with face(attic) as here:
        run = await here.execute(ExecBody(code=f"print('{MARKER}', open); '{MARKER}' * 5_000"))
        assert run.ok
    structlog.get_logger().warning("told", about=MARKER)
    async with face(laptop) as local:
        afar = local.on("attic")
        (summary,) = (await afar.runs(q="print", failed=False)).runs
        assert summary.id == run.id
        assert (await afar.run(run.id)).record == run.record, "with its output, over many frames"
        assert (await afar.runs(failed=True)).runs == []
        assert MARKER in str((await afar.logs(level="warning")).lines)
        assert ((await afar.status()).name, (await local.status()).name) == ("attic", "laptop")
        assert (await afar.skills()).skills == []
        assert isinstance((await afar.decisions()).decisions, list)
        with pytest.raises(NotFound, match="no such run"):
            await afar.run("0" * 36)
    written = capfd.readouterr()
    assert [file for file in world.files() if MARKER.encode() in file.read_bytes()] == []
    log = [line for line in written.err.splitlines() if MARKER in line and '"told"' not in line]
    assert (log, MARKER in written.out) == ([], False)


async def test_another_device_has_less_offered_never_more(laptop: Node, attic: Node) -> None:
    await attic.installing.install(str(SKILLS / "climate"))

    async def level() -> str:
        (skill,) = await attic.registry.skills()
        return next(each.exposure for each in skill.functions if each.info.function == "summary")

    async with face(laptop) as local, face(attic) as here:
        afar = local.on("attic")
        await afar.lower_exposure("climate.summary", "ask")
        assert await level() == "ask"
        for more in ("allow", "read"):
            with pytest.raises(Forbidden, match="more at that device itself"):
                await afar.lower_exposure("climate.summary", more)
        with pytest.raises(NotFound):
            await afar.lower_exposure("climate.then", "never")
        await here.set_answers_from_afar("no")
        with pytest.raises(Forbidden, match="who sits at it"):
            await afar.lower_exposure("climate.summary", "never")
        assert await level() == "ask"
        await here.lower_exposure("climate.summary", "never")
        await here.expose("climate.summary", "allow")
        noted = [each for each in (await here.decisions()).decisions if each.kind == "expose"]
        assert [(each.who, each.target) for each in noted] == [("person@laptop", "climate.summary")]


# --- what is not listed is not there ---

TRICKS = (
    "v1/secrets", "v1/runs/../secrets", "v1/runs/%2e%2e/secrets", "v1/runs/%2E%2E%2Fsecrets", "v1//secrets",
    "v1/secrets/", "v1/runs/", "v1/./secrets", "v1/runs%2f..%2fsecrets", "v1/runs/x%00/../../secrets", "V1/runs",
    "v1/runs;x=/v1/secrets", "v1/runs%3f/secrets", "", "/", "docs", "openapi.json", "v1",
    "v1/devices/attic/node/v1/runs", "v1/devices", "v1/face/requests", "http://felloe-node/v1/secrets", "v1/asks/1",
)  # fmt: skip


async def test_nothing_is_reached_from_outside_but_what_is_listed(laptop: Node, attic: Node) -> None:
    async def status(method: str, path: str) -> int:
        url = httpx.URL(f"/v1/devices/attic/node/{path.lstrip('/')}")
        return (await at_hub(laptop, method, str(url))).status_code

    reached = set()
    for route in all_routes(attic).routes:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
            path = route.path.replace("{ask_id}", "1")  # type: ignore[attr-defined]
            if path == "/v1/events" and method == "GET":
                continue  # goes on and on: it is read below
            if (found := await status(method, path)) not in (404, 405):
                reached.add((method, route.path, found))  # type: ignore[attr-defined]
    read, answered = OUTSIDE["node:read"], OUTSIDE["node:answer"]
    reached.discard(("POST", "/v1/asks/everywhere", 400))  # there it is an answer to a question with no such number
    assert {(method, path) for method, path, _ in reached} <= {
        *(("GET", path) for path in read),
        *(("POST", path) for path in answered),
    }
    assert {path for _, path, found in reached if found == 200} == set(read) - {
        "/v1/runs/{run_id}", "/v1/events", "/v1/answers/{answer_id}/events"
    }  # fmt: skip
    for path in TRICKS:
        assert await status("GET", path) in (404, 405), path
        assert await status("POST", path) in (404, 405, 422, 400), path


async def test_a_request_and_its_parts_are_bounded_on_the_way(laptop: Node, attic: Node) -> None:
    async with face(laptop) as local:
        with pytest.raises(InvalidArgument, match="1000 characters"):
            await local.on("attic").runs(q="x" * LIMITS.node_path)
    answer = await at_hub(laptop, "POST", "/v1/devices/attic/node/v1/asks/1", content=b"x" * (LIMITS.node_body + 1))
    assert answer.status_code == 413
    headers = {"cookie": "a=b", "host": "felloe-node", "connection": "keep-alive, x-more", "last-event-id": "x" * 1_000}
    seen: list[Any] = []
    app = attic.outside.app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(name for name, _ in scope["headers"])
        await app(scope, receive, send)

    attic.outside.app = watched
    assert (await at_hub(laptop, "GET", "/v1/devices/attic/node/v1/status", headers=headers)).status_code == 200
    assert seen == [b"content-length"]


async def test_what_a_device_answers_cannot_be_a_page_nor_set_anything_for_the_hub(laptop: Node, attic: Node) -> None:
    async def hostile(scope: Any, receive: Any, send: Any) -> None:
        names = {b"content-type": b"text/html", b"set-cookie": b"a=b", b"location": b"//x", b"x-more": b"\r\nx: y"}
        await send({"type": "http.response.start", "status": 200, "headers": list(names.items())})
        await send({"type": "http.response.body", "body": b"<script>alert(1)</script>"})

    attic.outside.app = hostile
    answer = await at_hub(laptop, "GET", "/v1/devices/attic/node/v1/status")
    given = {name: value for name, value in answer.headers.items() if name not in ("date", "transfer-encoding")}
    assert given == {"content-type": "application/octet-stream", "x-content-type-options": "nosniff"}


async def test_an_answer_that_never_ends_is_cut_and_does_not_look_whole(laptop: Node, attic: Node) -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        names = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": names})
        for _ in range(2 * LIMITS.http_body // 65_536):
            await send({"type": "http.response.body", "body": b" " * 65_536, "more_body": True})

    attic.outside.app = endless
    async with face(laptop) as local:
        with pytest.raises(DeviceOffline, match="connection to attic ended"):
            await local.on("attic").status()


# --- who may ---


async def test_devices_of_others_unknown_ones_and_a_device_without_a_hub_are_refused(
    world: Several, laptop: Node, attic: Node
) -> None:
    stranger = await world.start("stranger", "bob")
    async with face(stranger) as bob, face(laptop) as ann:
        with pytest.raises(NotFound, match="You have no device attic"):
            await bob.on("attic").status()
        for name in ("stranger", "nobody", "../laptop", "ä" * 100):
            with pytest.raises(NotFound):
                await ann.on(name).status()
        await attic.hub.unpair()
        async with face(attic) as alone:
            with pytest.raises(NotPaired):
                await alone.on("laptop").status()
        with pytest.raises(DeviceOffline):
            await ann.on("attic").status()


async def asked_with(world: Several, attic: Node, token: str, method: str = "GET", path: str = "/v1/status") -> int:
    """What the attic answers to a stream with that token, as if a hub had been talked into it."""
    connection = world.hub.calls.connections.get(attic.hub.required().account.device_id)
    assert connection is not None
    request = NodeRequest.model_validate({"method": method, "path": path, "token": token})
    async with connection.open(KIND, request) as stream:
        line = (await stream.receive()).partition(b"\n")[0]
    return int(httpx.Response(200, content=line).json()["status"])


async def test_only_a_fresh_token_of_the_hub_for_this_device_and_this_use_is_believed_and_once(
    world: Several, laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def minted(node: Node, scope: str = "node:read") -> str:
        device = await world.hub.devices.by_handle(laptop.hub.required().account.user_id, node.hub.handle)
        caller = await world.hub.tokens.authenticate(await laptop.hub.required().hub.token(), "node:read")
        assert device is not None
        return world.hub.tokens.mint_node_token(caller, device, scope)

    good = await minted(attic)
    assert await asked_with(world, attic, good) == 200
    assert await asked_with(world, attic, good) == 403, "it was used"
    assert await asked_with(world, attic, await minted(laptop)) == 403, "it is another device's"
    assert await asked_with(world, attic, await minted(attic, "node:answer")) == 403, "it is for answers"
    assert await asked_with(world, attic, await minted(attic), "POST", "/v1/asks/1") == 403, "it is for reading"
    access = await laptop.hub.required().hub.token()
    assert await asked_with(world, attic, access) == 403, "it is for the hub"
    assert await asked_with(world, attic, good[:-4] + "AAAA") == 403, "nobody signed it"
    assert await asked_with(world, attic, "") == 403
    monkeypatch.setattr(hub_tokens, "TIMEOUTS", replace(TIMEOUTS, node_token=0))
    assert await asked_with(world, attic, await minted(attic)) == 403, "its time is over"


async def test_a_revoked_device_reaches_nothing_and_what_it_reads_is_cut_at_once(
    world: Several, laptop: Node, attic: Node
) -> None:
    async with face(laptop) as local, local.on("attic").events() as events:
        attic.events.tell(Event(kind="session", id="a"))
        assert await heard(events) == "a"
        await world.admin.ask("DELETE", "/devices/laptop")
        with pytest.raises(DeviceOffline):
            await heard(events)
        with pytest.raises(FelloeError, match="revoked"):
            await local.on("attic").status()
    await until_nobody_listens(attic)


# --- events ---


async def heard(events: Listening) -> str | None:
    """The next that a test told; a node also tells of its own connection."""
    async for event in events:
        if event.kind in ("session", "reset"):
            return event.id or event.kind
    raise DeviceOffline("It ended.")


async def until_nobody_listens(node: Node) -> None:
    await until(lambda: not node.events._listeners)


async def test_events_from_afar_go_on_after_the_device_was_away_and_a_new_start_is_told(
    world: Several, laptop: Node, attic: Node
) -> None:
    async with face(laptop) as local:
        afar = local.on("attic")
        async with afar.events() as events:
            attic.events.tell(Event(kind="session", id="a"))
            assert await heard(events) == "a"
        attic.events.tell(Event(kind="session", id="b"))
        async with afar.events(events.place) as again:
            assert await heard(again) == "b"
            await world.stop("attic")
            with pytest.raises(DeviceOffline):
                await heard(again)
        with pytest.raises(DeviceOffline):
            async with afar.events(again.place):
                pass
        await world.start("attic")
        async with afar.events(again.place) as anew:
            assert await heard(anew) == "reset"


async def test_a_cut_of_the_devices_connection_is_not_even_seen_by_who_listens(laptop: Node, attic: Node) -> None:
    async with face(laptop) as local, local.on("attic").events() as events:
        for name in "abc":
            attic.events.tell(Event(kind="session", id=name))
            assert await heard(events) == name
            socket = attic.hub.required().link._socket
            assert socket is not None
            socket.transport.abort()


async def test_when_who_listened_hangs_up_the_device_stops_at_once(laptop: Node, attic: Node) -> None:
    async with face(laptop) as local:
        async with local.on("attic").events() as events:
            attic.events.tell(Event(kind="session", id="a"))
            await anext(aiter(events))
            assert len(attic.events._listeners) == 1
        await until_nobody_listens(attic)


async def test_a_hundred_at_once_are_answered_or_refused_and_leave_nothing_behind(
    world: Several, laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_relay, "LIMITS", replace(LIMITS, node_relays=10))
    most, now = 0, 0
    app = attic.outside.app

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await app(scope, receive, send)
        now -= 1

    attic.outside.app = counted
    async with face(laptop) as local:
        found = await asyncio.gather(*(local.on("attic").status() for _ in range(100)), return_exceptions=True)
        refused = [each for each in found if isinstance(each, Exception)]
        assert {type(each) for each in refused} == {RateLimited}
        assert (len(found) - len(refused) >= 10, most <= 10) == (True, True)
        assert (await local.on("attic").status()).name == "attic"
    assert (world.hub.relays._now, now) == ({}, 0)


async def test_a_device_answers_only_so_many_at_once(
    world: Several, laptop: Node, attic: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with face(laptop) as local, asyncio.TaskGroup() as tasks:
        stop = asyncio.Event()

        async def listen() -> None:
            async with local.on("attic").events():
                await stop.wait()

        for _ in range(LIMITS.node_requests):
            tasks.create_task(listen())
        await until(lambda: len(attic.events._listeners) == LIMITS.node_requests)
        with pytest.raises(RateLimited):
            await local.on("attic").status()
        stop.set()


async def test_forbidden_words_of_a_token_do_not_sign_the_laptop_out(laptop: Node, attic: Node) -> None:
    """The attic refuses the hub's word: the laptop hears so, and its own token stays good."""
    attic.hub.required()._doorkeeper.welcomed({"keys": []}, 0)
    async with face(laptop) as local:
        token = await laptop.hub.required().hub.token()
        with pytest.raises((Forbidden, InvalidArgument)):
            await local.on("attic").status()
        assert await laptop.hub.required().hub.token() == token


async def test_a_command_for_a_device_that_is_renamed_meanwhile_is_for_it_under_its_new_name(
    world: Several, laptop: Node, attic: Node
) -> None:
    attic_id = attic.hub.required().account.device_id
    await world.stop("attic")
    async with face(laptop) as local:
        made = await local.command("attic:climate.summary", {})
        await local.rename_device("attic", "Loft")
        (waiting,) = (await local.commands()).calls
        assert (waiting.id, waiting.state, waiting.device_id) == (made.id, "sent", attic_id)
        assert attic_id in {each.id for each in (await local.devices()).devices if each.handle == "loft"}
        async with local.events() as events, asyncio.timeout(20):
            await world.start("attic")
            async for event in events:
                (ended,) = (await local.commands()).calls
                if event.kind == "calls" and ended.state not in ("sent", "started"):
                    break
        assert ended.error
        assert ended.error.code == "not_found"
