"""The shape of the repository, as far as import-linter does not see it."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("hub", "spoke", "sandbox", "shared")
TOP = {*PACKAGES, "resources", "tests", "packaging", "docs"}
SKILLS = ("resources/skills", "tests/sandbox/office")
"""What lies there runs in the sandbox, and has the form that its authors gave it."""

VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The project's files, relative to its top, without what git ignores."""
    try:
        argv = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive
        listed = [str(path.relative_to(ROOT)) for top in sorted(TOP) for path in (ROOT / top).rglob("*")]
    paths = [Path(name) for name in listed if name and "__pycache__" not in name and (ROOT / name).is_file()]
    return [path for path in paths if not any(path.is_relative_to(folder) for folder in SKILLS)]


def modules(files: list[Path]) -> list[Path]:
    return [file for file in files if file.suffix == ".py" and file.parts[0] in PACKAGES]


def test_the_top_folders_are_the_ones_of_the_architecture(files: list[Path]) -> None:
    found = {file.parts[0] for file in files if len(file.parts) > 1 and not file.parts[0].startswith(".")}
    assert found == TOP


def test_every_init_file_is_empty(files: list[Path]) -> None:
    assert [file for file in files if file.name == "__init__.py" and (ROOT / file).stat().st_size] == []


def test_only_packages_have_an_init_file_so_that_packaging_never_shadows_the_library(files: list[Path]) -> None:
    allowed = (*PACKAGES, "resources")
    assert [file for file in files if file.name == "__init__.py" and file.parts[0] not in allowed] == []


def test_every_folder_with_modules_is_a_package(files: list[Path]) -> None:
    guest = Path("sandbox/guest")  # not imported here: it is built into the image
    folders = {file.parent for file in modules(files) if guest not in file.parents}
    assert [folder for folder in sorted(folders) if folder / "__init__.py" not in files] == []


def test_files_of_tests_can_be_told_apart_by_name_so_that_any_folders_run_together(files: list[Path]) -> None:
    """Their folders are no packages: Python knows each file by its name alone, and which `conftest` it gets is luck."""
    tests = [file for file in files if file.parts[0] == "tests" and file.suffix == ".py"]
    importing = [file for file in tests if "\nfrom conftest " in (ROOT / file).read_text().replace("    from", "from")]
    assert importing == []
    counted = Counter(file.name for file in tests if file.name not in ("conftest.py", "__main__.py"))
    assert [name for name, count in counted.items() if count > 1] == []


def test_no_module_has_a_name_that_says_nothing(files: list[Path]) -> None:
    assert [file for file in modules(files) if VAGUE & {file.stem, *file.parts[:-1]}] == []


def test_every_module_says_what_it_is_for(files: list[Path]) -> None:
    silent = [
        file
        for file in modules(files)
        if file.name != "__init__.py" and not ast.get_docstring(ast.parse((ROOT / file).read_text()))
    ]
    assert silent == []


def test_resources_hold_data_and_no_python_of_ours(files: list[Path]) -> None:
    python = [file for file in files if file.parts[0] == "resources" and file.suffix == ".py"]
    assert [file for file in python if file.parts[1] != "skills"] == []


def test_test_files_have_names_of_their_own(files: list[Path]) -> None:
    names = Counter(file.name for file in files if file.parts[0] == "tests" and file.name.startswith("test_"))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_test_file_that_imports_qt_says_so(files: list[Path]) -> None:
    """Otherwise it would end the run where Qt's system libraries are missing."""
    undeclared = []
    for file in (file for file in files if file.parts[0] == "tests" and file.name.startswith("test_")):
        source = (ROOT / file).read_text()
        imported = {
            alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names
        }
        imported |= {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
        uses_qt = any(name.startswith(("PySide6", "qasync", "spoke.ui")) for name in imported)
        if uses_qt and 'pytest.mark.requires("qt")' not in source:
            undeclared.append(file)
    assert undeclared == []


def test_the_lock_file_is_of_this_pyproject() -> None:
    """`uv sync --frozen` would not notice: what is declared but not locked would be missing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    locked = next(package for package in lock["package"] if package["name"] == project["name"])
    required = {
        (entry["name"], SpecifierSet(entry.get("specifier", ""))) for entry in locked["metadata"]["requires-dist"]
    }
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = [Requirement(line) for group in groups for line in group]
    assert {(requirement.name, requirement.specifier) for requirement in declared} == required
