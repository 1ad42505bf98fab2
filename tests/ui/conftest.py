"""A window as a person has it: Qt offscreen, the asyncio loop that the desktop runs on, and a real node behind it.

Nothing here imports Qt at the top: where its libraries are missing, these tests are set aside by name.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from forked import forked

from spoke.node.client import NodeClient

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot
    from scripted_upstream import ScriptedUpstream

    from spoke.ui.chats.place import ChatsPlace
    from spoke.ui.look.look import Look
    from spoke.ui.window.window import Window

T = TypeVar("T")
DEADLINE_MS = 60_000
"""For what takes a node start or a sandbox run at most, on a busy machine."""


@dataclass
class Loop:
    """asyncio on Qt's events: tasks go on whenever Qt's events are handled, here or by pytest-qt between the phases."""

    events: asyncio.AbstractEventLoop
    qtbot: QtBot

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        task = self.events.create_task(work)
        self.until(task.done)
        return task.result()

    def until(self, condition: Callable[[], object]) -> None:
        """Handle events until the condition holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=DEADLINE_MS)


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """As pytest-qt's, but it presses what a person can see: Qt drops a click on a widget that has no size yet."""
    click = qtbot.mouseClick

    def in_sight(widget: QWidget, *args: Any, **kwargs: Any) -> None:
        qtbot.waitUntil(lambda: not widget.size().isEmpty(), timeout=DEADLINE_MS)
        click(widget, *args, **kwargs)

    monkeypatch.setattr(qtbot, "mouseClick", in_sight)
    return qtbot


@pytest.fixture
def loop(qapp: QApplication, qtbot: QtBot) -> Iterator[Loop]:
    from PySide6.QtCore import QTimer
    from shiboken6 import delete

    from spoke.ui.event_loop.qt_loop import QtLoop

    qapp.setQuitOnLastWindowClosed(False)
    events = QtLoop(qapp, already_running=True)
    asyncio.set_event_loop(events)
    yield Loop(events, qtbot)
    left = asyncio.all_tasks(events)
    for _ in range(100):  # what closes a socket may be ready still
        if events._ready:
            qapp.processEvents()
    events.stop()
    QTimer.singleShot(0, qapp.quit)
    qapp.exec()  # `stop` told Qt to quit, and it would refuse to wait for anything until it has
    asyncio._set_running_loop(None)  # a loop that was made as already running leaves this to its maker
    events.close()
    delete(events._timer)  # a timeout that never came is a timer of Qt still: a thread that lets go of it crashes Qt
    asyncio.set_event_loop(None)
    assert not left, f"tasks that nobody ended: {left}"


@dataclass(frozen=True)
class Agent:
    process: subprocess.Popen[str]
    data: Path


@pytest.fixture(scope="session")
def one_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """`felloe agent`, shared by the tests that want a node that was there before: its start costs most."""
    data = tmp_path_factory.mktemp("node")
    command = ("felloe", "agent", "--data", data, "--name", "Laptop")
    with forked(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield Agent(process, data)
        process.terminate()


@pytest.fixture
def agent(one_agent: Agent, loop: Loop) -> Agent:
    """A node that was there before the window, with no chats and no drafts. Skills and runs of other tests stay."""

    async def forget_chats() -> None:
        client = NodeClient.of(one_agent.data)
        assert client is not None
        async with client:
            for session in (await client.sessions()).sessions:
                await client.delete_session(session.id)

    loop.run(forget_chats())
    shutil.rmtree(one_agent.data / "desktop", ignore_errors=True)
    return one_agent


@pytest.fixture
def data(request: pytest.FixtureRequest, home: Path) -> Path:
    """The data folder of `agent` for a test that has it, else a new one."""
    if "agent" in request.fixturenames:
        found: Agent = request.getfixturevalue("agent")  # its chats are gone before a window shows them
        return found.data
    return home / "node"


@pytest.fixture
def look(qapp: QApplication, home: Path) -> Look:
    """How parts of a window look where no window is."""
    from spoke.ui.look.look import Look
    from spoke.ui.preferences import Preferences

    return Look(qapp, Preferences(home / "preferences.json"))


@pytest.fixture
def window(data: Path, loop: Loop, qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """A shown window; it finds the node of `agent`, or starts its own."""
    from spoke.ui.look.look import Look
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.preferences import Preferences
    from spoke.ui.window.window import Window

    look = Look(qapp, Preferences(data / "desktop" / "preferences.json"))
    made = Window(look, data)
    made.build(NodeConnection(data, "Laptop"))
    made.show()
    made.activateWindow()
    made.start()
    yield made
    made.close()
    loop.run(made.aclose())
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def online(window: Window, loop: Loop) -> Window:
    loop.until(lambda: window.node.state == "online")
    return window


@pytest.fixture
def ask(data: Path, loop: Loop) -> Callable[[Callable[[NodeClient], Coroutine[Any, Any, Any]]], Any]:
    """Ask the node something as another face would."""

    async def answer(question: Callable[[NodeClient], Coroutine[Any, Any, Any]]) -> Any:
        client = NodeClient.of(data)
        assert client is not None
        async with client:
            return await question(client)

    return lambda question: loop.run(answer(question))


@pytest.fixture
def model(agent: Agent, loop: Loop, ask: Callable[..., Any]) -> Iterator[ScriptedUpstream]:
    """The node's only model: it says what its script tells."""
    from scripted_model import scripted_model

    with scripted_model(loop, ask) as upstream:
        yield upstream


@pytest.fixture
def chats(model: ScriptedUpstream, online: Window, loop: Loop) -> ChatsPlace:
    """The place, with a model in reach and a new chat open."""
    loop.until(lambda: online.chats.page.composer.models.models)
    return online.chats


@pytest.fixture
def attaching(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Files wait until this is set."""
    attach, free = NodeClient.attach, asyncio.Event()

    async def slow(*args: Any) -> Any:
        await free.wait()
        return await attach(*args)

    monkeypatch.setattr(NodeClient, "attach", slow)
    return free
