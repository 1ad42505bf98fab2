"""Code that wants too much: time, memory, stack, output, host calls."""

from __future__ import annotations

from hostile.case import Case, Defence

_HOST = "import sys\nhost = sys.modules['_felloe.host']\n"
_NEVER = _HOST + "request = {'target': 'any', 'skill': 'safe', 'function': 'never', 'args': {}}\n"
_FOR_EVER = "\n    try: {}\n    except BaseException: pass"
_NESTED = "x = []\nfor _ in range(100_000): x = [x]\n"
_NO_LIMIT = "import sys\nsys.setrecursionlimit(10**9)\n"

T = Defence.GUEST_TIME
TIME = (
    Case("loop for ever", T, "limit/cpu", "while True: pass"),
    Case("loop for ever and catch everything", T, "limit/cpu", "while True:" + _FOR_EVER.format("1 / 0")),
    Case("a regular expression that explodes", T, "limit/cpu", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"),
    Case("an integer that takes for ever to compute", T, "limit/cpu", "x = 3\nwhile True: x = x * x % (1 << 200_000)"),
    Case(
        "an integer that takes for ever to write", T, "limit/cpu",
        "import sys\nsys.set_int_max_str_digits(0)\nlen(str(1 << (1 << 26)))",
    ),
    Case(
        "an integer that takes for ever to read", T, "limit/cpu",
        "import sys\nsys.set_int_max_str_digits(0)\nint('9' * 3_000_000)",
    ),
    Case("one step in C that never ends", T, "limit/cpu", "sum(iter(int, 1))"),
    Case("a sort whose order never ends", T, "limit/cpu",
         "class X:\n    def __lt__(self, other):\n        while True: pass\nsorted([X(), X()])"),
    Case("a finalizer that never ends", T, "limit/cpu",
         "class X:\n    def __del__(self):\n        while True: pass\nX()\n1"),
    Case("a result that takes for ever to write", T, "limit/cpu",
         "class X(dict):\n    def items(self):\n        while True: yield 'x', None\nX(x=1)"),
    Case("an exception whose text never ends", T, "limit/cpu",
         "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E"),
    Case("an event loop that never rests", T, "limit/cpu",
         "import asyncio\nloop = asyncio.get_running_loop()\ndef again(): loop.call_soon(again)\nagain()\n"
         "await loop.create_future()"),
    Case("a task that will not be cancelled", T, "limit/cpu|limit/calls",
         "import asyncio\nasync def stay():\n    while True:\n        try: await asyncio.sleep(0)\n"
         "        except asyncio.CancelledError: pass\nasyncio.create_task(stay())\nawait asyncio.sleep(0)\n1"),
    Case("code that compiles for ever", T, "limit/cpu",
         "source = 'x = [' + ', '.join(['{1: [2, (3, 4)]}'] * 4_000) + ']'\nwhile True: compile(source, 'x', 'exec')"),
    Case("a hash that always collides", T, "limit/cpu",
         "class X:\n    def __hash__(self): return 1\nset(X() for _ in range(1_000_000)) and 1"),
)  # fmt: skip

C = Defence.WALL_CLOCK
WALL = (
    Case("sleep for ever", C, "limit/wall", "import time\ntime.sleep(1e8)", wall_s=0.3),
    Case("sleep for ever in slices", C, "limit/wall", "import time\nwhile True: time.sleep(0.02)", wall_s=0.3),
    Case("sleep for ever in a task", C, "limit/wall", "import asyncio\nawait asyncio.sleep(1e8)", wall_s=0.3),
    Case("wait for an answer that never comes", C, "limit/wall", _NEVER + "host.call('call', request)", wall_s=0.3),
    Case(
        "wait for a ticket that is never done", C, "limit/wall",
        _NEVER + "host.submit('call', request)\nhost.wait(None)", wall_s=0.3,
    ),
    Case("wait for no ticket at all", C, "limit/wall", _HOST + "host.wait(1e8)", wall_s=0.3),
    Case(
        "wait for what cannot happen", C, "code_failed",
        "import asyncio\nawait asyncio.get_running_loop().create_future()", held_twice=True,
    ),
    Case(
        "wait for a lock in a circle", C, "code_failed",
        "import asyncio\nlock = asyncio.Lock()\nawait lock.acquire()\nawait lock.acquire()", held_twice=True,
    ),
)  # fmt: skip

M = Defence.MEMORY
MEMORY = (
    Case("one large text", M, "limit/memory", "len('a' * 200_000_000)"),
    Case("many small things", M, "limit/memory", "x = []\nfor n in range(200): x.append(bytearray(1 << 20))\nlen(x)"),
    Case("a long list", M, "limit/memory", "len([0] * 40_000_000)"),
    Case("a long integer", M, "limit/memory", "(1 << 1_600_000_000).bit_length()"),
    Case("a short archive of a long text", M, "limit/memory",
         "import zlib\npacked = zlib.compressobj(1)\n"
         "data = b''.join([*(packed.compress(bytes(1 << 20)) for _ in range(200)), packed.flush()])\n"
         "len(zlib.decompress(data))"),
    Case("a wide format", M, "limit/memory", "len('{:>200000000}'.format(1))"),
    Case("memory that is caught and asked for again", M, "limit/memory",
         "x = []\ntry:\n    for n in range(200): x.append(bytearray(1 << 20))\n"
         "except MemoryError:\n    del x\n    len('a' * 200_000_000)"),
    Case("all the memory there is, and a call", M, "limit/memory|harmless",
         "from felloe import call\nx = []\ntry:\n    while True: x.append(bytearray(4096))\nexcept MemoryError: pass\n"
         "call('safe.echo')", held_twice=True),
    Case("numbers of ten million digits", M, "limit/memory|code_failed|limit/cpu",
         "import decimal\ndecimal.getcontext().prec = decimal.MAX_PREC\ndecimal.Decimal(1) / 3", held_twice=True),
    Case("a pickle that names a far place", M, "limit/memory|code_failed",
         "import pickle\npickle.loads(b'\\x80\\x04K\\x01r\\xff\\xff\\xff\\x7f.')", held_twice=True),
    Case("an XML of entities within entities", M, "code_failed|limit/memory",
         "import xml.etree.ElementTree as tree\nnames = 'abcdefghij'\n"
         "inner = ''.join(f'<!ENTITY {b} \"{f\"&{a};\" * 10}\">' for a, b in zip(names, names[1:]))\n"
         "tree.fromstring(f'<!DOCTYPE x [<!ENTITY a \"lol\">{inner}]><x>&j;</x>')", held_twice=True),
)  # fmt: skip

S = Defence.STACK
STACK = (
    Case("recursion without a limit", S, "limit/stack|limit/memory", _NO_LIMIT + "def f(): return f()\nf()"),
    Case("recursion through C", S, "limit/stack", _NO_LIMIT + "class A:\n    def __repr__(self): return repr(self)\n"
         "repr(A())"),
    Case("the text of deep data", S, "limit/stack", _NO_LIMIT + _NESTED + "repr(x)"),
    Case("deep data as JSON", S, "limit/stack|bad_result", _NO_LIMIT + _NESTED + "x"),
    Case("deep data let go", S, "limit/stack|harmless",
         "x = None\nfor _ in range(1_000_000): x = (x,)\ndel x\n1", gives=1),
    Case("a deep copy", S, "limit/stack|limit/memory", _NO_LIMIT + _NESTED + "import copy\ncopy.deepcopy(x)"),
    Case("a deep tree compiled", S, "limit/stack",
         "import ast\nat = {'lineno': 1, 'col_offset': 0}\nn = ast.Constant(1, **at)\n"
         "for _ in range(100_000): n = ast.UnaryOp(ast.USub(), n, **at)\ncompile(ast.Expression(n), 'x', 'eval')"),
    Case("a long sum compiled", S, "limit/stack|code_failed", "compile('+'.join(['1'] * 100_000), 'x', 'eval')"),
    Case("a regular expression nested too deeply", S, "limit/stack|limit/memory|code_failed",
         _NO_LIMIT + "import re\nre.compile('(' * 20_000 + ')' * 20_000)", held_twice=True),
    Case("source that is nested too deeply", S, "limit/stack|limit/memory|code_failed", "eval('(' * 100_000)",
         held_twice=True),
    Case("recursion within the limit", S, "code_failed", "def f(): return f()\nf()", held_twice=True),
)  # fmt: skip

P = Defence.OUTPUT_CAP
OUTPUT = (
    Case("print one large text", P, "harmless", "print('x' * 700_000)\n1", gives=1),
    Case("print for long", P, "harmless", "for _ in range(2_000): print('x' * 1_000)\n1", gives=1),
    Case("print bytes", P, "harmless", "import sys\nsys.stdout.buffer.write(b'\\xff' * 200_000)\n1", gives=1),
    Case("lift the guest's own cap on prints", P, "harmless",
         "import sys\nfor name, value in list(vars(sys.stdout).items()):\n"
         "    if isinstance(value, int): setattr(sys.stdout, name, 10**9)\nprint('x' * 200_000)\n1", gives=1),
    Case("print by another road", P, "harmless",
         "import logging, sys\nlogging.error('x' * 200_000)\nprint('x' * 200_000, file=sys.stderr)\n1", gives=1),
)  # fmt: skip

O = Defence.OPERATION_CAP  # noqa: E741 - one letter for each defence here
STORMS = (
    Case("a storm of sleeps", O, "limit/calls", "import time\nwhile True: time.sleep(0)"),
    Case("a storm of looks at tickets", O, "limit/calls", _HOST + "while True: host.wait(0)"),
    Case("a storm of calls", O, "limit/calls", "from felloe import call\nwhile True: call('safe.echo')"),
    Case("a storm of refused calls", O, "limit/calls",
         "from felloe import call\nwhile True:" + _FOR_EVER.format("call('closed.open')")),
    Case("a storm of calls that nobody waits for", O, "limit/calls",
         _NEVER + "while True: host.submit('call', request)"),
    Case("a storm of nonsense", O, "limit/calls",
         "import sys\nbridge = sys.modules['wit_world'].bridge\nwhile True: bridge('nonsense')"),
)  # fmt: skip

V = Defence.YIELD_CAP
_YIELD = "import sys\nbridge = sys.modules['wit_world'].bridge\n"
YIELDS = (
    Case("yield half a megabyte again and again", V, "limit/yields",
         _YIELD + "while True: bridge('{\"op\":\"yield\",\"value\":\"' + 'x' * 500_000 + '\"}')"),
    Case("yield for ever", V, "limit/yields",
         "from _felloe.drain import drained\nfrom _felloe import host\nimport itertools\n"
         "drained(itertools.repeat(1), lambda value: host.give('1'))"),
    Case("yield for ever and catch everything", V, "limit/yields",
         _YIELD + "value = '{\"op\":\"yield\",\"value\":\"' + 'x' * 5_000 + '\"}'\n"
         "while True:" + _FOR_EVER.format("bridge(value)")),
    Case("yield after the end", V, "limit/yields",
         _YIELD + "value = '{\"op\":\"yield\",\"value\":\"' + 'x' * 5_000 + '\"}'\n"
         "class X:\n    def __del__(self):\n        while True: bridge(value)\nleft = [X()]\nleft.append(left)\n"
         "import atexit, gc\nclear = gc.collect\nx = sys.modules['_felloe.open_files']\n"
         "def flush_all():\n    left.clear()\nx.flush_all = flush_all\n1"),
)  # fmt: skip

N = Defence.AT_ONCE
AT_ONCE = (
    Case("begin many calls at once", N, "harmless",
         _NEVER + "for _ in range(40): host.submit('call', request)\nhost.wait(0)\n1", gives=1),
    Case("begin calls of long arguments and never look", N, "too_large",
         _HOST + "request = {'target': 'any', 'skill': 'safe', 'function': 'never', 'args': {'x': 'y' * 900_000}}\n"
         "for _ in range(60): host.submit('call', request)", held_twice=True),
)  # fmt: skip

E = Defence.CALLS_END
CALLS = (
    Case("leave a call behind", E, "harmless", _NEVER + "host.submit('call', request)\nhost.wait(0)\n1", gives=1),
    Case("leave a hundred calls behind and fail", E, "code_failed",
         _NEVER + "for _ in range(100): host.submit('call', request)\nhost.wait(0)\nraise ValueError"),
    Case("leave a call behind and loop for ever", E, "limit/cpu",
         _NEVER + "host.submit('call', request)\nhost.wait(0)\nwhile True: pass"),
)  # fmt: skip

CASES = (*TIME, *WALL, *MEMORY, *STACK, *OUTPUT, *STORMS, *YIELDS, *AT_ONCE, *CALLS)
