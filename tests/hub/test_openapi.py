"""The published schema is true: whatever is asked, by it or against it, the answer is one that it declares.

The requests are made by schemathesis, over a real hub with real tokens. What every pull request runs is bounded; `make
soak` runs more of the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hub_under_test import HubUnderTest, forget_tries
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from person import Person
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from wire_device import WireDevice

from hub.accounts.caller import DEVICE_SCOPES
from hub.store import devices, sign_ins
from shared.errors import BY_CODE
from shared.ids import new_id

pytestmark = pytest.mark.anyio

load_all_checks()


@dataclass
class Tokens:
    """A good token for each example: some routes end the one that they are called with."""

    hub: HubUnderTest
    loop: asyncio.AbstractEventLoop
    admin: str
    attic: WireDevice

    def fresh(self, scope: str) -> str:
        return asyncio.run_coroutine_threadsafe(self._issue(scope), self.loop).result(30)

    async def _issue(self, scope: str) -> str:
        services, sign_in_id, now = self.hub.services, new_id(), self.hub.clock.now_ms()
        forget_tries(services)
        if scope in DEVICE_SCOPES:
            held = await services.store.read(lambda session: devices.get(session, self.attic.id))
            if held is None or held.revoked:
                self.attic = await self.hub.device("attic", "root")
            return await self.attic.token()
        await services.store.write(
            lambda session: sign_ins.add(
                session, sign_in_id, self.admin, only_password=False, expires_ms=now + 3_600_000, now_ms=now
            )
        )
        found = await services.store.read(lambda session: sign_ins.get(session, sign_in_id))
        assert found
        return services.tokens.of_sign_in(found).access_token


async def _held_to_its_schema(hub: HubUnderTest, examples: int) -> dict[str, set[int]]:
    """The statuses that each operation answered with."""
    admin = await Person.of(hub, "root", role="admin")
    await Person.of(hub, "root2", role="admin")
    attic = await hub.device("attic", "root")
    raw = (await admin.http.get("/openapi.json")).json()
    tokens = Tokens(hub, asyncio.get_running_loop(), admin.id, attic)
    return await asyncio.to_thread(_ask_everything, hub, raw, tokens, examples)


def _ask_everything(hub: HubUnderTest, raw: dict[str, Any], tokens: Tokens, examples: int) -> dict[str, set[int]]:
    schema = schemathesis.openapi.from_dict(raw)
    schema.config.update(base_url=hub.url)
    schema.config.generation.update(allow_extra_parameters=False, with_security_parameters=False)
    answered: dict[str, set[int]] = {}
    wrong: list[str] = []
    with requests.Session() as http:
        http.trust_env = False
        http.verify = str(hub.data / "hub.crt")
        for result in schema.get_all_operations():
            assert isinstance(result, Ok)
            operation = result.ok()
            seen = answered.setdefault(operation.label, set())
            for strategy in _strategies(operation):
                try:
                    _run(strategy, lambda case, seen=seen: seen.add(_ask(http, case, raw, tokens)), examples)
                except (Exception, BaseExceptionGroup) as error:  # all that is wrong is worth more than the first
                    wrong.append(f"{operation.label}: {_words(error)}")
    assert not wrong, "\n\n".join(wrong)
    return answered


def _words(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return " / ".join(_words(one) for one in error.exceptions)
    return f"{type(error).__name__}: {error}"[:1_000]


def _strategies(operation: Any) -> Iterator[Any]:
    known = {"device": "attic", "name": "ann"}
    named = [one.name for one in operation.path_parameters]
    yield operation.as_strategy(schemathesis.GenerationMode.POSITIVE)
    if set(named) and set(named) <= set(known):
        values = {name: known[name] for name in named}
        yield operation.as_strategy(schemathesis.GenerationMode.POSITIVE, path_parameters=values)
    with contextlib.suppress(AttributeError):
        yield operation.as_strategy(schemathesis.GenerationMode.NEGATIVE)


def _run(strategy: Any, ask: Callable[[Any], None], examples: int) -> None:
    @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def each(case: Any) -> None:
        ask(case)

    with contextlib.suppress(Unsatisfiable):  # nothing can be wrong with what takes nothing
        each()


def _ask(http: requests.Session, case: Any, raw: dict[str, Any], tokens: Tokens) -> int:
    operation = raw["paths"][case.path][case.method.lower()]
    headers = {}
    for wanted in operation.get("security", []):
        headers["Authorization"] = f"Bearer {tokens.fresh(wanted['bearer'][0])}"
    answer = case.call(session=http, headers=headers, timeout=30, verify=http.verify)
    case.validate_response(answer, excluded_checks=_excluded(), headers=headers)
    status = int(answer.status_code)
    if status >= 400:
        assert str(status) in operation["responses"] or status == 405, (status, answer.text)
        assert answer.json()["code"] in BY_CODE, answer.text
    return status


def _excluded() -> list[Any]:
    """What is checked elsewhere with better tokens, or is right to differ."""
    names = ("ignored_auth", "use_after_free", "ensure_resource_availability", "object_level_authorization",
             "unsupported_method", "missing_required_header", "positive_data_acceptance")  # fmt: skip
    return schemathesis.checks.CHECKS.get_by_names(names)


async def test_whatever_is_asked_the_answer_is_one_that_the_schema_declares(hub: HubUnderTest) -> None:
    answered = await _held_to_its_schema(hub, examples=4)
    assert len(answered) >= 25
    reached = [label for label, seen in answered.items() if any(status < 300 for status in seen)]
    assert len(reached) >= len(answered) / 2, sorted(set(answered) - set(reached))


@pytest.mark.soak
async def test_and_a_thousand_times(hub: HubUnderTest) -> None:
    await _held_to_its_schema(hub, examples=int(os.environ.get("FELLOE_EXAMPLES", "300")))
    assert threading.active_count() < 50
