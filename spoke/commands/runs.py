"""`felloe runs`: what ran, here or on another device."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.commands.show import show_error, show_output, show_result
from shared.errors import InvalidArgument, NotFound
from shared.system.tables import print_table
from shared.system.terminal import console, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data, Device
from spoke.commands.session_ids import SHORT_ID
from spoke.commands.tables import when
from spoke.node.bodies.runs import RunInfo, RunsReply, RunSummary
from spoke.node.bodies.skills import SkillsReply

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

_FULL_ID, _SHORT_ID = 36, 8


def runs(
    run: Annotated[str | None, typer.Argument(help="One of them: the end of its id.", metavar="[ID]")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many, the newest.")] = 20,
    find: Annotated[str, typer.Option(help="Only those with this in their name.", metavar="TEXT")] = "",
    who: Annotated[str, typer.Option(help="Only those for whom: person, skill, assistant.", metavar="WHO")] = "",
    failed: Annotated[bool | None, typer.Option("--failed/--ok", help="Only those that failed, or did not.")] = None,
    hours: Annotated[float | None, typer.Option(help="Only those of the last hours.", min=0)] = None,
    device: Device = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """List what ran on a device, newest first; or show one run with its output and its calls."""
    if run is not None:
        return _show(ask(data, lambda node: _found(node, run), device=device, reads=True), json)
    since = datetime.now().astimezone() - timedelta(hours=hours) if hours is not None else None
    since_ms = max(0, int(since.timestamp() * 1000)) if since else None

    async def work(node: NodeClient) -> tuple[RunsReply, SkillsReply | None]:
        found = await node.runs(limit, q=find, principal=who, failed=failed, since_ms=since_ms)
        of_skills = not json and any(each.principal.startswith("skill:") for each in found.runs)
        return found, await node.skills() if of_skills else None

    found, skills = ask(data, work, device=device, reads=True)
    return print_json([each.model_dump(mode="json") for each in found.runs]) if json else _list(found, skills)


async def _found(node: NodeClient, text: str) -> RunInfo:
    if len(text) == _FULL_ID:
        return await node.run(text)
    found = [each.id for each in (await node.runs(500)).runs if text and each.id.endswith(text.lower())]
    if not found:
        raise NotFound(f"No recent run ends with '{text[:40]}'. `felloe runs` shows what there is.")
    if len(found) > 1:
        raise InvalidArgument(f"{len(found)} runs end with '{text}'. Give more of the id.")
    return await node.run(found[0])


def _list(found: RunsReply, skills: SkillsReply | None) -> None:
    if not found.runs:
        return console.print("Nothing of that sort ran.")
    names = {one.digest: skill.name for skill in (skills.skills if skills else ()) for one in skill.versions}
    rows = (
        (
            each.id[-_SHORT_ID:],
            when(each.started_ms),
            each.title,
            _for(each, names),
            "ran" if each.ok else each.error or "failed",
            f"{each.elapsed_ms:.1f}",
            each.calls,
        )
        for each in found.runs
    )
    return print_table(("ID", "WHEN", "WHAT", "FOR", "HOW", ">MS", ">CALLS"), rows)


def _for(run: RunSummary | RunInfo, names: Mapping[str, str]) -> str:
    """By what they are called elsewhere: a chat by the end of its id, a skill by its name where it is still there."""
    who, _, device = run.principal.partition("@")
    kind, _, digest = who.partition(":")
    if kind == "assistant":
        who = f"assistant, chat {run.chat[-SHORT_ID:]}" if run.chat else kind
    elif kind == "skill":
        who = next((name for known, name in names.items() if digest and known.startswith(digest)), kind)
    return f"{who} at {device}" if device else who


def _show(run: RunInfo, json: bool) -> None:
    if json:
        return print_json(run.model_dump(mode="json"))
    console.print(one_line(f"{run.title}, for {_for(run, {})}, {when(run.started_ms)}"), style="bold", markup=False)
    show_output(run.record)
    show_error(run.record)
    show_result(run.record)
    if run.record.calls:
        rows = (
            (each.service, each.target, each.verdict, each.rule, each.error or "", f"{each.elapsed_ms:.1f}")
            for each in run.record.calls
        )
        print_table(("CALL", "TARGET", "VERDICT", "BY", "ERROR", ">MS"), rows)
    return None
