"""What a skill offers, read from annotations and docstrings: JSON Schemas, effects, descriptions."""

import dataclasses
import inspect
import json
import re
import types
import typing

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_EFFECTS = ("none", "idempotent", "effect")
_MAX_DEPTH = 8


class NoSchema(Exception):
    """A type that JSON cannot carry."""


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


def describe(module):
    described, skipped = [], []
    for name, value in _public(module).items():
        try:
            reason = why_not_callable(value)
            if reason:
                raise NoSchema(reason)
            described.append(_function(name, value))
        except (NoSchema, NameError, TypeError) as error:
            skipped.append({"name": name, "reason": str(error)})
    doc = inspect.cleandoc(module.__doc__ or "")
    return {"doc": doc, "functions": described, "skipped": skipped}


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
        elif _is_json(parameter.default):
            schema["default"] = parameter.default
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
        "returns": _returned(hints),
        "effects": _effects(doc),
        "is_async": inspect.iscoroutinefunction(function),
    }


def _named(name, annotation):
    try:
        return dict(schema_of(annotation))
    except NoSchema as error:
        raise NoSchema(f"'{name}' is {error}") from None


def _returned(hints):
    try:
        return schema_of(hints.get("return", typing.Any))
    except NoSchema:
        return {}


def _effects(doc):
    found = re.search(r"^\s*Effects:\s*(\w+)", doc, re.MULTILINE)
    return found[1] if found and found[1] in _EFFECTS else "effect"


def _argument_notes(doc):
    """The descriptions in an `Args:` section, by argument."""
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", doc, re.MULTILINE)
    if not section:
        return {}
    pairs = re.findall(r"^[ \t]+(\w+)(?: \([^)]*\))?:[ \t]*(.+(?:\n[ \t]{6,}\S.*)*)", section[1], re.MULTILINE)
    return {name: " ".join(note.split()) for name, note in pairs}


def _is_json(value):
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def schema_of(annotation, depth=0):
    """The JSON Schema of a type; `NoSchema` where there is none."""
    if depth > _MAX_DEPTH:
        raise NoSchema("nested too deeply")
    if annotation in (typing.Any, inspect.Parameter.empty):
        return {}
    if annotation is None:
        return {"type": "null"}
    if isinstance(annotation, type) and annotation in _SCALARS:
        return {"type": _SCALARS[annotation]}
    if dataclasses.is_dataclass(annotation):
        return _dataclass(annotation, depth)
    if typing.is_typeddict(annotation):
        hints = typing.get_type_hints(annotation)
        return _object(hints, [name for name in hints if name in annotation.__required_keys__], depth)
    return _generic(annotation, depth)


def _generic(annotation, depth):
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return schema_of(args[0], depth)
    if origin is typing.Literal and all(isinstance(value, str | int | bool) or value is None for value in args):
        return {"enum": list(args)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [schema_of(option, depth + 1) for option in args]}
    base = origin or annotation
    if base in (list, tuple):
        return _array(base, args, depth)
    if base is dict:
        if args and args[0] is not str:
            raise NoSchema("a dict whose keys are not str")
        return {"type": "object", **({"additionalProperties": schema_of(args[1], depth + 1)} if args else {})}
    raise NoSchema(f"of a type without a JSON Schema ({getattr(annotation, '__name__', annotation)})")


def _array(base, args, depth):
    if base is tuple and args and args[-1] is not Ellipsis:
        raise NoSchema("a tuple of a fixed length; use list")
    return {"type": "array", **({"items": schema_of(args[0], depth + 1)} if args else {})}


def _dataclass(cls, depth):
    required = [
        field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    hints = typing.get_type_hints(cls)
    return _object({field.name: hints[field.name] for field in dataclasses.fields(cls)}, required, depth)


def _object(hints, required, depth):
    return {
        "type": "object",
        "properties": {name: schema_of(hint, depth + 1) for name, hint in hints.items()},
        "required": required,
        "additionalProperties": False,
    }


def convert(annotation, value):
    """A JSON value as the annotated type: objects become dataclasses, also inside lists and optionals."""
    if dataclasses.is_dataclass(annotation) and isinstance(value, dict):
        hints = typing.get_type_hints(annotation)
        return annotation(**{name: convert(hints.get(name), part) for name, part in value.items()})
    args = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is list and isinstance(value, list):
        return [convert(args[0], part) for part in value]
    if origin in (typing.Union, types.UnionType) and isinstance(value, dict):
        for option in args:
            if dataclasses.is_dataclass(option):
                return convert(option, value)
    return value
