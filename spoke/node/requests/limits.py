"""What one run in the sandbox may take."""

from __future__ import annotations

from collections.abc import Mapping

from spoke.node.bodies.limits import Limit, LimitName, LimitsBody, LimitsReply
from spoke.node.wire import Wire


class LimitRequests(Wire):
    async def limits(self) -> list[Limit]:
        return (await self._ask(LimitsReply, "GET", "/v1/limits")).limits

    async def set_limits(self, wanted: Mapping[LimitName, float | None]) -> list[Limit]:
        """For runs that begin from now on; None: as it comes. What is not named stays. Raises `InvalidArgument`."""
        body = LimitsBody(limits=dict(wanted))
        return (await self._ask(LimitsReply, "PATCH", "/v1/limits", body)).limits
