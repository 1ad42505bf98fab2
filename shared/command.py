"""How each of the three commands starts."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import NoReturn


def run(cli: str) -> NoReturn:
    """Run the command line that the module `cli` has as its `app`, and end the process."""
    lean()
    gc.disable()  # what is imported is no garbage: looking for some took a fifth of the time
    app = importlib.import_module(cli).app
    from shared.system import terminal

    gc.freeze()
    gc.enable()
    terminal.run(app)


def lean() -> None:
    """Have httpx come without its own command line, which takes a tenth of a second."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
