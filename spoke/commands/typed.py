"""A line that a person types, without holding up what goes on meanwhile; giving up the wait ends it at once."""

from __future__ import annotations

import asyncio
import select
import sys
import threading

import typer

_LOOK_S = 0.1


async def typed_line(prompt: str) -> str | None:
    """None at the end of the input. Safe to cancel: what is typed then is left for the next."""
    typer.echo(prompt, nl=False, err=True)
    given_up = threading.Event()
    try:
        line = await asyncio.to_thread(read_line, given_up)
    finally:
        given_up.set()
    return line.removesuffix("\n") if line else None


def read_line(given_up: threading.Event) -> str:
    """A line of standard input; empty at its end, and once nobody wants it any more."""
    if sys.platform != "win32":  # there only sockets can be waited for
        while not select.select([sys.stdin], [], [], _LOOK_S)[0]:
            if given_up.is_set():
                return ""
    return sys.stdin.readline()
