"""What a skill offers, read from annotations and docstrings: JSON Schemas, effects, descriptions."""

import ast
import collections.abc
import inspect
import re
import typing

from _felloe.schema import NoSchema, add_default, plain, schema_of

_EFFECTS = ("none", "idempotent", "effect")
_STREAMS = (
    collections.abc.Iterator, collections.abc.Generator, collections.abc.AsyncIterator, collections.abc.AsyncGenerator,
)  # fmt: skip
_YIELDED = (*_STREAMS, collections.abc.Iterable, collections.abc.AsyncIterable, typing.Any)
"""What may be written as the result of a function that yields."""


def offered(module, name):
    """The function of that name, if it can be called from outside. Others are not looked at: one may be broken."""
    function = _public(module).get(name)
    return function if function and not why_not_callable(function) else None


def _public(module):
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and inspect.isfunction(value) and value.__module__ == module.__name__
    }


def why_not_callable(function):
    """One reason, or an empty text."""
    parameters = inspect.signature(function).parameters.values()
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            return f"'{parameter.name}' cannot be passed by name"
        if parameter.annotation is parameter.empty:
            return f"'{parameter.name}' has no annotation"
    if not parameters and "return" not in function.__annotations__:
        return "it has neither parameters nor an annotated result"
    return ""


def streams(function, hints):
    """Whether it yields its values one by one: by its code, or by what it says that it returns."""
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return True
    annotation = _bare(hints.get("return"))
    return (typing.get_origin(annotation) or annotation) in _STREAMS


def _bare(annotation):
    """Without notes and the names that stand for it."""
    annotation = plain(annotation)
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = plain(typing.get_args(annotation)[0])
    return annotation


def describe(module, source=b""):
    """`source`: of the module, in which functions that are defined twice are found."""
    described, skipped = [], []
    twice = _twice(source)
    for name, value in _public(module).items():
        try:
            reason = twice.get(name) or why_not_callable(value)
            if reason:
                raise NoSchema(reason)
            described.append(_function(name, value))
        except NameError as error:
            skipped.append({"name": name, "reason": f"an annotation names '{error.name}', which is not defined"})
        except (NoSchema, TypeError) as error:
            skipped.append({"name": name, "reason": str(error)})
    doc = inspect.cleandoc(module.__doc__ or "")
    return {"doc": doc, "functions": described, "skipped": skipped}


def _twice(source):
    """Which of two is meant, nobody knows; `typing.overload` says it itself."""
    lines = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_overload(node):
            lines.setdefault(node.name, []).append(str(node.lineno))
    return {
        name: f"it is defined {len(found)} times, in the lines {', '.join(found[:10])}"
        for name, found in lines.items()
        if len(found) > 1
    }


def _is_overload(node):
    return any(ast.unparse(each).rpartition(".")[2] == "overload" for each in node.decorator_list)


def _function(name, function):
    doc = inspect.cleandoc(function.__doc__ or "")
    hints = typing.get_type_hints(function, include_extras=True)
    notes = _argument_notes(doc)
    properties, required = {}, []
    for parameter in inspect.signature(function).parameters.values():
        schema = _named(parameter.name, hints[parameter.name])
        if parameter.name in notes:
            schema["description"] = notes[parameter.name]
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        add_default(schema, parameter.default, parameter.empty)
        properties[parameter.name] = schema
    return {
        "name": name,
        "doc": doc,
        "parameters": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        },
        **_results(function, hints),
        "effects": _effects(doc),
        "is_async": inspect.iscoroutinefunction(function),
    }


def _named(name, annotation):
    try:
        return dict(schema_of(annotation))
    except NoSchema as error:
        raise NoSchema(f"'{name}' is {error}") from None


def _results(function, hints):
    """`returns`, and `yields` where it is a generator: then a caller is returned what that returns, or the list."""
    annotation = hints.get("return", typing.Any)
    if not streams(function, hints):
        return {"returns": _schema(annotation), "yields": None}
    annotation = _bare(annotation)
    if (typing.get_origin(annotation) or annotation) not in _YIELDED:
        raise NoSchema(f"it yields, so what it returns must be written as {_written(function)}")
    args = typing.get_args(annotation)
    each = _schema(args[0]) if args else {}
    returned = args[2] if len(args) > 2 else None
    whole = {"type": "array", "items": each} if plain(returned) is type(None) else _schema(returned)
    return {"returns": whole, "yields": each}


def _written(function):
    return "AsyncIterator[…]" if inspect.isasyncgenfunction(function) else "Iterator[…]"


def _schema(annotation):
    try:
        return dict(schema_of(annotation))
    except NoSchema:
        return {}


def _effects(doc):
    """None where the docstring does not say."""
    found = re.search(r"^\s*Effects:\s*(\w+)", doc, re.MULTILINE)
    return found[1] if found and found[1] in _EFFECTS else None


def _argument_notes(doc):
    """The descriptions in an `Args:` section, by argument."""
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", doc, re.MULTILINE)
    if not section:
        return {}
    pairs = re.findall(r"^[ \t]+(\w+)(?: \([^)]*\))?:[ \t]*(.+(?:\n[ \t]{6,}\S.*)*)", section[1], re.MULTILINE)
    return {name: " ".join(note.split()) for name, note in pairs}
