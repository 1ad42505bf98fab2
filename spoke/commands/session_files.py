"""`felloe sessions export`, `import` and `attach`: chats and files, out of a device and into it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

from shared.errors import Conflict, InvalidArgument
from shared.sync.ops import Message
from shared.system.terminal import console, counted, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.session_ids import Session, resolve
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient

if TYPE_CHECKING:
    from spoke.sessions.exchange import exporting, importing

SHOWN = 20
"""Problems that are listed; all of them are in the JSON."""


class Form(StrEnum):
    json = "json"
    markdown = "markdown"


def export(
    sessions: Annotated[list[str] | None, typer.Argument(help="Ids, or their ends.", metavar="[SESSION]...")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All sessions, but those in the trash.")] = False,
    folder: Annotated[str | None, typer.Option(help="All sessions of this folder.", metavar="NAME")] = None,
    form: Annotated[Form | None, typer.Option(help="By default what the name of the file says, else JSON.")] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="A .zip holds the attached files too; without it: standard output.", metavar="FILE"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Write sessions to a file: JSON loses nothing and can be imported, Markdown is for reading."""
    if sum((bool(sessions), everything, folder is not None)) != 1:
        raise InvalidArgument("Say which sessions: their ids, or --folder NAME, or --all.")
    if to is not None and to.exists() and not replace:
        raise Conflict(f"{to} is there already. Choose another name, or say --replace.")
    chosen = (form or (Form.markdown if to and to.suffix.lower() == ".md" else Form.json)).value

    async def work(node: NodeClient) -> exporting.Report:
        from spoke.sessions.exchange.exporting import Export

        ids = [await resolve(node, each) for each in sessions or []] or await _ids(node, folder)
        with _bar(MofNCompleteColumn(), total=len(ids), shown=to is not None) as tell:
            out = Export(node, tell)
            if to is None:
                await out.to_text(ids, sys.stdout, chosen)  # type: ignore[arg-type]
                return out.report
            return await out.to_file(ids, to, chosen)  # type: ignore[arg-type]

    report = ask(data, work, reads=True)
    if to is None:
        return
    if json:
        print_json({"sessions": report.sessions, "messages": report.messages, "files": report.files,
                    "missing": report.missing})  # fmt: skip
        return
    console.print(f"{to}: {_counts(report)}.", markup=False)
    _list("Files that are not in it", report.missing)


def import_(
    file: Annotated[Path, typer.Argument(help="A .json or .zip: of Felloe, ChatGPT or Open WebUI.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Take chats from an export of Felloe, ChatGPT or Open WebUI. Twice is once: nothing is doubled."""

    async def work(node: NodeClient) -> importing.Report:
        from spoke.sessions.exchange.importing import Import

        with _bar(DownloadColumn(), total=file.stat().st_size if file.is_file() else 0, shown=True) as tell:
            return await Import(node, lambda done, _: tell(done)).run(file)

    report = ask(data, work)
    if json:
        print_json({"sessions": report.sessions, "messages": report.messages, "known": report.known,
                    "files": report.files, "skipped": report.skipped, "skipped_more": report.skipped_more})  # fmt: skip
    else:
        _print_report(report)
    if not report.taken:
        raise InvalidArgument(f"Nothing was imported: {file} holds no chat that could be taken.")


def _print_report(report: importing.Report) -> None:
    known = f" {counted(report.known, 'message was', 'messages were')} here already." if report.known else ""
    if report.taken:
        console.print(f"Imported {_counts(report)}.{known}")
    _list("Not imported", report.skipped, report.skipped_more)


def attach(
    session: Session,
    files: Annotated[list[Path], typer.Argument(help="Files of this device.", metavar="FILE...")],
    text: Annotated[str, typer.Option(help="What to say to them.")] = "",
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Add a message with files to a session."""

    async def work(node: NodeClient) -> Message:
        session_id = await resolve(node, session)
        kept = [await node.attach(str(file.absolute())) for file in files]
        return await node.write(session_id, NewMessage(text=text, attachments=kept))

    message = ask(data, work)
    if json:
        print_json(message.model_dump(mode="json"))
    else:
        console.print(message.id)


def save(
    session: Session,
    name: Annotated[str, typer.Argument(help="Of an attached file, or the beginning of its hash.")],
    to: Annotated[Path | None, typer.Option(help="By default its name, here.", metavar="FILE")] = None,
    data: Data = None,
) -> None:
    """Save a file that is attached in a session."""

    async def work(node: NodeClient) -> Path:
        from shared.parts import attachments_in
        from shared.system.appearing import appearing
        from spoke.attachments.attachments import clean_name

        reply = await node.session(await resolve(node, session))
        found = {each.sha256: each for message in reply.messages for each in attachments_in(message.parts)}
        matching = [each for each in found.values() if each.name == name or (name and each.sha256.startswith(name))]
        if len(matching) != 1:
            names = ", ".join(one_line(each.name) for each in found.values()) or "none"
            raise InvalidArgument(
                f"{len(matching) or 'No'} files are called '{name[:80]}' there. Attached are: {names}."
            )
        path = to or Path(clean_name(matching[0].name))
        if path.exists():
            raise Conflict(f"{path} is there already. Choose another name with --to.")
        with appearing(path) as part, part.open("wb") as out:
            async for chunk in node.attachment(matching[0].sha256):
                out.write(chunk)
        return path

    console.print(str(ask(data, work, reads=True)), markup=False)


async def _ids(node: NodeClient, folder: str | None) -> list[str]:
    """Of all sessions, or of those in a folder, oldest first."""
    found: list[str] = []
    before = None
    while True:
        page = await node.sessions(limit=500, before=before)
        found += [each.id for each in page.sessions if folder is None or each.folder == folder]
        before = page.next
        if before is None:
            break
    if not found:
        raise InvalidArgument(
            "There are no sessions." if folder is None else f"No session is in the folder '{folder}'."
        )
    return found[::-1]


class _bar:  # noqa: N801 - used as a block
    """Progress on a terminal's standard error, and none elsewhere."""

    def __init__(self, column: MofNCompleteColumn | DownloadColumn, *, total: int, shown: bool) -> None:
        from rich.console import Console

        self._progress = Progress(
            TextColumn("  "), BarColumn(), column, console=Console(stderr=True), transient=True,
            disable=not (shown and sys.stderr.isatty()),
        )  # fmt: skip
        self._task = self._progress.add_task("", total=total or None)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda done: self._progress.update(self._task, completed=done)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _counts(report: exporting.Report | importing.Report) -> str:
    return ", ".join((
        counted(report.sessions, "session"), counted(report.messages, "message"), counted(report.files, "file"),
    ))  # fmt: skip


def _list(what: str, lines: list[str], more: int = 0) -> None:
    if lines:
        console.print(f"{what} ({len(lines) + more}):")
        for line in lines[:SHOWN]:
            console.print(f"  {one_line(line)}", markup=False)
        if len(lines) + more > SHOWN:
            console.print(f"  … and {len(lines) + more - SHOWN} more; --json names them")
