"""What a message holds beside its text, as parts: files that are attached, and whatever else came with it.

A part is an object with a `type`. Those of types that nobody here knows are kept and passed on as they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.limits import LIMITS

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Attachment(BaseModel):
    """A file that is attached to a message. Its bytes are named by their hash, and travel on their own."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: Literal["attachment"] = "attachment"
    sha256: Sha256
    size: int = Field(ge=0, le=LIMITS.attachment)
    name: str = Field(min_length=1, max_length=LIMITS.attachment_name)
    """For people: never a path."""

    media_type: str = Field(default="application/octet-stream", max_length=127)


def attachments_in(parts: Sequence[Any]) -> Iterator[Attachment]:
    """The attachments among the parts of a message; what only looks like one is passed over."""
    for part in parts:
        if isinstance(part, dict) and part.get("type") == "attachment":
            try:
                yield Attachment.model_validate(part)
            except ValidationError:
                continue
