"""`felloe call` and `exec`: work, here and on other devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.commands.show import show_output, show_result
from shared.arguments import as_text, parse_arguments
from shared.errors import ApprovalPending, InvalidArgument, from_body
from shared.system.tables import print_table
from shared.system.terminal import console, print_json, print_json_line, python_source
from spoke.commands.approvals import answered, patience
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.tables import when
from spoke.node.bodies.calls import CallProgress, CallReply, ExecBody
from spoke.node.bodies.runs import RunInfo

if TYPE_CHECKING:
    from sandbox.run_record import RunRecord
    from spoke.node.client import NodeClient

_WHOLE_ID = 36
"""Characters."""

Timeout = Annotated[float | None, typer.Option(help="Seconds, all in all.", min=0.1, max=86_400)]


def call(
    path: Annotated[
        str | None,
        typer.Argument(help="[DEVICE:]SKILL.FUNCTION; `felloe skills PATH` shows its arguments.", metavar="PATH"),
    ] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="Arguments by name.", metavar="[K=V]...")] = None,
    args: Annotated[str | None, typer.Option(help="All arguments as one JSON object.")] = None,
    timeout: Timeout = None,
    when_online: Annotated[
        bool, typer.Option("--when-online", help="Wait for its device, up to a day; prints the call's id at once.")
    ] = False,
    stream: Annotated[
        bool, typer.Option("--stream", help="Print each value that the function yields, a line of JSON, as it comes.")
    ] = False,
    cancel: Annotated[
        str | None, typer.Option(help="Give up a call that waits or runs elsewhere.", metavar="ID")
    ] = None,
    result: Annotated[
        str | None, typer.Option(help="Print what a call gave that waited, or whose end was not seen.", metavar="ID")
    ] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Call a function on this device or another, and print its result as JSON.

    Where your approval is needed it asks you, at a terminal; otherwise see `felloe asks`.
    """
    if sum((bool(result), bool(cancel), when_online, stream)) > 1:
        raise typer.BadParameter("--when-online, --stream, --cancel and --result exclude each other.")
    if result:
        return _show_result(ask(data, lambda node: _state(node, result), reads=True), json)
    if cancel:
        return console.print(ask(data, lambda node: _cancelled(node, cancel)))
    if path is None:
        raise typer.BadParameter("Missing argument 'PATH'.")
    given = parse_arguments(arguments or [], args)
    if when_online:
        command = ask(data, lambda node: node.command(path, given, timeout))
        if json:
            return print_json(command.model_dump(mode="json"))
        console.print(command.id, markup=False)
        return console.print(f"It waits for its device. Its result: felloe call --result {command.id}", style="dim")

    if stream:
        return _streamed(path, given, timeout, data)

    async def made(node: NodeClient, chosen: dict[str, Any]) -> CallReply:
        try:
            return await node.call(path, chosen, timeout, patience())
        except InvalidArgument as refused:
            again = as_text(arguments or [], chosen, refused)
            if again is None:
                raise
            return await made(node, again)

    async def work(node: NodeClient) -> Any:
        try:
            reply = await made(node, given)
        except ApprovalPending as pending:
            state = await answered(node, pending)
            return state.model_dump(mode="json") if json else state.result
        return reply.model_dump(mode="json") if json else reply.result

    return print_json(ask(data, work, sandbox=True))


async def _state(node: NodeClient, call_id: str) -> CallProgress:
    """Of a call that is named by its id, or by its beginning or end where that fits one only."""
    if len(call_id) >= _WHOLE_ID:
        return await node.call_state(call_id)
    known = [each.id for each in (await node.commands(1_000)).calls]
    found = [each for each in known if each.startswith(call_id) or each.endswith(call_id)]
    if len(found) > 1:
        raise InvalidArgument(f"{len(found)} calls begin or end with {call_id}. Give more of the id.")
    return await node.call_state(found[0] if found else call_id)


async def _cancelled(node: NodeClient, call_id: str) -> str:
    state = await _state(node, call_id)
    if state.state == "done":
        return "It had ended already."
    await node.cancel(state.id)
    return "Its end was asked for."


def _streamed(path: str, args: dict[str, Any], timeout: float | None, data: Data) -> None:
    """What was yielded is the result, so that is printed only where nothing was."""
    told = 0

    def tell(value: Any) -> None:
        nonlocal told
        told += 1
        print_json_line(value)

    reply = ask(data, lambda node: node.call_stream(path, args, tell, timeout), sandbox=True)
    if not told:
        print_json_line(reply.result)


def _show_result(state: CallProgress, json: bool) -> None:
    if json:
        return print_json(state.model_dump(mode="json"))
    if state.error is not None:
        raise from_body(state.error)
    if state.state == "done":
        return print_json(state.result)
    return console.print(_NOT_YET[state.state])


_NOT_YET = {
    "queued": "It waits for its device.",
    "running": "It is still running.",
    "waiting": "It waits for somebody to approve it.",
    "unknown": "It may have run: look there before you repeat it.",
}


def commands(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="So many of the newest, and all that still go on.")] = 20,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """List the calls that you made to other devices, newest first, and those that still go on by themselves."""
    found = ask(data, lambda node: node.commands(limit), reads=True).calls
    if json:
        return print_json([each.model_dump(mode="json") for each in found])
    if not found:
        return console.print("There are none. Leave one with: felloe call DEVICE:SKILL.FUNCTION --when-online")
    rows = (
        (each.id, when(each.created_ms), each.path.removeprefix("any:"), each.error.code if each.error else each.state)
        for each in found
    )
    return print_table(("ID", "WHEN", "WHAT", "STATE"), rows)


def execute(
    file: Annotated[
        str, typer.Argument(help="Python code; - or nothing reads standard input.", metavar="[FILE]")
    ] = "-",
    grant: Annotated[list[str] | None, typer.Option(help="A capability, such as files.read:~/Notes.")] = None,
    timeout: Timeout = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Run Python in the sandbox, with `device` and `devices` in scope and nothing else granted.

    What is not granted is asked of you at a terminal, and denied where there is none.
    """
    waits = patience()
    body = ExecBody(
        code=python_source(file), grants=grant or [], timeout_s=timeout, asks=waits is not None, patience_s=waits
    )

    async def work(node: NodeClient) -> RunInfo:
        try:
            return await node.execute(body)
        except ApprovalPending as pending:
            return await node.run((await answered(node, pending)).id)

    _show(ask(data, work, sandbox=True).record, json)


def _show(record: RunRecord, json: bool) -> None:
    if json:
        print_json(record.as_json())
        raise typer.Exit(0 if record.ok else 1)
    show_output(record)
    record.value()  # an error is one sentence, as everywhere in `felloe`
    show_result(record)
