"""The host services that need no device: what `felloe-skill` has, and a node beside its `call`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sandbox.gatekeeper import Capability, Gatekeeper, Service
from sandbox.services.files import FilesRead
from sandbox.services.http import Http
from shared.errors import InvalidArgument

_NOT_SERVED = frozenset({"http"})


def local_services(gate: Gatekeeper, forbidden: Iterable[Path] = ()) -> dict[str, Service]:
    """Services for one run. `forbidden` are Felloe's own folders on this machine."""
    files = FilesRead(gate.granted("files.read"), forbidden)
    return {service.name: service for service in (files, Http())}


def parse_grant(text: str) -> Capability:
    """A capability that this version can serve; `InvalidArgument` otherwise, so that no grant stays without effect."""
    capability = Capability.parse(text, home=str(Path.home()))
    if capability.service in _NOT_SERVED:
        raise InvalidArgument(f"{capability} cannot be granted: this version of Felloe has no http service yet.")
    return capability
