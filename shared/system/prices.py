"""What models cost: our list, and over it one of whoever runs this. Read again when either file changed.

A file that cannot be read changes nothing: the prices before it stay, and the log says so, and `felloe-hub doctor`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.completions.usage import Usage
from shared.errors import InvalidArgument, first_fault

OURS = Path(__file__).parents[2] / "resources" / "prices" / "models.json"
_VERSION = re.compile(r"[-@](\d{4}-?\d{2}-?\d{2}|latest)$")
_LARGEST = 4 << 20
_NANOS_OF_A_TOKEN = 1_000
_MOST_NANOS = 10**13
"""Of one request: an upstream may count what it likes, and sums have to fit the database."""
"""Billionths for one token, of a price for a million."""

Amount = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]

log = structlog.get_logger()


class Price(BaseModel):
    """For a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Amount
    output: Amount
    cached_input: Amount | None = None
    """As `input` where nothing is said."""


class PriceList(BaseModel):
    model_config = ConfigDict(frozen=True)

    models: dict[str, Price]
    """By the upstream's own name of the model, or `UPSTREAM/NAME` for that one alone."""


class Prices:
    """`own`: the file that goes over ours, if it is there."""

    def __init__(self, own: Path) -> None:
        self._files = (OURS, own)
        self._stamps: list[tuple[int, int]] = []
        self._lists: dict[Path, PriceList] = {}
        self._prices: dict[str, Price] = {}

    def refresh(self) -> None:
        """Blocks for two looks at the disk; longer where something changed."""
        stamps = [_stamp(file) for file in self._files]
        if stamps == self._stamps:
            return
        self._stamps = stamps
        for file, stamp in zip(self._files, stamps, strict=True):
            try:
                self._lists[file] = read(file) if any(stamp) else PriceList(models={})
            except InvalidArgument as error:
                log.warning("prices not read", reason=error.message)
        lists = [self._lists[file] for file in self._files if file in self._lists]
        self._prices = {name: price for one in lists for name, price in one.models.items()}

    def nanos(self, upstream: str, model: str, usage: Usage) -> int | None:
        """What a request cost, in billionths; None where the model has no price."""
        if usage.cost_usd is not None:
            return round(usage.cost_usd * 1e9)
        price = self._find(upstream, model)
        if price is None:
            return None
        cached = price.input if price.cached_input is None else price.cached_input
        read = (usage.prompt - usage.cached) * price.input + usage.cached * cached
        return round(min((read + usage.completion * price.output) * _NANOS_OF_A_TOKEN, _MOST_NANOS))

    def _find(self, upstream: str, model: str) -> Price | None:
        """A dated version costs what its model costs, unless it has a price of its own."""
        for name in (model, _VERSION.sub("", model)):
            if found := self._prices.get(f"{upstream}/{name}") or self._prices.get(name):
                return found
        return None


def read(file: Path) -> PriceList:
    """Raises `InvalidArgument`."""
    try:
        if file.stat().st_size > _LARGEST:
            raise InvalidArgument(f"{file} is too large for a list of prices.")
        return PriceList.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InvalidArgument(f"{file} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise InvalidArgument(f"{file} is no list of prices: {first_fault(error, 'file')}.") from None


def _stamp(file: Path) -> tuple[int, int]:
    try:
        about = file.stat()
    except OSError:
        return (0, 0)
    return (about.st_mtime_ns, about.st_size)
