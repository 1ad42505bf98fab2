"""A slow link between two network namespaces of this machine. Needs root and iproute2."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_NEAR, _FAR = "10.213.77.1", "10.213.77.2"


def possible() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and all(map(shutil.which, ("ip", "tc")))


async def _run(*words: str, check: bool = True) -> None:
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if check and process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {said.decode().strip()}")


@dataclass(frozen=True, slots=True)
class SlowLink:
    """`inside`: words that lead a command to the far end, which has `address` there."""

    inside: list[str]
    address: str
    _near: Path

    def carried(self) -> int:
        """Bytes that went over it so far, both ways."""
        return sum(int((self._near / f"{way}_bytes").read_text()) for way in ("rx", "tx"))


@asynccontextmanager
async def slow_link(rate: str, queue_ms: int) -> AsyncIterator[SlowLink]:
    """`rate` as tc writes it, and a queue before the link as deep as `queue_ms`."""
    name = f"fl{os.getpid()}"
    inside = ["ip", "netns", "exec", name]
    await _run("ip", "netns", "add", name)
    try:
        await _run("ip", "link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", name)
        for words, device, address in (([], f"{name}a", _NEAR), (inside, f"{name}b", _FAR)):
            await _run(*words, "ip", "address", "add", f"{address}/30", "dev", device)
            await _run(*words, "ip", "link", "set", device, "up")
            tbf = ["tbf", "rate", rate, "burst", "16kb", "latency", f"{queue_ms}ms"]
            await _run(*words, "tc", "qdisc", "add", "dev", device, "root", *tbf)
        await _run(*inside, "ip", "link", "set", "lo", "up")
        yield SlowLink(inside, _FAR, Path("/sys/class/net", f"{name}a", "statistics"))
    finally:
        await _run("ip", "netns", "delete", name, check=False)  # and with it both ends
