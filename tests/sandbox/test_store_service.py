"""What a skill keeps: its own, within limits, and whole whatever ends the process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.services import shelves as shelves_module
from sandbox.services.service import Leave, parse
from sandbox.services.shelves import SCHEMA, Shelves
from sandbox.services.store import PAGE, store_services
from shared.errors import Conflict, FelloeError, InvalidArgument, TooLarge
from shared.limits import LIMITS
from shared.system.database import Database

pytestmark = pytest.mark.anyio
STORE = Capability("store")


@pytest.fixture
async def shelves(tmp_path: Path) -> AsyncIterator[Shelves]:
    database = Database.open(tmp_path / "store.db", SCHEMA)
    yield Shelves(database)
    await database.close()


async def ran(
    pool: Pool, shelves: Shelves, code: str, owner: str | None = "weather", granted: bool = True
) -> RunRecord:
    """Code that has the store of `owner`."""
    services = {service.name: service for service in store_services(lambda: shelves, owner)}
    skill = SkillFiles(owner, "digest", {}) if owner else None
    gate = Gatekeeper.granting("weather", [STORE] if granted else [])
    return await pool.run(
        RunRequest("run", "exec", code=f"from felloe import store\n{code}", skill=skill), gate, services
    )


async def test_a_skill_finds_what_an_earlier_run_of_it_kept(pool: Pool, shelves: Shelves) -> None:
    await ran(
        pool, shelves, "store['seen'] = {'rain': [1, 2.5, None], 'wörd': '雨'}; store['gone'] = 1; del store['gone']"
    )
    code = (
        "[store['seen'], store.get('gone', 'no'), 'seen' in store, 'gone' in store, list(store), store.delete('gone')]"
    )
    value = (await ran(pool, shelves, code)).value()
    assert value == [{"rain": [1, 2.5, None], "wörd": "雨"}, "no", True, False, ["seen"], False]


async def test_a_key_that_is_not_there_is_a_key_error_as_with_a_dict(pool: Pool, shelves: Shelves) -> None:
    for code in ("store['nothing']", "del store['nothing']"):
        assert "KeyError" in (await ran(pool, shelves, code)).error.message  # type: ignore[union-attr]


async def test_no_skill_sees_what_another_keeps(pool: Pool, shelves: Shelves) -> None:
    await ran(pool, shelves, "store['key'] = 'of weather'")
    assert (await ran(pool, shelves, "[store.get('key'), store.keys()]", "other")).value() == [None, []]
    await ran(pool, shelves, "store['key'] = 'of other'; store.delete('key')", "other")
    assert (await ran(pool, shelves, "store['key']")).value() == "of weather"


async def test_loose_code_has_no_store_and_is_told(pool: Pool, shelves: Shelves) -> None:
    with pytest.raises(InvalidArgument, match="Only a skill has a store"):
        (await ran(pool, shelves, "store.get('key')", owner=None)).value()


async def test_without_a_grant_nothing_is_read_or_kept(pool: Pool, shelves: Shelves) -> None:
    await shelves.set("weather", "key", 1)
    for code in ("store['key']", "store['key'] = 2", "store.delete('key')", "store.keys()"):
        record = await ran(pool, shelves, code, granted=False)
        assert record.error is not None
        assert record.error.code == "not_granted"
    assert await shelves.get("weather", "key") == (True, 1)


async def test_keys_come_in_order_and_in_pages(shelves: Shelves) -> None:
    for key in ("b/2", "a/1", "b/1", "b%", "B/1", "c"):
        await shelves.set("weather", key, 0)
    assert await shelves.keys("weather", "", "", 10) == ["B/1", "a/1", "b%", "b/1", "b/2", "c"]
    assert await shelves.keys("weather", "b/", "", 10) == ["b/1", "b/2"]
    assert await shelves.keys("weather", "b", "b%", 1) == ["b/1"]


async def test_the_guest_walks_over_more_keys_than_a_page_holds(
    pool: Pool, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        await shelves.set("weather", f"k{number}", number)
    keys = shelves.keys
    monkeypatch.setattr(shelves, "keys", lambda owner, prefix, after, limit: keys(owner, prefix, after, min(limit, 3)))
    assert (await ran(pool, shelves, "list(store)")).value() == [f"k{number}" for number in range(7)]


async def test_a_value_is_kept_only_if_it_still_is_what_the_writer_saw(pool: Pool, shelves: Shelves) -> None:
    await shelves.set("weather", "n", {"b": 1, "a": 2}, expected=[None])
    with pytest.raises(Conflict):
        await shelves.set("weather", "n", 5, expected=[None])
    with pytest.raises(Conflict):
        await shelves.delete("weather", "n", expected=[{"a": 3, "b": 1}])
    await shelves.set("weather", "n", 5, expected=[{"a": 2, "b": 1}])
    code = """
