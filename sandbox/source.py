"""Where a skill was taken from."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Source(BaseModel):
    """Where a skill was taken from, so that it can be taken from there again."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["folder", "zip", "git"]
    path: str
    """Of the folder or the zip that was given, absolute."""
    inner: str = ""
    """Of the skill's folder inside it."""
    commit: str = ""
    """That was checked out; the files may have differed from it."""

    def __str__(self) -> str:
        where = f"{self.path}/{self.inner}" if self.inner else self.path
        return f"{where} at {self.commit[:12]}" if self.commit else where

    def same_place(self, other: Source) -> bool:
        return (self.path, self.inner) == (other.path, other.inner)
