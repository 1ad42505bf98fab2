"""What is long, many, or written from the right: one account that has all of it, and one that has nothing."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from screens.camera import until

from shared.api import PairRequest
from shared.pairing import PairingString
from spoke.hublink.account import DeviceKey
from spoke.hublink.pairing import pair
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.node.client import NodeClient
from spoke.ui.look.theme import SystemColours
from spoke.ui.navigation import CHATS, DEVICES, SETTINGS, SKILLS
from spoke.ui.window.window import Window

if TYPE_CHECKING:
    from screens.world import World

Undo = Callable[[], object] | None
Act = Callable[[Window], Awaitable[Undo]]

USER = "maximiliane-von-hohenstein-zu-wolkenburg-und-der-lange-name-64"
OWN = "The laptop that mostly stands in the kitchen beside the radiator"
NAMES = (
    "Donaudampfschifffahrtsgesellschaftskapitänskajütenschreibtischpc",
    "מחשב נייד של מירה", "حاسوب المكتب", "书房", "Mira’s phone", "NAS",
)  # fmt: skip
ARABIC = "الرطوبة في العلّية"
HEBREW = "רשימת קניות לשבת"
CHATS_OF = (
    ("Everything that was said about the roof, the gutter, the neighbours’ tree and who pays for which of them", "…"),
    ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz2026", "Was steht darin?"),
    (HEBREW, "חלה, 2 בקבוקי יין, נרות (IKEA), ו־500 גרם זיתים."),
)
SAID = (
    "هل كانت العلّية رطبة ليلة أمس؟ قارنها بالقبو.",
    "لا، بقيت العلّية تحت **58 %**، أمّا القبو فهو الرطب: **71 %** في المتوسط.\n\n"
    "1. افتح النافذة صباحًا\n2. شغّل المروحة `fan.set(minutes=90)`\n\n"
    "| الغرفة | المتوسط | الأعلى |\n|---|---|---|\n| العلّية | 49 % | 58 % |\n| القبو | 71 % | 74 % |\n\n"
    "```python\nprint(climate.summary(sensor='attic'))  # attic\n```\n",
)
WRITTEN = "All that is written"
MARKDOWN = """\
# The attic in winter

