"""A node for the soak: as an agent's, without the sandbox, whose start would cost more than everything else."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from shared.system.logging import configure
from spoke.runtime import running
from spoke.settings import node_settings


async def main(data: Path) -> None:
    async with running(node_settings(data)):
        print("ready", flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    configure(logging.ERROR)
    asyncio.run(main(Path(sys.argv[1])))
