"""`image …`: the sandbox image, built once, then shared by everything here."""

from __future__ import annotations

from typing import Annotated

import typer

from sandbox.commands.options import AsJson
from sandbox.commands.work import progress
from shared.system.terminal import commands, print_json

app = commands("The sandbox image: built once, then shared by everything here.")


@app.command("build", epilog="Example: felloe-skill image build")
def image_build(
    force: Annotated[bool, typer.Option("--force", help="Build again even if there is an image.")] = False,
) -> None:
    """Build the sandbox image now, about 15 seconds; otherwise the first run does."""
    from sandbox.image import ImageCache

    cache = ImageCache()
    cache.build(progress, force=force)
    cache.checked()
    typer.echo(f"The sandbox image is ready: {cache.info().path}")


@app.command("info", epilog="Example: felloe-skill image info --json")
def image_info(as_json: AsJson = False) -> None:
    """Say where the sandbox image is and how large."""
    from sandbox.image import ImageCache

    info = ImageCache().info()
    if as_json:
        return print_json(
            {"key": info.key, "path": str(info.path), "built": info.built, "size": info.size, "sha256": info.sha256}
        )
    state = f"{info.size / 1e6:.1f} MB" if info.built else "not built yet"
    typer.echo(f"{info.path}: {state}")
    return None


@app.command("remove", epilog="Example: felloe-skill image remove")
def image_remove() -> None:
    """Remove all sandbox images; the next run builds one again."""
    from sandbox.image import ImageCache

    typer.echo(f"Freed {ImageCache().remove() / 1e6:.1f} MB.")
