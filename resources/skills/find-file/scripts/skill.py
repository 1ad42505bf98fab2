"""Where a file is: on this device, and on the user's others."""

import asyncio
from collections.abc import Generator

import search
from felloe import HostError, store
from felloe import devices as others

FOLDERS = ["~/Documents", "~/Downloads"]
MAX_DEVICES = 20
PATIENCE_S = 8
"""A function has 10 s in all; who answers later is told as late, so that the others' answers are not lost."""

_STATES = {
    "device_offline": "offline", "hub_unreachable": "offline", "not_paired": "offline", "not_granted": "refused",
    "not_exposed": "refused", "forbidden": "refused", "revoked": "refused", "approval_required": "asks",
    "approval_pending": "asks", "not_found": "no skill", "deadline_exceeded": "late",
}  # fmt: skip


def find(pattern: str, folders: list[str] | None = None, newer_than: str = "", limit: int = 50) -> dict:
    """Find files on this device by name, those changed last first.

    Args:
        pattern: Part of a name, or a whole one with * and ?.
        folders: Where to look, with all folders below; ~/Documents and ~/Downloads where it is left out.
        newer_than: Only files changed since this date, such as 2026-01-01.
        limit: How many at most, up to 100.

    Effects: none
    """
    if not 1 <= limit <= 100:
        raise ValueError("'limit' must be from 1 to 100.")
    found = search.Found()
    files = list(search.below(folders or FOLDERS, search.Wanted.parse(pattern, newer_than), found))
    files.sort(key=lambda file: (-file.mtime, file.path))
    return {"files": [file.told() for file in files[:limit]], **_how_far(found)}


def find_each(pattern: str, folders: list[str] | None = None, newer_than: str = "") -> Generator[dict, None, dict]:
    """Find files on this device by name, and tell each as soon as it is found; at the end, how many there were.

    Args:
        pattern: Part of a name, or a whole one with * and ?.
        folders: Where to look, with all folders below; ~/Documents and ~/Downloads where it is left out.
        newer_than: Only files changed since this date, such as 2026-01-01.

    Effects: none
    """
    found = search.Found()
    for file in search.below(folders or FOLDERS, search.Wanted.parse(pattern, newer_than), found):
        yield file.told()
    return _how_far(found)


def _how_far(found: search.Found) -> dict:
    return {"count": found.count, "complete": found.complete, "skipped": found.skipped}


def everywhere(
    pattern: str,
    devices: list[str] | None = None,
    folders: list[str] | None = None,
    newer_than: str = "",
    limit: int = 20,
) -> dict:
    """Find files on this device and on others of the user's, all at the same time.

    Args:
        pattern: Part of a name, or a whole one with * and ?.
        devices: Handles of the other devices; those of the last time where it is left out.
        folders: Where to look on each; ~/Documents and ~/Downloads where it is left out.
        newer_than: Only files changed since this date, such as 2026-01-01.
        limit: How many of each device at most, up to 100.

    Effects: effect
    """
    asked = {"pattern": pattern, "folders": folders, "newer_than": newer_than, "limit": limit}
    handles = _remembered() if devices is None else list(dict.fromkeys(devices))
    if len(handles) > MAX_DEVICES or not all(handle.isidentifier() for handle in handles):
        raise ValueError(f"'devices' takes up to {MAX_DEVICES} handles, as `felloe devices` shows them.")
    own = {"device": "this device", "state": "searched", **find(**asked)}
    answers = [own, *asyncio.run(_asked(handles, asked))]
    if devices is not None:
        _remember(handles)
    files = [{"device": each["device"], **file} for each in answers for file in each.pop("files", [])]
    files.sort(key=lambda file: file["changed"], reverse=True)
    return {"files": files, "devices": answers, "searched_all": all(each["state"] == "searched" for each in answers)}


async def _asked(handles: list[str], args: dict) -> list[dict]:
    """The answers of the devices in their order, none later than the others' patience."""
    tasks = [asyncio.ensure_future(_one(handle, args)) for handle in handles]
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE_S)
    late = {"state": "late", "why": f"It did not answer in {PATIENCE_S} seconds."}
    return [
        task.result() if task.done() else {"device": handle, **late}
        for handle, task in zip(handles, tasks, strict=True)
    ]


async def _one(handle: str, args: dict) -> dict:
    try:
        answer = await others[handle].aio.find_file.find(**args)
    except HostError as error:
        return {"device": handle, "state": _STATES.get(error.code, "failed"), "why": str(error)}
    return {"device": handle, "state": "searched", **answer}


def _remembered() -> list[str]:
    try:
        return list(store.get("devices", []))
    except HostError:
        return []


def _remember(handles: list[str]) -> None:
    try:
        store["devices"] = handles
    except HostError:
        return  # not granted: then they are named the next time too
