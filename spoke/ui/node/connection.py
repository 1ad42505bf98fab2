"""The desktop's connection to the node that owns its data folder: found or started, listened to, and brought back.

Rules of this module:
- a node that a person started is used and left running; one that a desktop started ends with the window: with ours, or
  with the next one over its data folder where its own was killed;
- the address file may be a dead node's: only an answer counts;
- a node that keeps ending soon after it answered is started again ever more slowly.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError, NodeUnreachable
from shared.timeouts import TIMEOUTS
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.node.backoff import Backoff
from spoke.ui.node.process import NodeProcess

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event
    from spoke.node.bodies.node import Status
    from spoke.node.client import NodeClient

State = Literal["starting", "online", "lost", "failed"]

_POLL_S = 0.05
_OTHERS_S = 2.0
"""How long a node that somebody else runs has to come back: it ends and starts again by itself for a restore."""

_START_S = TIMEOUTS.exec_wall
"""How long a node may take until it answers: the first start may prepare the sandbox."""


class NodeConnection(QObject):
    """`state_changed` says the new state; `event_received` hands on each event; `status_changed` what the node is."""

    state_changed = Signal(str)
    event_received = Signal(object)
    status_changed = Signal(object)

    def __init__(self, data: Path, name: str | None = None, process: NodeProcess | None = None) -> None:
        """`process`: of a session before this one, whose node it goes on with."""
        super().__init__()
        self.data = data
        self.process = process or NodeProcess(data, name)
        self._client: NodeClient | None = None
        self._retry = asyncio.Event()
        self._there = asyncio.Event()
        self._patience_s = 0.0
        self.state: State = "starting"
        self.problem = ""
        """Why the node could not be started, as a sentence."""
        self.status: Status | None = None

    @property
    def client(self) -> NodeClient:
        """Raises `NodeUnreachable` while there is no node."""
        if self._client is None:
            raise NodeUnreachable("Felloe's node is not there yet. Your text is kept.")
        return self._client

    @property
    def reached(self) -> bool:
        return self._client is not None

    async def there(self) -> None:
        """Returns when there is a node. Cancelling is safe."""
        await self._there.wait()

    @property
    def own_id(self) -> str:
        """This device's id at its hub; empty without one."""
        return self.status.account.device_id if self.status and self.status.account else ""

    @property
    def own_handle(self) -> str:
        """This device's handle at its hub; empty without one."""
        return self.status.account.handle if self.status and self.status.account else ""

    @property
    def database(self) -> Path:
        """Where the node keeps its chats, to be glanced at before it answers."""
        return self.data / "node.db"

    @property
    def child_pid(self) -> int | None:
        """The process id of the node, where it ends with this desktop."""
        return self.process.pid

    def retry(self) -> None:
        """Try again after `failed`."""
        self._retry.set()

    def hurry(self) -> None:
        """Begin the node's start where none listens: it comes up while the window is built."""
        from spoke.node.address import NodeAddress

        address = NodeAddress.read(self.data)
        if not self.process.running and not (address and address.listened_to()):
            self.process.start()

    async def run(self) -> None:
        """Keep a connection until cancelled; cancelling closes it and leaves the node running."""
        backoff = Backoff()
        while True:
            try:
                client = await self._connect()
            except FelloeError as error:
                await self._fail(error)
                continue
            began = time.monotonic()
            self._patience_s = 0.0 if self.process.running else _OTHERS_S
            async with client:
                try:
                    await self._listen(client)
                finally:
                    self._client = None
                    self._there.clear()
            self.process.adopt(0)
            self._set("lost")
            await asyncio.sleep(backoff.after(time.monotonic() - began))

    async def stop_child(self) -> None:
        await self.process.stop()

    async def refresh_status(self) -> None:
        self._tell(await self.client.status())

    async def _listen(self, client: NodeClient) -> None:
        """Returns when the node has gone, and all that was heard of it is handed on."""
        heard: asyncio.Queue[Event] = asyncio.Queue()
        handing_on = asyncio.ensure_future(self._hand_on(heard))
        try:
            with contextlib.suppress(NodeUnreachable):  # as one that is killed: one that ends in order says no more
                await self._hear(client, heard)
            await heard.join()
        finally:
            handing_on.cancel()
            await asyncio.gather(handing_on, return_exceptions=True)

    async def _hear(self, client: NodeClient, heard: asyncio.Queue[Event]) -> None:
        async with client.events() as events:
            status = await client.status()
            self.process.adopt(status.pid if status.of_desktop else 0)
            self._tell(status)
            self._client = client
            self._there.set()
            self._set("online")
            async for event in events:  # no await in here: left halfway, httpx's own generators stay open
                heard.put_nowait(event)

    async def _hand_on(self, heard: asyncio.Queue[Event]) -> None:
        """In slices: hundreds may come at once."""
        from spoke.ui.event_loop.sliced import checkpoint

        while True:
            self.event_received.emit(await heard.get())
            heard.task_done()
            await checkpoint()

    async def _connect(self) -> NodeClient:
        """A client of a node that answers, starting one if need be."""
        from spoke.node.client import NodeClient

        try:
            async with asyncio.timeout(_START_S):
                await self._wait_for_answer()
        except TimeoutError:
            raise NodeUnreachable(f"Felloe's node did not answer in {_START_S:.0f} s.") from None
        client = NodeClient.of(self.data)
        if client is None:
            raise NodeUnreachable(self.process.last_words)
        return client

    async def _wait_for_answer(self) -> None:
        """A node of ours that is on its way out is waited for, then started once."""
        started = False
        other_until = time.monotonic() + self._patience_s
        while True:
            ended = not self.process.running and time.monotonic() >= other_until
            if await self._answers():
                return
            if ended and started:
                raise NodeUnreachable(self.process.last_words)
            if ended:
                self.process.start()
                started = True
            await asyncio.sleep(_POLL_S)

    async def _answers(self) -> bool:
        from spoke.node.client import NodeClient

        client = NodeClient.of(self.data)
        if client is None:
            return False
        try:
            async with client:
                await client.status()
        except NodeUnreachable:
            return False
        return True

    async def _fail(self, error: FelloeError) -> None:
        self.problem = worded(error)
        self._retry.clear()
        self._set("failed")
        await self._retry.wait()
        self._set("starting")

    def _tell(self, status: Status) -> None:
        self.status = status
        self.status_changed.emit(status)

    def _set(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)
