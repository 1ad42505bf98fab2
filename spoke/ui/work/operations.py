"""What a person asks the node for: waited for in sight, given up by a Cancel, and where it fails said with a way on.

Rules of this module:
- while there is no node an operation waits for it: it is done when the node is back, unless it is cancelled;
- what failed is said where it was asked for, and can be tried again as it was, with all that was typed for it;
- nothing is repeated by itself that may have been done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from shared.errors import Fault, FelloeError, NodeUnreachable, OutcomeUnknown, StreamLost
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.widgets.banner import Banner
from spoke.ui.work.tasks import TaskOwner, unforeseen

Work = Callable[[], Coroutine[Any, Any, object]]
_UNSURE = (NodeUnreachable, OutcomeUnknown, StreamLost)


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
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
    asks_node: bool
    looks: bool


@dataclass(eq=False, slots=True)
class _Attempt:
    operation: Operation
    banner: Banner
    task: asyncio.Task[None] | None = None
    """None until it has begun: one that is cancelled before would end without a word."""

    given_up: bool = False

    def give_up(self) -> None:
        self.given_up = True
        if self.task:
            self.task.cancel()


class Operations(QObject):
    """`node_there` returns when there is a node. `here`: the banner of the place that is shown. `over`: nothing goes on
    any more."""

    over = Signal()

    def __init__(self, tasks: TaskOwner, node_there: Callable[[], Awaitable[None]], here: Callable[[], Banner]) -> None:
        super().__init__()
        self._tasks, self._node_there, self._here = tasks, node_there, here
        self._busy: set[int] = set()
        self._cancels: dict[int, Callable[[], None]] = {}
        """By what was pressed."""

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
        asks_node: bool = True,
        looks: bool = False,
    ) -> None:
        """`doing` is what goes on, in words: `Renaming the chat`. `by`: what was pressed; while its operation goes on a
        second press does nothing. `refused` says a failure where a field can say it better than a banner. `ended` is
        called at every end but a good one: to show again what holds. `again`: what Try again does, where it is not
        the same once more; `correct`: what it does where what was given was wrong. `note`: what a failure means for
        what is here; `given_up`: what a Cancel does, where that is known. `share`: how much of it is done, of 1, where
        that is known. `asks_node`: what asks nothing of it waits for none. `looks`: it changes nothing, so that nothing
        can have been done where its answer is lost.
        """
        if by is not None and id(by) in self._busy:
            return
        self._begin(Operation(doing, work, by, refused, ended, again, correct, note, given_up, share, asks_node, looks))

    def cancel(self, by: object) -> None:
        """As Cancel does, of what goes on by this; nothing where nothing does."""
        if give_up := self._cancels.get(id(by)):
            give_up()

    @property
    def going(self) -> bool:
        """Something does."""
        return bool(self._going)

    async def settled(self) -> None:
        """Returns when all have ended, and those that they began. Cancelling is safe."""
        while self._going:
            await asyncio.wait(self._going)

    def _begin(self, operation: Operation) -> None:
        attempt = _Attempt(operation, self._here())
        self._busy.add(id(operation.by))
        self._cancels[id(operation.by)] = attempt.give_up
        task = self._tasks.start(self._do(attempt))
        if task:
            self._going.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._going.discard(task)
        if not self._going:
            self.over.emit()

    async def _do(self, attempt: _Attempt) -> None:
        attempt.task, asked = asyncio.current_task(), False
        operation, banner = attempt.operation, attempt.banner
        progress = self._tasks.progress.begin(operation.doing, attempt.give_up, share=operation.share)
        try:
            if attempt.given_up:
                raise asyncio.CancelledError
            if operation.asks_node:
                await self._node_there()
            asked = True
            await operation.work()
        except asyncio.CancelledError:
            if not attempt.given_up:
                raise
            self._say_cancelled(operation, banner, asked=asked)
        except FelloeError as error:
            self._say_failed(operation, banner, error)
        except Exception as error:  # of ours: it is said too, and the control comes back
            self._say_failed(operation, banner, unforeseen(error))
        finally:
            self._busy.discard(id(operation.by))
            self._cancels.pop(id(operation.by), None)
            self._tasks.progress.end(progress)

    def _say_cancelled(self, operation: Operation, banner: Banner, *, asked: bool) -> None:
        unsure = asked and not operation.given_up and not operation.looks
        words = tr("{doing}: cancelled. It may have been done.") if unsure else tr("{doing}: cancelled.")
        meaning = operation.given_up if asked else ""
        banner.say("neutral", " ".join((words.format(doing=operation.doing), meaning)).strip())
        self._end(operation)

    def _say_failed(self, operation: Operation, banner: Banner, error: FelloeError) -> None:
        if operation.refused is not None:
            operation.refused(error)
        else:
            again = partial(self._try_again, operation, error)
            failed = failure(operation.doing, error, looks=operation.looks)
            said = " ".join(filter(None, (failed, operation.note())))
            banner.say("bad", said, tr("Try again"), again, about=operation)
        self._end(operation)

    def _try_again(self, operation: Operation, error: FelloeError) -> None:
        wrong = operation.correct if error.fault is Fault.CALLER else None
        again = operation.again or wrong or partial(self._begin, operation)
        again()

    def _end(self, operation: Operation) -> None:
        if operation.ended is not None:
            operation.ended()


def failure(doing: str, error: FelloeError, *, looks: bool = False) -> str:
    """What happened, and whether it was done. `looks`: as in `do`."""
    if isinstance(error, _UNSURE) and not looks:
        return tr("{doing}: whether it was done is not known. {why}", doing=doing, why=worded(error))
    return tr("{doing} did not work. {why}", doing=doing, why=worded(error))
