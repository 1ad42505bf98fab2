"""How an error travels. Apart from the errors themselves, which are raised and caught where nothing is sent."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class ErrorBody(BaseModel):
    """In a channel message, in a problem document, in `--json` output."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    message: str
    retryable: bool = False
    details: dict[str, Any] = {}
