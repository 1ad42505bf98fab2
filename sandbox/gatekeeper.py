"""Whether code in the sandbox may do what it asks for. Pure: default deny, decided on parsed values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.capability import Capability
from shared.errors import NotGranted, Revoked


class Verdict(StrEnum):
    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody decided ahead; `args` is the digest of the exact arguments that it is bound to, if it is."""

    verdict: Verdict
    capability: Capability
    args: str | None = None
    id: str = ""
    """Of the grant that it comes from."""

    def holds(self, asked: Capability, args: str) -> bool:
        return self.args in (None, args) and self.capability.covers(asked)


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` is the one that decided; None where nobody decided anything."""

    verdict: Verdict
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """The rules of one principal. `principal` is how its name reads in a sentence: `weather`, `This code`.

    `rules` is asked at each decision, so what is granted or revoked counts from the next one on. Where rules
    contradict each other a denial wins, then an allowance; among allowances the one with the shortest scope: the folder
    that a path is reached from is then one that no other grant can have moved or replaced.
    """

    principal: str
    rules: Callable[[], Sequence[Rule]] = tuple
    otherwise: Verdict = Verdict.DENY
    revoked: Callable[[], bool] = lambda: False
    """Whether something that the run held at its start was taken back: then it ends at its next host call."""

    @classmethod
    def granting(cls, principal: str, capabilities: Iterable[Capability]) -> Gatekeeper:
        rules = tuple(Rule(Verdict.ALLOW, capability) for capability in capabilities)
        return cls(principal, lambda: rules)

    def decide(self, asked: Capability, args: str = "") -> Decision:
        holding = [rule for rule in self.rules() if rule.holds(asked, args)]
        for verdict in (Verdict.DENY, Verdict.ALLOW, Verdict.ASK):
            of_it = [rule for rule in holding if rule.verdict is verdict]
            if of_it:
                return Decision(verdict, min(of_it, key=lambda rule: len(rule.capability.scope)))
        return Decision(self.otherwise)

    def minds_arguments(self) -> bool:
        """Whether any rule is bound to exact arguments; if none is, their digest need not be made."""
        return any(rule.args is not None for rule in self.rules())

    def check_revoked(self) -> None:
        if self.revoked():
            raise Revoked(f"A grant of {self.principal} was revoked while it ran, so it was stopped.")

    def refusal(self, asked: Capability) -> NotGranted:
        """Who asked, for what, and that it did not happen."""
        what = f"{asked.scope} ({asked.service})" if asked.scope else asked.service
        return NotGranted(
            f"{self.principal} asked for {what}. Not granted, so it did not happen.",
            service=asked.service,
            scope=asked.scope,
        )


def args_digest(args: Mapping[str, Any]) -> str:
    """By which a rule is bound to exact arguments."""
    return hashlib.sha256(json.dumps(args, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
