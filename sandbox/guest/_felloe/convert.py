"""JSON values as the annotated types: what a function is called with is what its annotation promises."""

import dataclasses
import enum
import types
import typing

from _felloe.schema import DICTS, LISTS, SCALARS, TEXTS, plain


class Unfit(Exception):
    """The value is not one of that type; the text goes on after the argument's name."""


def convert(annotation, value):
    """`value` as that type. Where there is nothing to make of it, it stays as it is: the schema was checked before."""
    annotation = plain(annotation)
    if isinstance(annotation, type):
        return _of_type(annotation, value)
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return convert(args[0], value)
    if origin in (typing.Union, types.UnionType):
        return _of_union(args, value)
    if origin is tuple and isinstance(value, list):
        each = (args[0] for _ in value) if args[-1:] == (Ellipsis,) else args
        return tuple(convert(one, part) for one, part in zip(each, value, strict=False))
    if origin in LISTS and isinstance(value, list):
        return _made(LISTS[origin], [convert(args[0], part) for part in value])
    if origin in DICTS and isinstance(value, dict):
        return {name: convert(args[1], part) for name, part in value.items()}
    return value


def _of_type(cls, value):
    if cls in SCALARS:
        return value
    if cls in TEXTS:
        return _of_text(cls, value)
    if issubclass(cls, enum.Enum):
        return cls(value)
    if dataclasses.is_dataclass(cls) and isinstance(value, dict):
        hints = typing.get_type_hints(cls)
        return cls(**{name: convert(hints.get(name, typing.Any), part) for name, part in value.items()})
    if typing.is_typeddict(cls) and isinstance(value, dict):
        hints = typing.get_type_hints(cls)
        return {name: convert(hints.get(name, typing.Any), part) for name, part in value.items()}
    if cls is tuple or cls in LISTS:
        return _made(LISTS.get(cls, tuple), value) if isinstance(value, list) else value
    return value


def _of_text(cls, value):
    _, make, example = TEXTS[cls]
    try:
        return make(value)
    except (ValueError, ArithmeticError, TypeError):
        raise Unfit(f"must be a text such as {example}") from None


def _of_union(options, value):
    """As it is where one option takes it so, else the first that something can be made for."""
    options = [plain(option) for option in options]
    if any(isinstance(option, type) and option in SCALARS and isinstance(value, option) for option in options):
        return value
    problem = None
    for option in options:
        if not _may_be(option, value):
            continue
        try:
            return convert(option, value)
        except (Unfit, TypeError, ValueError) as error:
            problem = error
    if isinstance(problem, Unfit):
        raise problem
    return value


def _may_be(option, value):
    """Whether such a type is written as such a JSON value."""
    if isinstance(option, type) and issubclass(option, enum.Enum):
        return True
    base = typing.get_origin(option) or option
    if isinstance(value, dict):
        return base in DICTS or dataclasses.is_dataclass(option) or typing.is_typeddict(option)
    if isinstance(value, list):
        return base is tuple or base in LISTS
    return isinstance(value, str) and base in TEXTS


def _made(kind, parts):
    try:
        return kind(parts)
    except TypeError:
        raise Unfit("must hold values that can be told apart, no lists or objects") from None
