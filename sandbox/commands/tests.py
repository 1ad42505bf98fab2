"""`test` and `watch`: a skill's own tests, each in a sandbox of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.commands.options import AsJson, Folder, Grants, Secrets
from sandbox.commands.rows import call_line, hint
from sandbox.commands.skills import show_check
from sandbox.commands.work import granted, in_pool, services
from shared.errors import BadSkill, InvalidArgument
from shared.system.terminal import harmless, print_json

if TYPE_CHECKING:
    from sandbox.author.check import Checked
    from sandbox.author.testing import Tested
    from sandbox.capability import Capability
    from sandbox.pool import Pool
    from sandbox.services.service import ServicesOf
    from sandbox.skills import Skill

Word = Annotated[str | None, typer.Option("-k", metavar="WORD", help="Only tests with this in their names.")]


@dataclass(frozen=True, slots=True)
class _How:
    """Which tests are run, with what in their reach."""

    word: str | None
    grants: Sequence[Capability]
    services: ServicesOf
    record: Path | None = None
    """The skill's folder, where real answers are kept."""
    quiet: bool = False


def test(
    folder: Folder,
    word: Word = None,
    grant: Grants = None,
    secret: Secrets = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep the real answers of what is granted in tests/recorded/.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run a skill's tests in the sandbox: fakes and recorded answers, and nothing real but what you grant."""
    how = _How(word, granted(grant), services(secret), folder if record else None, quiet=as_json)

    async def work(pool: Pool) -> list[Tested]:
        from sandbox.author.check import check_folder

        checked = await check_folder(pool, folder)
        return await _tested(pool, checked, _testable(checked), how)

    done = in_pool(work)
    if as_json:
        from sandbox.author.testing import totals

        ok = all(tested.ok for tested in done)
        print_json({"ok": ok, "tests": [tested.as_json() for tested in done], **totals(done)})
    if not all(tested.ok for tested in done):
        raise typer.Exit(1)


def watch(folder: Folder, word: Word = None, grant: Grants = None, secret: Secrets = None) -> None:
    """Check a skill and run its tests again at each change, until Ctrl-C."""
    how = _How(word, granted(grant), services(secret))
    if not (folder / "SKILL.md").is_file():
        raise BadSkill(f"{folder} has no SKILL.md, so it is not a skill.")

    async def work(pool: Pool) -> None:
        from sandbox.author.watching import changes

        async for _ in changes(folder):
            await _once(pool, folder, how)
            typer.echo("Waiting for a change; Ctrl-C ends this.\n", err=True)

    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        in_pool(work)


async def _once(pool: Pool, folder: Path, how: _How) -> None:
    from sandbox.author.check import check_folder

    try:
        checked = await check_folder(pool, folder)
        show_check(checked, bool(checked.errors))
        if checked.skill is not None and not checked.errors and any(checked.tests.values()):
            await _tested(pool, checked, checked.skill, how)
    except (BadSkill, InvalidArgument) as error:
        typer.echo(harmless(error.message), err=True)


def _testable(checked: Checked) -> Skill:
    """The skill, if its tests can begin; warnings do not matter to them, and neither do errors elsewhere."""
    if checked.skill is None:
        raise BadSkill(checked.errors[0].shown())
    broken = [problem for problem in checked.errors if problem.path.endswith(".py")]
    if broken:
        raise BadSkill(harmless(checked.shown(broken[0])))
    if not any(checked.tests.values()):
        raise BadSkill(
            f"{checked.skill.manifest.name} has no tests. Write functions `test_…` into tests/test_skill.py."
        )
    return checked.skill


async def _tested(pool: Pool, checked: Checked, skill: Skill, how: _How) -> list[Tested]:
    """Each test as it ends."""
    from sandbox.author.testing import TestRuns, selected

    runs = TestRuns(pool, skill, how.services, how.grants, how.record)
    done = []
    async for tested in runs.of(selected(checked, how.word)):
        done.append(tested)
        if not how.quiet:
            _show(tested)
    if not how.quiet:
        _show_totals(done)
    return done


def _show(tested: Tested) -> None:
    test, record = tested.test, tested.record
    how = "ok" if tested.ok else "FAILED"
    replayed = ", replayed" if tested.replayed else ""
    typer.echo(f"{how:6} {test.path}:{test.line} {test.name} ({record.elapsed_ms:.1f} ms{replayed})")
    for row in record.calls:
        typer.echo(f"       {call_line(row)}")
    if tested.ok:
        return
    for line in harmless(record.stdout).splitlines():
        typer.echo(f"       | {line}")
    for text in _reasons(tested):
        typer.echo("\n".join(f"       {line}" for line in harmless(text).splitlines()))


def _reasons(tested: Tested) -> list[str]:
    error = tested.record.error
    if tested.problem or error is None:
        return [tested.problem]
    return [text for text in (str(error.details.get("traceback", "")), error.message, hint(error)) if text]


def _show_totals(done: Sequence[Tested]) -> None:
    from sandbox.author.testing import totals

    figures = totals(done)
    failed = f", {figures['failed']} failed" if figures["failed"] else ""
    typer.echo(f"{figures['passed']} passed{failed} in {figures['elapsed_ms']:.0f} ms.")
