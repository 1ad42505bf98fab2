"""The one error tree: everything Felloe refuses or fails at is a `FelloeError`.

Rules of this module:
- `code` is stable and machine-readable; the message is one sentence that is safe to show to anybody: no path of
  another machine, no traceback, no secret;
- foreign errors are mapped to these where they enter, and these to HTTP, socket or terminal once, where they leave.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from pydantic import ValidationError

    from shared.error_body import ErrorBody


class Fault(StrEnum):
    """Whose doing it was, so that a reader knows where to mend it."""

    CALLER = "caller"
    CALLEE = "callee"
    HUB = "hub"
    NETWORK = "network"
    MACHINE = "machine"


class FelloeError(Exception):
    """Base of all expected failures. `status` is its HTTP status."""

    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False
    fault: ClassVar[Fault] = Fault.MACHINE
    status: ClassVar[int] = 500

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def body(self) -> ErrorBody:
        from shared.error_body import ErrorBody

        return ErrorBody(code=self.code, message=self.message, retryable=self.retryable, details=self.details)

    def anew(self) -> Self:
        """The same, to be raised where an error is kept and raised again and again: each time one object is raised it
        takes the frames of who meets it along, with all that they hold, and keeps them for as long as it is kept."""
        same = type(self).__new__(type(self), *self.args)
        same.__dict__.update(self.__dict__)
        return same


class InvalidArgument(FelloeError):
    code, fault, status = "invalid_argument", Fault.CALLER, 400


class NotFound(FelloeError):
    code, fault, status = "not_found", Fault.CALLER, 404


class Conflict(FelloeError):
    code, fault, status = "conflict", Fault.CALLER, 409


class TooLarge(FelloeError):
    code, fault, status = "too_large", Fault.CALLER, 413


class QuotaExceeded(FelloeError):
    """There is no room left of what somebody may use; something has to go first."""

    code, fault, status = "quota_exceeded", Fault.CALLER, 409


class RateLimited(FelloeError):
    code, fault, status, retryable = "rate_limited", Fault.CALLER, 429, True


class ProtocolError(FelloeError):
    """A message that is not one, or comes at the wrong time."""

    code, fault, status = "protocol_error", Fault.CALLER, 400


class VersionUnsupported(FelloeError):
    code, fault, status = "version_unsupported", Fault.CALLER, 400


class Unauthenticated(FelloeError):
    code, fault, status = "unauthenticated", Fault.CALLER, 401


class Forbidden(FelloeError):
    code, fault, status = "forbidden", Fault.CALLER, 403


class PairingRefused(FelloeError):
    """The pairing code is unknown, expired or used, or its account is disabled."""

    code, fault, status = "pairing_refused", Fault.CALLER, 403


class NotPaired(FelloeError):
    code, fault, status = "not_paired", Fault.CALLER, 409


class NotGranted(FelloeError):
    """The gatekeeper: nobody granted this capability to this principal."""

    code, fault, status = "not_granted", Fault.CALLER, 403


class NotExposed(FelloeError):
    """The device that was asked does not offer this function to others."""

    code, fault, status = "not_exposed", Fault.CALLER, 403


class ApprovalRequired(FelloeError):
    code, fault, status = "approval_required", Fault.CALLER, 403


class ApprovalPending(FelloeError):
    """Somebody was asked and has not answered yet: the work goes on when they do. `details["call"]` is its id."""

    code, fault, status = "approval_pending", Fault.CALLER, 409


class Revoked(NotGranted):
    """A grant that the run held was taken back while it ran, so it was stopped."""

    code = "revoked"


class ReplayDiverged(FelloeError):
    """A run that was to be continued did not go the same way again. What it had done before stays done."""

    code, fault, status = "replay_diverged", Fault.CALLEE, 409


class DeviceOffline(FelloeError):
    code, fault, status, retryable = "device_offline", Fault.NETWORK, 503, True


class HubUnreachable(FelloeError):
    code, fault, status, retryable = "hub_unreachable", Fault.NETWORK, 503, True


class CertificateMismatch(FelloeError):
    """Something answers at the hub's address that is not the hub this device was paired with."""

    code, fault, status = "certificate_mismatch", Fault.NETWORK, 502


class DeadlineExceeded(FelloeError):
    """The time ran out before the work was started anywhere: it did not happen."""

    code, fault, status, retryable = "deadline_exceeded", Fault.NETWORK, 504, True


class OutcomeUnknown(FelloeError):
    """The work may have happened: the connection ended, or the time ran out, before the answer."""

    code, fault, status = "outcome_unknown", Fault.NETWORK, 504


class StreamLost(FelloeError):
    """The connection under a stream ended for good, or its other end is gone: how much of it was read is not known."""

    code, fault, status, retryable = "stream_lost", Fault.NETWORK, 502, True


class CopiedFolder(FelloeError):
    """Two nodes run with copies of one data folder, and take the connection from each other."""

    code, fault, status = "copied_folder", Fault.CALLER, 409


class HttpFailed(FelloeError):
    """A web server gave no answer; `details["kind"]`: dns, connect, tls, timeout, closed, protocol.

    Nothing that must not happen twice can have happened: for that there is `OutcomeUnknown`.
    """

    code, fault, status, retryable = "http_failed", Fault.NETWORK, 502, True

    def body(self) -> ErrorBody:
        lasting = self.details.get("kind") in ("tls", "protocol")
        return super().body().model_copy(update={"retryable": not lasting})


class BadSkill(FelloeError):
    code, fault, status = "bad_skill", Fault.CALLER, 400


class CodeFailed(FelloeError):
    """The guest's code raised; `details` may hold `line` and `traceback` of the guest, never of the host."""

    code, fault, status = "code_failed", Fault.CALLEE, 422


