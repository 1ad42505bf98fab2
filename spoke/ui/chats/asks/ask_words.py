"""What a question says: what is asked, by whom, with which arguments, what it may do, until when, what can be answered.

What others wrote looks like what it is: nothing invisible or turned around, no line that a value only pretends to be.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spoke.ui.chats.asks.exactly import exactly
from spoke.ui.chats.content.turns import arguments_text
from spoke.ui.i18n.capability_words import one_call
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.translate import tr

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import Answer, AskInfo

OF_CHAT = "chat:"
_BY_PATH = ("files.read:", "files.write:")
_CALLERS = 0
"""Number of the question whether others may call a function of this device."""

_KNOWN = 16
"""Arguments whose words are known still: a card asks for them several times while it is made."""

LINES, CHARS = 10, 80
"""Of the arguments, before they are folded: lines, and what each holds as it is shown."""


def chat_of(ask: AskInfo) -> str:
    """The chat in which it is asked; empty where it is none."""
    return ask.chat or (ask.holder.removeprefix(OF_CHAT) if ask.holder.startswith(OF_CHAT) else "")


@dataclass(frozen=True, slots=True)
class AskWords:
    """`device`: its name, where another device asks."""

    ask: AskInfo
    device: str = ""

    @property
    def of_chat(self) -> bool:
        return bool(chat_of(self.ask))

    @property
    def question(self) -> str:
        """In plain words; a function has none but its name."""
        if words := self._plain:
            return tr("On {device}: {what}?", device=self.device, what=words) if self.device else f"{words}?"
        return tr("Allow {what}?", what=self.what if self.device else self._function or self.name)

    @property
    def named(self) -> str:
        """What is asked for, exactly, where the question says it in other words."""
        return self.name if self._plain or self._function else ""

    @property
    def _function(self) -> str:
        """With the device that it is called on; empty where none is named, or where another device asks."""
        called = self.ask.number and self.ask.asked.startswith("call:") and ":" in self.name
        return _on_device(self.name) if called and not self.device else ""

    @property
    def _plain(self) -> str:
        return one_call(exactly(self.ask.asked), "" if self.device else str(Path.home())) if self.ask.number else ""

    @property
    def answers(self) -> list[Answer]:
        if self.device and self.ask.too_long:
            return ["deny"]
        if self.device:
            return ["once", "deny"]  # another device takes no lasting word from here
        if self.of_chat:
            same = self._held_by_chat and self._by_path  # of a path "exact" would remember what "chat" does
            return ["once", "chat", "deny"] if same else ["once", "chat", "exact", "deny"]
        return ["once", "exact", "always", "deny", "never"] if self.ask.holder else ["once", "deny"]

    @property
    def spoken(self) -> str:
        """As it is read out: of long arguments what is not folded."""
        return f"{self.question} {self.told}"

    @property
    def told(self) -> str:
        """What is read out after the question."""
        from_here = self.from_here if self.device and self.ask.too_long else ""
        told = (self.who, self.named, self.shown(whole=False), self.effect, from_here, self.until)
        return " ".join(part if part.endswith(".") else f"{part}." for part in told if part)

    def shown(self, *, whole: bool) -> str:
        """The arguments, folded where they are long."""
        return self.arguments if whole else _first(self.arguments.split("\n"))

    @property
    def lines(self) -> int:
        """Of the arguments, as they are shown."""
        return sum(map(_shown_lines, self.arguments.split("\n")))

    @property
    def what(self) -> str:
        return tr("{what} on {device}", what=self.name, device=self.device) if self.device else self.name

    @property
    def name(self) -> str:
        """What is asked for, wherever it is."""
        return exactly(self.ask.title) if self.ask.number == _CALLERS else _named(self.ask.asked)

    @property
    def who(self) -> str:
        if self.of_chat:
            return tr("The assistant asks")
        return tr("{who} asks", who=exactly(self.ask.label or self.ask.asker))

    @property
    def effect(self) -> str:
        told = tr("It reaches outside the sandbox.")
        if self.ask.allowed_before:
            before = ", ".join(map(_named, self.ask.allowed_before))
            told += " " + tr("You are asked again, for in the same call you allowed only {what}.", what=before)
        if self.ask.read:
            told += " " + tr("Read before asking: {what}.", what=", ".join(map(_read, self.ask.read)))
        return told

    @property
    def until(self) -> str:
        minutes = round((self.ask.expires_ms / 1000 - present().timestamp()) / 60)
        if minutes < 60:
            return tr("Expires in {n} min", n=max(1, minutes))
        return tr("Expires in {n} h", n=minutes // 60)

    def button(self, answer: str) -> str:
        """An answer in a few words: how long it holds, and for what."""
        match answer:
            case "once":
                return tr("Allow once")
            case "deny":
                return tr("Deny")
            case "chat":
                return tr("In this chat") if self._by_path else tr("In this chat, any arguments")
        if self._by_path:
            return tr("Always, this path")
        return tr("In this chat, these arguments") if self._held_by_chat else tr("Always, these arguments")

    def allows(self, answer: str) -> str:
        """What an answer allows from now on, unasked; empty where it allows this once or nothing."""
        match answer:
            case "chat":
                offered = self.name if self.ask.number == _CALLERS else _named(self.ask.offered)
                if self._by_path:
                    return tr("Allows {what}, as often as this chat asks.", what=offered)
                return tr("Allows {what} with any arguments, as often as this chat asks.", what=offered)
            case "exact":
                return self._allows_exactly(self.name)
        return ""

    def _allows_exactly(self, asked: str) -> str:
        skill = exactly(self.ask.label)
        if self._by_path:
            return tr("Allows {what}, whenever {skill} asks, in any chat or none.", what=asked, skill=skill)
        if self._held_by_chat:
            return tr("Allows {what} with exactly the arguments above, as often as this chat asks.", what=asked)
        if self.ask.number == _CALLERS:
            return tr(
                "Allows {what} with exactly the arguments above, whoever calls it, from any chat or device.", what=asked
            )
        return tr(
            "Allows {what} with exactly the arguments above, whenever {skill} asks, in any chat or none.",
            what=asked, skill=skill,
        )  # fmt: skip

    @property
    def _held_by_chat(self) -> bool:
        """Nobody but this chat has what is allowed; else a skill has it, wherever it runs."""
        return self.ask.holder.startswith(OF_CHAT)

    @property
    def _by_path(self) -> bool:
        """It is about a path: its arguments count for nothing."""
        return self.ask.asked.startswith(_BY_PATH)

    @property
    def from_here(self) -> str:
        """What cannot be answered from this device, where another one asks."""
        if self.ask.too_long:
            return tr("It is too long to be answered from here: answer it on {device}.", device=self.device)
        return tr("What is to last is decided at that device itself.")

    def decided_before(self, settled: Mapping[str, Any]) -> str:
        """Another answer came first: `settled` is what its device says of that."""
        where = exactly(str(settled.get("by") or self.device)) or tr("this device")
        match settled.get("state"):
            case "allowed":
                return tr("Your answer came too late: {what} was allowed before, on {device}.",
                          what=self.name, device=where)  # fmt: skip
            case "denied":
                return tr("Your answer came too late: {what} was denied before, on {device}.",
                          what=self.name, device=where)  # fmt: skip
        return tr("Your answer came too late: {what} is not asked for any more.", what=self.name)

    @property
    def arguments(self) -> str:
        """Every argument in full; what is no JSON, for it was cut, as it came."""
        return _arguments(self.ask.args_json)


@lru_cache(_KNOWN)
def _arguments(args_json: str) -> str:
    try:
        arguments = json.loads(args_json or "{}")
    except ValueError:
        return exactly(args_json)
    if not isinstance(arguments, dict):
        return exactly(json.dumps(arguments, ensure_ascii=False, indent=2), kept="\n")
    short = ", ".join(arguments_text({name: value}).replace("=", " = ", 1) for name, value in arguments.items())
    if len(short) <= 90 and "\n" not in short:
        return exactly(short)
    return "\n".join(f"{exactly(name)} = {_value(value)}" for name, value in arguments.items())


def _named(capability: str) -> str:
    return exactly(capability.replace(":", " ", 1).replace("@", " ", 1).removeprefix("call "))


def _read(what: str) -> str:
    return _on_device(exactly(what.removeprefix("call "))) if what.startswith("call ") else exactly(what)


def _on_device(path: str) -> str:
    """`climate.summary on attic_pi` for `attic_pi:climate.summary`."""
    device, _, function = path.rpartition(":")
    return tr("{what} on {device}", what=function, device=device) if device else path


def _shown_lines(line: str) -> int:
    return max(1, -(-len(line) // CHARS))


def _first(lines: list[str]) -> str:
    """As many as are shown of them, the last one cut where it is too long."""
    found, room = [], LINES
    for line in lines:
        if _shown_lines(line) > room:
            if room:
                found.append(line[: room * CHARS - 1] + "…")
            break
        found.append(line)
        room -= _shown_lines(line)
    return "\n".join(found)


def _value(value: object) -> str:
    """On lines of its own where it has several, indented: none of them is to look like another argument."""
    if isinstance(value, str) and "\n" in value:
        return "\n" + textwrap.indent(exactly(value, kept="\n\t"), "    ", lambda _: True)
    return exactly(json.dumps(value, ensure_ascii=False))
