"""`felloe agent`, `pair`, `devices`, `skills` and `status`: this device and the others."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from shared.api import DevicesReply, PairReply
from shared.errors import BadSkill
from shared.system.tables import print_table
from shared.system.terminal import console, counted, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.function_shown import show_function
from spoke.commands.options import AsJson, Data, Device
from spoke.commands.tables import when
from spoke.node.bodies.node import Status, SyncStatus
from spoke.node.bodies.skills import SkillsReply
from spoke.settings import NodeSettings, node_settings

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

Compare = Annotated[
    bool, typer.Option("--compare", help="Compare all chats with the hub's first, and mend what differs.")
]
Name = Annotated[str | None, typer.Option(help="What this device is called; by default the machine's name.")]


def agent(
    name: Name = None,
    data: Data = None,
    verbose: Annotated[bool, typer.Option(help="Log more.")] = False,
    of_desktop: Annotated[bool, typer.Option("--of-desktop", hidden=True)] = False,
) -> None:
    """Run this device's node until it is stopped. Other commands find it by its data folder."""
    asyncio.run(_serve(node_settings(data, name, of_desktop=of_desktop), verbose))


async def _serve(settings: NodeSettings, verbose: bool) -> None:
    import logging

    from shared.system.logging import configure
    from shared.system.waiting import first_of
    from spoke.node.logs import log_file
    from spoke.runtime import running

    configure(logging.DEBUG if verbose else logging.INFO, log_file(settings.data))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        async with running(settings, stays=True) as node:
            console.print(f"Felloe node '{node.hub.name}' runs (data {node.settings.data}).", markup=False)
            await first_of(stop, node.restoring.decided)


