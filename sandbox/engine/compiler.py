"""How images are compiled, and how an engine that loads them must be set up. Its text is part of an image's key.

`python -I -m sandbox.engine.compiler WASM COMPILED` compiles in a process of its own: it takes four seconds and 400 MB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import wasmtime
from wasmtime import component

_WASM_STACK = 1 << 20


def new_engine() -> wasmtime.Engine:
    """The one configuration that images are compiled and loaded with."""
    config = wasmtime.Config()
    config.wasm_component_model = True
    config.epoch_interruption = True
    config.max_wasm_stack = _WASM_STACK
    return wasmtime.Engine(config)


def main() -> None:
    wasm, compiled = Path(sys.argv[1]), Path(sys.argv[2])
    compiled.write_bytes(component.Component(new_engine(), wasm.read_bytes()).serialize())


if __name__ == "__main__":
    main()
