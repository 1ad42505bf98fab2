"""The two programs that make an image: componentize-py takes the snapshot, wasmtime compiles it for this machine.

They see nothing of the host's Python: throwaway copies, an empty VIRTUAL_ENV, no environment. componentize-py mounts
every Python path writable, so a package there could plant a .pth in ours.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shared.errors import SandboxUnavailable
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from sandbox.run_record import SkillFiles

COMPILED = "new/guest.cwasm"
_COMPONENTIZE = """
import sys
if sys.platform != "win32":
    import resource
    for limit, most in (("CPU", 120), ("FSIZE", 1 << 29), ("DATA", 1 << 31)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
if sys.platform == "linux":
    import ctypes, signal
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no build outlives who wanted it
import componentize_py
sys.argv[0] = "componentize-py"
sys.exit(componentize_py.script())
"""
"""Our own imports take 8 s and 500 MB; the packages of a skill may take more, but not for ever."""

_SOURCES = Path(__file__).parent / "guest"


def guest_sources() -> list[Path]:
    """What goes into the image besides CPython."""
    return sorted(path for path in _SOURCES.rglob("*") if path.suffix in (".py", ".wit"))


def snapshot(work: Path, skill: SkillFiles | None = None) -> None:
    """Run the guest's imports in WebAssembly and keep the memory that they leave, as `work`/guest.wasm.

    With a `skill` also those of its modules from its vendor/ folder.
    """
    for source in guest_sources():
        copy = work / "guest" / source.relative_to(_SOURCES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    if skill is not None:
        given = {"NAME": skill.name, "ENTRY": skill.entry, "FILES": dict(skill.files)}
        lines = [f"{name} = {value!r}\n" for name, value in given.items()]
        (work / "guest" / "_felloe_preload.py").write_text("".join(lines))
    (work / "venv" / "lib" / "python3" / "site-packages").mkdir(parents=True)
    (work / "new").mkdir(mode=0o700)
    options = ["-q", "-d", "guest/felloe.wit", "-w", "guest", "componentize", "-o", "guest.wasm", "-p", "guest"]
    _run([sys.executable, "-I", "-c", _COMPONENTIZE, *options, "felloe_runner"], work)


def compile_snapshot(work: Path) -> None:
    """Turn `work`/guest.wasm into machine code, as `work`/new/guest.cwasm."""
    _run([sys.executable, "-I", "-m", "sandbox.engine.compiler", "guest.wasm", COMPILED], work)


def _run(command: list[str], work: Path) -> None:
    """Run a build step with nothing of our environment; its own words go into the error."""
    environment = {"VIRTUAL_ENV": str(work / "venv"), "HOME": str(work), "TMPDIR": str(work), "PATH": os.defpath}
    try:
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True, timeout=TIMEOUTS.image_build
        )
    except subprocess.TimeoutExpired:
        raise SandboxUnavailable("Building the sandbox image took too long. Try again on a quieter machine.") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        if os.strerror(errno.ENOSPC) in done.stderr:
            raise OSError(errno.ENOSPC, last[0])
        raise SandboxUnavailable(f"The sandbox image could not be built: {last[0][:300]}")
