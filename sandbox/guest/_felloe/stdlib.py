"""Import the useful standard library while the image is built: afterwards the guest has no files to import from."""

import importlib
import pkgutil
import sys

_LEFT_OUT = frozenset(
    {
        "__main__", "antigravity", "curses", "ensurepip", "idlelib", "lib2to3", "pip", "pty", "this", "tkinter",
        "turtle", "turtledemo", "venv", "xxlimited", "xxlimited_35",
    }
)  # fmt: skip
_WITH_PARTS = (
    "asyncio", "collections", "compression", "concurrent", "email", "encodings", "html", "http", "importlib", "json",
    "logging", "os", "pathlib", "string", "unittest", "urllib", "wsgiref", "xml", "zipfile", "zoneinfo",
)  # fmt: skip


def preimport() -> None:
    for name in sorted(sys.stdlib_module_names - _LEFT_OUT):
        _load(name)
    for name in _WITH_PARTS:
        package = sys.modules.get(name)
        for part in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{name}."):
            if not part.name.endswith("__main__"):
                _load(part.name)


def _load(name: str) -> None:
    try:
        importlib.import_module(name)
    except (ImportError, OSError, AttributeError, ValueError, RuntimeError):
        sys.modules.pop(name, None)  # needs an operating system that the guest does not have
