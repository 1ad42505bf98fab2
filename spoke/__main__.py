"""The `felloe` command, also as `python -m spoke`."""

from __future__ import annotations

from typing import NoReturn

from shared import command


def main() -> NoReturn:
    command.run("spoke.cli")


if __name__ == "__main__":
    main()
