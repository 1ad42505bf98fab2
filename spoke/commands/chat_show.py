"""An answer on a terminal, as it grows: what the model says on standard output, what it does beside it on the other."""

from __future__ import annotations

import sys
from typing import Any

import typer

from shared.parts import AskPart, CallPart, EndPart, SummaryPart, answer_parts
from shared.system.terminal import harmless, one_line, print_json_line
from spoke.node.bodies.answers import AnswerEvent, Cut, Ended, PartChanged, SoFar, TextPiece

_ARGUMENTS = 100
_DONE = {"done": "done", "failed": "failed", "unknown": "may have happened", "stopped": "stopped"}


class Plain:
    """For people. Text of the model cannot tell the terminal what to do."""

    def __init__(self, *, asks: bool = False, device: str | None = None) -> None:
        self._asks = asks
        """Questions are put to the person here; else it is said where they can be answered."""
        self._before = f"{device}:" if device else ""
        """Stands before the number of a question of another device."""
        self._told: set[int] = set()
        """Questions of which that was said."""
        self._said = 0
        """Characters of the text that were printed."""
        self._fresh = True
        """The cursor is at the beginning of a line."""
        self._calls: dict[str, str] = {}

    def show(self, event: AnswerEvent) -> None:
        match event:
            case SoFar():
                self._say(event.text[self._said :])
                for part in event.parts:
                    self._part(part)
            case TextPiece():
                self._say(event.text[max(0, self._said - event.at) :])
            case Cut():
                if event.at < self._said:
                    self._note("(the model was asked again)")
                    self._said = event.at
            case PartChanged():
                self._part(event.part)
            case Ended():
                self._end(event.answer.end)

    def _say(self, text: str) -> None:
        if text:
            sys.stdout.write(harmless(text))
            sys.stdout.flush()
            self._said += len(text)
            self._fresh = text.endswith("\n")

    def _part(self, part: dict[str, Any]) -> None:
        for known in answer_parts([part]):
            if isinstance(known, CallPart):
                self._call(known)
            elif isinstance(known, AskPart):
                self._question(known)
            elif isinstance(known, SummaryPart):
                self._note("(the older part of this chat was summarised for the model)")

    def _call(self, call: CallPart) -> None:
        if call.state == "writing":
            return
        before, self._calls[call.id] = self._calls.get(call.id), call.state
        if call.state == before:
            return
        what = call.path or call.name
        if before is None:
            self._note(f"· {what} {call.arguments[:_ARGUMENTS]}")
        if call.state in _DONE:
            took = f" after {call.ms:,.0f} ms" if call.ms is not None else ""
            why = f": {call.error.message}" if call.error else ""
            self._note(f"· {what} {_DONE[call.state]}{took}{why}")

    def _question(self, ask: AskPart) -> None:
        if ask.state == "pending" and not self._asks and ask.ask not in self._told:
            self._told.add(ask.ask)
            answer = f"felloe asks answer {self._before}{ask.ask} once, or deny, answers"
            self._note(f"· waits for your word on {ask.asked}; {answer}")

    def _end(self, end: EndPart | None) -> None:
        if not self._fresh:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._fresh = True
        if end is not None and end.message:
            typer.echo(one_line(end.message), err=True)

    def _note(self, text: str) -> None:
        if not self._fresh:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._fresh = True
        typer.echo(typer.style(one_line(text), dim=True) if sys.stderr.isatty() else one_line(text), err=True)


class AsEvents:
    """For programs: each event a line of JSON."""

    def show(self, event: AnswerEvent) -> None:
        print_json_line(event.model_dump(mode="json", exclude_none=True))


Show = Plain | AsEvents
