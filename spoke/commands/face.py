"""`felloe face`: a terminal as a face that shows notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.system.terminal import console, one_line
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data

if TYPE_CHECKING:
    from spoke.faces.bodies import FaceRequest
    from spoke.node.client import NodeClient


def face(data: Data = None, json: AsJson = False) -> None:
    """Show what skills on this device notify you of, until you press Ctrl+C."""

    async def notify(request: FaceRequest) -> None:
        _print(request, json)

    async def work(node: NodeClient) -> None:
        from spoke.faces.serving import serve

        await serve(node, {"notify": notify})

    if not json:
        console.print("Notifications of skills on this device come here. Ctrl+C ends this.")
    ask(data, work)


def _print(request: FaceRequest, json: bool) -> None:
    if json:
        print(request.model_dump_json(include={"asker", "args"}), flush=True)
        return
    title, text = str(request.args.get("title", "")), str(request.args.get("text", ""))
    mark = "! " if request.args.get("urgency") == "critical" else ""
    console.print(one_line(f"{mark}{request.asker}: {title}{'. ' if text else ''}{text}"), markup=False)
