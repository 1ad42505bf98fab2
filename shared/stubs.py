"""A function as a model reads it: a Python signature with its docstring, from name, schema and description. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_LONGEST = 120


def stub(name: str, parameters: Mapping[str, Any], returns: Mapping[str, Any] | None, doc: str, effects: str) -> str:
    """The text of a function without a body; `name` may hold dots."""
    required = parameters.get("required", [])
    parts = []
    for argument, schema in parameters.get("properties", {}).items():
        text = f"{argument}: {type_text(schema)}"
        parts.append(text if argument in required else f"{text} = {default_text(schema)}")
    end = f" -> {type_text(returns)}:" if returns else ":"
    line = f"def {name}({', '.join(parts)}){end}"
    if len(line) > _LONGEST:
        line = f"def {name}(\n    " + ",\n    ".join(parts) + f",\n){end}"
    text = doc.strip() if "Effects:" in doc else f"{doc.strip()}\n\nEffects: {effects}".strip()
    quoted = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    body = quoted if "\n" not in quoted else f"{quoted}\n"
    return f'{line}\n    """' + body.replace("\n", "\n    ").replace("\n    \n", "\n\n") + '"""'


def type_text(schema: Any, depth: int = 0) -> str:
    """A JSON Schema as the annotation that it came from, or one that means the same."""
    if not isinstance(schema, Mapping) or not schema or depth > 8:
        return "Any"
    if isinstance(schema.get("enum"), list):
        return f"Literal[{', '.join(_literal(value) for value in schema['enum'])}]"
    if isinstance(schema.get("anyOf"), list):
        return " | ".join(dict.fromkeys(type_text(option, depth + 1) for option in schema["anyOf"]))
    match schema.get("type"):
        case "array":
            return f"list[{type_text(schema['items'], depth + 1)}]" if "items" in schema else "list"
        case "object" if schema.get("properties"):
            return _fields(schema, depth)
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return f"dict[str, {type_text(schema['additionalProperties'], depth + 1)}]"
        case "object":
            return "dict"
        case str(kind):
            return _SCALARS.get(kind, "Any")
    return "Any"


def _fields(schema: Mapping[str, Any], depth: int) -> str:
    """An object with known fields, as TypedDict may be written in place; `NotRequired` where one may be left out."""
    parts = []
    for name, part in schema["properties"].items():
        text = type_text(part, depth + 1)
        parts.append(f"{json.dumps(name)}: {text if name in schema.get('required', []) else f'NotRequired[{text}]'}")
    return "{" + ", ".join(parts) + "}"


def default_text(schema: Any) -> str:
    """What an argument is that is not given; `...` where that is not said."""
    return _literal(schema["default"]) if isinstance(schema, Mapping) and "default" in schema else "..."


def _literal(value: Any) -> str:
    """A JSON value as Python writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