class BadResult(FelloeError):
    code, fault, status = "bad_result", Fault.CALLEE, 422


class LimitExceeded(FelloeError):
    """A run reached a limit; `details["limit"]` says which: cpu, wall, memory, calls, message, stack."""

    code, fault, status = "limit_exceeded", Fault.CALLEE, 422


class SandboxUnavailable(FelloeError):
    """The sandbox itself could not run: no image, no worker, a worker lost."""

    code, fault, status, retryable = "sandbox_unavailable", Fault.MACHINE, 503, True


class Cancelled(FelloeError):
    code, fault, status = "cancelled", Fault.CALLER, 409


class NoFace(FelloeError):
    """Nobody is there who can show, read or answer it: no face of the device is attached that offers it."""

    code, fault, status, retryable = "no_face", Fault.MACHINE, 503, True


class NoModel(FelloeError):
    """This device has no model that could answer."""

    code, fault, status = "no_model", Fault.MACHINE, 503


class ModelNotFound(NotFound):
    """No upstream offers a model of that name. The code is OpenAI's own."""

    code = "model_not_found"


class ModelNotAllowed(Forbidden):
    """The admin keeps this model from the account."""

    code = "model_not_allowed"


class ModelFailed(FelloeError):
    """An upstream gave no answer that is of use; `details["kind"]`: connect, tls, timeout, stall, cut, garbage,
    redirect, key (it refused the hub's) or status, with `details["status"]`. It may have cost what it costs."""

    code, fault, status, retryable = "model_failed", Fault.NETWORK, 502, True

    def body(self) -> ErrorBody:
        lasting = self.details.get("kind") in ("tls", "garbage", "redirect", "key")
        return super().body().model_copy(update={"retryable": self.retryable and not lasting})


class ModelUnreachable(ModelFailed):
    """No upstream that has the model could be reached; nothing was asked."""

    code, status = "model_unreachable", 503


class ModelKeyRefused(ModelFailed):
    """The upstream does not take the key that was set for it, or wants one."""

    code, fault, retryable = "model_key_refused", Fault.CALLER, False


class ModelRefused(FelloeError):
    """The upstream does not take the question as it is; its own word is in the message."""

    code, fault, status = "model_refused", Fault.CALLER, 422


class ContextTooLong(ModelRefused):
    """The question holds more than the model can read at once."""

    code, status = "context_too_long", 413


class ModelStalled(ModelFailed):
    """The upstream said nothing for so long that it was given up."""

    code, status = "model_stalled", 504


class AnswerCut(ModelFailed):
    """The connection ended before the answer did. What came until then is kept."""

    code = "answer_cut"


class BadAnswer(ModelFailed):
    """What the upstream sent is no answer of a model."""

    code, fault, retryable = "bad_answer", Fault.CALLEE, False


class FolderInUse(FelloeError):
    code, fault, status = "folder_in_use", Fault.CALLER, 409


class FolderUnusable(FelloeError):
    code, fault, status = "folder_unusable", Fault.MACHINE, 500


class DiskFull(FelloeError):
    code, fault, status = "disk_full", Fault.MACHINE, 507


class DatabaseBusy(FelloeError):
    """Something else holds the database, such as a copy that is being made."""

    code, fault, status, retryable = "database_busy", Fault.MACHINE, 503, True


class DatabaseDamaged(FelloeError):
    code, fault, status = "database_damaged", Fault.MACHINE, 500


class MigrationFailed(FelloeError):
    """A database of an earlier schema could not be brought to today's; it is as it was."""

    code, fault, status = "migration_failed", Fault.MACHINE, 500


class PortInUse(FelloeError):
    code, fault, status = "port_in_use", Fault.CALLER, 409


class NoScreen(FelloeError):
    """The desktop needs a screen, and a few libraries of the system for it."""

    code, fault, status = "no_screen", Fault.MACHINE, 503


class NodeUnreachable(FelloeError):
    code, fault, status, retryable = "node_unreachable", Fault.MACHINE, 503, True


class Unknown(FelloeError):
    """An error of a newer or stranger peer: its own code and word on retrying are kept."""

    def __init__(self, body: ErrorBody) -> None:
        super().__init__(body.message)
        self.details = dict(body.details)
        self._body = body

    def body(self) -> ErrorBody:
        return self._body


def _tree(cls: type[FelloeError]) -> dict[str, type[FelloeError]]:
    found = {cls.code: cls}
    for sub in cls.__subclasses__():
        found |= _tree(sub)
    return found


BY_CODE: dict[str, type[FelloeError]] = {
    code: cls for code, cls in _tree(FelloeError).items() if cls not in (FelloeError, Unknown)
}


def from_body(body: ErrorBody) -> FelloeError:
    """The exception that a peer's error body stands for."""
    cls = BY_CODE.get(body.code)
    if cls is None:
        return Unknown(body)
    error = cls(body.message)
    error.details = dict(body.details)
    return error


def first_fault(error: ValidationError, whole: str) -> str:
    """What does not fit first, and where; `whole` names that place where it is all of it. Without what was given."""
    first = error.errors(include_url=False, include_input=False)[0]
    said = first["msg"].removeprefix("Value error, ")  # what pydantic puts before our own sentences
    if first["type"] == "string_pattern_mismatch":
        said = "This is not in the form that is wanted here"
        if "-7[0-9a-f]{3}-" in first.get("ctx", {}).get("pattern", ""):
            said = "This is no id: a UUID of version 7, such as 01a1fe1b-7b8e-7315-a146-1d961dfde5ae"
    return f"{'.'.join(map(str, first['loc'])) or whole}: {said}"
