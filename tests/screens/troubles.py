"""What goes wrong, as it really comes to be: a call denied, one that waits its turn, no hub, no node, a full disk."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from chat_wire import DONE, chunk, finish, text
from screens.camera import until
from scripted_upstream import ScriptedUpstream, streamed

from shared.errors import DiskFull
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.ui.rail import CHATS
from spoke.ui.window import Window

if TYPE_CHECKING:
    from screens.world import World

Undo = Callable[[], object] | None

CHAT = "Order forms"
DENIED = """\
import urllib.request
print(devices.attic_pi.climate.summary(sensor="attic", hours=24)["readings"])
try:
    urllib.request.urlopen("https://orders.example/forms").read()
except OSError as error:
    print("not read:", error)
"""
FAILS = 'rows = [{"price": "41,70"}]\nsum(float(row["price"]) for row in rows)\n'
POSTS = """\
import urllib.request
form = "\\n".join(f"row {n}: 3 x seed packets" for n in range(1, 15))
urllib.request.urlopen(urllib.request.Request("https://orders.example/forms", form.encode(), {"Accept": "text/plain"}))
"""
LOOKS = 'import urllib.request\nurllib.request.urlopen("https://seeds-{n}.example/").read()\n'


async def troubled(node: NodeClient, upstream: ScriptedUpstream) -> None:
    """A chat whose answer was denied something, failed, and then wanted more at once than is done at once."""
    many = [POSTS, *(LOOKS.format(n=n) for n in range(1, 6))]
    upstream.script(
        streamed(text("First the forms."), _calls(DENIED), finish("tool_calls"), DONE),
        streamed(text("Then what they come to."), _calls(FAILS), finish("tool_calls"), DONE),
        streamed(text("I send the order, and look at other shops."), _calls(*many), finish("tool_calls"), DONE),
    )
    session = await node.new_session(CHAT)
    await node.ask_for_answer(session.id, NewAnswer(text="Order what is missing."))
    async with asyncio.timeout(30):
        while not (asks := [ask for ask in (await node.asks()).asks if "orders.example" in ask.asked]):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await node.answer(asks[0].id, "deny")
        while len((await node.asks()).asks) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def _calls(*codes: str) -> bytes:
    calls = []
    for number, code in enumerate(codes):
        function = {"name": "run_code", "arguments": json.dumps({"code": code})}
        calls.append({"index": number, "id": f"call_{number}", "type": "function", "function": function})
    return chunk({"tool_calls": calls})


def at(world: World, share: float) -> Callable[[Window], Awaitable[Undo]]:
    """The chat, scrolled to a share of its height."""

    async def act(window: Window) -> Undo:
        await world.trouble()
        window.go(CHATS)
        rows = window.chats.column.rows
        await until(lambda: any(row.title == CHAT for row in rows.rows))
        window.chats.open(next(row.key for row in rows.rows if row.title == CHAT))
        await until(lambda: len(window.chats.page.messages.messages) >= 2)
        await asyncio.sleep(0.8)  # the cards are laid into the flow
        bar = window.chats.page.messages.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))
        return None

    return act


def hub_gone(world: World) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        window.go(CHATS)
        world.stage.stop("hub", signal.SIGKILL)
        await until(lambda: window.notice.text)
        return world.start_hub

    return act


def node_again(world: World) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        window.go(CHATS)
        window.chats.page.composer.put("Half a sentence that is not lost")
        if "laptop" in world.stage._processes:
            world.stage.stop("laptop", signal.SIGKILL)
        else:
            await window.node.stop_child()
        await until(lambda: window.node.state == "lost")
        return lambda: window.chats.page.composer.put("")

    return act


def disk_full(world: World) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        window.go(CHATS)
        session = await window.node.client.new_session("Notes on the roof")
        window.chats.open(session.id)
        await until(lambda: window.chats.flow.session == session.id)
        assert world.disk is not None, "it takes the right to mount a small disk"
        world.disk.fill()
        for _ in range(300):  # into the room that is kept for it, too
            try:
                await window.node.client.write(session.id, NewMessage(text="x" * 8_000))
            except DiskFull:
                break
        composer = window.chats.page.composer
        composer.put("The ridge tiles are loose on the north side.")
        await until(lambda: composer.unsaved.text() or window.chats.page.banner.text)
        return world.disk.make_room

    return act
