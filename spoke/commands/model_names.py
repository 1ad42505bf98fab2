"""Names of models that somebody typed, beside those that there are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from shared.errors import InvalidArgument, NotFound

if TYPE_CHECKING:
    from spoke.node.bodies.models import ModelInfo, UpstreamInfo


def check_either(said: object, reset: bool) -> None:
    """Raises `InvalidArgument`."""
    if said and reset:
        raise InvalidArgument("Say what is to hold, or --reset, not both.")


def with_name(name: str, upstreams: Sequence[UpstreamInfo]) -> list[tuple[UpstreamInfo, ModelInfo]]:
    """Models that are called so: MODEL wherever it is, or NAME/MODEL."""
    return [(each, model) for each in upstreams for model in each.models if name in _names(each, model)]


def not_there(names: Sequence[str], upstreams: Sequence[UpstreamInfo]) -> list[str]:
    """Those that nobody has now, but somebody may who does not answer. Raises `NotFound` for one that nobody has."""
    absent = [name for name in names if not with_name(name, upstreams)]
    for name in absent:
        named = [each for each in upstreams if name.startswith(f"{each.name}/")]
        if not any(each.problem for each in named or upstreams):
            known = [text for each in upstreams for model in each.models for text in _names(each, model)]
            near = get_close_matches(name, known, n=3)
            like = f"Do you mean {' or '.join(near)}? " if near else ""
            raise NotFound(f"Nobody has {name[:200]}. {like}See: felloe models list")
    return absent


def _names(upstream: UpstreamInfo, model: ModelInfo) -> tuple[str, str]:
    return model.name, f"{upstream.name}/{model.name}"
