"""Ids: UUIDv7 in their canonical text form, so that they sort by the time they were made.

`new_id` is the only thing in `shared` that looks at the clock; the pure modules are handed their ids.
"""

from typing import Annotated

import uuid_utils
from pydantic import StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]


def new_id() -> str:
    """A new id; ids made by one process are strictly increasing."""
    return str(uuid_utils.uuid7())
