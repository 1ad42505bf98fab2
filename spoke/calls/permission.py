"""Who may call a function of this device, and what a work may reach: by exposure, grants, and the user who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sandbox.approval import Approver, Ask, Unanswered
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict, args_digest
from shared.errors import FelloeError, InvalidArgument, NotExposed, NotGranted
from shared.messages import READ_SHOWN
from shared.timeouts import TIMEOUTS
from spoke.calls.work import Work
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants, held_by_callers, held_by_chat, held_by_skill, held_in_chat
from spoke.grants.reads import Reads
from spoke.skills.registry import Installed

_HARMLESS = frozenset({"files.read", "clipboard.read", "store"})
"""Services by which a function can neither send anything out nor change anything but its own."""

_CALL_ALL = Rule(Verdict.ALLOW, Capability("call", "*"))
"""Code that a person or an assistant runs may ask any device: what that device exposes decides."""

_CALLERS = 0
"""Number of the question whether others may call a function: host calls count from 1."""


class Permission:
    def __init__(self, grants: Grants, asks: Asks, audit: Audit, reads: Reads) -> None:
        self._grants = grants
        self._asks = asks
        self._audit = audit
        self._reads = reads

    def gate(self, work: Work, function: Installed | None) -> Gatekeeper:
        """What it may reach. Its function's author, and the user, said what for."""
        holder = _holder(work)
        ahead: tuple[Rule, ...] = (_CALL_ALL, *(Rule(Verdict.ALLOW, _parsed(text)) for text in work.grants))
        if function is not None:
            ahead = tuple(_declared(function.capabilities))
        otherwise = Verdict.ASK if work.asks and (function is None or work.script) else Verdict.DENY
        if not holder:
            return Gatekeeper(work.label, lambda: ahead, otherwise)
        holders = _holders(work, holder)
        watches = [self._grants.watch(each) for each in holders]
        rules = partial(_together, self._grants, holders, ahead)
        return Gatekeeper(work.label, rules, otherwise, lambda: any(watch() for watch in watches))

    def approver(self, work: Work) -> Approver:
        """Asks the user on its behalf."""
        return _Asker(self._asks, work, _holder(work), self._reads)

    async def check_exposed(self, work: Work, function: Installed) -> None:
        """Whether others may call it: by its exposure, by what was granted for good, or by the user who is asked."""
        path = Capability("script", work.title) if work.script else Capability("call", f"device:{work.title}")
        holder = held_by_callers(work.skill, function.info.digest)
        rules = partial(_together, self._grants, _holders(work, holder), ())
        decision = Gatekeeper(work.asker, rules).decide(path, args_digest(work.args))
        allowed = decision.verdict is Verdict.ALLOW
        rule = decision.rule.id if decision.rule else f"exposed: {function.exposure}"
        try:
            check_offered(function)
            if decision.rule is not None and decision.verdict is Verdict.DENY:
                raise NotGranted(f"{work.title} may not be called by others: the device's owner said so.")
            if not allowed and not self._runs_at_once(function):
                rule = "asked"
                await self._ask_owner(work, path, holder)
        except (FelloeError, Unanswered) as error:
            verdict = "asked" if isinstance(error, Unanswered) else "denied"
            self._note(work, verdict, rule)
            raise
        self._note(work, "allowed", rule)

    def _note(self, work: Work, verdict: str, rule: str) -> None:
        self._audit.note("call", work.asker, "call", work.title, verdict, rule=rule, work=work.id, chat=work.chat)

    def _runs_at_once(self, function: Installed) -> bool:
        """`read` lets through what has no effects and holds nothing by which it could have some."""
        if function.exposure == "allow":
            return True
        if function.exposure == "ask" or function.info.effect != "none":
            return False
        rules = self._grants.rules(held_by_skill(function.info.skill, function.info.digest))
        return all(rule.capability.service in _HARMLESS for rule in rules if rule.verdict is Verdict.ALLOW)

    async def _ask_owner(self, work: Work, path: Capability, holder: str) -> None:
        ask = Ask(_CALLERS, path, path, work.args, ())
        patience_s = min(TIMEOUTS.ask_patience, work.wall_s / 2)
        allowed = await _Asker(self._asks, work, holder, self._reads).approve(ask, patience_s)
        if allowed is None:
            raise Unanswered
        if not allowed:
            raise NotGranted(f"The owner of the device did not allow {work.title}, so it did not happen.")


def check_offered(function: Installed) -> None:
    """`NotExposed` where others may never call it."""
    if function.exposure == "never":
        name = function.info.path
        raise NotExposed(f"{name} is not offered to others by the device it is installed on.")


class _Asker:
    """Asks the user on behalf of one work."""

    def __init__(self, asks: Asks, work: Work, holder: str, reads: Reads) -> None:
        self._asks = asks
        self._work = work
        self._holder = holder
        self._reads = reads

    async def approve(self, ask: Ask, patience_s: float) -> bool | None:
        own = self._work.patience_s
        before = self._reads.newest(self._work.chat)
        ask = replace(ask, read=tuple(dict.fromkeys((*ask.read, *before, *self._work.read)))[:READ_SHOWN])
        return await self._asks.ask(self._work, self._holder, ask, patience_s if own is None else min(own, patience_s))


def _holder(work: Work) -> str:
    """Who holds what the user grants for good; nobody where a person runs code, which has no name to remember."""
    if work.skill:
        return held_by_skill(work.skill, work.digest)
    return held_by_chat(work.principal.id) if work.principal.kind == "assistant" else ""


def _declared(capabilities: Sequence[str]) -> list[Rule]:
    """What the skill's author says that it needs is asked for; what cannot be read is never granted."""
    rules = []
    for text in capabilities:
        try:
            rules.append(Rule(Verdict.ASK, _parsed(text), id="declared"))
        except InvalidArgument:
            continue
    return rules


def _parsed(text: str) -> Capability:
    return Capability.parse(text, home=str(Path.home()))


def _holders(work: Work, holder: str) -> list[str]:
    """Whose grants count: in a chat also what was granted for that chat alone."""
    of_chat = [held_in_chat(work.chat, holder)] if work.chat else []
    return list(dict.fromkeys([holder, *of_chat]))


def _together(grants: Grants, holders: Sequence[str], ahead: tuple[Rule, ...]) -> Sequence[Rule]:
    return (*(rule for holder in holders for rule in grants.rules(holder)), *ahead)
