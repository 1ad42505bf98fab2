"""What goes wrong, as it really comes to be: a call denied, one that waits its turn, no hub, no node, a full disk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from chat_wire import DONE, chunk, finish, text
from screens.camera import until
from scripted_upstream import ScriptedUpstream, streamed

from shared.errors import DiskFull, NotFound
from shared.limits import LIMITS
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.ui.navigation import CHATS, SETTINGS, SKILLS
from spoke.ui.window.window import Window

if TYPE_CHECKING:
    from screens.world import World

Undo = Callable[[], object] | None

CHAT = "Order forms"
CALIBRATES = 'print(devices.attic_pi.climate.calibrate(sensor="cellar", offset=-0.5))\n'
LAMP_MANIFEST = """---
name: lamp
description: Switches the lamp in the hall, and says whether it is on.
metadata:
  felloe-capabilities: {}
---
# How to
"""
LAMP_CODE = '''
def switch(on: bool) -> bool:
    """Switch the lamp."""
    return on
'''
LAMP = (
    ("http:lamp.example", ""),
    ("http:lamp.example http:usage.example notify files.read:~/Documents",
     '''

def brightness(percent: int) -> int:
    """Set how bright it is."""
    return percent
'''),
)  # fmt: skip
DENIED = """\
import urllib.request
print(devices.attic_pi.climate.summary(sensor="attic", hours=24)["readings"])
try:
    urllib.request.urlopen("https://orders.example/forms").read()
except OSError as error:
    print("not read:", error)
