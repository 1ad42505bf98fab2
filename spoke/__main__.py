"""The `felloe` command, also as `python -m spoke`."""

from __future__ import annotations

import sys
from typing import NoReturn

from shared import command


def main() -> NoReturn:
    # The desktop is to be seen at once: the other commands are not read for it.
    command.run("spoke.commands.desktop" if sys.argv[1:2] == ["desktop"] else "spoke.cli")


if __name__ == "__main__":
    main()
