"""A call made from a form: followed past a question, and its end shown where the form still is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from shared.errors import ApprovalPending, FelloeError, NodeUnreachable, NotFound, OutcomeUnknown, from_body
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.calls import CallProgress, CallReply
from spoke.ui.event_loop.sliced import sliced
from spoke.ui.i18n.translate import tr
from spoke.ui.node.changes import Changes
from spoke.ui.services import Services
from spoke.ui.skills.form import SchemaForm
from spoke.ui.skills.result import ResultCard

T = TypeVar("T")


class FormCalls(QObject):
    """`current`: the form that is seen. `shown`: the card says something else, with the reply where there is one. The
    activity has what came of a call in any case."""

    shown = Signal(object)

    def __init__(self, services: Services, card: ResultCard, current: Callable[[], SchemaForm]) -> None:
        super().__init__(card)
        self._services, self._card, self._current = services, card, current
        card.answer.clicked.connect(lambda: services.actions.do("Alt+A"))
        self._changes = Changes(services.node, "asks", "calls", "runs", parent=self)
        self._reading: asyncio.Task[None] | None = None
        self.following: asyncio.Task[None] | None = None
        """Of a call that waits for a question to be answered: as long as that takes, another one can be made."""

    def start(self, path: str) -> None:
        """Nothing where the arguments do not fit, which the form says. Once, however often it is pressed meanwhile."""
        if self._reading is None or self._reading.done():
            self._reading = self._services.tasks.start(self._read(self._current(), path))

    async def _read(self, form: SchemaForm, path: str) -> None:
        """It may have hundreds of fields."""
        arguments = await sliced(form.arguments())
        if arguments is not None and self._current() is form:
            self._services.operations.do(
                tr("Running {function}", function=path),
                partial(self._call, form, path, arguments),
                by=form,
                refused=partial(self._show, form, self._card.show_error),
                given_up=tr("It may still run: look in Activity."),
            )

    async def _call(self, form: SchemaForm, path: str, arguments: dict[str, object]) -> None:
        if self.following:
            self.following.cancel()
        try:
            # None is waited for here: a form that says Running for seconds while somebody is asked does not say what is
            reply = await self._services.node.client.call(path, arguments, patience_s=0)
        except ApprovalPending as pending:
            self.following = self._services.tasks.start(self._follow(form, path, pending))
        else:
            self._show(form, self._card.show_reply, reply)

    async def _follow(self, form: SchemaForm, path: str, pending: ApprovalPending) -> None:
        def waits(elsewhere: bool) -> None:
            self._show(form, self._card.show_error if elsewhere else self._card.show_waiting, pending)

        try:
            reply = await to_its_end(self._look, path, pending, waits, self._changes.next)
        except FelloeError as error:
            self._show(form, self._card.show_error, error)
        else:
            self._show(form, self._card.show_reply, reply)

    async def _look(self, call: str) -> CallProgress:
        """Of the node that is there now: another one than asked, if it was started anew meanwhile."""
        while True:
            await self._services.node.there()
            try:
                return await self._services.node.client.call_state(call)
            except NodeUnreachable:  # it goes, or only this answer is lost: to look again does nothing
                await asyncio.sleep(TIMEOUTS.reconnect_min)

    def _show(self, form: SchemaForm, show: Callable[[T], None], end: T) -> None:
        if self._current() is form:
            show(end)
            self.shown.emit(end if isinstance(end, CallReply) else None)


async def to_its_end(
    look: Callable[[str], Awaitable[CallProgress]],
    path: str,
    pending: ApprovalPending,
    waits: Callable[[bool], None],
    changed: Callable[[], Awaitable[None]],
) -> CallReply:
    """`look` is `NodeClient.call_state`; `pending` is raised where it does not know the call. `waits` is told whether
    the question is answered elsewhere only, and `changed` returns when the call may stand otherwise. Cancelling leaves
    the call as it is: it may still run."""
    call = str(pending.details.get("call", ""))
    if not call:
        raise pending
    began = time.monotonic()
    try:
        progress = await look(call)
    except NotFound:
        raise pending from None
    waits(progress.elsewhere)
    while progress.state in ("queued", "running", "waiting"):
        await changed()
        if progress.state == "waiting":
            began = time.monotonic()  # a person's time is not the call's
        progress = await look(call)
    if progress.error:
        raise from_body(progress.error)
    if progress.state != "done":
        raise OutcomeUnknown("The connection ended before the answer. It may have run.")
    elapsed_ms = (time.monotonic() - began) * 1000
    return CallReply(id=call, device=path.rpartition(":")[0], result=progress.result, elapsed_ms=elapsed_ms)
