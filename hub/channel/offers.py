"""What a device offers, as far as routing looks at it. Devices with the same skills share one."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from shared.messages import Call


class Offer(NamedTuple):
    digest: str
    repeatable: bool
    """Doing it twice is as good as once."""

    required: str
    """Names of arguments, as a JSON list: kept for all that all devices offer, and as sets they take eight times as
    much."""

    names: str | None
    """All that it takes, in the same form; none where the schema does not say."""

    def takes(self, call: Call) -> bool:
        """Whether it is permitted code with these arguments' names; the device itself looks at their values."""
        if call.digests and self.digest not in call.digests:
            return False
        given = call.args.keys()
        return given >= set(json.loads(self.required)) and (self.names is None or given <= set(json.loads(self.names)))


class Offers(dict[tuple[str, str], Offer]):
    """By (skill, function). Shared: never changed."""

    __slots__ = ("__weakref__",)


NONE = Offers()
_held: WeakValueDictionary[bytes, Offers] = WeakValueDictionary()
"""By digest, for as long as a device that is connected offers it: what was offered once is nobody's memory."""


def offers_of(functions: str) -> Offers:
    """From a JSON list of `FunctionInfo`."""
    digest = hashlib.sha256(functions.encode()).digest()
    if (offers := _held.get(digest)) is None:
        offers = _held[digest] = Offers(
            {(info["skill"], info["function"]): _offer(info) for info in json.loads(functions)}
        )
    return offers


def _offer(info: dict[str, Any]) -> Offer:
    parameters = info["parameters"]
    properties, required = parameters.get("properties"), parameters.get("required")
    return Offer(
        digest=info["digest"],
        repeatable=info.get("effect", "effect") in ("none", "idempotent"),
        required=json.dumps([str(name) for name in required] if isinstance(required, list) else []),
        names=json.dumps(list(properties)) if isinstance(properties, dict) else None,
    )
