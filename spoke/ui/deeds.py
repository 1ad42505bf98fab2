"""What a person asks the node for: waited for in sight, given up by a Cancel, and where it fails said with a way on.

Rules of this module:
- while there is no node a deed waits for it: what was wished is done when the node is back, unless it is cancelled;
- what failed is said where it was asked for, and can be tried again as it was, with all that was typed for it;
- nothing is repeated by itself that may have been done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from shared.errors import Fault, FelloeError, NodeUnreachable, OutcomeUnknown, StreamLost
from spoke.ui.banner import Banner
from spoke.ui.node_sentences import worded
from spoke.ui.node_session import NodeSession
from spoke.ui.tasks import TaskOwner, unforeseen
from spoke.ui.words import tr

Work = Callable[[], Coroutine[Any, Any, object]]
_UNSURE = (NodeUnreachable, OutcomeUnknown, StreamLost)


@dataclass(frozen=True, eq=False, slots=True)
class Deed:
    doing: str
    work: Work
    by: object
    refused: Callable[[FelloeError], object] | None
    ended: Callable[[], object] | None
    again: Callable[[], object] | None
    correct: Callable[[], object] | None
    note: Callable[[], str]
    given_up: str
    share: Callable[[], float | None]


class Deeds(QObject):
    """`here`: the banner of the place that is shown."""

    def __init__(self, tasks: TaskOwner, node: NodeSession, here: Callable[[], Banner]) -> None:
        super().__init__()
        self._tasks, self._node, self._here = tasks, node, here
        self._busy: set[int] = set()
        self._going: set[asyncio.Task[None]] = set()

    def do(
        self,
        doing: str,
        work: Work,
        *,
        by: object = None,
        refused: Callable[[FelloeError], object] | None = None,
        ended: Callable[[], object] | None = None,
        again: Callable[[], object] | None = None,
        correct: Callable[[], object] | None = None,
        note: Callable[[], str] = str,
        given_up: str = "",
        share: Callable[[], float | None] = lambda: None,
    ) -> None:
        """`doing` is what goes on, in words: `Renaming the chat`. `by`: what was pressed; while its deed goes on a
        second press does nothing. `refused` says a failure where a field can say it better than a banner. `ended` is
        called at every end but a good one: to show again what holds. `again`: what Try again does, where it is not
        the same once more; `correct`: what it does where what was given was wrong. `note`: what a failure means for
        what is here; `given_up`: what a Cancel does, where that is known. `share`: how much of it is done, of 1, where
        that is known.
        """
        if by is not None and id(by) in self._busy:
            return
        self._begin(Deed(doing, work, by, refused, ended, again, correct, note, given_up, share))

    async def settled(self) -> None:
        """Returns when those that go on now have ended. Cancelling is safe."""
        if self._going:
            await asyncio.wait(self._going)

    def _begin(self, deed: Deed) -> None:
        self._busy.add(id(deed.by))
        task = self._tasks.start(self._do(deed, self._here()))
        if task:
            self._going.add(task)
            task.add_done_callback(self._going.discard)

    async def _do(self, deed: Deed, banner: Banner) -> None:
        task = asyncio.current_task()
        given_up = asked = False

        def give_up() -> None:
            nonlocal given_up
            given_up = True
            if task:
                task.cancel()

        wait = self._tasks.waits.begin(deed.doing, give_up, share=deed.share)
        try:
            await self._node.there()
            asked = True
            await deed.work()
        except asyncio.CancelledError:
            if not given_up:
                raise
            self._say_cancelled(deed, banner, asked=asked)
        except FelloeError as error:
            self._say_failed(deed, banner, error)
        except Exception as error:  # of ours: it is said too, and the control comes back
            self._say_failed(deed, banner, unforeseen(error))
        finally:
            self._busy.discard(id(deed.by))
            self._tasks.waits.end(wait)

    def _say_cancelled(self, deed: Deed, banner: Banner, *, asked: bool) -> None:
        unsure = asked and not deed.given_up
        words = tr("{doing}: cancelled. It may have been done.") if unsure else tr("{doing}: cancelled.")
        banner.say("neutral", " ".join((words.format(doing=deed.doing), deed.given_up if asked else "")).strip())
        self._end(deed)

    def _say_failed(self, deed: Deed, banner: Banner, error: FelloeError) -> None:
        if deed.refused is not None:
            deed.refused(error)
        else:
            again = partial(self._try_again, deed, banner, error)
            said = " ".join(part for part in (failure(deed.doing, error), deed.note()) if part)
            banner.say("bad", said, tr("Try again"), again, about=deed)
        self._end(deed)

    def _try_again(self, deed: Deed, banner: Banner, error: FelloeError) -> None:
        banner.drop(deed)
        wrong = deed.correct if error.fault is Fault.CALLER else None
        again = deed.again or wrong or partial(self._begin, deed)
        again()

    def _end(self, deed: Deed) -> None:
        if deed.ended is not None:
            deed.ended()


def failure(doing: str, error: FelloeError) -> str:
    """What happened, and whether it was done."""
    if isinstance(error, _UNSURE):
        return tr("{doing}: whether it was done is not known. {why}", doing=doing, why=worded(error))
    return tr("{doing} did not work. {why}", doing=doing, why=worded(error))
