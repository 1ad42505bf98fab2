"""What happened, as rows say it: a run, a decision, a question that waits, a call that is on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spoke.node.bodies.approvals import AskInfo, Decision
from spoke.node.bodies.calls import CommandInfo
from spoke.node.bodies.runs import RunSummary
from spoke.ui.i18n.capability_words import one_call, plain
from spoke.ui.i18n.figures import megabytes, took
from spoke.ui.i18n.sentences.codes import CODES
from spoke.ui.i18n.translate import later, plural, tr

if TYPE_CHECKING:
    from pydantic import BaseModel

_WHO = {"person": later("You"), "assistant": later("The assistant"), "This code": later("Code")}
_LEVELS = {
    "allow": later("Allow"), "read": later("Read only"), "ask": later("Ask each time"), "never": later("Never"),
}  # fmt: skip
_DENIED = {"not_granted", "not_exposed", "revoked"}
_GRANTS = {"allow": later("Always"), "deny": later("Never"), "revoked": later("Revoked")}
_UNANSWERED = {
    "cancelled": later("What asked for it has ended"), "expired": later("Nobody answered in time"),
}  # fmt: skip
"""By verdict, why a question went away by itself."""

_OPEN_CALLS = {
    "queued": ("cloud-off", "text.second", later("Queued")),
    "sent": ("play", "accent.text", later("Running")),
    "started": ("play", "accent.text", later("Running")),
    "suspended": ("clock", "warn", later("Waiting")),
    "unknown": ("question", "warn", later("Unknown")),
}
"""By state, of those that have not ended for certain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Icon and ink belong to the state; `run` is the id of the run it is, or belongs to."""

    key: str
    at_ms: int
    icon: str
    ink: str
    state: str
    what: str
    by: str = ""
    took: str = "–"
    memory: str = "–"
    fixed: bool = True
    """What it says is code."""
    run: str = ""
    detail: str = ""
    """Why, where that is short."""

    record: BaseModel = field(kw_only=True, compare=False, repr=False)
    """What the node says of it; all of the above is made from it."""

    @property
    def kind(self) -> str:
        """`run`, `decision`, `ask` or `call`."""
        return self.key.partition(":")[0]

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.state, self.what, self.by, self.detail) if part)


def of_run(run: RunSummary) -> Entry:
    memory = megabytes(run.peak_memory_bytes) if run.peak_memory_bytes else "–"
    icon, ink, state = verdict(run.ok, run.error)
    calls = plural("%n call", "%n calls", run.calls) if run.calls else ""
    return Entry(
        key=f"run:{run.id}", at_ms=run.started_ms, icon=icon, ink=ink, state=state, what=run.title,
        by=asker(run.principal), took=took(run.elapsed_ms), memory=memory, run=run.id,
        detail=_why(run.error) if run.error else calls, record=run,
    )  # fmt: skip


def _why(code: str) -> str:
    """What an error's code means, in a few words."""
    known = CODES.get(code)
    return tr(known).rstrip(".") if known else code.replace("_", " ")


def verdict(ok: bool, error: str | None) -> tuple[str, str, str]:
    """Icon, ink and word of how a run ended; `error` is the code of its error."""
    if ok:
        return "check", "ok", tr("Ran")
    if error in _DENIED:
        return "denied", "bad", tr("Denied")
    if error == "outcome_unknown":
        return "question", "warn", tr("Unknown")
    if error == "cancelled":
        return "stop", "text.second", tr("Stopped")
    if error == "approval_pending":
        return "clock", "warn", tr("Waiting")
    return "cross", "bad", tr("Failed")


def of_decision(row: Decision) -> Entry:
    icon, ink, state, detail = _decided(row)
    grant = row.kind == "grant"
    what = row.target if row.kind == "expose" else f"{row.what} {row.target}".strip()
    words = ""
    if grant:
        words = f"{tr(_GRANTS.get(row.verdict, row.verdict))}: {plain(row.target) or row.what}"
        what = row.target
    elif row.kind == "host_call":
        words = one_call(f"{row.what}:{row.target}" if row.target else row.what)
    elif row.kind == "answer":
        words = one_call(row.target)
    if words:
        detail = " · ".join(filter(None, (detail, what)))
    by = tr("You, for {what}", what=row.what) if grant else asker(row.who)
    return Entry(
        key=f"decision:{row.id}", at_ms=row.at_ms, icon=icon, ink=ink, state=state, what=words or what, by=by,
        fixed=not words, run=row.work, detail=detail, record=row,
    )  # fmt: skip


def _decided(row: Decision) -> tuple[str, str, str, str]:
    """Icon, ink and word of its state, and why."""
    if row.kind == "grant":
        return "key", "text.second", tr("Grant"), ""
    if row.kind == "expose":
        return "eye", "text.second", tr("Called by others"), tr(_LEVELS.get(row.rule, row.rule))
    if row.verdict in _UNANSWERED:
        return "stop", "text.second", tr("Unanswered"), tr(_UNANSWERED[row.verdict])
    if row.verdict == "denied":
        why = {"host_call": tr("not granted"), "call": tr("others may not call it")}
        return "denied", "bad", tr("Denied"), why.get(row.kind, "")
    return "check", "ok", tr("Allowed"), ""


def of_ask(ask: AskInfo) -> Entry:
    words = one_call(ask.asked) if ask.number else ""
    return Entry(
        key=f"ask:{ask.id}", at_ms=ask.created_ms, icon="clock", ink="warn", state=tr("Waiting"),
        what=words or f"{ask.title} · {ask.asked}", by=asker(ask.asker), fixed=not words,
        detail=" · ".join(filter(None, (tr("for your answer"), ask.asked if words else ""))),
        record=ask,
    )  # fmt: skip


def of_call(call: CommandInfo) -> Entry:
    """A call of this device to another."""
    error = call.error.code if call.error else None
    if is_open(call):
        icon, ink, word = _OPEN_CALLS[str(call.state)]
        state = tr(word)
    else:
        icon, ink, state = verdict(call.state == "done", error)
    detail = _why(error) if error else tr("on another device")
    if call.state == "unknown":
        detail = tr("It may have run. Look before you repeat it.")
    return Entry(key=f"call:{call.id}", at_ms=call.created_ms, icon=icon, ink=ink, state=state, what=call.path,
                 by=tr("You"), detail=detail, record=call)  # fmt: skip


def is_denied(call: CommandInfo) -> bool:
    return call.error is not None and call.error.code in _DENIED


def is_open(call: CommandInfo) -> bool:
    return str(call.state) in _OPEN_CALLS


def asker(principal: str) -> str:
    """Who had it run, as people say it."""
    if principal in ("", "person"):
        return tr("You")
    who, _, device = principal.partition("@")
    kind, _, which = who.partition(":")
    name = tr(_WHO[kind]) if kind in _WHO else tr("A skill, {digest}", digest=which) if kind == "skill" else who
    return tr("{who}, from {device}", who=name, device=device) if device else name
