"""A function with its arguments, for somebody who is about to call it at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.api import FunctionInfo
from shared.stubs import default_text, type_text
from shared.system.tables import print_table
from shared.system.terminal import console, harmless, one_line


def show_function(info: FunctionInfo, devices: Sequence[str]) -> None:
    path = info.path
    where = f" on {', '.join(devices)}" if devices else ""
    runs = "outside the sandbox, as its owner" if info.trusted else "in the sandbox"
    console.print(one_line(f"{path}{where}; effect: {info.effect}; runs {runs}"), style="bold", markup=False)
    if info.description:
        console.print(harmless(info.description.strip()), markup=False)
    schemas: Mapping[str, Any] = info.parameters.get("properties", {})
    required = set(info.parameters.get("required", []))
    words = [f"{name}=…" if name in required else f"[{name}=…]" for name in schemas]
    console.print()
    console.print(one_line(" ".join(["felloe call", path, *words])), markup=False)
    if schemas:
        print_table(
            ("ARGUMENT", "TYPE", "ELSE"),
            (
                (name, type_text(schema), "must be given" if name in required else default_text(schema))
                for name, schema in schemas.items()
            ),
        )
    if info.yields is not None:
        console.print(one_line(f"Yields {type_text(info.yields)}: --stream prints each as it comes."), markup=False)
    elif info.returns is not None:
        console.print(one_line(f"Gives {type_text(info.returns)}."), markup=False)
