"""Every route of the public app, discovered from the app: what it wants, who is refused, and whose things it reaches.

A new route needs a line in `ROUTES`, which says which scope it wants and how it is called; without one this fails.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import RouteContext
from hub_under_test import HubUnderTest
from person import PASSWORD, Person
from sqlalchemy import select
from sqlmodel import Session
from wire_device import WireDevice, problem_of
from wrong_tokens import ALL_SCOPES, claims_of, wrong_tokens

from hub.accounts.caller import ADMIN_SCOPE, DEVICE_SCOPES, USER_SCOPES
from hub.http.app import public_app
from hub.http.openapi import routes_of, scope_of
from hub.store.tables import METADATA
from shared.error_body import ErrorBody
from shared.ids import new_id

pytestmark = pytest.mark.anyio

OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),  # to this machine, and to a token of its own: test_operations.py
    ("GET", "/v1/jwks"),
    ("POST", "/v1/pair"),
    ("POST", "/v1/token"),
    ("POST", "/v1/sign-in"),
    ("POST", "/v1/refresh"),
}


@dataclass(frozen=True)
class Route:
    """`body` is one that would do something. `among_own`: what the path names is looked
    for among the caller's own, and bob is told that he has nothing of it."""

    scope: str
    body: Any = None
    query: str = ""
    among_own: bool = False


HASH = hashlib.sha256(b"plover").hexdigest()
SESSION = new_id()
OP = {"op_id": new_id(), "session_id": new_id(), "kind": "session.create", "title": "t", "created_ms": 1}
ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/v1/sign-out"): Route("account", query="?everywhere=true"),
    ("GET", "/v1/account"): Route("account"),
    ("PUT", "/v1/account/password"): Route("account", {"old": "not it", "new": "another horse"}),
    ("POST", "/v1/account/delete"): Route("account", {"password": "not it"}),
    ("GET", "/v1/devices"): Route("devices:read"),
    ("PUT", "/v1/devices/{device}"): Route("devices:write", {"name": "mine"}),
    ("DELETE", "/v1/devices/{device}"): Route("devices:write"),
    ("GET", "/v1/admin/audit"): Route("admin"),
    ("GET", "/v1/admin/usage"): Route("admin"),
    ("GET", "/v1/admin/limits"): Route("admin"),
    ("PATCH", "/v1/admin/limits/{name}"): Route("admin", {"calls_a_minute": 5}),
    ("POST", "/v1/pairing-codes"): Route("devices:write", {}),
    ("GET", "/v1/devices/{handle}/node/{path:path}"): Route("node:read"),
    ("POST", "/v1/devices/{handle}/node/{path:path}"): Route("node:answer", {"answer": "once"}),
    ("PUT", "/v1/functions"): Route("functions:write", {"functions": []}),
    ("GET", "/v1/functions"): Route("functions:read"),
    ("POST", "/v1/calls"): Route("calls", {"path": "attic:notes.search"}),
    ("GET", "/v1/calls"): Route("calls"),
    ("GET", "/v1/calls/{id}"): Route("calls"),
    ("DELETE", "/v1/calls/{id}"): Route("calls"),
    ("POST", "/v1/sync/push"): Route("sync", {"replica_id": new_id(), "ops": [{"replica_seq": 1, "op": OP}]}),
    ("GET", "/v1/sync/pull"): Route("sync"),
    ("GET", "/v1/sync/digests"): Route("sync"),
    ("GET", "/v1/sync/sessions/{session_id}"): Route("sync", among_own=True),
    ("POST", "/v1/attachments/missing"): Route("sync", {"hashes": [HASH]}),
    ("GET", "/v1/attachments/{sha256}/state"): Route("sync", query="?size=6", among_own=True),
    ("PATCH", "/v1/attachments/{sha256}"): Route("sync", query="?size=6&offset=0", among_own=True),
    ("GET", "/v1/attachments/{sha256}"): Route("sync", among_own=True),
    ("POST", "/v1/chat/completions"): Route("models", {"model": "none", "messages": []}),
    ("GET", "/v1/models"): Route("models"),
    ("GET", "/v1/models/{model:path}"): Route("models", among_own=True),
    ("GET", "/v1/admin/upstreams"): Route("admin"),
    ("PUT", "/v1/admin/upstreams/{name}"): Route("admin", {"url": "http://127.0.0.1:1/v1", "models": ["none"]}),
    ("DELETE", "/v1/admin/upstreams/{name}"): Route("admin"),
    ("POST", "/v1/admin/upstreams/{name}/test"): Route("admin", {}),
    ("GET", "/v1/admin/model-requests"): Route("admin"),
    ("GET", "/v1/admin/keys"): Route("admin"),
    ("POST", "/v1/admin/keys"): Route("admin", {}),
    ("GET", "/v1/admin/users"): Route("admin"),
    ("POST", "/v1/admin/users"): Route("admin", {"name": "eve"}),
    ("PUT", "/v1/admin/users/{name}/password"): Route("admin", {"password": "another horse"}),
    ("POST", "/v1/admin/users/{name}/reset"): Route("admin"),
    ("PUT", "/v1/admin/users/{name}/disabled"): Route("admin"),
    ("DELETE", "/v1/admin/users/{name}/disabled"): Route("admin"),
    ("DELETE", "/v1/admin/users/{name}"): Route("admin"),
    ("POST", "/v1/admin/users/{name}/codes"): Route("admin", {}),
    ("GET", "/v1/admin/devices"): Route("admin"),
    ("PUT", "/v1/admin/devices/{device}"): Route("admin", {"name": "mine"}),
    ("DELETE", "/v1/admin/devices/{device}"): Route("admin"),
}