def pair(
    pairing_string: Annotated[
        str,
        typer.Argument(
            metavar="PAIRING_STRING",
            help="What `felloe-hub pairing-code USER` printed, or `felloe pairing-code` on a device of yours.",
        ),
    ],
    name: Name = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Join a hub: your other devices find this one, and chats sync."""
    reply: PairReply = ask(data, lambda node: node.pair(pairing_string, name))
    if json:
        print_json(reply.model_dump(mode="json"))
    else:
        console.print(f"Paired as '{reply.name}' ({reply.handle}) of {reply.user}.", markup=False)


def unpair(data: Data = None) -> None:
    """Leave the hub. Chats and skills stay on this device."""
    ask(data, lambda node: node.unpair())
    console.print("This device has no hub now. Its chats and skills are still here.")


def sync(compare: Compare = False, data: Data = None, json: AsJson = False) -> None:
    """Push and pull now, instead of when the hub is next seen."""
    found = ask(data, lambda node: node.sync(compare=compare))
    if json:
        print_json(found.model_dump(mode="json"))
    else:
        console.print(_sync_words(found))


def devices(data: Data = None, json: AsJson = False) -> None:
    """List your devices: who is online or since when not, on what it runs, and what to call it by."""

    async def work(node: NodeClient) -> tuple[DevicesReply, Status]:
        return await node.devices(), await node.status()

    reply, status = ask(data, work, reads=True)
    own = status.account.device_id if status.account else ""
    if json:
        print_json([device.model_dump(mode="json") for device in reply.devices])
        return
    rows = (
        (
            each.handle,
            each.name,
            each.state,
            when(each.last_seen_ms),
            each.platform,
            each.functions,
            "this device" if each.id == own else "",
        )
        for each in reply.devices
    )
    print_table(("HANDLE", "NAME", "STATE", "SINCE", "PLATFORM", ">FUNCTIONS", ""), rows)


def skills(
    query: Annotated[str, typer.Argument(help="Words to look for.", metavar="[QUERY]")] = "",
    device: Device = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Find functions on all your devices; or list all that one of them has, and to whom it offers them. Of one that is
    named in full, SKILL.FUNCTION, the arguments are shown."""
    if device is not None:
        return _skills_of(ask(data, lambda node: node.skills(), device=device, reads=True), query, device, json)
    path = query.rpartition(":")[2] if " " not in query else query
    reply = ask(data, lambda node: node.functions(path), reads=True)
    found = reply.functions
    for left in reply.left_out:
        typer.echo(one_line(f"{', '.join(left.devices)}: {left.path} is left out. {left.reason}"), err=True)
    if json:
        return print_json([each.model_dump(mode="json") for each in found])
    for each in found:
        if path == each.info.path:
            return show_function(each.info, each.devices)
    rows = (
        (
            each.info.path,
            ", ".join(each.devices),
            each.info.effect,
            "trusted" if each.info.trusted else "sandbox",
            each.info.description.partition("\n")[0],
        )
        for each in found
    )
    if not found:
        return console.print("No functions were found." if query else "No device offers functions yet.")
    return print_table(("FUNCTION", "DEVICES", "EFFECT", "RUNS", "WHAT IT DOES"), rows)


def _skills_of(found: SkillsReply, query: str, device: str, json: bool) -> None:
    for function in (each for skill in found.skills if not json for each in skill.functions):
        if query == function.info.path:
            from spoke.skills.arriving import fault_of  # it loads what checks schemas

            if fault := fault_of(function.info):
                raise BadSkill(f"What {device} says of {query} cannot be used here. {fault}")
            return show_function(function.info, [device])
    wanted = [skill for skill in found.skills if query.lower() in f"{skill.name} {skill.description}".lower()]
    if json:
        return print_json([skill.model_dump(mode="json") for skill in wanted])
    rows = (
        (
            each.info.path,
            each.exposure,
            each.info.effect,
            "trusted" if skill.trusted else "sandbox",
            each.info.description.partition("\n")[0],
        )
        for skill in wanted
        for each in skill.functions
    )
    return print_table(("FUNCTION", "OFFERED", "EFFECT", "RUNS", "WHAT IT DOES"), rows)


def status(device: Device = None, data: Data = None, json: AsJson = False) -> None:
    """Say how a device is: its hub, what waits to sync, where its data lies."""
    found = ask(data, lambda node: node.status(), device=device, reads=True)
    if json:
        print_json(found.model_dump(mode="json"))
        return
    for line in _lines(found):
        console.print(line, markup=False)


def _lines(status: Status) -> list[str]:
    account = status.account
    lines = [f"{status.name}, Felloe {status.version}, data {status.data}"]
    if account is None:
        lines.append("No hub: chats and skills stay on this device. Join one with: felloe pair PAIRING_STRING")
    else:
        since = f" since {when(status.hub_since_ms)}" if status.hub_since_ms else ""
        lines.append(f"{account.user} on {account.hub_url}: {status.hub}{since}")
    if status.hub_problem:
        lines.append(status.hub_problem.message)
    lines.append(
        f"{counted(status.sessions, 'session')}, {counted(status.skills, 'skill')}. {_sync_words(status.sync)}"
    )
    lines += [f"A damaged database was set aside, and what it still gave taken over: {path}" for path in status.damaged]
    return lines


def _changes(count: int, one: str, many: str) -> str:
    return f"1 change {one}" if count == 1 else f"{count} changes {many}"


def _sync_words(sync: SyncStatus) -> str:
    waiting = " and ".join(
        [_changes(sync.pending, "waits", "wait")] * (sync.pending > 0)
        + [f"{counted(sync.files, 'file')} {'waits' if sync.files == 1 else 'wait'}"] * (sync.files > 0)
    )
    words = {
        "local": "Chats are only on this device.",
        "synced": "Everything synced.",
        "waiting": f"{waiting} for the hub.",
        "offline": f"{waiting} until the hub can be reached."
        if sync.pending or sync.files
        else "Everything was synced when the hub was last reached.",
        "repairing": "Chats are being compared with the hub's.",
    }[sync.state]
    refused = [_changes(sync.quarantined, "was", "were")] * (sync.quarantined > 0)
    refused += [f"{counted(sync.files_refused, 'file')} {'was' if sync.files_refused == 1 else 'were'}"] * (
        sync.files_refused > 0
    )
    kept = f" {' and '.join(refused)} refused by the hub; see: felloe refused list" if refused else ""
    return words + kept
