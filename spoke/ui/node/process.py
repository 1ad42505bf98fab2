"""The node as a child of the desktop: started when none owns the data folder, stopped with the window."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess

from shared.timeouts import TIMEOUTS

_KEPT = 8_000
"""Characters of its last words."""


class NodeProcess(QObject):
    """`QProcess` rather than asyncio's: it needs no child watcher and works the same on every system."""

    def __init__(self, data: Path, name: str | None) -> None:
        super().__init__()
        self._arguments = ["-m", "spoke", "agent", "--data", str(data), *(["--name", name] if name else [])]
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
    def pid(self) -> int:
        return self._process.processId()

    @property
    def last_words(self) -> str:
        """The last line it wrote to its standard error: commands say there, in one sentence, why they ended."""
        lines = [line.strip() for line in self._said.splitlines() if line.strip()]
        return lines[-1] if lines else "Felloe's node ended and did not say why."

    async def stop(self) -> None:
        """SIGTERM, and after `TIMEOUTS.shutdown` and a little more SIGKILL. Returns when it has ended."""
        if not self.running:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._ended.wait(), TIMEOUTS.shutdown + 2)
        except TimeoutError:
            self._process.kill()
            await asyncio.wait_for(self._ended.wait(), TIMEOUTS.shutdown)

    def _listen(self) -> None:
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._said = (self._said + said)[-_KEPT:]

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._said = f"Felloe's node could not be started: {self._process.errorString()}."
            self._ended.set()
