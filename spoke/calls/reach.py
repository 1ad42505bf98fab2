"""What a work on this device may reach, as far as its gatekeeper lets it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from pydantic import JsonValue

from sandbox.services.call import CallService, GuestCall
from sandbox.services.local import local_services
from sandbox.services.secret import SecretFile
from sandbox.services.service import Services
from shared.errors import ApprovalPending
from shared.ids import id_within
from shared.messages import Principal
from spoke.calls.asking import Asking
from spoke.calls.below import Below
from spoke.calls.router import Router
from spoke.calls.work import Work
from spoke.faces.services import DeviceServices


class Reach:
    """`data`: the node's own folder, and `origins` those of servers that it trusts: code reaches neither."""

    def __init__(
        self,
        data: Path,
        secrets: SecretFile,
        device: DeviceServices,
        router: Router,
        origins: Callable[[], Iterable[str]],
        below: Below,
    ) -> None:
        self._data = data
        self._secrets = secrets
        self._device = device
        self._router = router
        self._origins = origins
        self._below = below

    def services(self, work: Work) -> Services:
        principal = Principal(kind="skill", id=work.digest) if work.skill else work.principal
        deadline = time.monotonic() + work.wall_s
        chain = (*work.chain, work.id)
        asking = Asking(principal, chain, by_code=True, deadline=deadline, waits=work.asks, chat=work.chat)
        calls = CallService(partial(self._call, work, asking))
        own = self._device.of_run(work.label, work.skill or None, work.chat)
        local = local_services([self._data], self._origins(), self._secrets.load)
        return {**local, **own, calls.name: calls}

    async def _call(self, work: Work, asking: Asking, call: GuestCall) -> JsonValue:
        """Where somebody is asked about it, the run waits as the call does, and nothing that it did is done again."""
        path = replace(call.path, device=call.target)
        call_id = id_within(work.id, call.number)
        if work.continued and (known := await self._below.again(call_id, work.id)):
            return known.result
        try:
            return (await self._router.call(path, dict(call.args), asking, call_id=call_id)).result
        except ApprovalPending:
            if not work.asks:
                raise
            raise self._below.waits(work.id, call_id) from None
