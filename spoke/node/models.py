"""Bodies of the node API: what the command line, the desktop and other faces read and write."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, field_serializer

from sandbox.run_record import RunRecord
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.errors import ErrorBody
from shared.ids import Id
from shared.limits import LIMITS
from shared.sync.ops import Message, Text, Title

Exposure = Literal["allow", "read", "ask", "never"]
HubState = Literal["none", "connecting", "online", "offline"]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Account(Body):
    """The one (hub, user) this node belongs to."""

    hub_url: str
    user: str
    device_id: Id
    handle: str
    name: str


class SyncStatus(Body):
    """`local`: no hub, chats stay here. `waiting`: `pending` changes are not on the hub yet."""

    state: Literal["local", "synced", "waiting"]
    pending: int
    quarantined: int


class Status(Body):
    version: str
    pid: int
    data: str
    name: str
    account: Account | None
    hub: HubState
    hub_problem: ErrorBody | None = None
    """Why the hub cannot be reached, when it cannot."""
    hub_since_ms: int | None = None
    """Since when `hub` is what it is."""
    sync: SyncStatus
    sessions: int
    skills: int


class PairBody(Body):
    pairing_string: str = Field(max_length=500)
    name: str | None = Field(default=None, min_length=1, max_length=64)


class InstallBody(Body):
    path: str = Field(max_length=4_096)
    """Of a skill's folder, a zip, or a folder or zip that holds skills, on this device."""
    skill: str | None = Field(default=None, max_length=200)
    """Which of several."""
    all: bool = False
    replace: bool = False
    """Also where a skill of the same name came from elsewhere."""


class Skill(Body):
    name: str
    description: str
    digest: str
    """Of the active version, which all of this is about."""
    capabilities: list[str] = []
    """What it asks for."""
    functions: list[Function]
    warnings: list[str] = []
    trusted: bool = False
    """A host skill: the device owner's own file, which runs outside the sandbox."""
    versions: list[SkillVersion] = []
    """Newest first."""


class SkillVersion(Body):
    digest: str
    source: Source
    installed_ms: int
    active: bool


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


class CallBody(Body):
    path: str = Field(max_length=200)
    args: dict[str, JsonValue] = {}
    timeout_s: float | None = Field(default=None, gt=0, le=86_400)
    patience_s: float | None = Field(default=None, ge=0, le=60)
    """How long to wait for the user where something must be asked; then the answer is `approval_pending`."""


class CallReply(Body):
    id: Id
    device: str
    """Handle, or name where there is no hub, of the device that ran it."""
    result: JsonValue
    elapsed_ms: float
    """As this node saw it, the way there and back included."""


class ExecBody(Body):
    code: str = Field(max_length=LIMITS.sandbox_message)
    grants: list[str] = Field(default=[], max_length=100)
    timeout_s: float | None = Field(default=None, gt=0, le=86_400)
    asks: bool = False
    """Ask the user for what is not granted, instead of denying it."""
    patience_s: float | None = Field(default=None, ge=0, le=60)


GrantVerdict = Literal["allow", "deny"]
AskState = Literal["pending", "allowed", "denied", "expired", "cancelled"]
Answer = Literal["once", "always", "exact", "chat", "deny", "never"]
"""`once` and `deny` hold for this host call; `always` and `never` for what is offered; `exact` for these arguments;
`chat` for the rest of one chat."""


class Grant(Body):
    """What was decided for good."""

    id: int
    holder: str
    label: str
    """The skill or chat it is about, for people."""
    capability: str
    verdict: GrantVerdict
    args: dict[str, JsonValue] | None = None
    """Only for exactly these arguments."""
    created_ms: int


class GrantsReply(Body):
    grants: list[Grant]


class GrantBody(Body):
    skill: str = Field(max_length=64)
    capability: str = Field(max_length=1_000)
    verdict: GrantVerdict = "allow"


class AskInfo(Body):
    """A question to the user."""

    id: int
    work_id: Id
    """Of the call or run that waits for it."""
    number: int
    """Of the host call; 0 where the question is whether others may call the function at all."""
    title: str
    label: str
    asker: str
    """Who had it run."""
    asked: str
    """The capability, exactly."""
    offered: str
    """The capability that `always` would grant."""
    args: dict[str, JsonValue] = Field(default={}, exclude=True)
    args_json: str
    """The arguments, cut where they are long."""
    read: list[str]
    """What the run read before: it may be what would be sent out."""
    holder: str
    created_ms: int
    expires_ms: int
    state: AskState
    answer: str = ""


class AsksReply(Body):
    asks: list[AskInfo]


class AnswerBody(Body):
    answer: Answer


class Decision(Body):
    """A row of the audit: who wanted what, and what was decided."""

    at_ms: int
    kind: str
    who: str
    what: str
    target: str
    verdict: str
    rule: str
    """Id of the grant that decided, `asked` where somebody was asked."""
    work: str
    """Id of the call or run."""


class DecisionsReply(Body):
    decisions: list[Decision]


class CallState(Body):
    """How far a call is; `result` and `error` count where it is `done`."""

    id: Id
    state: Literal["running", "waiting", "done"]
    result: JsonValue = None
    error: ErrorBody | None = None


class SecretInfo(Body):
    """All that anybody hears of a secret again."""

    name: str
    host: str
    header: str = ""
    """The only header that it may go into; any, where it is empty."""


class SecretsReply(Body):
    secrets: list[SecretInfo]


class NewSecret(Body):
    host: str = Field(max_length=300)
    value: SecretStr
    header: str = Field(default="", max_length=64)

    @field_serializer("value", when_used="json")
    def _in_full(self, value: SecretStr) -> str:
        return value.get_secret_value()


class RunInfo(Body):
    """A run as its node keeps it; `record` is the sandbox's own account of it."""

    id: Id
    started_ms: int
    title: str
    """`climate.summary`, or the first line of the code."""
    principal: str
    ok: bool
    record: RunRecord


class RunsReply(Body):
    runs: list[RunInfo]


class SessionInfo(Body):
    id: Id
    title: str
    created_ms: int
    updated_ms: int
    message_count: int
    pinned: bool
    archived: bool
    pending: bool = False
    """Some of it is not on the hub yet."""


class SessionsReply(Body):
    sessions: list[SessionInfo]
    next: str | None = None
    """Pass as `before` to get the next page."""


class SessionReply(Body):
    session: SessionInfo
    messages: list[Message]


class NewSession(Body):
    title: Title


class ChangeSession(Body):
    title: Title


class NewMessage(Body):
    text: Text = Field(min_length=1)
    role: Literal["user", "assistant", "system"] = "user"
    parent_id: Id | None = None
    """The message it answers; the newest of the session when left out."""


EventKind = Literal["session", "sessions", "hub", "devices", "skills", "runs", "sync", "grants", "asks"]


class Event(Body):
    """One line of GET /v1/events. It says what changed, not how: the face reads again what it shows."""

    kind: EventKind
    id: str | None = None


Skill.model_rebuild()
InstallReply.model_rebuild()
