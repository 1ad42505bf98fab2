"""The node of the desktop: started when none owns the data folder, stopped with the window. One that a killed desktop
left is stopped in its place."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess

from shared.timeouts import TIMEOUTS

_KEPT = 8_000
"""Characters of its last words."""

_POLL_S = 0.05


class NodeProcess(QObject):
    """`QProcess` rather than asyncio's: it needs no child watcher and works the same on every system."""

    def __init__(self, data: Path, name: str | None) -> None:
        super().__init__()
        named = ["--name", name] if name else []
        self._arguments = ["-m", "spoke", "agent", "--of-desktop", "--data", str(data), *named]
        self._owner = data / "owner"
        self._adopted = 0
        self._said = ""
        self._ended = asyncio.Event()
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.readyReadStandardError.connect(self._listen)
        self._process.finished.connect(lambda *_: self._ended.set())
        self._process.errorOccurred.connect(self._broke)

    def start(self) -> None:
        """Begin it; whether it serves is seen at its address."""
        self._said = ""
        self._ended.clear()
        self._process.start(sys.executable, self._arguments)

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def pid(self) -> int | None:
        """Of the one that is stopped with the window, if there is one."""
        return self._adopted or (self._process.processId() if self.running else None)

    def adopt(self, pid: int) -> None:
        """A node that answers now, and that a desktop before this one started; 0 lets go of it."""
        self._adopted = pid if pid != self._process.processId() else 0

    @property
    def last_words(self) -> str:
        """The last line it wrote to its standard error: commands say there, in one sentence, why they ended."""
        lines = [line.strip() for line in self._said.splitlines() if line.strip()]
        return lines[-1] if lines else "Felloe's node ended and did not say why."

    async def stop(self) -> None:
        """SIGTERM, and after `TIMEOUTS.shutdown` and a little more SIGKILL. Returns when it has ended."""
        if self._adopted:
            await self._stop_adopted(self._adopted)
        if not self.running:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._ended.wait(), TIMEOUTS.shutdown + 2)
        except TimeoutError:
            self._process.kill()
            await asyncio.wait_for(self._ended.wait(), TIMEOUTS.shutdown)

    async def _stop_adopted(self, pid: int) -> None:
        self._adopted = 0
        try:
            os.kill(pid, signal.SIGTERM)
            for _ in range(int((TIMEOUTS.shutdown + 2) / _POLL_S)):
                if not self._owner.exists():  # the last that it does is to give its folder back
                    return
                await asyncio.sleep(_POLL_S)
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _listen(self) -> None:
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._said = (self._said + said)[-_KEPT:]

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._said = f"Felloe's node could not be started: {self._process.errorString()}."
            self._ended.set()
