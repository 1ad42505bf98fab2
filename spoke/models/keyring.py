"""The operating system's keyring, where it answers without asking anybody: a node runs where nobody sits."""

from __future__ import annotations

import os
import sys
from typing import Protocol


class Ring(Protocol):
    """As `keyring.backend.KeyringBackend` has it. All methods block, and raise whatever they like."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def find_ring() -> Ring | None:
    """None where there is none, where it is locked, or where PYTHON_KEYRING_BACKEND says something else. Blocks."""
    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        return None
    if sys.platform == "darwin":
        from keyring.backends import macOS

        return macOS.Keyring()
    if sys.platform == "win32":
        from keyring.backends import Windows

        return Windows.WinVaultKeyring()
    return _secret_service()


def _secret_service() -> Ring | None:
    """`keyring` itself would ask for a password to unlock it."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    import secretstorage
    from keyring.backends import SecretService

    connection = secretstorage.dbus_init()
    try:
        collection = secretstorage.Collection(connection, "/org/freedesktop/secrets/aliases/default")
        return None if collection.is_locked() else SecretService.Keyring()  # type: ignore[no-untyped-call]
    finally:
        connection.close()
