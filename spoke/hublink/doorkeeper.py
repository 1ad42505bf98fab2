"""Whether this device believes what the hub says of somebody who asks its node."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from shared.errors import Unauthenticated
from shared.tokens import verified_node_token
from spoke.hublink.account import HubAccount
from spoke.node.outside import Visitor


class HubDoorkeeper:
    """Knows nobody until the hub said by which keys it signs, and what time it is there (`welcome`)."""

    def __init__(self, account: HubAccount) -> None:
        self._hub_id = account.hub_id
        self._device_id = account.device_id
        self._keys: Mapping[str, Any] = {"keys": []}
        self._ahead_s = 0.0
        self._used: dict[str, float] = {}
        """When each token that was used expires, in the order of use."""

    def welcomed(self, keys: Mapping[str, Any], hub_time_ms: int) -> None:
        self._keys = keys
        self._ahead_s = hub_time_ms / 1e3 - time.monotonic()  # small devices have no clock: the hub's counts

    def admit(self, token: str, scope: str) -> Visitor:
        """Raises `Unauthenticated`, `Forbidden`. A token is good once."""
        now_s = time.monotonic() + self._ahead_s
        claims = verified_node_token(token, self._keys, hub_id=self._hub_id, device_id=self._device_id, now_s=now_s)
        claims.require(scope)
        self._used = {jti: until_s for jti, until_s in self._used.items() if until_s > now_s}
        if claims.jti in self._used:
            raise Unauthenticated("This token was used before.")
        self._used[claims.jti] = claims.exp
        return Visitor(claims.name, claims.device)
