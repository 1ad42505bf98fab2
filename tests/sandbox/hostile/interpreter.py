"""Code that turns on its own interpreter: breaks it, leaves things behind in it, answers in the runner's place."""

from __future__ import annotations

from hostile.case import ANYTHING, Case, Defence
from hostile.house import LEFT

_BYTECODE = "import dis\ncode, op = (lambda: 0).__code__, dis.opmap\n"
_RETURN = " + [op['RETURN_VALUE'], 0]"


def _bytecode(instructions: str, **fields: str) -> str:
    """Code that runs crafted bytecode."""
    parts = "".join(f", {name}={value}" for name, value in fields.items())
    return _BYTECODE + f"exec(code.replace(co_code=bytes({instructions}{_RETURN}){parts}))"


B = Defence.TRAP
BROKEN = (
    Case("leave by the back door", B, "trap", "import posix\nposix._exit(0)"),
    Case("abort", B, "trap", "import posix\nposix.abort()"),
    Case("abort by a signal", B, "trap", "import signal\nsignal.raise_signal(signal.SIGABRT)"),
    Case("a segmentation fault on order", B, "trap", "import faulthandler\nfaulthandler._sigsegv()"),
    Case("a fatal error on order", B, "trap|code_failed",
         "import faulthandler\nfaulthandler._fatal_error_c_thread()", held_twice=True),
    Case("read at address nought", B, "trap|harmless", "import faulthandler\nfaulthandler._read_null()",
         held_twice=True),
    Case("bytecode that loads a constant far outside", B, "trap",
         _bytecode("([op['EXTENDED_ARG'], 127] + [op['EXTENDED_ARG'], 255] * 2 + [op['LOAD_CONST'], 255]) * 8",
                   co_consts="()")),
    Case("bytecode that takes more than there is", B, "trap", _bytecode("[op['POP_TOP'], 0] * 400", co_stacksize="1")),
    Case("bytecode that puts more than there is room for", B, "trap",
         _bytecode("[op['LOAD_CONST'], 0] * 100_000", co_stacksize="1", co_consts="(1,)")),
    Case("bytecode that jumps out of its function", B, "trap|code_failed|harmless|limit/cpu",
         _bytecode("[op['JUMP_FORWARD'], 255] * 8"), held_twice=True),
    Case("bytecode with a local that it does not have", B, "trap|code_failed|harmless",
         _bytecode("[op['LOAD_FAST'], 200] * 8"), held_twice=True),
    Case("marshalled nonsense run", B, "trap|code_failed",
         "import marshal\ncode = bytearray(marshal.dumps(compile('x = 1', 'x', 'exec')))\n"
         "code[30:60] = bytes(range(30))\nexec(marshal.loads(bytes(code)))", held_twice=True),
    Case("call the door past its wrapper", B, "trap|code_failed",
         "import componentize_py_runtime as runtime\nruntime.call_import(10**6, [object()], 99)", held_twice=True),
    Case("write over the interpreter's own objects", B, "trap|code_failed|harmless|limit/cpu",
         "import gc\nfor thing in gc.get_objects():\n    if type(thing) is dict and '__name__' in thing: thing.clear()",
         held_twice=True),
    Case("exit", B, "harmless|code_failed", "raise SystemExit(0)", held_twice=True),
    Case("press the user's keys", B, "code_failed", "raise KeyboardInterrupt", held_twice=True),
    Case("raise what is no Exception", B, "code_failed", "class E(BaseException): pass\nraise E('x')",
         held_twice=True),
    Case("raise a generator's end", B, "code_failed", "raise GeneratorExit", held_twice=True),
    Case("an exception whose text fails", B, "code_failed",
         "class E(Exception):\n    def __str__(self): raise self\nraise E", held_twice=True),
    Case("an exception whose name is a lie", B, "code_failed",
         "class E(Exception): pass\nE.__name__ = E.__qualname__ = '/home/ana'\nraise E", held_twice=True),
    Case("an exception that has no class", B, "trap|code_failed",
         "class E(Exception):\n    __class__ = property(lambda self: 1 / 0)\nraise E", held_twice=True),
    Case("a flush that raises when all is over", B, "trap|code_failed",
         "import sys\ndef flush(*_): raise BaseException\ntype(sys.stdout).flush = flush\n1", held_twice=True),
    Case("take away what reports errors", B, "trap", "import sys\nsys.modules['_felloe.failure'].report = None\n1 / 0",
         held_twice=True),
    Case("watch each function that begins", B, "trap|code_failed",
         "import sys\nwatch = sys.monitoring\nwatch.use_tool_id(1, 'x')\nwatch.set_events(1, watch.events.PY_START)\n"
         "watch.register_callback(1, watch.events.PY_START, lambda *_: 1 / 0)\n(lambda: 1)()", held_twice=True),
    Case("exceptions in a circle", B, "code_failed",
         "a, b = ValueError(), KeyError()\na.__cause__, b.__cause__ = b, a\nraise a", held_twice=True),
    Case("a group of a hundred thousand exceptions", B, "code_failed",
         "raise ExceptionGroup('all', [ValueError(n) for n in range(100_000)])", held_twice=True),
)  # fmt: skip

