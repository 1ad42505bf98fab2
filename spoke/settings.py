"""Settings of a node: read once at the start, passed down."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from spoke.folder import data_folder


class NodeSettings(BaseModel):
    model_config = ConfigDict(frozen=True)

    data: Path = Field(description="Folder of the device's data; FELLOE_DATA, or --data.")
    look_for_models: bool = Field(
        default=True,
        description="Look for Ollama, LM Studio and llama.cpp at their usual ports; FELLOE_LOOK_FOR_MODELS=0 does not.",
    )
    name: str = Field(
        description="Display name of the device until a hub gives it one; --name.", min_length=1, max_length=64
    )
    of_desktop: bool = Field(default=False, description="A desktop started it, and it ends with one; --of-desktop.")


def node_settings(data: Path | None = None, name: str | None = None, *, of_desktop: bool = False) -> NodeSettings:
    return NodeSettings(
        data=data_folder(data),
        name=name or platform.node() or "Device",
        look_for_models=os.environ.get("FELLOE_LOOK_FOR_MODELS") != "0",
        of_desktop=of_desktop,
    )
