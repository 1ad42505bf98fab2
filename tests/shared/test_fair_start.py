"""Of one's requests few are worked on at a time, and nobody else waits for them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from settled import all_others_wait

from shared.system import fair_start
from shared.system.fair_start import _AT_ONCE, FairStart

pytestmark = pytest.mark.anyio


class Asked:
    """An app whose requests begin to answer, or end, when they are told to."""

    def __init__(self) -> None:
        self.gates: list[tuple[str, asyncio.Event]] = []
        self.fair = FairStart(self)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        gate = asyncio.Event()
        self.gates.append((scope["path"], gate))
        await gate.wait()
        if scope["path"] != "/fails":
            await send({"type": "http.response.start", "status": 200})
            await asyncio.Event().wait()

    def ask(self, *tokens: bytes, path: str = "/") -> asyncio.Task[None]:
        async def send(_: Any) -> None: ...

        headers = [(b"authorization", token if b" " in token else b"Bearer " + token) for token in tokens]
        scope = {"type": "http", "path": path, "headers": headers, "client": ("10.0.0.1", 1)}
        return asyncio.create_task(self.fair(scope, None, send))  # type: ignore[arg-type]

    async def worked_on(self) -> list[str]:
        await all_others_wait()
        return [path for path, _ in self.gates]


@pytest.mark.parametrize("path", ["/", "/fails"])
async def test_the_next_of_one_is_worked_on_when_an_answer_begins_or_ends(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fair_start, "_WHILE_S", 1_000)
    app = Asked()
    tasks = [app.ask(b"ann", path=path) for _ in range(_AT_ONCE)] + [
        app.ask(b"ann", path=f"/{number}") for number in range(4)
    ]
    assert await app.worked_on() == [path] * _AT_ONCE
    tasks.append(app.ask(b"bob", path="/bob"))
    assert (await app.worked_on())[_AT_ONCE:] == ["/bob"]
    tasks[_AT_ONCE].cancel()  # one that waits goes away
    for _, gate in app.gates[:2]:
        gate.set()
    assert (await app.worked_on())[_AT_ONCE + 1 :] == ["/1", "/2"]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert app.fair._gates == {}


async def test_what_takes_long_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_start, "_WHILE_S", 0.01)
    app = Asked()
    tasks = [app.ask(b"ann") for _ in range(3 * _AT_ONCE)]
    async with asyncio.timeout(10):
        while len(await app.worked_on()) < len(tasks):
            pass
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert app.fair._gates == {}


async def test_no_way_to_write_a_token_gives_it_a_share_of_its_own() -> None:
    app = Asked()
    tasks = [app.ask(b"ann") for _ in range(_AT_ONCE)]
    tasks += [app.ask(b"bearer  ann"), app.ask(b"BEARER ann "), app.ask(b"ann", b"other")]
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(app.gates) == _AT_ONCE
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_tokens_that_are_known_to_be_one_users_have_one_share() -> None:
    app = Asked()
    app.fair = FairStart(app, {"phone": "ann", "laptop": "ann", "desk": "bob"}.get)
    tasks = [app.ask(token) for token in [b"phone", b"laptop"] * _AT_ONCE]
    tasks += [app.ask(b"desk", path="/bob"), app.ask(b"new", path="/new")]
    assert await app.worked_on() == ["/"] * _AT_ONCE + ["/bob", "/new"]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert app.fair._gates == {}


async def test_one_that_goes_while_its_turn_is_given_gives_nobody_a_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_start, "_WHILE_S", 1_000)
    app = Asked()
    for _ in range(3):
        tasks = [app.ask(b"ann") for _ in range(_AT_ONCE + 1)]
        await app.worked_on()
        tasks[0].cancel()  # who leaves passes over who is leaving
        tasks[-1].cancel()
        await asyncio.gather(tasks[0], tasks[-1], return_exceptions=True)
        (gate,) = app.fair._gates.values()
        assert gate.inside == _AT_ONCE - 1
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert app.fair._gates == {}
