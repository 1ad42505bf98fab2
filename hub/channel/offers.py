"""What a device offers, as far as routing looks at it. Devices with the same skills share one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.messages import Call


class Offer(NamedTuple):
    digest: str
    repeatable: bool
    """Doing it twice is as good as once."""

    required: frozenset[str]
    """Names of arguments."""

    names: frozenset[str] | None
    """All that it takes; none where the schema does not say."""

    def takes(self, call: Call) -> bool:
        """Whether it is permitted code with these arguments' names; the device itself looks at their values."""
        given = call.args.keys()
        permitted = not call.digests or self.digest in call.digests
        return permitted and self.required <= given and (self.names is None or given <= self.names)


Offers = Mapping[tuple[str, str], Offer]
NONE: Offers = MappingProxyType({})


@lru_cache(1_000)
def offers_of(functions: str) -> Offers:
    """By (skill, function), from a JSON list of `FunctionInfo`."""
    return MappingProxyType({(info["skill"], info["function"]): _offer(info) for info in json.loads(functions)})


def _offer(info: dict[str, Any]) -> Offer:
    parameters = info["parameters"]
    properties, required = parameters.get("properties"), parameters.get("required")
    return Offer(
        digest=info["digest"],
        repeatable=info.get("effect", "effect") in ("none", "idempotent"),
        required=frozenset(str(name) for name in required) if isinstance(required, list) else frozenset(),
        names=frozenset(properties) if isinstance(properties, dict) else None,
    )