It stays **dry** as long as the *north window* is open a hand's width, says the `climate` skill of
[the installer](https://example.org). Between 11 and 71 % were measured in 1 101 readings.

## What to do

1. Open the window at 7:11.
2. Switch the fan on:
   - `fan.set(minutes=90)` in the attic, and for longer where the air still has more than 60 % by then
   - not in the cellar
     - nor in the hall
3. Look again.

- [x] Filter changed
- [ ] Gutter cleaned

> Whoever opens the window shuts it.
>
> > And whoever shuts it says so.

| Room | Mean | Highest | When |
|:-----|-----:|--------:|:----:|
| Attic | 49 % | 58 % | 4:10 |
| Cellar under the stairs | 71 % | 111 % | 11:11 |

### And then

```python
for room in ("attic", "cellar"):
    print(f"{room:8} {climate.summary(sensor=room, hours=24)['humidity']['mean']:.0f} %")
```

---

That is all.
"""
SKILL = """---
name: {name}
description: {about}
---
# How to
"""
FOLDER = "A folder with a name that is much longer than the list"
LONG_SKILL = "summarises-what-was-measured-in-every-room-and-says-what-to-do"


async def crowded(world: World) -> None:
    """Thirty devices of a person with a long name, two hundred skills, and chats from the right."""
    hub = str(world.stage.data("hub"))
    world.stage.run("felloe-hub", "user", "add", USER, "--data", hub)
    with tempfile.TemporaryDirectory() as keys:
        for number in range(29):
            name = NAMES[number] if number < len(NAMES) else f"Sensor {number:02}"
            where = PairingString.parse(world.pairing_string(USER))
            folder = Path(keys) / str(number)
            folder.mkdir()
            key = DeviceKey.of(folder)
            asked = PairRequest(code=where.code, name=name, public_key=key.public, platform="Linux aarch64")
            await pair(where.hub_url, where.fingerprint, asked)
    await world.ask("crowd", lambda node: _crowd(world, node))


async def _crowd(world: World, node: NodeClient) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(200):
            name = LONG_SKILL if not number else f"recipe-{number:03}"
            skill = Path(folder) / name
            skill.mkdir()
            about = "Says what to cook from what is there, how long it takes, and what goes with it. " * (
                1 + 3 * (not number)
            )
            (skill / "SKILL.md").write_text(SKILL.format(name=name, about=about.strip()))
        await node.install_skills(folder)
    for title, words in CHATS_OF:
        session = await node.new_session(title)
        await node.write(session.id, NewMessage(text=words))
        await node.change_session(session.id, ChangeSession(folder=FOLDER))
    session = await node.new_session(ARABIC)
    for number, words in enumerate(SAID):
        await node.write(session.id, NewMessage(text=words, role="user" if number % 2 == 0 else "assistant"))
    session = await node.new_session(WRITTEN)
    asked = await node.write(session.id, NewMessage(text="What about the attic?\n\nAnd the cellar, in **short**?"))
    await node.write(session.id, NewMessage(text=MARKDOWN, role="assistant", parent_id=asked.id))
    await node.pair(world.pairing_string(USER))


def chat(title: str, *, top: bool = False) -> Act:
    async def act(window: Window) -> Undo:
        window.go(CHATS)
        rows = window.chats.column.rows
        await until(lambda: any(row.title == title for row in rows.rows))
        window.chats.open(next(row.key for row in rows.rows if row.title == title))
        await until(lambda: window.chats.page.messages.messages)
        await asyncio.sleep(0.5)
        if top:
            window.chats.page.messages.verticalScrollBar().setValue(0)
        return None

    return act


async def many_devices(window: Window) -> Undo:
    window.go(DEVICES)
    window.places.devices.focus_list()
    await until(lambda: len(window.places.devices.column.rows.rows) > 30)
    return None


def device(name: str) -> Act:
    async def act(window: Window) -> Undo:
        await many_devices(window)
        window.places.devices.open(next(row.key for row in window.places.devices.column.rows.rows if row.title == name))
        await asyncio.sleep(0.4)
        return None

    return act


async def many_skills(window: Window) -> Undo:
    window.go(SKILLS)
    window.skills.focus_list()
    await until(lambda: len(window.skills.column.rows.rows) > 190)
    window.skills.open(LONG_SKILL.replace("-", "_"))
    return None


def section(name: str) -> Act:
    async def act(window: Window) -> Undo:
        window.go(SETTINGS)
        window.settings.focus_list()
        window.settings.open(name)
        await asyncio.sleep(0.6)
        return None

    return act


def mirrored(act: Act) -> Act:
    """As where the system's language is written from the right."""

    async def turned(window: Window) -> Undo:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        undo = await act(window)

        def back() -> None:
            app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            if undo:
                undo()

        return back

    return turned


def high_contrast(act: Act) -> Act:
    """Black on white, or white on black, as the system has it."""
    pairs = {
        "light": SystemColours("#ffffff", "#000000", "#37006e", "#ffffff"),
        "dark": SystemColours("#000000", "#ffffff", "#1aebff", "#000000"),
    }

    async def harsh(window: Window) -> Undo:
        look, plain = window.look, window.look._wanted

        def wanted() -> object:
            theme = plain()
            return type(theme)(theme.scheme, theme.scale, pairs[theme.scheme])

        look._wanted = wanted  # type: ignore[method-assign, assignment]
        look._follow()
        undo = await act(window)

        def back() -> None:
            look._wanted = plain  # type: ignore[method-assign]
            look._follow()
            if undo:
                undo()

        return back

    return harsh