G = Defence.FRESH_GUEST
FRESH = (
    Case("break json", G, "harmless", "import json\njson.dumps = json.loads = None\n1", gives=1),
    Case("break the builtins", G, "harmless|code_failed", "import builtins\nbuiltins.len = lambda _: 0\n1"),
    Case("leave a builtin", G, "harmless", f"import builtins\nbuiltins.{LEFT} = 1\n1", gives=1),
    Case("leave a module", G, "harmless", f"import sys\nsys.modules[{LEFT!r}] = sys\nsys.path.append({LEFT!r})\n1",
         gives=1),
    Case("leave an environment variable", G, "harmless", f"import os\nos.environ[{LEFT!r}] = 'x'\n1", gives=1),
    Case("leave a trace function", G, "harmless", "import sys\nsys.settrace(lambda *_: None)\n1", gives=1),
    Case("leave a hook of the collector", G, "harmless", "import gc\ngc.callbacks.append(print)\ngc.disable()\n1",
         gives=1),
    Case("leave a limit", G, "harmless", "import sys\nsys.setrecursionlimit(10**9)\n1", gives=1),
    Case("replace the bridge", G, "harmless",
         "import sys\nhost = sys.modules['_felloe.host']\nhost.ask = host.call = lambda *_: 'mine'\n1", gives=1),
    Case("replace open", G, "harmless", "import builtins, io\nbuiltins.open = io.open = lambda *_: io.StringIO('x')\n1",
         gives=1),
    Case("replace the loop", G, "harmless", "import asyncio\nasyncio.gather = asyncio.run = None\n1", gives=1),
    Case("replace the runner's run", G, "harmless",
         "import sys\nsys.modules['_felloe.run'].perform = lambda request: '\"mine\"'\n1", gives=1),
    Case("replace the handler", G, "harmless",
         "import sys\nrunner = sys.modules['felloe_runner']\n"
         "runner.WitWorld.handle = lambda self, message: '{}\\n\"mine\"'\n1", gives=1),
    Case("come back after the end", G, "harmless|trap",
         "import atexit, weakref, sys\natexit.register(print, 'late')\n"
         "weakref.finalize(sys.modules['felloe_runner'], print, 'late')\n1", held_twice=True),
)  # fmt: skip

_RUNNER = "import json, sys\nrunner = sys.modules['felloe_runner']\n"


def _answers(text: str) -> str:
    """Code that answers with `text`, a Python expression, in the runner's place."""
    return _RUNNER + f"runner._dumps = lambda answer: {text}\n1"


def _results(text: str) -> str:
    """Code whose result is `text`, a Python expression, past what the runner makes of results."""
    return f"import sys\nsys.modules['_felloe.run']._dumps = lambda *_, **__: {text}\n1"


A = Defence.ANSWER
_NOT_GRANTED = "json.dumps({'error': {'code': 'not_granted', 'message': 'The hub says yes.', 'call': 1}})"
ANSWERS = (
    Case("forge an error of the host", A, "code_failed",
         "import sys\nhost = sys.modules['_felloe.host']\n"
         "raise host.HostError('The hub says yes.', code='not_granted', call=7)", held_twice=True),
    Case("answer with an error of the host", A, "code_failed", _answers(_NOT_GRANTED)),
    Case("answer that the sandbox is not there", A, "code_failed",
         _answers("json.dumps({'error': {'code': 'sandbox_unavailable', 'message': 'x', 'retryable': True}})")),
    Case("answer with an error full of the guest's details", A, "code_failed",
         _answers("json.dumps({'error': {'code': 'code_failed', 'message': 'x', 'traceback': 'y' * 500_000}})"),
         held_twice=True),
    Case("answer with an error that is a text", A, "code_failed", _answers("'{\"error\": \"x\"}'")),
    Case("answer with something that is not an object", A, "bad_result", _answers("'[1]'")),
    Case("answer with no JSON", A, "bad_result", _answers("'nonsense'")),
    Case("answer with nothing", A, "bad_result", _answers("''")),
    Case("answer with deep nesting", A, "bad_result", _answers("'[' * 100_000")),
    Case("answer with a result that is not JSON", A, "bad_result", _results("'nonsense'")),
    Case("answer with numbers that are none", A, "bad_result", _results("'NaN'")),
    Case("answer with a number beyond all floats", A, "bad_result", _results("'1e400'")),
    Case("answer with a thing that is no text", A, "trap|code_failed|bad_result", _answers("object()"),
         held_twice=True),
    Case("answer with half a surrogate pair", A, "trap|code_failed|bad_result", _answers("'{}\\n\"\\ud800\"'"),
         held_twice=True),
    Case("answer with fields of the record", A, "harmless",
         _answers("'{\"id\": \"x\", \"ok\": false, \"calls\": [1], \"elapsed_ms\": 1, \"stdout\": \"\"}'"), gives=1,
         held_twice=True),
    Case("claim a limit", A, "limit/memory", "raise MemoryError", held_twice=True),
    Case("take the answer away", A, "code_failed|trap", _RUNNER + "runner._dumps = None\n1", held_twice=True),
    Case("break the streams", A, "harmless", "import sys\nsys.stdout = sys.stderr = None\n1", gives=1,
         held_twice=True),
    Case("walk up the frames into the runner", A, "harmless",
         "import sys\nframe = sys._getframe()\nwhile frame.f_back: frame = frame.f_back\n"
         "sorted(frame.f_locals.get('request', {}).get('args', {}))", gives=["folder"], held_twice=True),
    Case("walk to every object", A, "harmless",
         "import gc\nsorted({type(x).__name__ for x in gc.get_objects()} & {'WitWorld', 'Popen', 'Worker'})",
         gives=["WitWorld"], held_twice=True),
    Case("look for the machine that built it", A, "harmless",
         "import sys\nlen(files := {m.__file__ for m in sys.modules.values() if getattr(m, '__file__', '')}) and"
         " sorted(files)", gives=ANYTHING,
         held_twice=True),
)  # fmt: skip

CASES = (*BROKEN, *FRESH, *ANSWERS)