from felloe import Conflict
try:
    store.set("n", 7, expected=6)
except Conflict as conflict:
    print(conflict.code)
store.set("n", 6, expected=5)
"""
    assert (await ran(pool, shelves, code)).stdout == "conflict\n"
    assert await shelves.get("weather", "n") == (True, 6)


async def test_runs_that_count_at_the_same_time_lose_nothing(own_pool: Pool, shelves: Shelves) -> None:
    code = "for _ in range(20): store.update('n', lambda n: n + 1, default=0)"
    for record in await asyncio.gather(*(ran(own_pool, shelves, code) for _ in range(3))):
        assert record.ok, record.error
    assert await shelves.get("weather", "n") == (True, 60)


async def test_async_code_keeps_and_reads_side_by_side(pool: Pool, shelves: Shelves) -> None:
    code = """
import asyncio
await asyncio.gather(*(store.aio.set(f"k{n}", n) for n in range(5)))
await asyncio.gather(*(store.aio.get(f"k{n}") for n in range(5)))
"""
    assert (await ran(pool, shelves, code)).value() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("limit", "value"), [("store_entries", 3), ("store_bytes", 40)], ids=["too many keys", "too many bytes"]
)
async def test_a_full_store_refuses_the_write_and_keeps_the_rest(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(shelves_module, "LIMITS", replace(LIMITS, **{limit: value}))
    for key in "abc":
        await shelves.set("weather", key, "x" * 8)
    with pytest.raises(TooLarge, match="full"):
        await shelves.set("weather", "d", "x" * 8)
    assert await shelves.keys("weather", "", "", 10) == ["a", "b", "c"]
    await shelves.set("weather", "a", "y" * 8)
    await shelves.set("other", "d", "x" * 8)
    await shelves.delete("weather", "a")
    await shelves.set("weather", "d", "x" * 8)


async def test_a_value_has_a_limit_of_its_own(shelves: Shelves) -> None:
    await shelves.set("weather", "k", "x" * (LIMITS.store_value - 2))
    with pytest.raises(TooLarge, match="value of 'k'"):
        await shelves.set("weather", "k", "x" * (LIMITS.store_value - 1))


@pytest.mark.parametrize(
    ("service", "args"),
    [
        ("store.get", {"key": ""}),
        ("store.get", {"key": "k" * (LIMITS.store_key + 1)}),
        ("store.get", {"key": 1}),
        ("store.get", {"key": "\ud800"}),
        ("store.set", {"key": "k"}),
        ("store.set", {"key": "k", "value": 1, "owner": "other"}),
        ("store.set", {"key": "k", "value": "\ud800"}),
        ("store.keys", {"limit": 0}),
        ("store.keys", {"limit": PAGE + 1}),
    ],
)
async def test_what_does_not_fit_is_refused_before_it_is_kept(shelves: Shelves, service: str, args: Any) -> None:
    services = {each.name: each for each in store_services(lambda: shelves, "weather")}

    async def never(_asked: Capability) -> Capability:
        raise AssertionError("nothing more is asked for on the way")

    with pytest.raises(FelloeError):
        await services[service].serve(parse(services[service], args), Leave([STORE], never))
    assert await shelves.keys("weather", "", "", 10) == []


async def test_forgetting_one_skill_leaves_the_others(shelves: Shelves) -> None:
    for owner in ("weather", "other"):
        await shelves.set(owner, "k", 1)
    assert (await shelves.forget("weather"), await shelves.forget("weather")) == (1, 0)
    assert await shelves.get("other", "k") == (True, 1)


WRITER = """
import asyncio, sys
from pathlib import Path
from sandbox.services.shelves import SCHEMA, Shelves, StoreTable
from shared.system.database import Database

async def main():
    shelves = Shelves(Database.open(Path(sys.argv[1]), SCHEMA))
    for number in range(100_000):
        await shelves.set("weather", "text", str(number) * 10_000)
        print(number, flush=True)

asyncio.run(main())
"""


def killed(path: Path) -> int:
    """What a process that was killed while it wrote ever larger numbers last said it had kept."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        answered = [int(writer.stdout.readline()) for _ in range(5)]
        writer.kill()
        return max(answered + [int(line) for line in writer.stdout.read().split()])


async def test_a_store_killed_in_the_middle_of_a_write_has_the_last_answered_value_or_the_next(tmp_path: Path) -> None:
    answered = killed(tmp_path / "store.db")
    database = Database.open(tmp_path / "store.db", SCHEMA)
    found, value = await Shelves(database).get("weather", "text")
    await database.close()
    assert found
    assert value in (str(answered) * 10_000, str(answered + 1) * 10_000)
