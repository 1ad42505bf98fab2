"""Each rule of the architecture breaks when somebody breaks it: seen with an import planted in a copy of the source."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("hub", "spoke", "sandbox", "shared")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def lint(folder: Path) -> str:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([lint_imports, "--no-cache"], cwd=folder, capture_output=True, text=True).stdout


@pytest.mark.xdist_group("import_contracts")
@pytest.mark.parametrize(
    ("module", "planted", "rule"),
    [
        ("hub", "spoke.node", "hub and spoke never import each other"),
        ("spoke", "hub.store", "hub and spoke never import each other"),
        ("hub", "sandbox.gatekeeper", "the hub runs no guest code"),
        ("hub.store", "hub.channel.routed", "the hub's store knows nobody who uses it"),
        ("hub.channel", "hub.http.access", "the hub's parts know none of its routes"),
        ("shared", "spoke.node", "shared is the bottom"),
        ("spoke", "PySide6.QtCore", "only spoke.ui imports Qt"),
        ("hub", "qasync", "only spoke.ui imports Qt"),
        ("sandbox", "shiboken6", "only spoke.ui imports Qt"),
        ("spoke.ui.widgets", "spoke.ui.node.connection", "the desktop is built in layers"),
        ("spoke.ui.chats.content.turns", "spoke.ui.chats.place", "nothing in the desktop imports in a ring"),
        ("sandbox", "wasmtime", "only sandbox.engine imports wasmtime"),
        ("shared.names", "asyncio", "the pure modules know no I/O and no clock"),
        ("shared.sync", "time", "the pure modules know no I/O and no clock"),
        ("hub.channel.call_table", "time", "the pure modules know no I/O and no clock"),
        ("sandbox.gatekeeper", "os", "the pure modules know no I/O and no clock"),
        ("sandbox.bridge", "sandbox.image", "the pure modules know no I/O and no clock"),
    ],
)
def test_a_forbidden_import_breaks_the_rule_that_forbids_it(copy: Path, module: str, planted: str, rule: str) -> None:
    path = copy / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    source = file.read_text()
    file.write_text(f"{source}\n\ndef late() -> None:\n    import {planted}\n")
    try:
        assert f"{rule} BROKEN" in lint(copy)
    finally:
        file.write_text(source)
