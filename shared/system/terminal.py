"""The edge between commands and a person: one clear sentence on stderr, exit code 1 (usage 2), no traceback.

`--debug` (or FELLOE_DEBUG=1) shows the traceback.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, NoReturn

import typer
from rich.console import Console

from shared.errors import FelloeError

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def run(app: typer.Typer) -> NoReturn:
    """Run a command line to its end, and the process with it."""
    debug = "--debug" in sys.argv or os.environ.get("FELLOE_DEBUG") == "1"
    argv = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        app(argv, standalone_mode=True)
    except FelloeError as error:
        if debug:
            raise
        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        print(f"Felloe failed in a way it should not: {type(error).__name__}: {error}", file=sys.stderr)
        print("Run the command again with --debug to see where.", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def fail(error: FelloeError) -> NoReturn:
    print(error.message, file=sys.stderr)
    sys.exit(1)


def print_json(value: Any) -> None:
    """One JSON document on stdout, for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2))
