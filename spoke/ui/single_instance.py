"""One window for each data folder: a second start brings the first one up and ends."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDir, QLockFile, QObject, QStandardPaths, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_ANSWER_MS = 3_000


class SingleInstance(QObject):
    """`raised`: somebody started the desktop again for this data folder."""

    raised = Signal()

    def __init__(self, data: Path) -> None:
        super().__init__()
        folder = data / "desktop"
        with contextlib.suppress(OSError):  # the node says what is wrong with the data folder
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._name = _name(data)
        self._server: QLocalServer | None = None

    def first(self) -> bool:
        """Whether this is the first; a later one has had the first come up."""
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(0) and self._lock.error() == QLockFile.LockError.LockFailedError:
            from PySide6.QtNetwork import QLocalSocket

            socket = QLocalSocket()
            socket.connectToServer(self._name)
            socket.waitForConnected(_ANSWER_MS)
            return False
        return True

    async def listen(self) -> None:
        """Come up from now on when a later one asks for it."""
        from spoke.ui.event_loop.deferred_imports import imported
        from spoke.ui.event_loop.sliced import idle

        if self._server:
            return
        await idle()  # nobody starts it twice within a second, and somebody may click by now
        await imported(["PySide6.QtNetwork"])
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)
        QLocalServer.removeServer(self._name)  # of one that was killed: the lock was free
        self._server.listen(self._name)

    def close(self) -> None:
        if self._server:
            self._server.close()
        self._lock.unlock()

    def _asked(self) -> None:
        while self._server and self._server.hasPendingConnections():
            self._server.nextPendingConnection().deleteLater()
        self.raised.emit()


def _name(data: Path) -> str:
    """Short, for the path of a Unix socket has 107 bytes; in the user's own runtime folder."""
    runtime = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation) or QDir.tempPath()
    named = QCryptographicHash.hash(str(data).encode(), QCryptographicHash.Algorithm.Sha256).toHex()
    return f"{runtime}/felloe-{bytes(named.data()).decode()[:16]}"
