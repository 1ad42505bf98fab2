"""`felloe grants` and `felloe asks`: what was allowed for good, what waits for your word; and asking at a terminal."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from shared.errors import ApprovalPending, InvalidArgument, from_body
from shared.system.tables import print_table
from shared.system.terminal import commands, console, harmless, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data, Device
from spoke.commands.plain import question
from spoke.commands.tables import when
from spoke.commands.typed import read_line
from spoke.node.bodies.approvals import Answer, AnswersFromAfar, AskInfo, GrantVerdict
from spoke.node.bodies.calls import CallProgress

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

grants = commands("What skills may do for good: list, allow ahead, revoke; and every decision that was made.")
asks = commands("What waits for your word: list and answer.")

_KEYS: dict[str, Answer] = {"o": "once", "a": "always", "c": "chat", "e": "exact", "d": "deny", "n": "never"}
_LOOK_S = 0.1


@grants.command("list", epilog="Example: felloe grants list --json")
def list_grants(data: Data = None, json: AsJson = False) -> None:
    """List what was allowed or denied for good. A grant holds for one version of a skill."""
    found = ask(data, lambda node: node.grants(), reads=True).grants
    if json:
        return print_json([grant.model_dump(mode="json") for grant in found])
    if not found:
        return console.print("Nothing was granted. Allow something ahead with: felloe grants allow SKILL CAPABILITY")
    rows = (
        (each.id, each.label, each.verdict, each.capability, "as asked" if each.args else "any", when(each.created_ms))
        for each in found
    )
    return print_table((">ID", "WHO", "VERDICT", "CAPABILITY", "ARGUMENTS", "SINCE"), rows)


@grants.command(epilog="Example: felloe grants allow notes files.write:~/Notes")
def allow(
    skill: Annotated[str, typer.Argument(help="An installed skill.")],
    capability: Annotated[str, typer.Argument(help="Such as http:api.example.org or files.read:~/Notes.")],
    deny: Annotated[bool, typer.Option("--deny", help="Never allow it, and never ask.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Allow a skill something ahead, so that nobody needs to be asked. It holds for the version installed now."""
    verdict: GrantVerdict = "deny" if deny else "allow"
    grant = ask(data, lambda node: node.grant(skill, capability, verdict))
    if json:
        return print_json(grant.model_dump(mode="json"))
    words = "never do" if deny else "do"
    return console.print(f"{grant.label} may {words} {grant.capability} (grant {grant.id}).", markup=False)


@grants.command(epilog="Example: felloe grants revoke 3")
def revoke(
    grant_id: Annotated[int, typer.Argument(metavar="ID", help="As `felloe grants list` shows it.")], data: Data = None
) -> None:
    """Take a grant back. What runs with it now is stopped at its next step outside of the sandbox."""
    grant = ask(data, lambda node: node.revoke(grant_id))
    console.print(one_line(f"Revoked: {grant.label}, {grant.capability}."), markup=False)


