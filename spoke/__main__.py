"""The `felloe` command, also as `python -m spoke`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from shared import command
from shared.system import ending


def main() -> NoReturn:
    match sys.argv[1:]:  # a window is to be seen at once: in its plain forms no command line is read for it
        case ["desktop"]:
            ending.run(lambda _: _desktop(None))
        case ["desktop", "--data", data] if not data.startswith("-"):
            ending.run(lambda _: _desktop(Path(data)))
        case _:
            command.run("spoke.cli")


def _desktop(data: Path | None) -> None:
    """What the command of the same name does."""
    command.lean()
    from spoke.folder import data_folder
    from spoke.ui.app import run

    sys.exit(run(data_folder(data), None))


if __name__ == "__main__":
    main()
