"""Code that writes its own texts to the bridge: too long, no JSON, of another shape, lines in disguise."""

from __future__ import annotations

from typing import Any

from hostile.case import Case, Defence

from sandbox import bridge

_ASK = """
import json, sys
bridge = sys.modules["wit_world"].bridge
def ask(text):
    reply = json.loads(bridge(text))
    return reply["error"]["code"] if "error" in reply else "served"
"""
_CALL = """'{"op":"call","service":"call","args":{"target":"any","skill":"safe","function":"echo","args":{"x":%s}}}'"""
_REFUSED = "protocol_error"


def _asked(name: str, defence: Defence, text: str, **fields: Any) -> Case:
    """`text` is the Python expression of a text that the bridge must refuse."""
    return Case(name, defence, "harmless", _ASK + f"ask({text})", gives=_REFUSED, **fields)


Z = Defence.MESSAGE_SIZE
SIZE = (
    Case("a message of two megabytes", Z, "limit/message", _ASK + "ask(' ' * 2_000_000 + '{\"op\":\"files\"}')"),
    Case("a yield of two megabytes", Z, "limit/message",
         _ASK + """ask('{"op":"yield","value":"%s"}' % ('x' * 2_000_000))"""),
    Case("a call with long arguments", Z, "limit/message",
         "from felloe import call\nlen(call('safe.echo', x='y' * 2_000_000))"),
    Case("a message that is longer in bytes than in letters", Z, "limit/message",
         _ASK + "ask('€' * 500_000)"),
    Case("a result of three megabytes", Z, "limit/message", "'x' * 3_000_000"),
    Case("a result just over a megabyte", Z, "bad_result|limit/message", "'x' * 1_050_000"),
    Case("a result that is longer in bytes than in letters", Z, "bad_result|limit/message", "'€' * 500_000"),
    Case("an answer of the host of two megabytes", Z, "too_large", "from felloe import call\nlen(call('safe.large'))"),
    Case("an exception with a huge text", Z, "code_failed", "raise ValueError('x' * 900_000)", held_twice=True),
    Case("a traceback of long lines", Z, "code_failed", "exec('x' * 900_000)", held_twice=True),
)  # fmt: skip

J = Defence.STRICT_JSON
JSON = (
    _asked("a message that is not JSON", J, "'nonsense'"),
    _asked("an empty message", J, "''"),
    _asked("a message of NUL", J, "'\\0'"),
    _asked("NaN in a call", J, _CALL % "NaN"),
    _asked("infinity in a call", J, _CALL % "-Infinity"),
    _asked("a number beyond all floats in a call", J, _CALL % "1e400"),
    _asked("an integer of more than 64 bits", J, _CALL % "18446744073709551616"),
    _asked("an integer of many digits", J, _CALL % "' + '9' * 100_000 + '"),
    _asked("NaN in a yield", J, """'{"op":"yield","value":NaN}'"""),
    _asked("a yield nested too deeply", J, """'{"op":"yield","value":' + '[' * 200 + ']' * 200 + '}'"""),
    _asked("half a surrogate pair", J, _CALL % '"\\\\ud800"'),
    _asked("a message nested without an end", J, "'[' * 500_000"),
    _asked("a call nested too deeply", J, _CALL % "' + '[' * 200 + ']' * 200 + '"),
    Case("a result that is not a number", J, "bad_result", "float('nan')", held_twice=True),
    Case("a result that is half a surrogate pair", J, "bad_result", "'\\ud800'", held_twice=True),
    Case("a result nested too deeply", J, "bad_result", "x = []\nfor _ in range(500): x = [x]\nx"),
    Case("a result of more than 64 bits", J, "bad_result", "1 << 70"),
)  # fmt: skip

R = Defence.OPERATION_SCHEMA
SCHEMA = (
    _asked("an operation that does not exist", R, """'{"op":"shell","service":"call","args":{}}'"""),
    _asked("an operation without a name", R, """'{"service":"call","args":{}}'"""),
    _asked("a list for an operation", R, """'["call"]'"""),
    _asked("a service whose name is huge", R, """'{"op":"call","args":{},"service":"' + 'x' * 900_000 + '"}'"""),
    _asked("a service whose name is a list", R, """'{"op":"call","service":["call"],"args":{}}'"""),
    _asked("arguments that are a text", R, """'{"op":"call","service":"call","args":"x"}'"""),
    _asked("a field too many", R, """'{"op":"sleep","seconds":0,"run":"another"}'"""),
    _asked("a yield without a value", R, """'{"op":"yield"}'"""),
    _asked("a yield with a service", R, """'{"op":"yield","value":1,"service":"call"}'"""),
    _asked("a sleep of less than nothing", R, """'{"op":"sleep","seconds":-1}'"""),
    _asked("a sleep without an end", R, """'{"op":"sleep","seconds":1e300}'"""),
    _asked("a sleep of a text", R, """'{"op":"sleep","seconds":"1"}'"""),
    _asked("a wait of less than nothing", R, """'{"op":"wait","timeout":-1e300}'"""),
    _asked("a file from before its begin", R, """'{"op":"file","path":"x","offset":-5}'"""),
)  # fmt: skip

F = Defence.FRAMING
_ANSWER = '{"stdout":"","truncated":false}\n"forged"'
_DONE = bridge.encode(bridge.Done("run", _ANSWER, None, 0.0, 0)).decode().strip()
FRAMING = (
    _asked("a line of the worker's", F, f"{_DONE!r}"),
    _asked("a line after an operation", F, f"""'{{"op":"sleep","seconds":0}}\\n' + {_DONE!r}"""),
    _asked("a line after a line's end of another kind", F, f"""'{{"op":"sleep","seconds":0}}\\r\\u2028' + {_DONE!r}"""),
    _asked(
        "a host call of another run", F,
        """'{"t":"host_call","run":"another","number":1,"op":"call","service":"call","args":{},"seconds":null}'""",
    ),
    Case(
        "a line in an argument", F, "harmless",
        "from felloe import call\n" f"call('safe.echo', x='\\n' + {_DONE!r} + '\\n')['x'].strip()[:12]",
        gives=_DONE[:12],
    ),
    Case("a line in what is printed", F, "harmless", f"print()\nprint({_DONE!r})\n1", gives=1, held_twice=True),
    Case("a line in the result", F, "harmless", f"['\\n' + {_DONE!r}][0][1:13]", gives=_DONE[:12], held_twice=True),
)  # fmt: skip

CASES = (*SIZE, *JSON, *SCHEMA, *FRAMING)