def _all(hub: HubUnderTest) -> dict[tuple[str, str], RouteContext]:
    """By (method, path)."""
    found = {
        (method, str(route.path)): route
        for route in routes_of(public_app(hub.services))
        for method in route.methods or ()
    }
    assert len(found) >= len(OPEN), "the walk walks"
    return found


async def test_each_route_states_the_scope_that_it_has_here(hub: HubUnderTest) -> None:
    found = _all(hub)
    assert {key: scope_of(route) for key, route in found.items()} == (
        dict.fromkeys(OPEN) | {key: route.scope for key, route in ROUTES.items()}
    ), "a new route needs a line in ROUTES, or in OPEN if it may be called by anybody"
    for key, route in found.items():
        wanted = ROUTES[key].scope if key in ROUTES else "none"
        assert f"Scope: {wanted}" in (route.description or ""), key


def test_each_scope_is_reached_by_somebody() -> None:
    reachable = {*DEVICE_SCOPES, *USER_SCOPES, ADMIN_SCOPE}
    assert {route.scope for route in ROUTES.values()} <= reachable


def _path(key: tuple[str, str], device: WireDevice) -> str:
    """The route's path, with what is ann's where something is named."""
    handle, user = device.account.handle, device.account.user
    return (
        key[1]
        .replace(":path}", "}")
        .format(
            device=device.id,
            name=user,
            handle=handle,
            path="runs",
            model="none",
            id=new_id(),
            sha256=HASH,
            session_id=SESSION,
        )
        + ROUTES[key].query
    )


