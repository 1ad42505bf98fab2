"""What is wrong with how a hostile run went, and with the honest run after it."""

from __future__ import annotations

import os
import pwd
import re
import sys
from pathlib import Path
from typing import Any

from hostile.case import ANYTHING, Case, how
from hostile.house import PROBE_GIVES, SECRET, House

from sandbox.pool import Pool
from sandbox.run_record import RunRecord
from shared.limits import LIMITS

_PROJECT = Path(__file__).resolve().parents[3]
_HOST = re.compile(
    "|".join(
        [
            r"site-packages|wasmtime|componentize-py|\.cwasm",
            r"\b(sandbox|shared|spoke|hub)[./](py\b|\w+[./(])",
            r"\bworker_process\b",
            *(re.escape(str(path)) for path in {_PROJECT, sys.prefix, sys.base_prefix, sys.executable}),
        ]
    )
)


async def wrongs(case: Case, house: House, pool: Pool) -> list[str]:
    """Run a case and then the probe; everything that is not as it should be, in sentences."""
    house.served.clear()
    house.most = 0
    record = await house.run(pool, case)
    wrong = [*_end(case, record), *_told(record, pool)]
    wrong += [f"reached {name}, which nobody granted" for name in house.robbed()]
    wrong += [f"changed {path}, which nobody granted" for path in house.changed()]
    if house.waiting:
        wrong.append(f"left {house.waiting} host calls running")
    if house.most > LIMITS.sandbox_submitted:
        wrong.append(f"had {house.most} host calls served at a time")
    after = await house.probe(pool)
    if (after.result, after.stdout, after.error) != (PROBE_GIVES, "well\n", None):
        wrong.append(f"the next run gave {after.result!r}, {after.stdout!r}, {after.error!r}")
    return wrong


def _end(case: Case, record: RunRecord) -> list[str]:
    end = how(record)
    if end not in case.ends.split("|"):
        return [f"ended as {end}, not {case.ends}: {_short(record.result)} {_short(record.error)}"]
    if end == "harmless" and case.gives is not ANYTHING and record.result != case.gives:
        return [f"gave {_short(record.result)}, not {_short(case.gives)}"]
    return []


def _told(record: RunRecord, pool: Pool) -> list[str]:
    """What the record tells of the host, or tells at too great a length."""
    text = record.model_dump_json(exclude={"elapsed_ms", "guest_ms", "peak_memory_bytes", "calls"})
    told = [match[0] for match in _HOST.finditer(text)]
    told += [SECRET] if SECRET in text else []
    told += [
        str(pid) for pid in (os.getpid(), os.getppid(), *pool.pids) if pid > 999 and re.search(rf"\b{pid}\b", text)
    ]
    told += [folder for folder in _folders() if f"{folder}/" in text]
    wrong = [f"its record tells of the host: {word}" for word in told]
    if len(record.stdout) > LIMITS.sandbox_output:
        wrong.append(f"its record keeps {len(record.stdout)} characters of what it printed")
    if len(text) > LIMITS.sandbox_message + 8 * LIMITS.sandbox_output:
        wrong.append(f"its record holds {len(text)} characters")
    return wrong


def _folders() -> list[str]:
    """Folders of the host that nobody named to the guest: the user's home, this test's, the image's."""
    found = [pwd.getpwuid(os.getuid()).pw_dir, str(Path.home()), os.environ["FELLOE_CACHE"]]
    return [folder for folder in found if folder != "/"]


def _short(value: Any) -> str:
    return repr(value)[:300]
