"""What the user chose about models, as the node keeps it: upstreams, their order, and which models are asked first."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from spoke.models.upstream import Upstream
from spoke.store import settings

_KEY = "models"


class Configured(BaseModel):
    """An upstream that the user added. `keyed`: it has a key, which is kept elsewhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    url: str
    models: tuple[str, ...] = ()
    keyed: bool = False

    @property
    def upstream(self) -> Upstream:
        return Upstream(self.name, "own", self.url, self.models)


class Choices(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    upstreams: tuple[Configured, ...] = ()
    order: tuple[str, ...] = ()
    """Names of upstreams, the first asked first. Those that are not named come after: the user's own, then those on
    this machine, then the hub."""

    default: tuple[str, ...] = ()
    """Models that are asked where none is named, the first first."""

    contexts: dict[str, int] = {}
    """Tokens that models read at once, by MODEL or UPSTREAM/MODEL, where the user says other than their upstream."""

    keys_of: str = ""
    """By which the keyring tells this node's keys from those of others; made with the first."""

    serving: bool = False
    """Other programs on this machine may ask."""

    serving_port: int = 8471

    def context(self, upstream: str, model: str) -> int | None:
        return self.contexts.get(f"{upstream}/{model}") or self.contexts.get(model)

    def find(self, name: str) -> Configured | None:
        return next((each for each in self.upstreams if each.name == name), None)

    def with_upstream(self, new: Configured) -> Choices:
        """Added at the end, or in the place of the one of its name."""
        others = [new if each.name == new.name else each for each in self.upstreams]
        return self.model_copy(update={"upstreams": (*others, *(() if new in others else (new,)))})

    def without_upstream(self, name: str) -> Choices:
        return self.model_copy(
            update={
                "upstreams": tuple(each for each in self.upstreams if each.name != name),
                "order": tuple(each for each in self.order if each != name),
                "default": tuple(each for each in self.default if not each.startswith(f"{name}/")),
                "contexts": {each: count for each, count in self.contexts.items() if not each.startswith(f"{name}/")},
            }
        )

    def sorted(self, upstreams: list[Upstream]) -> list[Upstream]:
        """In the user's order; what is not named stays as it was among itself."""
        places = {name: place for place, name in enumerate(self.order)}
        return sorted(upstreams, key=lambda each: places.get(each.name, len(places)))


def load(connection: Connection) -> Choices:
    return Choices.model_validate(settings.get(connection, _KEY, {}))


def save(connection: Connection, choices: Choices) -> None:
    settings.put(connection, _KEY, choices.model_dump(mode="json"))