"""
TOO_LARGE = f"A change may hold {LIMITS.op_bytes} bytes, not {2 * LIMITS.op_bytes}."
PUT_ASIDE = f"""INSERT INTO refused (op_id, session_id, slot, op, code, message)
SELECT op_id, session_id, slot, op, 'too_large', '{TOO_LARGE}' FROM outbox
WHERE session_id = ?"""
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


def skill_changed(world: World) -> Callable[[Window], Awaitable[Undo]]:
    """A skill whose new version asks for more than what was granted to the old one."""

    async def act(window: Window) -> Undo:
        node, folder = window.node.client, world.stage.folder / "lamp"
        if not folder.exists():
            for number, (asks, more) in enumerate(LAMP):
                (folder / "scripts").mkdir(parents=True, exist_ok=True)
                (folder / "SKILL.md").write_text(LAMP_MANIFEST.format(asks))
                (folder / "scripts" / "skill.py").write_text(LAMP_CODE + more)
                await node.install_skill(str(folder), replace=bool(number))
                if not number:
                    await node.grant("lamp", "http:lamp.example")
        window.go(SKILLS)
        await until(lambda: any(row.title == "lamp" for row in window.skills.column.rows.rows))
        window.skills.open("lamp")
        await until(lambda: window.skills.page.changed.isVisible())
        return None

    return act


def unknown(world: World) -> Callable[[Window], Awaitable[Undo]]:
    """A device that went while it may have done what it was asked."""

    async def act(window: Window) -> Undo:
        title = "Correct the cellar's sensor"
        rows = window.chats.column.rows
        window.go(CHATS)
        if not any(row.title == title for row in rows.rows):
            await world.ask("attic", lambda node: node.expose("climate.calibrate", "allow"))
            world.upstream.script(
                streamed(text("I correct it by half a degree."), _calls(CALIBRATES), finish("tool_calls"), DONE),
                streamed(text("Attic Pi went offline, so look there first."), finish("stop"), DONE),
            )
            node = window.node.client
            session = await node.new_session(title)
            world.stage._processes["attic"].send_signal(signal.SIGSTOP)
            await node.ask_for_answer(session.id, NewAnswer(text="The cellar's sensor shows half a degree too much."))
            await asyncio.sleep(3)  # the call is on its way
            world.stage.stop("attic", signal.SIGKILL)
            async with asyncio.timeout(90):
                while session.id in {one.session_id for one in (await node.answers()).answers}:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        await until(lambda: any(row.title == title for row in rows.rows))
        window.chats.open(next(row.key for row in rows.rows if row.title == title))
        await until(lambda: len(window.chats.page.messages.messages) >= 2)
        await asyncio.sleep(2)
        return None

    return act


def two_branches(world: World) -> Callable[[Window], Awaitable[Undo]]:
    """Two devices answered the same message while neither knew of the other: both are there, side by side."""

    async def act(window: Window) -> Undo:
        title, node = "Train to Lyon, with a bicycle", window.node.client
        rows = window.chats.column.rows
        window.go(CHATS)
        if not any(row.title == title for row in rows.rows):
            session = await node.new_session(title)
            asked = await node.write(session.id, NewMessage(text="Which trains to Lyon take a bicycle?"))
            answer = "Those with a luggage car: **9:12** and **15:40**. A place for it is 10 €."
            answered = await node.write(session.id, NewMessage(text=answer, role="assistant", parent_id=asked.id))
            words = "The early one, on Saturday.", "The late one, and back on Monday."
            await world.ask("attic", lambda other: _write_later(other, session.id, answered.id, words[0]))
            await node.write(session.id, NewMessage(text=words[1], parent_id=answered.id))
        await until(lambda: any(row.title == title for row in rows.rows))
        window.chats.open(next(row.key for row in rows.rows if row.title == title))
        messages = window.chats.page.messages
        await until(lambda: any(len(turn.beside) == 2 for turn in messages.messages))
        await asyncio.sleep(0.8)
        return None

    return act


async def _write_later(node: NodeClient, session: str, after: str, text: str) -> None:
    """Once the message that it follows has come to the other device."""
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(NotFound):
                await node.write(session, NewMessage(text=text, parent_id=after))
                return
            await asyncio.sleep(0.1)


def not_accepted(world: World) -> Callable[[Window], Awaitable[Undo]]:
    """As after a hub that took a message for a bad one: ours takes all that the node sends, so it is put aside here."""

    async def act(window: Window) -> Undo:
        if not (window.node.status and window.node.status.sync.quarantined):
            hub = str(world.stage.data("hub"))
            world.stage.run("felloe-hub", "limit", "mira", "--storage", "1", "--data", hub)  # it stays here
            node = window.node.client
            session = await node.new_session("Notes on the roof")
            await node.write(session.id, NewMessage(text="The ridge tiles are loose on the north side."))
            with sqlite3.connect(world.stage.data("laptop") / "node.db") as database:
                database.execute(PUT_ASIDE, (session.id,))
            await window.node.refresh_status()
        await until(lambda: window.node.status and window.node.status.sync.quarantined)
        window.go(SETTINGS)
        window.settings.open("account")
        await asyncio.sleep(0.5)
        return None

    return act


def backup_read(world: World) -> Callable[[Window], Awaitable[Undo]]:
    """A backup of this device, before it is restored."""

    async def act(window: Window) -> Undo:
        file = world.stage.folder / "felloe-2026-11-21.zip"
        if not file.exists():
            await window.node.client.backup(str(file))
        window.go(SETTINGS)
        window.settings.open("backup")
        window.settings.backup.look_at(str(file))
        await until(window.settings.backup.card.isVisible)
        return None

    return act


def restored(world: World) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        file = world.stage.folder / "restored.zip"
        page = window.settings.backup
        window.go(SETTINGS)
        window.settings.open("backup")
        if not file.exists():
            await window.node.client.backup(str(file))
            page.look_at(str(file))
            await until(page.card.isVisible)
            page.card.restore.click()
        await until(lambda: window.node.state == "online" and page.kept.isVisible())
        return None

    return act


def hub_gone(world: World) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        window.go(CHATS)
        world.stage.stop("hub", signal.SIGKILL)
        session = await window.node.client.new_session("Seeds for the spring")
        for words in ("Peas, two rows.", "Beans after the frost."):
            await window.node.client.write(session.id, NewMessage(text=words))
        await until(lambda: "wait" in window.node_notice.notice.text or "warten" in window.node_notice.notice.text)
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
        await until(lambda: window.chats.loader.session == session.id)
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
