"""Runs as they are found again: pages and filters, without what may be long."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.journal import CallRow
from sandbox.run_record import RunRecord
from shared.error_body import ErrorBody
from shared.errors import InvalidArgument
from shared.ids import new_id
from shared.system.database import Database
from spoke.node.bodies.runs import RunInfo
from spoke.runs.runs import Runs
from spoke.runs.store import Filter

pytestmark = pytest.mark.anyio
LONG = "x" * 100_000


def run(title: str, started_ms: int, *, principal: str = "person", error: str | None = None) -> RunInfo:
    run_id = new_id()
    body = ErrorBody(code=error, message="No.") if error else None
    calls = [CallRow(service="files.read", target="a", verdict="allowed", elapsed_ms=1)] * 2
    record = RunRecord(
        id=run_id, ok=error is None, result=LONG, stdout=LONG, error=body, elapsed_ms=7.5, calls=calls,
        peak_memory_bytes=1 << 40,
    )  # fmt: skip
    return RunInfo(id=run_id, started_ms=started_ms, title=title, principal=principal, ok=error is None, record=record)


@pytest.fixture
async def runs(database: Database) -> Runs:
    kept = Runs(database, lambda: None, asyncio.create_task)
    for each in (
        run("a%b", 1),
        run("sum", 2, error="limit_exceeded"),
        run("Sum_x", 2, principal="skill:ab@laptop"),
        run("last", 3),
    ):
        kept.keep(each)
    return kept


async def titles(runs: Runs, **which: object) -> list[str]:
    return [each.title for each in (await runs.page(50, Filter(**which))).runs]  # type: ignore[arg-type]


async def test_a_list_holds_what_is_short_and_one_run_all_of_it(runs: Runs) -> None:
    found = (await runs.page(50)).runs
    assert LONG not in str(found)
    failed = next(each for each in found if not each.ok)
    assert (failed.error, failed.elapsed_ms, failed.calls, failed.peak_memory_bytes) == (
        "limit_exceeded",
        7.5,
        2,
        1 << 40,
    )
    assert (await runs.find(failed.id)).record.stdout == LONG


async def test_runs_are_found_by_name_asker_outcome_and_time(runs: Runs) -> None:
    assert await titles(runs) == ["last", "Sum_x", "sum", "a%b"]
    assert await titles(runs, query="SUM") == ["Sum_x", "sum"]
    assert await titles(runs, query="%") == ["a%b"], "a sign that SQL would read as any text"
    assert await titles(runs, query="_") == ["Sum_x"]
    assert await titles(runs, principal="skill:") == ["Sum_x"]
    assert await titles(runs, failed=True) == ["sum"]
    assert await titles(runs, failed=False, since_ms=2) == ["last", "Sum_x"]


async def test_pages_follow_one_another_also_where_runs_started_at_the_same_moment(runs: Runs) -> None:
    found, before = [], None
    while True:
        page = await runs.page(1, before=before)
        found += [each.title for each in page.runs]
        if (before := page.next) is None:
            break
    assert found == ["last", "Sum_x", "sum", "a%b"]
    for wrong in ("", "x.y", "²", "9" * 20):
        with pytest.raises(InvalidArgument):
            await runs.page(1, before=wrong)


async def test_figures_say_how_often_each_ran_and_how_long_it_took(runs: Runs) -> None:
    runs.keep(run("sum", 4))
    figures = (await runs.figures(Filter(since_ms=2))).figures
    assert [(each.title, each.runs, each.failed, each.median_ms) for each in figures] == [
        ("sum", 2, 1, 7.5), ("Sum_x", 1, 0, 7.5), ("last", 1, 0, 7.5),
    ]  # fmt: skip
    assert [each.title for each in (await runs.figures(Filter("%"))).figures] == ["a%b"]


async def test_a_run_is_found_before_it_is_on_disk_and_all_that_wait_share_a_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits, write = 0, database.write

    async def counted(work: Any, then: Any = None) -> Any:
        nonlocal commits
        commits += 1
        return await write(work, then)

    monkeypatch.setattr(database, "write", counted)
    runs = Runs(database, lambda: None, asyncio.create_task)
    kept = [run(f"r{number}", number) for number in range(20)]
    for each in kept:
        runs.keep(each)
    assert await runs.find(kept[7].id) == kept[7]
    assert len((await runs.page(50)).runs) == 20
    assert commits == 1
    assert await Runs(database, lambda: None, asyncio.create_task).find(kept[7].id) == kept[7]


async def test_a_page_that_nobody_waits_for_any_more_loses_no_run_and_keeps_none_twice(database: Database) -> None:
    runs = Runs(database, lambda: None, asyncio.create_task)
    runs.keep(run("a", 1))
    asking = asyncio.ensure_future(runs.page(5))
    for _ in range(3):
        await asyncio.sleep(0)
    asking.cancel()
    runs.keep(run("b", 2))
    assert [each.title for each in (await runs.page(5)).runs] == ["b", "a"]