async def test_every_wrong_token_is_refused_on_every_route(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    wrong, before = await wrong_tokens(hub, device), await _rows_of(hub, device.account.user_id)
    for key in ROUTES:
        for kind, token in wrong.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = await device.http.request(key[0], _path(key, device), headers=headers, json=ROUTES[key].body)
            assert (answer.status_code, problem_of(answer).code) == (401, "unauthenticated"), (key, kind)
            assert answer.headers["www-authenticate"] == "Bearer"
    assert await _rows_of(hub, device.account.user_id) == before


async def test_a_token_of_every_scope_but_the_routes_own_is_refused(hub: HubUnderTest) -> None:
    device, sign = await hub.device("attic"), hub.services.signing.sign
    admin = await Person.of(hub, "root", role="admin")
    sign_in = (await hub.services.tokens.authenticate(admin.token, "account")).sign_in
    for key, route in ROUTES.items():
        rest = {"scope": " ".join(set(ALL_SCOPES) - {route.scope}), "jti": new_id()}
        for more in ({}, {"sub": admin.id, "type": "user", "sid": sign_in}):
            headers = {"Authorization": f"Bearer {sign(claims_of(device) | rest | more)}"}
            answer = await device.http.request(key[0], _path(key, device), headers=headers, json=route.body)
            said = problem_of(answer)
            assert (answer.status_code, said.code, said.details) == (403, "forbidden", {"scope": route.scope}), key


async def test_nobody_but_an_admin_gets_the_scope_admin(hub: HubUnderTest) -> None:
    device, person = await hub.device("attic"), await Person.of(hub, "root")
    for key in (key for key in ROUTES if ROUTES[key].scope == ADMIN_SCOPE):
        for caller in (device, person):
            answer = await caller.ask(key[0], _path(key, device), json=ROUTES[key].body)
            assert problem_of(answer).code == "forbidden", key


async def test_an_admin_who_is_one_no_longer_is_refused_at_once(hub: HubUnderTest) -> None:
    admin = await Person.of(hub, "root", role="admin")
    assert (await admin.ask("GET", "/v1/admin/users")).status_code == 200
    await hub.services.store.write(
        lambda session: session.connection().execute(METADATA.tables["user"].update().values(role="user"))
    )
    assert problem_of(await admin.ask("GET", "/v1/admin/users")).code == "forbidden"


async def test_another_user_neither_sees_nor_touches_anything(hub: HubUnderTest) -> None:
    """Bob calls each route with all scopes he can have, naming what is ann's: not a row of hers changes."""
    anns = await hub.device("xyzzy")
    info = {"skill": "plugh", "function": "search", "parameters": {}, "digest": "d"}
    assert (await anns.ask("PUT", "/v1/functions", json={"functions": [info]})).status_code == 204
    op = OP | {"op_id": new_id(), "session_id": SESSION, "title": "plover"}
    pushed = {"replica_id": new_id(), "ops": [{"replica_seq": 1, "op": op}]}
    assert (await anns.ask("POST", "/v1/sync/push", json=pushed)).status_code == 200
    file = await anns.ask("PATCH", f"/v1/attachments/{HASH}?size=6&offset=0", content=b"plover")
    assert file.json()["complete"], file.text
    before = await _rows_of(hub, anns.account.user_id)
    assert len(before) >= 4
    bob = await Person.of(hub, "bob")
    await _bob_tries_all(anns, bob)
    await bob.sign_in()
    bobs = hub.new_device()
    await bobs.pair(await hub.pairing_string("bob"), "laptop")
    await _bob_tries_all(anns, bobs)
    assert await _rows_of(hub, anns.account.user_id) == before


async def _bob_tries_all(anns: WireDevice, bob: Person | WireDevice) -> None:
    for key in sorted(ROUTES, key=lambda key: key[1] == "/v1/sign-out"):  # last: it ends bob's own right to try
        answer = await bob.ask(key[0], _path(key, anns), json=ROUTES[key].body)
        for secret in (anns.id, "xyzzy", "plugh", "plover", anns.account.user_id):
            echoed = secret in _path(key, anns) and answer.status_code == 404
            assert secret not in answer.text or echoed, (key, answer.text)
        if "{" in key[1] and not ROUTES[key].among_own:
            assert answer.status_code in (403, 404), (key, answer.text)
            assert ErrorBody.model_validate_json(answer.content).code in ("forbidden", "not_found"), key


async def _rows_of(hub: HubUnderTest, user_id: str) -> list[tuple[Any, ...]]:
    """All that the database holds of a user, but for what has its own life: assertions and the audit."""

    def read(session: Session) -> list[tuple[Any, ...]]:
        found = []
        for table in METADATA.sorted_tables:
            column = table.c.get("user_id", table.c.id if table.name == "user" else None)
            if column is not None and table.name != "usage":  # written as time passes
                rows = session.connection().execute(select(table).where(column == user_id))
                found += [(table.name, *row) for row in rows]
        return sorted(found, key=repr)

    return await hub.services.store.read(read)


def test_all_that_belongs_to_a_user_goes_with_the_user() -> None:
    for table in METADATA.sorted_tables:
        column = table.c.get("user_id")
        if column is not None:
            (key,) = column.foreign_keys
            assert (key.target_fullname, key.ondelete) == ("user.id", "CASCADE"), table.name


async def test_an_account_without_anything_left_is_deleted_with_all_it_had(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "eve")
    device = await hub.device("attic", "eve")
    await device.token()
    gone = await person.ask("POST", "/v1/account/delete", json={"password": PASSWORD})
    assert gone.status_code == 204
    assert await _rows_of(hub, person.id) == []
    assert problem_of(await device.ask("GET", "/v1/devices")).details == {"reason": "unknown_device"}
    assert problem_of(await person.try_refresh()).details == {"reason": "unknown"}
