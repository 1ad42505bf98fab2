"""How an error travels. Apart from the errors themselves, which are raised and caught where nothing is sent."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.limits import LIMITS


class ErrorBody(BaseModel):
    """In a channel message, in a problem document, in `--json` output."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    message: str
    retryable: bool = False
    details: dict[str, Any] = {}

    def shortened(self) -> ErrorBody:
        """As much as a person reads: what another device says went wrong is shown, listed and kept here."""
        fits = len(json.dumps(self.details, ensure_ascii=False)) <= LIMITS.error_details
        short = {"message": self.message[: LIMITS.error_message], "details": self.details if fits else {}}
        return self.model_copy(update=short)
