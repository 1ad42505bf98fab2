"""Secrets: values go in and never out."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_serializer

from spoke.node.bodies.body import Body


class SecretInfo(Body):
    """All that anybody hears of a secret again."""

    name: str
    host: str
    header: str = ""
    """The only header that it may go into; any, where it is empty."""


class SecretsReply(Body):
    secrets: list[SecretInfo]


class NewSecret(Body):
    host: str = Field(max_length=300)
    value: SecretStr
    header: str = Field(default="", max_length=64)

    @field_serializer("value", when_used="json")
    def _in_full(self, value: SecretStr) -> str:
        return value.get_secret_value()
