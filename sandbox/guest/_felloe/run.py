"""What a guest is asked to do: run code or a program; call, test or describe a skill; compile or outline files."""

import ast
import asyncio
import atexit
import base64
import dataclasses
import enum
import inspect
import io
import json
import sys
import time
import typing
from pathlib import PurePath

import felloe

from _felloe import convert, describe, host, mounts, open_files, outline, output, own_files, schema, skill, testing
from _felloe.drain import drained
from _felloe.failure import CODE

_dumps = json.dumps
_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_VALUE = "__felloe_value__"
_WARM = """
import math
from felloe import call
def f(a: int = 1, *rest, **more) -> list:
    try:
        return [str(a), f"{a}", {"a": a}, *sorted(rest), max(1.5, a)]
    except ValueError as error:
        raise error
print(f(1, 2, b=3))
f(2)
call("any:warm.f", a=1)
device.warm.f(a=1)
"""
_WARM_ASYNC = """
import asyncio
async def f(a):
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
    return a
await asyncio.gather(f(1), f(2))
"""


load_ms = 0.0
"""What loading the run's skill took."""


class Refused(Exception):
    """The request itself cannot be met; `code` is one of shared.errors."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def perform(request):
    """The result of a request, as JSON text."""
    if "cwd" in request:
        mounts.begin(request["granted"], request["cwd"])
    try:
        return _json(_KINDS[request["kind"]](request))
    except SystemExit as leave:
        if leave.code:
            raise
        return "null"  # a program that ends itself without a complaint ended well
    finally:
        open_files.flush_all()


def _exec(request):
    source = request["code"]
    skill.remember_lines(CODE, source)
    tree = ast.parse(source, CODE)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        target = ast.copy_location(ast.Name(_VALUE, ast.Store()), last)
        tree.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
    code = compile(tree, CODE, "exec", flags=_AWAIT)
    names = {"__name__": "__main__", "device": felloe.device, "devices": felloe.devices, **(request.get("args") or {})}
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(eval(code, names))  # noqa: S307 - this is what the sandbox is for
    else:
        exec(code, names)  # noqa: S102 - as above
    value = names.get(_VALUE)
    if value is None:
        value = names.get("result")
    value = _finished(value)
    open_files.flush_all()  # while the code's names still hold its files, so that what fails now is heard
    return value


def _script(request):
    """A file of the skill as a program. An exit of its own is a result; what it raises else is the run's error."""
    program = request["program"]
    sys.stdin = io.TextIOWrapper(io.BytesIO(base64.b64decode(program["stdin"])), encoding="utf-8")
    host.flush = _two_streams()
    status = 0
    try:
        skill.run_program(request["skill"], program["file"], program["argv"])
    except SystemExit as leave:
        status = _status(leave.code)
    finally:
        sys.stderr.flush()
    atexit._run_exitfuncs()
    return {"exit_code": status}


def _two_streams():
    """Have standard error apart from standard output; what flushes both."""
    out, err = sys.stdout, output.Output(host.complain)
    sys.stderr = sys.__stderr__ = err

    def flush():
        out.flush()
        err.flush()

    return flush


def _status(code):
    """The exit status that Python makes of it."""
    if code is None or isinstance(code, int):
        return (code or 0) & 0xFF
    sys.stderr.write(f"{code}\n")
    return 1


def _finished(value):
    return asyncio.run(_await(value)) if inspect.isawaitable(value) else value


async def _await(value):
    return await value


def _warm(request):
    """Touch the memory that any run touches, by the same path, and leave nothing behind."""
    if request.get("all"):
        _exec({"code": _WARM_ASYNC})
    return _exec({"code": _WARM})


def _load(request):
    global load_ms
    begun = time.perf_counter()
    module = skill.load(request["skill"], request["entry"])
    load_ms = (time.perf_counter() - begun) * 1e3
    return module


def _describe(request):
    module = _load(request)
    return describe.describe(module, own_files.read(module.__file__))


def _compile(request):
    return skill.compiled(request["skill"], request["args"]["files"])


def _loaded(request):
    """How many milliseconds it took."""
    _load(request)
    return load_ms


def _outline(request):
    return outline.outline(request["args"]["source"], request["args"]["own"])


def _test(request):
    """One test of a skill; whatever it raises is how it failed."""
    testing.begin()
    module = skill.load_test(request["skill"], request["entry"], request["args"]["file"])
    _finished(getattr(module, request["function"])())


def _function(request):
    module = _load(request)
    function = describe.offered(module, request["function"])
    if function is None:
        has = _has([found["name"] for found in describe.describe(module)["functions"]])
        raise Refused("not_found", f"{request['skill']} has no function '{request['function']}'. {has}")
    hints = typing.get_type_hints(function)
    result = function(**_arguments(request, function, hints))
    return drained(result, _give) if describe.streams(function, hints) else _finished(result)


def _give(value):
    text = _json(value, "A yielded value")
    try:
        host.give(text)
    except host.HostError as refused:
        raise Refused("bad_result", f"A yielded value cannot be used: {refused}") from None


def _has(offered):
    return f"It has {', '.join(offered)}." if offered else "It has none: functions need annotations to be called."


def _arguments(request, function, hints):
    args = request["args"]
    try:
        inspect.signature(function).bind(**args)
    except TypeError as error:
        raise Refused("invalid_argument", f"{request['skill']}.{request['function']}: {error}.") from None
    return {name: _converted(name, hints[name], value) for name, value in args.items()}


def _converted(name, annotation, value):
    try:
        return convert.convert(annotation, value)
    except convert.Unfit as problem:
        raise Refused("invalid_argument", f"The argument '{name}' {problem}.") from None
    except (TypeError, ValueError) as error:
        raise Refused("invalid_argument", f"The argument '{name}' does not fit: {error}.") from None


_KINDS = {
    "exec": _exec,
    "function": _function,
    "test": _test,
    "describe": _describe,
    "load": _loaded,
    "outline": _outline,
    "compile": _compile,
    "script": _script,
    "warm": _warm,
}


def _json(value, what="The result"):
    try:
        text = _dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_plain)
        text.encode()
    except UnicodeEncodeError:
        raise Refused("bad_result", f"{what} holds half of a surrogate pair, which is not text.") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused("bad_result", f"{what} cannot be written as JSON: {str(error)[:300]}.") from None
    return text


def _plain(value):
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if type(value) in schema.TEXTS or isinstance(value, enum.Enum | PurePath):
        return schema.as_text(value)
    raise TypeError(f"a value of the type {type(value).__name__} has no JSON form")
