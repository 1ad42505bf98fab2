"""Each screen: which device's window, how large, and what a person did before the picture."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screens import extremes, troubles
from screens.camera import until

from spoke.ui.navigation import ACTIVITY, CHATS, DEVICES, SKILLS
from spoke.ui.window.window import Window

if TYPE_CHECKING:
    from screens.world import World

SKILL_FOLDER = Path(__file__).parents[2] / "resources" / "skills"
Undo = Callable[[], object] | None
FULL, DRAWER, NARROW, SMALL, SMALLEST = (1280, 800), (1000, 720), (760, 720), (560, 720), (480, 480)


@dataclass(frozen=True, slots=True)
class Scene:
    name: str
    act: Callable[[Window], Awaitable[Undo]]
    device: str = "laptop"
    size: tuple[int, int] = FULL
    docs: bool = False
    """It is a picture of the docs."""


async def chats(window: Window) -> Undo:
    window.go(CHATS)
    rows = window.chats.column.rows
    await until(lambda: len(rows.rows) > 5)
    window.chats.open(next(row.key for row in rows.rows if row.title == "Attic humidity"))
    await until(lambda: len(window.chats.page.messages.messages) >= 2)
    await asyncio.sleep(0.6)  # the cards are laid into the flow
    return None


def open_place(window: Window, place: int) -> None:
    """With the focus where a person has it then."""
    window.go(place)
    window.places.at(place).focus_list()


async def devices(window: Window) -> Undo:
    open_place(window, DEVICES)
    await until(lambda: len([row for row in window.places.devices.column.rows.rows if row.key]) > 1)
    await until(lambda: window.places.devices.detail.exposure.functions)
    live = window.places.devices.live
    await until(lambda: not live.isVisible() or live.view.model().rowCount())
    return None


async def new_device(window: Window) -> Undo:
    await devices(window)
    window.places.devices.pair_new()
    page = window.places.devices.new_device
    await until(page.string.text)
    return page.done.click


async def skills(window: Window) -> Undo:
    open_place(window, SKILLS)
    await until(lambda: len([row for row in window.skills.column.rows.rows if row.key]) > 1)
    return None


async def activity(window: Window) -> Undo:
    open_place(window, ACTIVITY)
    await until(lambda: window.places.activity.model.rowCount())
    return None


def palette(typed: str) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        await chats(window)
        window.command_palette.open(typed)
        await asyncio.sleep(0.5)  # while it reads, it shows what it has
        return window.command_palette.leave

    return act


async def inspector(window: Window) -> Undo:
    await chats(window)
    window.chats.inspection.toggle()
    await asyncio.sleep(0.5)
    return lambda: window.chats.panes.open_right(False)


async def one_run(window: Window) -> Undo:
    await activity(window)
    window.places.activity.table.selectRow(1)
    window.places.activity.table.chosen.emit(window.places.activity.model.entries[1])
    await until(lambda: window.places.activity.panes.right_open)
    return lambda: window.places.activity.panes.open_right(False)


def tab(number: int) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        await devices(window)
        bar = window.places.devices.detail.tabs.bar
        bar.setCurrentIndex(number)
        await asyncio.sleep(0.6)
        return lambda: bar.setCurrentIndex(0)

    return act


async def add_skill(window: Window) -> Undo:
    await skills(window)
    window.skills.look_at(str(SKILL_FOLDER / "feeds"))
    await until(lambda: window.skills.page.install.all.isVisible() or window.skills.page.install.again.isVisible())
    return lambda: window.skills.page.show_install(False)


async def first_run(window: Window) -> Undo:
    window.go(CHATS)
    page = window.chats.page.first_run
    await until(page.isVisible)
    if not page.sandbox.output.text():
        page.sandbox.run.click()
    await until(page.sandbox.output.text)
    await until(lambda: page.model.chip.property("chip") != "neutral" or page.model._found.count())
    return None


def go(place: int) -> Callable[[Window], Awaitable[Undo]]:
    async def act(window: Window) -> Undo:
        open_place(window, place)
        await asyncio.sleep(0.3)
        return None

    return act


def scenes(world: World) -> tuple[Scene, ...]:
    """Those that break something come last, of each device."""
    return (
        *SCENES,
        Scene("call-denied", troubles.at(world, 0)),
        Scene("ask-long", troubles.at(world, 0.55)),
        Scene("call-queued", troubles.at(world, 1)),
        Scene("call-queued-small", troubles.at(world, 1), size=SMALL),
        Scene("two-branches", troubles.two_branches(world)),
        Scene("two-branches-small", troubles.two_branches(world), size=SMALL),
        Scene("call-unknown", troubles.unknown(world)),
        Scene("skill-changed", troubles.skill_changed(world)),
        Scene("skill-changed-small", troubles.skill_changed(world), size=SMALL),
        Scene("not-accepted", troubles.not_accepted(world)),
        Scene("not-accepted-small", extremes.section("account"), size=SMALL),
        Scene("backup-read", troubles.backup_read(world)),
        Scene("hub-gone", troubles.hub_gone(world)),
        Scene("node-again", troubles.node_again(world)),
        Scene("disk-full", troubles.disk_full(world), device="full"),
        Scene("restored", troubles.restored(world), device="restored"),
    )


SECTIONS = ("account", "models", "assistant", "privacy", "appearance", "sandbox", "backup", "about")
SCENES = (
    Scene("chats", chats, docs=True),
    Scene("chats-drawer", chats, size=DRAWER),
    Scene("chats-narrow", chats, size=NARROW),
    Scene("chats-small", chats, size=SMALL),
    Scene("chats-smallest", chats, size=SMALLEST),
    Scene("palette", palette("no"), docs=True),
    Scene("palette-all", palette("")),
    Scene("palette-devices", palette("@"), size=NARROW),
    Scene("palette-nothing", palette("zzz"), size=SMALL),
    Scene("devices", devices, docs=True),
    Scene("devices-small", devices, size=SMALL),
    Scene("new-device", new_device),
    Scene("new-device-small", new_device, size=SMALL),
    Scene("skills", skills, docs=True),
    Scene("skills-drawer", skills, size=DRAWER),
    Scene("skills-small", skills, size=SMALL),
    Scene("skills-add", add_skill),
    Scene("inspector", inspector),
    Scene("inspector-small", inspector, size=SMALL),
    Scene("devices-runs", tab(1)),
    Scene("devices-logs", tab(2)),
    Scene("devices-grants", tab(3)),
    Scene("devices-about", tab(4)),
    Scene("activity-run", one_run),
    Scene("activity-run-small", one_run, size=SMALL),
    Scene("activity", activity),
    Scene("activity-small", activity, size=SMALL),
    *(Scene(f"settings-{each}", extremes.section(each)) for each in SECTIONS),
    *(Scene(f"settings-{each}-small", extremes.section(each), size=SMALL) for each in SECTIONS),
    Scene("first-run", first_run, device="new", docs=True),
    Scene("first-run-drawer", first_run, device="new", size=DRAWER),
    Scene("first-run-small", first_run, device="new", size=SMALLEST),
    Scene("devices-alone", go(DEVICES), device="new"),
    Scene("empty-chats", first_run, device="empty"),
    Scene("empty-devices", go(DEVICES), device="empty"),
    Scene("empty-skills", go(SKILLS), device="empty"),
    Scene("empty-activity", go(ACTIVITY), device="empty"),
    Scene("long-chat", extremes.chat(extremes.CHATS_OF[0][0]), device="crowd"),
    Scene("long-chat-small", extremes.chat(extremes.CHATS_OF[0][0]), device="crowd", size=SMALL),
    Scene("long-word-chat", extremes.chat(extremes.CHATS_OF[1][0]), device="crowd", size=SMALLEST),
    Scene("written-chat", extremes.chat(extremes.WRITTEN), device="crowd"),
    Scene("written-chat-top", extremes.chat(extremes.WRITTEN, top=True), device="crowd"),
    Scene("arabic-chat", extremes.chat(extremes.ARABIC), device="crowd"),
    Scene("hebrew-chat-small", extremes.chat(extremes.HEBREW), device="crowd", size=SMALL),
    Scene("many-devices", extremes.many_devices, device="crowd"),
    Scene("long-device", extremes.device(extremes.OWN), device="crowd"),
    Scene("long-device-small", extremes.device(extremes.NAMES[0]), device="crowd", size=SMALL),
    Scene("many-skills", extremes.many_skills, device="crowd"),
    Scene("many-skills-small", extremes.many_skills, device="crowd", size=SMALL),
    Scene("long-account", extremes.section("account"), device="crowd"),
    Scene("mirrored-chat", extremes.mirrored(extremes.chat(extremes.ARABIC)), device="crowd"),
    Scene("mirrored-devices", extremes.mirrored(extremes.many_devices), device="crowd"),
    Scene("mirrored-settings", extremes.mirrored(extremes.section("account")), device="crowd"),
    Scene("contrast-chats", extremes.high_contrast(chats)),
    Scene("contrast-devices", extremes.high_contrast(devices)),
    Scene("contrast-skills", extremes.high_contrast(skills)),
    Scene("contrast-palette", extremes.high_contrast(palette("no"))),
)
