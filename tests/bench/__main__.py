"""`make bench`: every script of this folder, or those named, one after another. Each prints its own table.

A script is run by itself, so that none measures what another left in memory; one that fails does not stop the rest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    scripts = {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")}
    if unknown := [name for name in names if name not in scripts]:
        print(f"There is no bench {unknown[0]!r}. There are: {', '.join(scripts)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or scripts:
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, scripts[name]]).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
