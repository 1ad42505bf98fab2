"""What was allowed or denied for good: bound to the digest of a skill, or to one chat, and revocable.

Rules of this module:
- the rules of a holder are in memory, since they are asked for at each host call; nobody else writes the table, and
  memory follows each write, also one whose caller was cancelled;
- a digest that changes has no grants: what was allowed was allowed to that code.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from sandbox.capability import Capability
from sandbox.gatekeeper import Rule, Verdict, args_digest
from shared.errors import NotFound
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.node.bodies.approvals import Grant
from spoke.store.tables import GrantRow


def held_by_skill(name: str, digest: str) -> str:
    """Who holds what a skill may do. Two folders with the same files may be skills of two names."""
    return f"skill:{name}:{digest}"


def held_by_chat(session_id: str) -> str:
    """Who holds what the assistant may do in one chat."""
    return f"chat:{session_id}"


def held_in_chat(session_id: str, holder: str) -> str:
    """Who holds the same, but only while it is asked for in one chat."""
    return holder if holder.startswith("chat:") else f"{held_by_chat(session_id)}:{holder}"


def chat_of(holder: str) -> str:
    """Id of the chat for which alone it is held, if it is."""
    kind, _, rest = holder.partition(":")
    return rest.partition(":")[0] if kind == "chat" else ""


def held_by_callers(name: str, digest: str) -> str:
    """Who holds which of a skill's functions others may call although they have effects."""
    return f"callers:{name}:{digest}"


class Grants:
    """`load` it before it is used."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database = database
        self._changed = changed
        self._rules: defaultdict[str, tuple[Rule, ...]] = defaultdict(tuple)
        self._revocations: defaultdict[str, int] = defaultdict(int)

    async def load(self) -> None:
        for grant in await self.list():
            self._hold(grant)

    def rules(self, holder: str) -> Sequence[Rule]:
        return self._rules.get(holder, ())

    def watch(self, holder: str) -> Callable[[], bool]:
        """Tells whether anything was taken back from `holder` since this was called."""
        before = self._revocations[holder]
        return lambda: self._revocations[holder] != before

    async def list(self) -> list[Grant]:
        return await self._database.read(_all)

    async def add(
        self,
        holder: str,
        label: str,
        capability: Capability,
        verdict: Verdict,
        args: Mapping[str, JsonValue] | None = None,
    ) -> Grant:
        """Remember a decision; `args` binds it to exactly these arguments. `label` names the holder for people."""
        row = {
            "holder": holder, "label": label, "capability": str(capability), "verdict": verdict.value,
            "args": None if args is None else json.dumps(dict(args)), "created_ms": now_ms(),
        }  # fmt: skip

        def work(connection: Connection) -> Grant:
            key = connection.execute(insert(GrantRow).values(row)).inserted_primary_key
            return _grant({"id": key[0] if key else 0, **row})

        return await self._database.write(work, self._added)

    async def revoke(self, grant_id: int) -> Grant:
        """Take it back: a run that holds it ends at its next host call."""

        def work(connection: Connection) -> Grant:
            found = [grant for grant in _all(connection) if grant.id == grant_id]
            if not found:
                raise NotFound(f"There is no grant {grant_id}. `felloe grants list` shows what there is.")
            connection.execute(delete(GrantRow).where(col(GrantRow.id) == grant_id))
            return found[0]

        return await self._database.write(work, lambda grant: self._drop([grant]))

    async def keep_only(self, digests: set[str]) -> None:
        """Forget what skills held that are not on this device any more."""

        def work(connection: Connection) -> list[Grant]:
            gone = [grant for grant in _all(connection) if _digest(grant.holder) not in {"", *digests}]
            for grant in gone:
                connection.execute(delete(GrantRow).where(col(GrantRow.id) == grant.id))
            return gone

        if any(_digest(holder) not in {"", *digests} for holder, rules in self._rules.items() if rules):
            await self._database.write(work, self._drop)

    def _added(self, grant: Grant) -> None:
        self._hold(grant)
        self._changed()

    def _hold(self, grant: Grant) -> None:
        digest = args_digest(grant.args) if grant.args is not None else None
        rule = Rule(Verdict(grant.verdict), Capability.parse(grant.capability), digest, str(grant.id))
        self._rules[grant.holder] = (*self._rules[grant.holder], rule)

    def _drop(self, grants: Sequence[Grant]) -> None:
        for grant in grants:
            kept = tuple(rule for rule in self._rules[grant.holder] if rule.id != str(grant.id))
            self._rules[grant.holder] = kept
            self._revocations[grant.holder] += 1
        self._changed()


def _digest(holder: str) -> str:
    return "" if holder.startswith("chat:") else holder.rpartition(":")[2]


def _all(connection: Connection) -> list[Grant]:
    rows = connection.execute(select(GrantRow.__table__).order_by(col(GrantRow.id)))  # type: ignore[attr-defined]
    return [_grant(dict(row._mapping)) for row in rows]


def _grant(row: dict[str, Any]) -> Grant:
    return Grant.model_validate(row | {"args": json.loads(row["args"]) if row["args"] else None})
