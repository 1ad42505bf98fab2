"""Code that reaches for the machine: files, network, processes, libraries, devices."""

from __future__ import annotations

from hostile.case import Case, Defence

W = Defence.OWN_WASI
_SOCKET = "import _socket\ns = _socket.socket(_socket.AF_INET, _socket.SOCK_{})\ns"
_TCP, _UDP = _SOCKET.format("STREAM"), _SOCKET.format("DGRAM")

CASES = (
    # Files, past the runner's own `open`.
    Case("read a file past the runner's open", W, "code_failed", "import _io\n_io.open(folder + '/secret').read()"),
    Case("open a file by its descriptor", W, "code_failed", "import posix\nposix.open(folder + '/secret', 1 << 26)"),
    Case("list the root of the host", W, "code_failed", "import posix\nlen(posix.listdir('/'))"),
    Case("look at a file", W, "code_failed", "import posix\nposix.stat(folder + '/secret').st_size"),
    Case("write a file", W, "code_failed", "import _io\n_io.open(folder + '/written', 'w').write('x')"),
    Case("make a folder", W, "code_failed", "import posix\nposix.mkdir(folder + '/made')"),
    Case("remove a file", W, "code_failed", "import posix\nposix.unlink(folder + '/opened/secret')"),
    Case("lay a link", W, "code_failed", "import posix\nposix.symlink('../secret', folder + '/open/laid')"),
    Case(
        "write files by the runner's open", W, "harmless",
        "said = []\nfor mode in ('w', 'a', 'x', 'r+', 'wb'):"
        "\n    try: said.append(open(folder + '/open/hello', mode).write('x'))"
        "\n    except PermissionError: said.append('no')\nsaid",
        gives=["no"] * 5, held_twice=True,
    ),
    Case("look through /proc", W, "code_failed", "import _io\n_io.open('/proc/self/maps').read()[:100]"),
    Case("read the environment", W, "harmless", "import os\nos.reload_environ()\ndict(os.environ)", gives={}),
    Case("read the arguments", W, "harmless", "import sys\nsys.argv", gives=[], held_twice=True),
    Case(
        "ask who and where it is", W, "harmless", "import os, platform\n[os.getcwd(), os.getpid(), platform.node()]",
        gives=["/tmp", 42, "(none)"], held_twice=True,
    ),
    # The worker's own descriptors.
    Case("write to the worker's descriptors", W, "trap", "import posix\nposix.write(1, b'{\"t\":\"done\"}\\n')"),
    Case("write to the worker's log", W, "trap", "import posix\nposix.write(2, b'x')"),
    Case("read the worker's lines", W, "trap", "import posix\nposix.read(0, 10)"),
    Case("ask its user for a line", W, "trap|code_failed", "input()", held_twice=True),
    Case("stop in the debugger", W, "trap|code_failed|invalid_argument|not_granted", "breakpoint()", held_twice=True),
    # Network, past what the runner puts in the place of `socket`, and the polite way.
    Case("open a TCP connection", W, "trap", _TCP + ".connect(('127.0.0.1', 80))"),
    Case("listen", W, "trap", f"{_TCP}\ns.bind(('127.0.0.1', 0))\ns.listen()"),
    Case("send a UDP packet", W, "trap", _UDP + ".sendto(b'x', ('127.0.0.1', 53))"),
    Case("resolve a name", W, "trap", "import _socket\n_socket.getaddrinfo('localhost', 80)"),
    Case(
        "fetch a page", W, "trap|code_failed",
        "import http.client\nhttp.client.HTTPConnection('127.0.0.1', 1).request('GET', '/')",
        held_twice=True,
    ),
    Case(
        "open a connection politely", W, "trap|code_failed",
        "import socket\nsocket.create_connection(('127.0.0.1', 80), timeout=1)", held_twice=True,
    ),
    Case(
        "open a connection from a task", W, "trap|code_failed",
        "import asyncio\nawait asyncio.open_connection('127.0.0.1', 80)", held_twice=True,
    ),
    # Waiting where no deadline sees it.
    Case("wait in select", W, "trap", "import selectors\nselectors.SelectSelector._select([], [], [], 60)"),
    Case("wait in poll", W, "trap", "import selectors\nselectors.PollSelector._selector_cls().poll(60_000)"),
    Case("wait in select politely", W, "trap|code_failed", "import select\nselect.select([0], [], [], 60)",
         held_twice=True),
    Case("wait in a selector", W, "trap|code_failed|limit/wall",
         "import selectors\nselectors.PollSelector().select(60)", held_twice=True),
    # Processes, threads and machine code: WebAssembly itself has none of them.
    Case("start a program", W, "code_failed", "import subprocess\nsubprocess.run(['id'])", held_twice=True),
    Case("start a shell", W, "code_failed", "import os\nos.system('id')", held_twice=True),
    Case("spawn", W, "code_failed", "import os\nos.posix_spawn('/bin/sh', ['sh'], {})", held_twice=True),
    Case("fork", W, "code_failed", "import os\nos.fork()", held_twice=True),
    Case("become another program", W, "code_failed", "import os\nos.execv('/bin/sh', ['sh'])", held_twice=True),
    Case("kill the worker", W, "code_failed", "import os\nos.kill(os.getppid(), 9)", held_twice=True),
    Case("start a Python process", W, "code_failed|trap",
         "import multiprocessing\nmultiprocessing.Process(target=print).start()", held_twice=True),
    Case("start a thread", W, "code_failed", "import threading\nthreading.Thread(target=print).start()",
         held_twice=True),
    Case("start a thread of the old kind", W, "code_failed", "import _thread\n_thread.start_new_thread(print, ())",
         held_twice=True),
    Case("load a library", W, "code_failed", "import ctypes\nctypes.CDLL(None)", held_twice=True),
    Case("map memory", W, "code_failed", "import mmap\nmmap.mmap(-1, 4096)", held_twice=True),
    Case(
        "import a native extension", W, "code_failed",
        "import _imp, types\n_imp.create_dynamic(types.SimpleNamespace(name='x', origin=folder + '/one'))",
        held_twice=True,
    ),
    Case("unpickle a shell", W, "code_failed", "import pickle\npickle.loads(b'cos\\nsystem\\n(S\"id\"\\ntR.')",
         held_twice=True),
)  # fmt: skip
