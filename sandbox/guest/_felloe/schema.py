"""JSON Schemas of annotations."""

import base64
import collections.abc
import contextlib
import dataclasses
import datetime
import decimal
import enum
import inspect
import json
import pathlib
import types
import typing
import uuid

SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}
TEXTS = {
    datetime.datetime: ("date-time", datetime.datetime.fromisoformat, "2026-05-01T12:00:00+02:00"),
    datetime.date: ("date", datetime.date.fromisoformat, "2026-05-01"),
    datetime.time: ("time", datetime.time.fromisoformat, "12:00:00"),
    uuid.UUID: ("uuid", uuid.UUID, "123e4567-e89b-12d3-a456-426614174000"),
    decimal.Decimal: ("decimal", decimal.Decimal, "1.50"),
    pathlib.Path: ("path", pathlib.Path, "/skill/name/file"),
    pathlib.PurePosixPath: ("path", pathlib.PurePosixPath, "/skill/name/file"),
    bytes: ("base64", lambda text: base64.b64decode(text, validate=True), "aGVsbG8="),
}
"""Types that travel as text: the format, what makes a value of one, an example."""
LISTS = {
    list: list, set: set, frozenset: frozenset,
    collections.abc.Sequence: list, collections.abc.MutableSequence: list, collections.abc.Iterable: list,
    collections.abc.Collection: list, collections.abc.Set: set,
}  # fmt: skip
DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_MAX_DEPTH = 7

_ALIAS = getattr(typing, "TypeAliasType", ())
_MARKS = tuple(getattr(typing, name) for name in ("Required", "NotRequired", "ReadOnly") if hasattr(typing, name))
"""As far as this Python has them: host skills are described by one that may be older."""


class NoSchema(Exception):
    """A type that JSON cannot carry."""


def schema_of(annotation, inside=()):
    """The JSON Schema of a type; `NoSchema` where there is none. `inside`: the types that it is part of."""
    annotation = plain(annotation)
    if len(inside) > _MAX_DEPTH:
        raise NoSchema("of a type that is nested too deeply")
    if annotation in (typing.Any, object, inspect.Parameter.empty):
        return {}
    if _hashable(annotation) and annotation in SCALARS:
        return {"type": SCALARS[annotation]}
    if _hashable(annotation) and annotation in TEXTS:
        return {"type": "string", "format": TEXTS[annotation][0]}
    if annotation in inside:
        raise NoSchema(f"of a type that holds itself ({_name(annotation)})")
    inside = (*inside, annotation)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _choice([member.value for member in annotation], annotation)
    if dataclasses.is_dataclass(annotation):
        return _dataclass(annotation, inside)
    if typing.is_typeddict(annotation):
        return _object(typing.get_type_hints(annotation, include_extras=True), annotation.__required_keys__, inside)
    return _generic(annotation, inside)


def plain(annotation):
    """Without the names that stand for it."""
    while True:
        if annotation is None:
            return types.NoneType
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, _ALIAS):
            try:
                annotation = annotation.__value__
            except RecursionError:
                raise NoSchema(f"of a type that holds itself ({annotation.__name__})") from None
        elif typing.get_origin(annotation) in _MARKS:
            (annotation,) = typing.get_args(annotation)
        else:
            return annotation


def _generic(annotation, inside):
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        note = next((each for each in args[1:] if isinstance(each, str)), None)
        return {**schema_of(args[0], inside[:-1]), **({"description": note} if note else {})}
    if origin is typing.Literal:
        return _choice(list(args), annotation)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [schema_of(option, inside) for option in args]}
    base = origin or annotation
    if base is tuple:
        return _tuple(args, inside)
    if base in LISTS:
        return {"type": "array", **({"items": schema_of(args[0], inside)} if args else {})}
    if base in DICTS:
        if args and plain(args[0]) is not str:
            raise NoSchema("a dict whose keys are not str")
        return {"type": "object", **({"additionalProperties": schema_of(args[1], inside)} if args else {})}
    raise NoSchema(f"of a type without a JSON Schema ({_name(annotation)})")


def _choice(values, annotation):
    if not values or not all(value is None or type(value) in (str, int, float, bool) for value in _values(values)):
        raise NoSchema(f"a choice of values that JSON does not have ({_name(annotation)})")
    return {"enum": _values(values)}


def _values(values):
    """The values of members of a StrEnum or an IntEnum are of these themselves."""
    return [value.value if isinstance(value, enum.Enum) else value for value in values]


def _tuple(args, inside):
    if not args or args == ((),):
        return {"type": "array"} if not args else {"type": "array", "maxItems": 0}
    if args[-1] is Ellipsis:
        return {"type": "array", "items": schema_of(args[0], inside)}
    items = [schema_of(each, inside) for each in args]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(args), "maxItems": len(args)}


def _dataclass(cls, inside):
    fields = [field for field in dataclasses.fields(cls) if field.init]
    hints = typing.get_type_hints(cls, include_extras=True)
    required = [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    schema = _object({field.name: hints[field.name] for field in fields}, required, inside)
    for field in fields:
        add_default(schema["properties"][field.name], field.default, dataclasses.MISSING)
    return schema


def add_default(schema, default, missing):
    """A default in the form that its argument has; one without is left out."""
    if default is not missing:
        with contextlib.suppress(TypeError, ValueError, RecursionError):
            schema["default"] = json.loads(json.dumps(default, allow_nan=False, default=as_text))


def as_text(value):
    """A value of one of `TEXTS`, or of an enumeration, as JSON has it; `TypeError` for any other."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if type(value) in TEXTS or isinstance(value, pathlib.PurePath):
        return str(value)
    raise TypeError(type(value).__name__)


def _object(hints, required, inside):
    return {
        "type": "object",
        "properties": {name: schema_of(hint, inside) for name, hint in hints.items()},
        "required": [name for name in hints if name in required],
        "additionalProperties": False,
    }


def _hashable(annotation):
    return isinstance(annotation, type)


def _name(annotation):
    return getattr(annotation, "__name__", None) or str(annotation)
