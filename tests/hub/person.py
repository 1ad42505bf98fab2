"""A person with a password, signed in over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from wire_device import ok

if TYPE_CHECKING:
    from hub_under_test import HubUnderTest

PASSWORD = "correct horse battery staple"


class Person:
    def __init__(self, http: httpx.AsyncClient, name: str) -> None:
        self.http = http
        self.name = name
        self.token = ""
        self.refresh_token = ""
        self.id = ""

    @classmethod
    async def of(cls, hub: HubUnderTest, name: str, role: str = "user") -> Person:
        """A new account, signed in."""
        await hub.admin.ask("POST", "/users", {"name": name, "role": role, "password": PASSWORD})
        person = cls(hub.new_device().http, name)
        await person.sign_in()
        return person

    async def try_sign_in(self, password: str = PASSWORD) -> httpx.Response:
        return await self.http.post("/v1/sign-in", json={"name": self.name, "password": password})

    async def sign_in(self, password: str = PASSWORD) -> Person:
        self._take(ok(await self.try_sign_in(password)))
        return self

    async def again(self, password: str = PASSWORD) -> Person:
        """The same person in another browser."""
        return await Person(self.http, self.name).sign_in(password)

    async def try_refresh(self, token: str | None = None) -> httpx.Response:
        body = {"refresh_token": token or self.refresh_token}
        return await self.http.post("/v1/refresh", json=body)

    async def refresh(self) -> None:
        self._take(ok(await self.try_refresh()))

    async def sign_out(self, **query: Any) -> None:
        ok(await self.ask("POST", "/v1/sign-out", params=query))

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await self.http.request(method, path, headers={"Authorization": f"Bearer {self.token}"}, **options)

    def _take(self, answer: httpx.Response) -> None:
        said = answer.json()
        self.token, self.refresh_token, self.id = said["access_token"], said["refresh_token"], said["user_id"]
