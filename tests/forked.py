"""Processes of the three commands that begin with everything imported: forked from one that waits for orders, one for
each test process. Their imports are most of what a start costs, and what `felloe demo` and the README start is started
as a person does.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from spoke.demo.stage import Stage, program

SERVER = Path(__file__).with_name("forked_server.py")
_ONE_ORDER = threading.Lock()


class ForkedStage(Stage):
    """Its processes are this one's children, as those of any stage are: orphans come to it (see left_behind.py)."""

    def _popen(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        return forked(*command, **options)


def forked(*command: object, **options: Any) -> subprocess.Popen[str]:
    """One of the three commands, or `python` with a script or with `-c` and a text."""
    argv = [str(word) for word in command]
    if sys.platform == "linux":
        return _Forked(argv, text=True, **options)
    return subprocess.Popen([program(argv[0]), *argv[1:]], text=True, **options)


class _Forked(subprocess.Popen[str]):
    def _execute_child(self, args: Any, *options: Any) -> None:
        """Of what `Popen` gives, what is asked for here: the ends of the pipes, and whether it is a session."""
        *_, start_new_session, _ = options
        stdin, parents_in, parents_out, stdout, parents_err, stderr = options[9:15]
        given = [os.dup(own if end == -1 else end) for own, end in enumerate((stdin, stdout, stderr))]
        here = {"folder": str(Path.cwd()), "environment": dict(os.environ)}
        order = {"command": args, "session": start_new_session, **here}
        with _ONE_ORDER:
            server = _server()
            socket.send_fds(server, [json.dumps(order).encode()], given)
            self.pid = int(server.recv(32))
        self._child_created = True
        for end in given:
            os.close(end)
        self._close_pipe_fds(stdin, parents_in, parents_out, stdout, parents_err, stderr)


@cache
def _server() -> socket.socket:
    """It ends when its socket does, so with this process."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    its.set_inheritable(True)
    os.posix_spawn(sys.executable, [sys.executable, str(SERVER), str(its.fileno())], os.environ)
    its.close()
    atexit.register(ours.close)
    return ours
