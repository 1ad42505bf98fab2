"""The account of a node: which hub and user it belongs to, and the key that proves which device it is."""

from __future__ import annotations

import time
from pathlib import Path

import jwt
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from shared.api import PairReply
from shared.base64url import unpadded
from shared.ids import Id, new_id
from shared.system.whole_file import write_whole
from shared.timeouts import TIMEOUTS
from spoke.sessions import homes, replica
from spoke.store import settings

_KEY = "account"

log = structlog.get_logger()


class HubAccount(BaseModel):
    """What pairing left behind. `certificate` is the hub's, in PEM, when it is pinned."""

    model_config = ConfigDict(frozen=True)

    hub_url: str
    hub_id: Id
    certificate: str | None
    user_id: Id
    user: str
    device_id: Id
    handle: str
    name: str

    @classmethod
    def of(cls, hub_url: str, certificate: str | None, reply: PairReply) -> HubAccount:
        return cls(hub_url=hub_url, certificate=certificate, **reply.model_dump(include=set(cls.model_fields)))


def load(connection: Connection) -> HubAccount | None:
    found = settings.get(connection, _KEY)
    return HubAccount.model_validate(found) if found else None


def save(connection: Connection, account: HubAccount) -> None:
    settings.put(connection, _KEY, account.model_dump(mode="json"))


def join(connection: Connection, account: HubAccount) -> None:
    """Belong to a hub. What this device kept from the same account is compared with what the hub has of it."""
    save(connection, account)
    homes.join(connection, homes.of_account(account.hub_id, account.user_id))
    replica.wants_repair(connection, "joined")


def forget(connection: Connection) -> None:
    """Belong to no hub any more. The chats stay, and no other hub gets them unless they are offered to it."""
    settings.remove(connection, _KEY)
    homes.leave(connection)
    replica.forget(connection)


class DeviceKey:
    """The device's Ed25519 key pair, made at its first use, in a file that only its user may read."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def of(cls, data: Path) -> DeviceKey:
        """One that cannot be read is set aside: without it the chats are still there, and the device can be paired."""
        file = data / "device.key"
        if file.exists():
            try:
                key = serialization.load_pem_private_key(file.read_bytes(), None)
            except (ValueError, TypeError, UnsupportedAlgorithm):
                key = None
            if isinstance(key, Ed25519PrivateKey):
                return cls(key)
            aside = file.replace(data / "device.key.damaged")
            log.error("device key damaged", set_aside=str(aside))
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_whole(file, pem)
        return cls(made)

    @staticmethod
    def renew(data: Path) -> DeviceKey:
        """Another key: a hub takes none that it has revoked."""
        (data / "device.key").unlink(missing_ok=True)
        return DeviceKey.of(data)

    @property
    def public(self) -> str:
        return unpadded(self._private.public_key().public_bytes_raw())

    def assertion(self, account: HubAccount, offset_s: float) -> str:
        """What the hub takes for an access token: a statement of the device, good once and for a minute.

        `offset_s`: by how much the hub's clock is ahead of this device's.
        """
        now = int(time.time() + offset_s)
        claims = {"iss": account.device_id, "sub": account.device_id, "aud": account.hub_id, "jti": new_id()}
        return jwt.encode(claims | {"iat": now, "exp": now + int(TIMEOUTS.assertion)}, self._private, "EdDSA")
