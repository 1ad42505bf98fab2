"""Ids: UUIDv7 in their canonical text form, so that they sort by the time they were made.

`new_id` is the only thing in `shared` that looks at the clock; the pure modules are handed their ids.
"""

import hashlib
from typing import Annotated

import uuid_utils
from pydantic import StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]


def new_id() -> str:
    """A new id; ids made by one process are strictly increasing."""
    return str(uuid_utils.uuid7())


def id_within(outer: str, number: int) -> str:
    """The id of what `outer` does as its `number`th thing: the same again whenever it is asked for."""
    drawn = hashlib.sha256(f"{outer}/{number}".encode()).hexdigest()
    variant = "89ab"[int(drawn[3], 16) % 4]
    return f"{outer[:13]}-7{drawn[:3]}-{variant}{drawn[4:7]}-{drawn[7:19]}"
