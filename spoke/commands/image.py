"""Building the sandbox's image from a command, with its progress on stderr."""

from __future__ import annotations

import sys

from sandbox.image import ImageCache


def ensure_image() -> None:
    """Build the image unless it is there: the node would too, but nobody would see it."""
    ImageCache().build(_show)


def _show(stage: str, seconds: float | None) -> None:
    end = " …" if seconds is None else f": {seconds:.1f} s"
    print(f"Preparing the sandbox (once): {stage}{end}", file=sys.stderr)
