"""Walks what a person may wish of a window through each way in which the node can fail it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from faults import faulty
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from shared.errors import DatabaseBusy, DiskFull, FelloeError, HubUnreachable, InvalidArgument

BUSY = DatabaseBusy("Another program holds the database node.db. Try again in a moment.")
FULL = DiskFull("The disk that holds /data is full. Free some space; nothing was lost.")
FAULTS: tuple[FelloeError | str, ...] = (
    "slow", "gone", "cut", FULL, BUSY,
    HubUnreachable("The hub at https://hub.lan cannot be reached. Check the address and that the hub runs."),
    InvalidArgument("memory_mb is a whole number from 64 to 2,048, not 1."),
)  # fmt: skip
ANSWERED = FAULTS[1:]
"""For what shows by itself that it goes on."""

UNDONE = tuple(each for each in FAULTS if each != "cut")
"""For what is not to be done."""

TYPED = "half a sentence, and more"


@dataclass
class Wish:
    """What a person does, and the request that it makes. `said`: where a failure is read, else in the place's banner.
    `kept`: what was typed, which has to be there afterwards. `read`: it only looks, and has no Cancel."""

    name: str
    act: Callable[[], object]
    request: str
    said: Callable[[], str] | None = None
    kept: Callable[[], object] | None = None
    free: Callable[[], bool] = lambda: True
    """The control that was pressed can be pressed again."""

    read: bool = False
    leave: Callable[[], object] = lambda: None
    faults: tuple[FelloeError | str, ...] = field(default=FAULTS)

    @property
    def looks(self) -> bool:
        """It changes nothing, so nothing can have been done."""
        return self.request.startswith("GET ") or self.request.endswith("/look")


_UNSURE = "ist nicht bekannt"


class Stage:
    def __init__(self, window, ask, loop, home):
        self.window, self.ask, self.loop, self.home, self._where = window, ask, loop, home, ""
        self.faults = faulty(window)
        window.progress_strip._tick.setInterval(4)

    def until(self, condition: Callable[[], object]) -> None:
        """As `loop.until`, which looks only every 10 ms: there are hundreds of waits here."""
        deadline = time.monotonic() + 5
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.001)
            if time.monotonic() > deadline:
                waits = [wait.words for wait in self.window.tasks.progress.all]
                raise AssertionError(f"{self._where}: {self.window.here.banner.text!r}, waits for {waits}")

    def walk(self, wishes: list[Wish]) -> None:
        for number, wish in enumerate(wishes):
            typed = [fault for fault in wish.faults if isinstance(fault, FelloeError)]
            named = [fault for fault in wish.faults if isinstance(fault, str)]
            for fault in (*named, typed[number % len(typed)]):
                self._fail(wish, fault)

    def _fail(self, wish: Wish, fault: FelloeError | str) -> None:
        window = self.window
        banner = window.here.banner
        banner.clear()
        where = self._where = f"{wish.name}, {fault}, met {self.faults.met}"
        with self.faults.failing(wish.request, fault):
            wish.act()
            self.until(lambda: self.faults.met)
            if fault == "slow":
                self._wait_and_give_up(wish, where)
                return
            said = wish.said or (lambda: banner.text)
            self.until(lambda: said() and (wish.read or not window.tasks.progress.all))
        assert _mentions(said(), fault), f"{where}: {said()}"
        assert not (wish.looks and _UNSURE in said()), f"{where}: {said()}"
        if wish.said is None:
            assert banner.button, f"{where}: {banner.text}"
        self.until(wish.free)
        assert not wish.kept or wish.kept() == TYPED, where
        wish.leave()
        self.until(lambda: not window.tasks.progress.all)

    def _wait_and_give_up(self, wish: Wish, where: str) -> None:
        strip, waits = self.window.progress_strip, self.window.tasks.progress
        self.until(lambda: strip.isVisible() or not wish.free())
        if not wish.read:
            self.until(strip.cancel.isVisible)
            assert strip.words.text(), where
            strip.cancel.click()
            self.until(lambda: not waits.all)
            assert not strip.isVisible() and wish.free(), where
            assert not (wish.looks and "Es kann geschehen sein" in self.window.here.banner.text), where
            assert not wish.kept or wish.kept() == TYPED, where
        wish.leave()


def _mentions(said: str, fault: FelloeError | str) -> bool:
    """In German: what the error's own sentence is there, or that the node went away."""
    if isinstance(fault, str):
        return "Felloes Knoten ging weg" in said
    from spoke.ui.i18n.node_sentences import worded

    return worded(fault) in said and fault.message not in said
