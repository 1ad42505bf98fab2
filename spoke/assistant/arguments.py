"""The arguments of a call as a model wrote them. What does not fit is refused in words that it can act on. Pure."""

from __future__ import annotations

import json
from typing import Any

from pydantic import JsonValue

from shared.errors import InvalidArgument
from shared.names import SkillPath
from spoke.assistant.tools import Tool

_AGAIN = "Call it again with arguments that fit."


def parsed(arguments: str) -> dict[str, JsonValue]:
    """As an object. Raises `InvalidArgument`."""
    try:
        found: Any = json.loads(arguments or "{}", parse_constant=_refused)
    except RecursionError:
        raise InvalidArgument("The arguments are nested too deeply. Nothing was done.", advice=_AGAIN) from None
    except ValueError as error:
        raise InvalidArgument(f"The arguments are not valid JSON: {error}. Nothing was done.", advice=_AGAIN) from None
    if not isinstance(found, dict):
        raise InvalidArgument("The arguments must be a JSON object. Nothing was done.", advice=_AGAIN)
    return found


def text_of(args: dict[str, JsonValue], name: str) -> str:
    """Raises `InvalidArgument`."""
    value = args.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidArgument(f"The argument '{name}' is missing; it is a text. Nothing was done.", advice=_AGAIN)
    return value


def number_of(args: dict[str, JsonValue], name: str, *, most: int, otherwise: int) -> int:
    """`otherwise` where it is missing, or none that makes sense: no call is refused for that."""
    value = args.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else otherwise


def path_of_call(tool: Tool, args: dict[str, JsonValue]) -> tuple[SkillPath, dict[str, JsonValue]]:
    """Where it goes, and the arguments without the choice of the device. Unless the model chooses, here comes first."""
    assert tool.function is not None
    info = tool.function.info
    given = {name: value for name, value in args.items() if not tool.device_argument or name != tool.device_argument}
    chosen = args.get(tool.device_argument) if tool.device_argument else None
    device = chosen if isinstance(chosen, str) and chosen else tool.function.devices[0]
    return SkillPath.parse(f"{device}:{info.path}"), given


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
