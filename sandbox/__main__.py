"""The `felloe-skill` command, also as `python -m sandbox`."""

from __future__ import annotations

from typing import NoReturn

from shared import command


def main() -> NoReturn:
    command.run("sandbox.cli")


if __name__ == "__main__":
    main()
