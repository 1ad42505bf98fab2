"""The host services that need no device: what `felloe-skill` has, and a node beside its `call`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.capability import Capability
from sandbox.services.files import file_services
from sandbox.services.http import Http
from sandbox.services.service import Service


def local_services(forbidden: Iterable[Path] = ()) -> dict[str, Service[Any]]:
    """Services for one run. `forbidden` are Felloe's own folders on this machine."""
    services: list[Service[Any]] = [*file_services(forbidden), Http()]
    return {service.name: service for service in services}


def parse_grant(text: str) -> Capability:
    """A capability as a person of this machine writes it."""
    return Capability.parse(text, home=str(Path.home()))
