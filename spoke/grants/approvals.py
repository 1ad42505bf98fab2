"""What the user decides: answers to questions, and what is granted or revoked ahead. Each is a row of the audit."""

from __future__ import annotations

import asyncio

from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Verdict
from sandbox.services.local import parse_grant
from shared.errors import InvalidArgument, NotFound
from shared.names import skill_identifier
from shared.system.database import Database
from spoke.calls.asking import PERSON
from spoke.grants.afar import LASTING, check_visitor
from spoke.grants.asks import BY_SCOPE, Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants, chat_of, held_by_skill, held_in_chat
from spoke.node.bodies.approvals import Answer, AnswersFromAfar, AskInfo, Grant, GrantVerdict
from spoke.node.outside import Visitor
from spoke.skills.registry import Registry
from spoke.store import settings

_WHO = PERSON.kind
_KEY = "answers_from_afar"


class Approvals:
    def __init__(self, database: Database, registry: Registry, grants: Grants, asks: Asks, audit: Audit) -> None:
        self._database = database
        self._registry = registry
        self._grants = grants
        self._asks = asks
        self._audit = audit
        self._deciding = asyncio.Lock()

    async def answer(self, ask_id: int, answer: Answer, visitor: Visitor | None = None) -> AskInfo:
        """Settle a question. What is for good is remembered first: a crash between the two asks once more.

        Raises `NotFound`, `Conflict` where it is settled or too old, `InvalidArgument` where it does not fit, and
        `Forbidden` to a `visitor` from another device whom this one does not let answer so.
        """
        async with self._deciding:  # two faces may answer at once: what one of them is refused is not remembered
            info = await self._asks.find_open(ask_id, afar=visitor is not None)
            if visitor is not None:
                check_visitor(visitor, info, answer, await self.from_afar())
            if answer in LASTING:
                _check_remembered(info, answer)
                await self._remember(info, answer)
            info = await self._asks.answer(
                ask_id, answer not in ("deny", "never"), answer, visitor.name if visitor else ""
            )
        verdict = "allowed" if info.state == "allowed" else "denied"
        who = f"{_WHO}@{visitor.name}" if visitor else _WHO
        self._audit.note("answer", who, info.title, info.asked, verdict, rule=answer, work=info.work_id, chat=info.chat)
        return info

    async def from_afar(self) -> AnswersFromAfar:
        """What the user's other devices may answer here."""
        level: AnswersFromAfar = await self._database.read(lambda connection: settings.get(connection, _KEY, "once"))
        return level

    async def set_from_afar(self, level: AnswersFromAfar) -> None:
        await self._database.write(lambda connection: settings.put(connection, _KEY, level))
        self._audit.note("grant", _WHO, "answers from afar", "", level)

    async def _remember(self, info: AskInfo, answer: Answer) -> None:
        exact = answer == "exact"
        capability = Capability.parse(info.asked if exact else info.offered)
        args = info.args if exact and capability.service not in BY_SCOPE else None
        verdict: GrantVerdict = "deny" if answer == "never" else "allow"
        holder = held_in_chat(info.chat, info.holder) if answer == "chat" and info.chat else info.holder
        await self._decide(holder, info.label, capability, verdict, args, work=info.work_id, chat=info.chat)

    async def grant(self, skill: str, capability: str, verdict: GrantVerdict) -> Grant:
        """Decide ahead what the installed version of a skill may do. Raises `NotFound`, `InvalidArgument`."""
        parsed = parse_grant(capability)
        name = skill_identifier(skill)
        found = next((each for each in await self._registry.skills() if each.name == name), None)
        if found is None:
            raise NotFound(f"No skill '{skill[:64]}' is installed here. `felloe skill list` shows what is.")
        async with self._deciding:
            return await self._decide(held_by_skill(found.name, found.digest), name, parsed, verdict)

    async def _decide(
        self,
        holder: str,
        label: str,
        capability: Capability,
        verdict: GrantVerdict,
        args: dict[str, JsonValue] | None = None,
        *,
        work: str = "",
        chat: str = "",
    ) -> Grant:
        """In place of what was decided before of the same: one word counts, and one revocation takes it back."""
        for held in await self._grants.list():
            if (held.holder, held.capability, held.args) == (holder, str(capability), args):
                if held.verdict == verdict:
                    return held
                await self.revoke(held.id)
        grant = await self._grants.add(holder, label, capability, Verdict(verdict), args)
        self._audit.note("grant", _WHO, label, str(capability), verdict, rule=str(grant.id), work=work, chat=chat)
        return grant

    async def revoke(self, grant_id: int) -> Grant:
        grant = await self._grants.revoke(grant_id)
        self._audit.note(
            "grant", _WHO, grant.label, grant.capability, "revoked", rule=str(grant.id), chat=chat_of(grant.holder)
        )
        return grant


def _check_remembered(info: AskInfo, answer: str) -> None:
    if not info.holder:
        raise InvalidArgument("Loose code has no name by which it could be remembered. Answer once or deny.")
    of_chat = info.holder.startswith("chat:")
    fitting = "chat" if of_chat else "always or chat" if info.chat else "always"
    if (answer == "always" and of_chat) or (answer == "chat" and not (of_chat or info.chat)):
        raise InvalidArgument(f"'{answer}' does not fit this question. Answer once, {fitting}, exact, deny or never.")
