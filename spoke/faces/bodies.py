"""Bodies by which faces and node speak of what a face can do for skills."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from shared.error_body import ErrorBody
from shared.ids import Id
from spoke.node.bodies.body import Body

Ability = Literal["notify", "clipboard.read", "clipboard.write"]


class FaceRequest(Body):
    """One line of GET /v1/face/requests: something that a face is asked to do, and has to answer by its id."""

    id: Id
    face: Id
    """Of the stream that it came on; the answer names it too."""
    ability: Ability
    asker: str
    """Who runs, in the node's words: a person is shown it beside whatever the request says."""
    args: dict[str, JsonValue]
    wait_s: float
    """Seconds after which nobody waits for the answer any more."""


class FaceAnswer(Body):
    """POST /v1/face/answers. `error` where the face could not; else `result`."""

    id: Id
    face: Id
    result: JsonValue = None
    error: ErrorBody | None = Field(default=None)
