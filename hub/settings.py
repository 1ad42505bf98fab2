"""The hub's settings: read once at the start, from flags, then `FELLOE_HUB_*`, then these defaults."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_dir
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import InvalidArgument, first_fault

PREFIX = "FELLOE_HUB_"


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True)

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on. The default is for this machine only; 0.0.0.0 lets other devices in.",
    )
    port: int = Field(default=8470, ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")
    data: Path = Field(
        default_factory=lambda: Path(user_data_dir("felloe-hub", appauthor=False)),
        description="Folder of the hub's database, keys and certificate.",
    )
    cert: Path | None = Field(default=None, description="Certificate (PEM) in place of the hub's own.")
    key: Path | None = Field(default=None, description="Its key (PEM).")
    plain_http: bool = Field(default=False, description="No TLS; only on a loopback address.")
    public_url: str | None = Field(
        default=None, description="How devices reach the hub, where that is not its own address (a proxy, a name)."
    )

    trust_proxy: tuple[str, ...] = Field(
        default=(),
        description="Addresses or networks of proxies whose `X-Forwarded-For` says who really asks.",
    )
    metrics_token: str | None = Field(
        default=None,
        min_length=16,
        description="Who sends it as a bearer token may read `/metrics`; best given by its variable.",
    )

    @classmethod
    def load(cls, flags: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
        """`flags` that are None were not given. Raises `InvalidArgument`."""
        given: dict[str, Any] = {
            name: environment[PREFIX + name.upper()]
            for name in cls.model_fields
            if PREFIX + name.upper() in environment
        }
        if isinstance(several := given.get("trust_proxy"), str):
            given["trust_proxy"] = several.replace(",", " ").split()
        given |= {name: value for name, value in flags.items() if value is not None}
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            raise InvalidArgument(f"Setting {first_fault(error, 'file')}.") from None
        settings._check()
        return settings

    def _check(self) -> None:
        if (self.cert is None) != (self.key is None):
            raise InvalidArgument("Give --cert and --key together.")
        if self.plain_http and self.cert is not None:
            raise InvalidArgument("--plain-http and --cert exclude each other.")
        if self.plain_http and not _is_loopback(self.host):
            raise InvalidArgument(
                f"--plain-http is only for a loopback address, not {self.host}: tokens and chats would be readable on "
                "the way. Leave it out, or listen on 127.0.0.1 behind a proxy that does TLS."
            )
        for network in self.trust_proxy:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError:
                raise InvalidArgument(
                    f"--trust-proxy takes addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, not {network}."
                ) from None
        if self.public_url is not None:
            url = urlsplit(self.public_url)
            if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/"):
                raise InvalidArgument(
                    "--public-url looks like https://hub.example.org or https://hub.example.org:8470."
                )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
