"""`felloe refused …`: changes to chats, and files in them, that the hub does not take."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from shared.errors import Conflict, NotFound
from shared.system.tables import print_table
from shared.system.terminal import commands, console, harmless, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.tables import called
from spoke.node.bodies.attachments import RefusedFile
from spoke.node.bodies.sessions import Quarantined
from spoke.node.client import NodeClient

app = commands("Changes to chats and files in them that the hub did not take: everything else goes on meanwhile.")
Change = Annotated[str, typer.Argument(help="A change's id, or its end.", metavar="CHANGE")]
Refused = Annotated[str, typer.Argument(help="The id of a change or a file, or its end.", metavar="ID")]
File = Annotated[str, typer.Argument(help="A file's id, or its end.", metavar="FILE")]
_SHORT_ID = 6


@app.command("list", epilog="Example: felloe refused list --json")
def list_(data: Data = None, json: AsJson = False) -> None:
    """List them, with the reason of each; --json prints all that they hold."""

    async def work(node: NodeClient) -> tuple[list[Quarantined], list[RefusedFile]]:
        return await node.quarantined(), await node.refused_files()

    changes, files = ask(data, work, reads=True)
    if json:
        print_json([each.model_dump(mode="json") for each in (*changes, *files)])
    elif not changes and not files:
        console.print("The hub has refused nothing.")
    else:
        rows = [(each.op_id[-_SHORT_ID:], each.kind, called(each.title), each.message) for each in changes]
        rows += [(each.sha256[-_SHORT_ID:], f"file {each.name}", called(each.title), _why(each)) for each in files]
        print_table(("ID", "WHAT", "SESSION", "WHY"), rows)


@app.command(epilog="Example: felloe refused retry 4f2a9c")
def retry(change: Refused, data: Data = None) -> None:
    """Send a change or a file once more, as it is."""

    async def work(node: NodeClient) -> None:
        if file := _ending(await node.refused_files(), change):
            await node.settle_file(file.sha256, "retry")
        else:
            await node.retry((await _resolve(node, change)).op_id)

    ask(data, work)
    console.print("It is sent again.")


@app.command(epilog="Example: felloe refused keep 4f2a9c")
def keep(file: File, data: Data = None) -> None:
    """Keep a file on this device only: it is not sent again, and its chat syncs without it."""

    async def work(node: NodeClient) -> RefusedFile:
        found = _ending(await node.refused_files(), file)
        if found is None:
            raise NotFound(f"No refused file ends with '{file[:40]}'. See: felloe refused list")
        await node.settle_file(found.sha256, "keep")
        return found

    console.print(f"{harmless(ask(data, work).name)} stays on this device only.", markup=False)


@app.command(epilog="Example: felloe refused discard 4f2a9c --keep change.json")
def discard(
    change: Change,
    keep: Annotated[Path | None, typer.Option(help="A file to write it to before.", metavar="FILE")] = None,
    data: Data = None,
) -> None:
    """Forget a change; a message is removed from its chat."""
    if keep and keep.exists():
        raise Conflict(f"{keep} is there already. Choose another name.")

    async def work(node: NodeClient) -> Quarantined:
        found = await _resolve(node, change)
        if keep:
            keep.write_text(json_.dumps(found.op, ensure_ascii=False, indent=2))
        return await node.discard(found.op_id)

    console.print(f"Discarded a change of '{harmless(called(ask(data, work).title))}'.", markup=False)


async def _resolve(node: NodeClient, text: str) -> Quarantined:
    found = [each for each in await node.quarantined() if text and each.op_id.endswith(text.lower())]
    if len(found) != 1:
        raise NotFound(f"{len(found) or 'No'} refused changes end with '{text[:40]}'. See: felloe refused list")
    return found[0]


def _ending(files: list[RefusedFile], text: str) -> RefusedFile | None:
    found = [each for each in files if text and each.sha256.endswith(text.lower())]
    return found[0] if len(found) == 1 else None


def _why(file: RefusedFile) -> str:
    return f"{file.message} (kept here)" if file.kept else file.message
