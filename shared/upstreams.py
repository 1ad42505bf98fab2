"""Servers of models, as people name them to a hub or a node: one rule for both. Pure."""

from __future__ import annotations

import re
from typing import Literal

from shared.addresses import is_public, plain
from shared.errors import InvalidArgument
from shared.urls import Url

MAX_MODEL = 200
Place = Literal["here", "network", "internet"]
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_MODEL = re.compile(rf"[^\s\x00-\x1f\x7f]{{1,{MAX_MODEL}}}")
_OF_THE_NETWORK = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localdomain")


def upstream_name(text: str) -> str:
    """Raises `InvalidArgument`."""
    if not _NAME.fullmatch(text):
        raise InvalidArgument(
            "The name of a model server has up to 40 small letters, digits, '.', '_' and '-', such as openai."
        )
    return text


def is_model_name(text: str) -> bool:
    return _MODEL.fullmatch(text) is not None


def model_name(text: str) -> str:
    """Raises `InvalidArgument`."""
    if not is_model_name(text):
        raise InvalidArgument(f"The name of a model has up to {MAX_MODEL} characters, and no space.")
    return text


def base_url(text: str) -> str:
    """A model server's address up to `/v1`, without a slash at its end.

    Raises `InvalidArgument`, which never holds the address: there may be a key in it.
    """
    try:
        url = Url.parse(text.strip())
    except InvalidArgument as error:
        raise InvalidArgument(
            f"A model server's address is one like https://api.example.org/v1. {error.message}"
        ) from None
    if "?" in text or "#" in text:
        raise InvalidArgument("A model server's address has no query. Give its key by itself.")
    path = url.target.rstrip("/").removesuffix("/chat/completions").removesuffix("/models")
    return f"{url.scheme}://{url.authority}{path or '/v1'}"


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


def same_place(one: str, other: str) -> bool:
    """Whether a key that was given for one address may go to the other."""
    return Url.parse(one).same_origin(Url.parse(other))


def in_the_clear(url: str) -> bool:
    """Whether what is sent there can be read on the way."""
    return url.startswith("http:") and place_of(url) != "here"
