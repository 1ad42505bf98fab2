"""What became of asks and answers, in one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shared.errors import ModelKeyRefused, ModelNotAllowed, ModelNotFound, NoModel
from spoke.ui.i18n.capability_words import one_call
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, tr

if TYPE_CHECKING:
    from shared.parts import AskPart, EndPart


@dataclass(frozen=True, slots=True)
class Said:
    icon: str
    ink: str
    word: str
    sentence: str
    action: str = ""
    verb: Literal["", "continue", "again", "inspect", "models"] = ""


CUT_OFF = Said(
    "stop",
    "text.second",
    later("Interrupted"),
    later("What was written is kept."),
    later("Continue"),
    "continue",
)

BEGUN_ANEW = Said(
    "info",
    "text.second",
    later("Begun anew"),
    later("Felloe's node was lost while this was written."),
)

_ANSWERS = {
    "once": later("once"),
    "chat": later("for this chat"),
    "exact": later("from now on, with these arguments"),
    "always": later("always"),
    "never": later("never again"),
}

_LIMITS = {
    "steps": later("It asked the model as often as one answer may."),
    "time": later("It took as long as one answer may."),
    "tokens": later("It used as many tokens as one answer may."),
    "size": later("It grew as long as a message may be."),
    "loop": later("The model called the same again and again."),
}


_OF_SETTINGS = {error.code for error in (ModelKeyRefused, ModelNotAllowed, ModelNotFound, NoModel)}
"""What trying again would not mend."""


def asked(part: AskPart, name_of: Callable[[str], str]) -> Said | None:
    """None for a question that was not put."""
    if part.state == "allowed":
        how = tr(_ANSWERS.get(part.answer, ""))
        return Said("check", "ok", later("Allowed"), ", ".join(each for each in (_what(part), how) if each))
    if part.state == "denied":
        how = tr(_ANSWERS["never"]) if part.answer == "never" else ""
        sentence = ", ".join(each for each in (_what(part), how) if each)
        return Said("denied", "bad", later("Denied"), sentence)
    if part.state == "expired":
        return Said("clock", "text.second", later("Not answered"), tr("{what}. Its time was over.", what=_what(part)))
    if part.state == "cancelled":
        return Said(
            "stop", "text.second", later("Not needed"), tr("{what}. The answer ended before.", what=_what(part))
        )
    return Said("clock", "warn", later("Waiting"), tr("{what}. It is asked on its device.", what=_what(part)))


def _what(part: AskPart) -> str:
    """What was asked for: the title of a run of code is only the first line of it."""
    if part.asked.startswith("call:") or not part.asked:
        return part.title or part.asked
    exact, words = part.asked.replace(":", " ", 1).replace("@", " ", 1), one_call(part.asked)
    return f"{words} ({exact})" if words else exact


def ended(part: EndPart) -> Said | None:
    """None where it simply answered."""
    if part.reason == "answered":
        return None
    if part.reason == "stopped":
        return Said(
            "stop",
            "text.second",
            later("Stopped"),
            tr("By you. What was written is kept."),
            later("Continue"),
            "continue",
        )
    if part.reason == "interrupted":
        sentence = part.message or tr("Felloe's node stopped here. What was written is kept.")
        return Said("stop", "text.second", later("Interrupted"), sentence, later("Continue"), "continue")
    if part.reason in _LIMITS:
        sentence = tr(_LIMITS[part.reason])
        return Said("warning", "warn", later("Ended"), part.message or sentence, later("Continue"), "continue")
    message = (worded(part.error) if part.error else part.message) or tr("No model answered.")
    if part.error and part.error.code in _OF_SETTINGS:
        return Said("cross", "bad", later("Failed"), message, later("Models"), "models")
    return Said("cross", "bad", later("Failed"), message, later("Try again"), "again")
