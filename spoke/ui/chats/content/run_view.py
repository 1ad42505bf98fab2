"""What a run's card and its inspector say: from the call in a message and the run's record, if it is known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spoke.ui.chats.content.turns import RUN_CODE, code_of
from spoke.ui.chats.content.written import fenced
from spoke.ui.i18n.capability_words import one_call
from spoke.ui.i18n.figures import megabytes, took
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, plural, tr

if TYPE_CHECKING:
    from sandbox.run_record import RunRecord
    from shared.parts import CallPart

CALLS_SHOWN = 5
CODE_SHOWN = 12
OUTPUT_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """Icon, ink, and the word that stands first."""

    icon: str
    ink: str
    word: str


ALLOWED = Verdict("check", "ok", later("Allowed"))
DENIED = Verdict("denied", "bad", later("Denied"))
_CALLS = {"allowed": ALLOWED, "denied": DENIED, "asked": Verdict("clock", "warn", later("Waiting"))}
FAILED = Verdict("cross", "bad", later("Failed"))
UNKNOWN = Verdict("question", "warn", later("Unknown"))
STATES = {
    "writing": Verdict("edit", "text.second", later("Being written")),
    "running": Verdict("play", "accent.text", later("Running")),
    "waiting": Verdict("clock", "warn", later("Waiting")),
    "failed": FAILED,
    "unknown": UNKNOWN,
    "stopped": Verdict("stop", "text.second", later("Stopped")),
    "queued": Verdict("clock", "text.second", later("Queued")),
}


@dataclass(frozen=True, slots=True)
class CallLine:
    verdict: Verdict
    text: str
    """What it is exactly."""

    where: str
    took: str
    words: str = ""
    """The same in plain words, where there are some."""


@dataclass(frozen=True, slots=True)
class RunView:
    key: str
    title: str
    where: str
    state: str
    sentence: str
    """What it means, where it did not simply end."""

    code: str
    language: str
    calls: tuple[CallLine, ...]
    output: str
    figures: tuple[str, ...]
    """Only what was measured."""

    run: str
    device: str

    @property
    def markdown(self) -> str:
        """What ran, and what came of it."""
        output = fenced(self.output, "") if self.output else ""
        return "\n\n".join(filter(None, (fenced(self.code.rstrip("\n"), self.language), output)))

    @property
    def spoken(self) -> str:
        """The card as it is read out, state first."""
        state = STATES.get(self.state)
        calls = [
            ", ".join(filter(None, (tr(line.verdict.word), line.words, line.text, line.where))) for line in self.calls
        ]
        parts = [tr(state.word) if state else "", self.sentence, self.title, self.where, *self.figures, *calls]
        return ", ".join(part for part in (*parts, self.output[:500]) if part)


def run_view(
    call: CallPart, record: RunRecord | None, name_of: Callable[[str], str], home: str = "", s: float | None = None
) -> RunView:
    """`name_of` says what a device is called, by its handle. `home` is where the answer is written, which runs what no
    other device does. `s`: for how long it has been running, where that is known."""
    code, language = code_of(call)
    where = name_of(call.device) or ("" if ":" in call.path else home)
    if call.name == RUN_CODE:
        title = tr("Ran code") if call.state == "done" else tr("Code")
        place = tr("on {device}, in the sandbox", device=where) if where else tr("in the sandbox")
    else:
        title = call.path.rpartition(":")[2] or call.name
        place = tr("on {device}", device=where) if where else ""
    calls = tuple(_calls(call, record, where, name_of))
    doubtful = next((line.where for line in calls if line.verdict is UNKNOWN), where)
    return RunView(
        key=call.id,
        title=title,
        where=place,
        state=call.state,
        sentence=_sentence(call, doubtful),
        code=code,
        language=language,
        calls=calls,
        output=_output(call),
        figures=tuple(_figures(call, record, s)),
        run=call.run,
        device=call.device,
    )


def shown_calls(calls: tuple[CallLine, ...]) -> list[CallLine]:
    """The first ones, and every one that did not go through: a denied call is never folded away."""
    return [line for number, line in enumerate(calls) if number < CALLS_SHOWN or line.verdict is not ALLOWED]


def _calls(call: CallPart, record: RunRecord | None, where: str, name_of: Callable[[str], str]) -> Iterator[CallLine]:
    if record is None:
        for each in call.verdicts:
            yield _line(each.service, each.target, each.verdict, each.error, where, name_of, "")
    else:
        for one in record.calls:
            yield _line(one.service, one.target, one.verdict, one.error, where, name_of, took(one.elapsed_ms))


def _line(
    service: str, target: str, verdict: str, error: str | None, where: str, name_of: Callable[[str], str], ms: str
) -> CallLine:
    words = ""
    if service == "call":
        device, _, path = target.rpartition(":")
        text, where = path, name_of(device) or where
    else:
        text = f"{service} {target.replace('@', ' ', 1) if service == 'http' else target}".strip()
        words = one_call(f"{service}:{target}" if target else service)
    if verdict == "denied":
        refused = tr("{device} · not granted", device=where) if where else tr("Not granted")
        return CallLine(DENIED, text, refused, "–", words)
    if verdict == "allowed" and error:
        return CallLine(UNKNOWN if error == "outcome_unknown" else FAILED, text, where, ms, words)
    return CallLine(_CALLS.get(verdict, FAILED), text, where, ms, words)


def _sentence(call: CallPart, where: str) -> str:
    message = worded(call.error) if call.error else ""
    if call.state == "unknown":
        place = tr("It may have run on {device}. Look before you repeat it.", device=where)
        return place if where else tr("It may have run. Look before you repeat it.")
    if call.state == "stopped":
        return message or tr("It was stopped.")
    return message if call.state == "failed" else ""


def _output(call: CallPart) -> str:
    output = call.output.rstrip("\n")
    if output or call.error or call.state != "done":
        return output
    return "" if call.result in (None, "null", "") else str(call.result)


def _figures(call: CallPart, record: RunRecord | None, s: float | None) -> list[str]:
    found = [tr("For your answer")] if call.state == "waiting" else []
    if call.state == "queued":
        found.append(tr("After the others"))
    if call.state == "running" and s is not None and s >= 1:
        found.append(tr("{n} s", n=int(s)))
    if record is not None:
        found.append(took(record.elapsed_ms))
        if record.peak_memory_bytes:
            found.append(megabytes(record.peak_memory_bytes))
    elif call.ms is not None:
        found.append(took(call.ms))
    return found


def more_calls(count: int) -> str:
    return plural("%n more", "%n more", count)
