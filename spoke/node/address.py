"""Where a node listens, written beside its data: a private Unix socket, or a loopback port with a token.

The file `node.json` is 0600 in a 0700 folder. A socket's path may hold 107 bytes: in a deeper data folder the socket
lies in a private folder under the system's temporary one.
"""

from __future__ import annotations

import json
import secrets
import socket
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.system.sockets import bind_tcp, bind_unix

_MAX_SOCKET_PATH = 100
_KNOCK_S = 0.2


@dataclass(frozen=True, slots=True)
class NodeAddress:
    socket: str | None = None
    port: int | None = None
    token: str | None = None

    @classmethod
    def read(cls, data: Path) -> NodeAddress | None:
        """The address of the node that owns `data`, or none if none has said so."""
        try:
            return cls(**json.loads((data / "node.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def listened_to(self) -> bool:
        """Whether something takes connections there now; the file may be of a node that was killed."""
        family = socket.AF_INET if self.socket is None else socket.AF_UNIX
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.settimeout(_KNOCK_S)
            try:
                tried.connect(self.socket or ("127.0.0.1", self.port or 0))
            except OSError:
                return False
        return True

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}" if self.port else "http://felloe-node"


def listen(data: Path, *, tcp: bool = sys.platform == "win32") -> tuple[socket.socket, NodeAddress]:
    """Bind the node's listener and write its address. The caller holds the folder's lock."""
    if tcp:
        listener = bind_tcp("127.0.0.1", 0)
        address = NodeAddress(port=listener.getsockname()[1], token=secrets.token_urlsafe(32))
    else:
        path = data / "node.sock"
        if len(bytes(path)) > _MAX_SOCKET_PATH:
            path = _short_path(data)
        listener = bind_unix(path)
        address = NodeAddress(socket=str(path))
    file = data / "node.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(address)))
    return listener, address


def _short_path(data: Path) -> Path:
    """The place of last time if it is still there: a node that was killed left it."""
    last = NodeAddress.read(data)
    if last and last.socket and (folder := Path(last.socket).parent) != data and folder.is_dir():
        return folder / "node.sock"
    return Path(tempfile.mkdtemp(prefix="felloe-")) / "node.sock"


def forget(data: Path, address: NodeAddress) -> None:
    """Take the address back when the node stops."""
    (data / "node.json").unlink(missing_ok=True)
    if address.socket:
        path = Path(address.socket)
        path.unlink(missing_ok=True)
        if path.parent != data:
            path.parent.rmdir()
