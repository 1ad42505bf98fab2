"""How an error travels. Apart from the errors themselves, which are raised and caught where nothing is sent."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict

MESSAGE_CHARS, DETAILS_CHARS = 4_000, 12_000


class ErrorBody(BaseModel):
    """In a channel message, in a problem document, in `--json` output."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    message: str
    retryable: bool = False
    details: dict[str, Any] = {}

    def shortened(self) -> ErrorBody:
        """What another device says went wrong, as much as a person reads: it is shown, listed and kept."""
        said = len(self.message) <= MESSAGE_CHARS
        told = len(json.dumps(self.details, ensure_ascii=False)) <= DETAILS_CHARS
        if said and told:
            return self
        cut = {"message": self.message[:MESSAGE_CHARS], "details": self.details if told else {}}
        return self.model_copy(update=cut)
