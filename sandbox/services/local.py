"""The host services that need no device: what `felloe-skill` has, and a node beside its `call`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.capability import Capability
from sandbox.services.files import file_services
from sandbox.services.http.body import Bodies
from sandbox.services.http.service import Http
from sandbox.services.secret import Secret, Secrets
from sandbox.services.service import Service
from shared.errors import InvalidArgument


def local_services(
    forbidden: Iterable[Path] = (), own: Iterable[str] = (), secrets: Secrets = dict
) -> dict[str, Service[Any]]:
    """Services for one run. `forbidden` are Felloe's own folders on this machine, `own` the origins of its servers."""
    bodies = Bodies()
    services: list[Service[Any]] = [*file_services(forbidden), Http(bodies, own, secrets), bodies]
    return {service.name: service for service in services}


def parse_grant(text: str) -> Capability:
    """A capability as a person of this machine writes it."""
    return Capability.parse(text, home=str(Path.home()))


def parse_secrets(texts: Iterable[str]) -> dict[str, Secret]:
    """Secrets as an author writes them for one run: NAME@HOST=VARIABLE, the value in that environment variable."""
    found = {}
    for text in texts:
        where, equals, variable = text.partition("=")
        name, at, host = where.partition("@")
        value = os.environ.get(variable)
        if not (equals and at) or value is None:
            raise InvalidArgument(
                f"--secret is NAME@HOST=VARIABLE, with the value in that variable, not '{where[:100]}'."
            )
        found[name] = Secret.checked(name, host, value)
    return found
