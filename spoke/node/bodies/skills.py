"""Skills that are installed on a node, and to whom it offers their functions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sandbox.source import Source
from shared.api import FoundFunction, FunctionInfo
from shared.error_body import ErrorBody
from spoke.node.bodies.body import Body

Exposure = Literal["allow", "read", "ask", "never"]


class InstallBody(Body):
    path: str = Field(max_length=4_096)
    """Of a skill's folder, a zip, or a folder or zip that holds skills, on this device."""
    skill: str | None = Field(default=None, max_length=200)
    """Which of several."""
    all: bool = False
    replace: bool = False
    """Also where a skill of the same name came from elsewhere."""
    digest: str = Field(default="", max_length=64)
    """Only if it still is what somebody looked at; of one skill."""


class LookBody(Body):
    path: str = Field(max_length=4_096)
    """As for an install, which this is not."""


class Offer(Body):
    """A skill as it would be installed."""

    name: str
    description: str
    digest: str
    capabilities: list[str]
    """What it asks for."""
    functions: list[FunctionInfo]
    warnings: list[str] = []
    source: Source


class LookReply(Body):
    offers: list[Offer]
    refused: list[NotInstalled] = []


class LeftOut(Body):
    """A function of other devices that cannot be used here."""

    path: str
    devices: list[str]
    reason: str


class FunctionsInReach(Body):
    """`left_out`: of those that were found."""

    functions: list[FoundFunction]
    left_out: list[LeftOut] = []


class Skill(Body):
    name: str
    description: str
    digest: str
    """Of the active version, which all of this is about."""
    capabilities: list[str] = []
    """What it asks for."""
    functions: list[Function]
    scripts: list[str] = []
    """Its files that are run as programs."""
    warnings: list[str] = []
    trusted: bool = False
    """A host skill: the device owner's own file, which runs outside the sandbox."""
    versions: list[SkillVersion] = []
    """Newest first."""

    @property
    def active(self) -> SkillVersion | None:
        """None of a host skill, which has no versions."""
        return next((each for each in self.versions if each.active), None)


class SkillVersion(Body):
    digest: str
    source: Source
    installed_ms: int
    active: bool
    capabilities: list[str] = []
    functions: list[str] = []
    """Their names."""


class Function(Body):
    info: FunctionInfo
    exposure: Exposure


class SkillsReply(Body):
    skills: list[Skill]


class Removed(Body):
    """What is left of a skill that was removed."""

    kept: int
    """Values in its store."""


class InstallReply(Body):
    installed: list[Skill]
    refused: list[NotInstalled] = []


class NotInstalled(Body):
    folder: str
    error: ErrorBody


class UseBody(Body):
    digest: str = Field(max_length=64)
    """Or its beginning."""


class CatalogueEntry(Body):
    name: str
    description: str


class CatalogueReply(Body):
    """What a model is shown first. `left_out` skills had no room; they are found by a search."""

    skills: list[CatalogueEntry]
    left_out: int


class SkillFile(Body):
    path: str
    size: int


class SkillShown(Body):
    """The second step: the instructions, and which files there are."""

    skill: Skill
    body: str
    license: str
    compatibility: str
    files: list[SkillFile]


class FilePart(Body):
    """The third: a part of a file, as text where it is UTF-8."""

    path: str
    size: int
    text: str | None = None
    base64: str | None = None
    next: int | None = None
    """Offset of the next part, where there is one."""


class ExposeBody(Body):
    function: str = Field(max_length=130)
    """SKILL.FUNCTION"""
    level: Exposure


Skill.model_rebuild()
InstallReply.model_rebuild()
LookReply.model_rebuild()
