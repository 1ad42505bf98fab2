"""All devices of a hub come back after it was killed: `--devices 500` for as many as a large hub has.

Each has the spoke's own link, in processes of some hundreds. First none of them finds a listener, then all want a TLS
handshake from one process. The floor is the reconnect rule itself: nobody may come sooner than the jitter lets them.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "load"))

from town import Crowd, HubProcess, a_hub, join, until

from shared.limits import MIB

OF_A_USER, OF_A_PROCESS, WITHIN_S = 4, 250, 120.0


async def restarted(hub: HubProcess, crowds: list[Crowd], away_s: float) -> dict[str, float]:
    """Kill it, start it after `away_s`, and wait for all devices."""
    await hub.stop(signal.SIGKILL)
    await until(crowds, lambda online: online == 0, WITHIN_S)
    await asyncio.sleep(away_s)
    await hub.start()
    begun, count = time.perf_counter(), sum(crowd.size for crowd in crowds)
    await until(crowds, lambda online: online >= count / 2, WITHIN_S)
    half_s = time.perf_counter() - begun
    await until(crowds, lambda online: online == count, WITHIN_S)
    return {"half": half_s, "all": time.perf_counter() - begun, "cpu": sum(hub.process.cpu_times()[:2])}


async def main(count: int) -> None:
    table = Table("hub away for", "half back after", "all back after", "hub computed", "hub holds", box=None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with a_hub(folder / "hub") as hub, AsyncExitStack() as stack:
            begun = time.perf_counter()
            members = await join(hub.folder, -(-count // OF_A_USER), OF_A_USER, folder)
            paired_s, at_rest = time.perf_counter() - begun, hub.memory()
            parts = [members[at : at + OF_A_PROCESS] for at in range(0, len(members), OF_A_PROCESS)]
            begun = time.perf_counter()
            crowds = [
                await stack.enter_async_context(Crowd(part, folder / f"part{at}")) for at, part in enumerate(parts)
            ]
            await until(crowds, lambda online: online == len(members), WITHIN_S)
            first_s = time.perf_counter() - begun
            more = (hub.memory() - at_rest) / MIB
            print(f"{len(members)} devices: paired in {paired_s:.1f} s, all connected after {first_s:.1f} s, "
                  f"for which the hub holds {more:.1f} MB")  # fmt: skip
            for away_s in (0.0, 20.0):
                row = await restarted(hub, crowds, away_s)
                table.add_row(
                    f"{away_s:g} s + its start", *(f"{row[name]:.1f} s" for name in ("half", "all", "cpu")),
                    f"{hub.memory() / MIB:.0f} MB",
                )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=100)
    asyncio.run(main(parser.parse_args().devices))
