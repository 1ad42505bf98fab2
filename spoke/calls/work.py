"""A run that was asked for: a function of a skill, or code. In this form it is kept while somebody thinks about it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, JsonValue

from shared.ids import Id
from shared.messages import Call, Caller, Principal


class Work(BaseModel):
    """With `code` it is that; else of the skill `skill` its `function`, or its `script` as a program."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    principal: Principal
    chain: list[Id] = []
    """Ids of the calls above it, outermost first."""

    awaited: bool = False
    """Whether the last of them is put aside with this one, on this device."""

    caller: Caller | None = None
    """The device it came from, if not this one."""

    by_code: bool = False
    """A program asks, or another device, not a person at a face of this one: the function must be exposed."""

    wall_s: float
    patience_s: float | None = None
    """How long who asked for it waits for an answer of the user, where that is less than usual."""

    skill: str = ""
    function: str = ""
    script: str = ""
    """By its path in the skill; `args` are its `argv` and `stdin`."""

    args: dict[str, JsonValue] = {}
    digest: str = ""
    """Of the skill that was found for it: it is continued with that one or not at all."""

    code: str = ""
    grants: list[str] = []
    """What a person granted to this code, for this once."""

    chat: str = ""
    """Id of the chat in which the assistant asked for it, or for the work that did."""

    read: list[str] = []
    """What the assistant had read when it asked from another device."""

    continued: bool = False
    """It was put aside before: what it had asked of others may have ended since."""

    asks: bool = True
    """Whether what is not granted is asked; otherwise it is denied."""

    @classmethod
    def of_call(
        cls,
        call: Call,
        wall_s: float,
        *,
        by_code: bool,
        chat: str = "",
        awaited: bool = False,
    ) -> Work:
        chat = chat or (call.principal.id if call.principal.kind == "assistant" else "")
        return cls(
            id=call.id, principal=call.principal, chain=call.chain, caller=call.caller, by_code=by_code, wall_s=wall_s,
            patience_s=call.patience_s, chat=chat, read=call.read, skill=call.skill, function=call.function,
            args=call.args, awaited=awaited,
        )  # fmt: skip

    @property
    def root(self) -> str:
        """Id of the work at the beginning of its chain."""
        return self.chain[0] if self.chain else self.id

    @property
    def label(self) -> str:
        """Who acts, as it reads in a sentence."""
        return self.skill or "This code"

    @property
    def title(self) -> str:
        """What it is: `climate.summary`, `report/scripts/make.py`, or the first line of the code."""
        if self.script:
            return f"{self.skill}/{self.script}"
        if self.skill:
            return f"{self.skill}.{self.function}"
        return next((line.strip() for line in self.code.splitlines() if line.strip()), "")[:100]

    @property
    def asker(self) -> str:
        """Who asked, for people: `person`, `assistant:ID` or `skill:DIGEST` (its beginning), `…@laptop` if there."""
        principal = f"{self.principal.kind}:{self.principal.id[:12]}" if self.principal.id else self.principal.kind
        return f"{principal}@{self.caller.handle}" if self.caller else principal
