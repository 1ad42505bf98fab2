"""A server of models, and how its address is read. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sandbox.services.http.addresses import is_public, plain
from sandbox.services.http.url import Url
from shared.errors import InvalidArgument

HUB = "hub"
Kind = Literal["own", "found", "hub"]
Place = Literal["here", "network", "internet"]
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_OF_THE_NETWORK = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localdomain")
MODEL = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True)
class Upstream:
    name: str
    kind: Kind
    """`own`: the user added it. `found`: at its usual port on this machine."""

    url: str
    """Up to `/v1`, without a slash at its end. Empty for the hub, which is asked over the node's account."""

    models: tuple[str, ...] = ()
    """Those that the user named; where there are none, those that it lists."""

    @property
    def place(self) -> Place:
        return place_of(self.url) if self.url else "network"


def upstream_name(text: str) -> str:
    """Raises `InvalidArgument`."""
    if not _NAME.fullmatch(text):
        raise InvalidArgument(
            "The name of an upstream has up to 40 small letters, digits, '.', '_' and '-', such as openai."
        )
    if text == HUB:
        raise InvalidArgument("The hub's models are there by themselves. Choose another name.")
    return text


def model_name(text: str) -> str:
    """Raises `InvalidArgument`."""
    if not MODEL.fullmatch(text):
        raise InvalidArgument("The name of a model has up to 200 characters, and no space.")
    return text


def base_url(text: str, *, in_the_clear: bool = False) -> str:
    """An upstream's address up to `/v1`. `in_the_clear`: plain HTTP may go beyond one's own network.

    Raises `InvalidArgument`, which never holds the address: there may be a key in it.
    """
    try:
        url = Url.parse(text.strip())
    except InvalidArgument as error:
        raise InvalidArgument(
            f"An upstream's address is one like https://api.example.org/v1. {error.message}"
        ) from None
    if "?" in url.target:
        raise InvalidArgument("An upstream's address has no query. Give its key by itself.")
    path = url.target.rstrip("/").removesuffix("/chat/completions").removesuffix("/models")
    found = f"{url.scheme}://{url.authority}{path or '/v1'}"
    if url.scheme == "http" and place_of(found) == "internet" and not in_the_clear:
        raise InvalidArgument(
            f"Whatever is sent to http://{url.authority} can be read on its way, its key too. "
            "Use https, or say --in-the-clear."
        )
    return found


def place_of(url: str) -> Place:
    """By the address alone: a name is not looked up."""
    parsed = Url.parse(url)
    if parsed.is_literal:
        address = plain(parsed.host)
        if address.startswith("127.") or address == "::1":
            return "here"
        return "internet" if is_public(address) else "network"
    if parsed.host == "localhost" or parsed.host.endswith(".localhost"):
        return "here"
    return "network" if "." not in parsed.host or parsed.host.endswith(_OF_THE_NETWORK) else "internet"
