"""The `felloe-hub` command, also as `python -m hub`."""

from __future__ import annotations

from typing import NoReturn

from shared import command


def main() -> NoReturn:
    command.run("hub.cli")


if __name__ == "__main__":
    main()