@grants.command("log", epilog="Example: felloe grants log --limit 200")
def decisions(
    limit: Annotated[int, typer.Option(min=1, max=5_000, help="At most so many, the newest.")] = 50,
    device: Device = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """List every decision, newest first: who wanted what, and what was decided."""
    found = ask(data, lambda node: node.decisions(limit), device=device, reads=True).decisions
    if json:
        return print_json([decision.model_dump(mode="json") for decision in found])
    rows = ((when(row.at_ms), row.who, row.what, row.target, row.verdict, row.rule) for row in found)
    return print_table(("WHEN", "WHO", "WHAT", "TARGET", "VERDICT", "BY"), rows)


@asks.command("list", epilog="Example: felloe asks list")
def list_asks(data: Data = None, json: AsJson = False) -> None:
    """List what waits for your word, on this device and on your others that are online."""
    found = ask(data, lambda node: node.asks_everywhere(), reads=True).devices
    if json:
        return print_json([each.model_dump(mode="json") for each in found])
    for each in found:
        for info in each.asks:
            for line in _question(info, "" if each.here else f"{each.device}:"):
                console.print(line, markup=False)
        if each.more:
            typer.echo(one_line(f"{each.device} asks more. The rest comes as you answer."), err=True)
        if each.problem:
            typer.echo(one_line(f"{each.device}: {each.problem.message}"), err=True)
    if not any(each.asks for each in found):
        console.print("Nothing waits for your word.")
    return None


@asks.command(epilog="Example: felloe asks answer 7 once")
def answer(
    ask_id: Annotated[str, typer.Argument(metavar="[DEVICE:]ID", help="As `felloe asks list` shows it.")],
    word: Annotated[
        Answer, typer.Argument(metavar="ANSWER", help="once, always, exact (these arguments), chat, deny or never.")
    ],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Answer a question, of this device or another. What waited for it goes on at once."""
    device, _, number = ask_id.rpartition(":")
    if not (number.isascii() and number.isdigit()):
        raise InvalidArgument("A question is a number, such as 7, or attic:7 on another device.")
    info = ask(data, lambda node: node.answer(int(number), word), device=device or None)
    if json:
        return print_json(info.model_dump(mode="json"))
    return console.print(one_line(f"{info.state.capitalize()}: {info.title}, {info.asked}."), markup=False)


@asks.command("remote", epilog="Example: felloe asks remote others")
def remote(
    level: Annotated[
        AnswersFromAfar | None, typer.Argument(metavar="[LEVEL]", help="no, others, once or lasting; none shows it.")
    ] = None,
    data: Data = None,
) -> None:
    """Say what your other devices may answer for this one.

    no: nothing. others: this once, but not for a call that came from themselves. once: this once, from any (at first).
    lasting: also for good, but not for their own calls.
    """
    if level is not None:
        ask(data, lambda node: node.set_answers_from_afar(level))
    console.print(ask(data, lambda node: node.answers_from_afar()))


# --- asking at a terminal --------------------------------------------------------------------------------------------


def patience() -> float | None:
    """None where nobody sits at a terminal; else no time at all, since they are asked here."""
    return 0.0 if sys.stdin.isatty() and sys.stderr.isatty() else None


async def answered(node: NodeClient, pending: ApprovalPending) -> CallProgress:
    """Ask the person at the terminal until the call has ended; raises what it ended with."""
    call_id = pending.details.get("call")
    if patience() is None or not isinstance(call_id, str):
        raise pending
    while (state := await node.asked_call(call_id, pending)).state != "done":
        of_it = [info for info in (await node.asks()).asks if info.work_id == call_id]
        for info in of_it:
            await node.answer(info.id, await told(info))
        await asyncio.sleep(_LOOK_S)
    if state.error is not None:
        raise from_body(state.error)
    return state


async def told(info: AskInfo) -> Answer:
    """What the person at the terminal types; Ctrl-C ends the wait at once."""
    given_up = threading.Event()
    try:
        return await asyncio.to_thread(_prompt, info, given_up)
    finally:
        given_up.set()


def _prompt(info: AskInfo, given_up: threading.Event) -> Answer:
    for line in _question(info):
        typer.echo(line, err=True)
    while True:
        typer.echo(f"{_choices(info)}: ", nl=False, err=True)
        line = read_line(given_up)
        if not line:
            raise InvalidArgument("No answer was given; it waits. See: felloe asks list")
        if word := _answer(line, info):
            return word
        typer.echo("Type one of these words, or its letter.", err=True)


def _answer(line: str, info: AskInfo) -> Answer | None:
    """The word, or its letter: nothing else, since `no` is not `never`, nor `exit` `exact`."""
    typed = line.strip().lower()
    return next((_KEYS[key] for key in _offered(info) if typed in (key, _KEYS[key])), None)


def _question(info: AskInfo, where: str = "") -> list[str]:
    lines = [f"{where}{info.id}: {one_line(question(info))}", f"   exactly: {one_line(info.asked)}"]
    if info.args_json not in ("", "{}"):
        lines.append(f"   with {harmless(info.args_json)}")
    if info.read:
        lines.append(f"   It has read: {one_line(', '.join(info.read))}")
    if info.too_long and where:
        lines.append("   That is not all of it: answer it at that device, or deny it.")
    return lines


def _offered(info: AskInfo) -> str:
    if not info.holder:
        return "od"
    if info.holder.startswith("chat:"):
        return "ocedn"
    return "ocaedn" if info.chat else "oaedn"


def _choices(info: AskInfo) -> str:
    words = {
        "o": "[o]nce", "a": f"[a]lways {info.offered}", "c": "[c]hat (with any arguments)",
        "e": "[e]xact (only with these arguments)",
        "d": "[d]eny", "n": "[n]ever",
    }  # fmt: skip
    return one_line(", ".join(words[key] for key in _offered(info)))
