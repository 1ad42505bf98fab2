"""Feed the bridge between workers and their parent with bytes, led by what they reach in it.

In an environment of its own, as atheris is not one of ours (CPython 3.11 or 3.12), from the top of the checkout:

    python3.11 -m venv /tmp/atheris && /tmp/atheris/bin/pip install atheris
    PYTHONPATH=. /tmp/atheris/bin/python tests/fuzz/bridge_lines.py -max_total_time=1800 -max_len=4096

The first byte chooses what the rest is: a line, a guest's operation, a JSON text. What is no `BadText` ends the run,
and the input is written to a file `crash-…`.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from types import NoneType

import atheris

for name in [name for name in sys.modules if name.partition(".")[0] == "json"]:
    del sys.modules[name]  # to be imported again, watched

with atheris.instrument_imports(include=["json", "sandbox"]):
    import json
    import json.scanner

    from sandbox import bridge

ALL = bridge.FROM_PARENT + bridge.FROM_WORKER
LIMIT = 2_048
"""Below the longest input, so that the size check is reached."""


class _Watched(json.JSONDecoder):
    """Nobody sees into the parser in C; this one shows which way a text takes."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_string = json.decoder.py_scanstring
        self.scan_once = json.scanner.py_make_scanner(self)


WATCHED = _Watched()


def watch(data: bytes) -> None:
    with contextlib.suppress(ValueError, RecursionError):
        WATCHED.decode(data.decode())


def line(data: bytes) -> None:
    found = bridge.decode(data, ALL)
    again = bridge.encode(found)
    assert again.count(b"\n") == 1
    assert bridge.decode(again, ALL) == found


def operation(data: bytes) -> None:
    found = bridge.parse_operation(data.decode("utf-8", "surrogateescape"))
    assert (found.service is None) == (found.op not in ("call", "submit"))
    assert found.seconds is None or 0 <= found.seconds < 1e9
    assert found.offset >= 0
    json.dumps(found.args, allow_nan=False, ensure_ascii=False).encode()


def value(data: bytes) -> None:
    found = bridge.parse_json(data, LIMIT)
    assert len(data) <= LIMIT
    assert bridge.parse_json(json.dumps(found, allow_nan=False), 16 * LIMIT) == found


KINDS = (line, operation, value)


def one_input(data: bytes) -> None:
    if not data:
        return
    watch(data[1:])
    with contextlib.suppress(bridge.BadText):
        KINDS[data[0] % len(KINDS)](data[1:])


def seeds() -> list[bytes]:
    """One text of each kind, to begin with."""
    examples = {int: 1, float: 1.5, str: "x", bool: True, dict: {"x": [1]}, list: [1, 2], NoneType: None}
    lines = [
        bridge.encode(
            cls(**{name: examples[kinds[0] if isinstance(kinds, tuple) else kinds] for name, kinds in shape.items()})
        )
        for cls, shape in bridge._SHAPES.items()
    ]
    operations = [
        {"op": "call", "service": "x", "args": {}},
        {"op": "wait", "timeout": None},
        {"op": "sleep", "seconds": 0.5},
        {"op": "yield", "value": [1]},
        {"op": "file", "path": "x", "offset": 0},
    ]
    return [b"\0" + text for text in lines] + [b"\1" + json.dumps(asked).encode() for asked in operations]


def words() -> str:
    """libFuzzer's dictionary: what changes the meaning of a text."""
    found = {name for shape in bridge._SHAPES.values() for name in shape} | set(bridge.KINDS.values())
    found |= {"op", "call", "submit", "wait", "sleep", "yield", "value", "file", "files", "timeout", "path", "offset"}
    odd = ["NaN", "Infinity", "1e400", "-1e999", "9223372036854775808", "\\\\ud800", "\\xed\\xa0\\x80", "[" * 101]
    return "\n".join([*(f'"\\"{word}\\":"' for word in sorted(found)), *(f'"{word}"' for word in odd)]) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus, dictionary = Path(folder, "corpus"), Path(folder, "words")
        corpus.mkdir()
        dictionary.write_text(words())
        for number, seed in enumerate(seeds()):
            (corpus / str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, f"-dict={dictionary}", str(corpus)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
