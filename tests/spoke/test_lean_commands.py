"""Most of what a command takes is what it imports."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "sqlalchemy",
    "fastapi",
    "uvicorn",
    "cryptography",
    "jsonschema",
    "wasmtime",
    "structlog",
    "pygments",
    "PySide6",
}


def test_a_command_that_asks_a_running_node_loads_nothing_heavy() -> None:
    code = f"""if True:
        import sys
        from shared import command
        command.lean()
        import spoke.cli
        print(sorted({HEAVY} & set(sys.modules)))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"
