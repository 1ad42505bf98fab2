"""A server of models, and what the user may call one of their own. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.errors import InvalidArgument
from shared.upstreams import Place, base_url, place_of, upstream_name
from shared.urls import Url

HUB = "hub"
Kind = Literal["own", "found", "hub"]


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


def own_name(text: str) -> str:
    """Raises `InvalidArgument`."""
    if upstream_name(text) == HUB:
        raise InvalidArgument("The hub's models are there by themselves. Choose another name.")
    return text


def _with_scheme(text: str) -> str:
    """A word alone stays one: a key that was put into the wrong field is not to be looked up as a host."""
    if "://" in text or not (text == "localhost" or any(sign in text for sign in ".:/")):
        return text
    try:
        where = place_of(f"http://{text}")
    except InvalidArgument:
        return text
    return f"https://{text}" if where == "internet" else f"http://{text}"


def own_url(text: str, *, in_the_clear: bool = False) -> str:
    """`in_the_clear`: plain HTTP may go beyond one's own network. Raises `InvalidArgument` as `base_url` does.

    A host is one also without a scheme: by `http` on this device and in one's own network, by `https` elsewhere.
    """
    found = base_url(_with_scheme(text.strip()))
    url = Url.parse(found)
    if url.scheme == "http" and place_of(found) == "internet" and not in_the_clear:
        raise InvalidArgument(
            f"Whatever is sent to http://{url.authority} can be read on its way, its key too. "
            "Use https, or say --in-the-clear."
        )
    return found
