"""While a skill's own image is built: import what its modules import from its vendor/ folder.

A preloaded package must behave as if each run had imported it. So its modules are kept only if importing them asked for
nothing that belongs to a run: the host, randomness, the time, or one of the skill's own modules, which are left to each
run. What stands in for those while they are watched forwards to the real ones for good, since a package may have bound
it. (`datetime` reads the clock in C and cannot be watched.)
"""

import ast
import contextlib
import importlib
import linecache
import os
import posixpath
import random
import sys
import time

from _felloe import host, own_files, skill

_asked = None
"""What the package asks for that is imported now; None afterwards."""


def preload(name, files, entry):
    global _asked
    home = f"{own_files.ROOT}/{name}"
    finder = _Ahead(dict.fromkeys((posixpath.dirname(f"{home}/{entry}"), home, f"{home}/vendor")), f"{home}/vendor/")
    own_files.pretend({f"{home}/{path}": data for path, data in files.items()})
    sys.meta_path.append(finder)
    skill.host_code, send, host.send = _no_code, host.send, _watched(host.send)
    _watch()
    for module in _imported(data for path, data in files.items() if not path.startswith("vendor/")):
        if finder.is_ahead(module.partition(".")[0]):
            _asked = []
            _try(module)
            _asked = None
    skill.host_code, host.send = host.code, send
    sys.meta_path.remove(finder)
    own_files.pretend(None)
    linecache.clearcache()


def _try(module):
    """Import it, and forget what that imported if it asked for anything, whatever became of its question."""
    before, state = set(sys.modules), random.getstate()
    with contextlib.suppress(BaseException):
        importlib.import_module(module)
    if _asked or random.getstate() != state:
        random.setstate(state)
        for late in set(sys.modules) - before:
            if (getattr(sys.modules[late], "__file__", None) or "").startswith(own_files.ROOT):
                del sys.modules[late]


class _Ahead(skill.Finder):
    """Finds what the skill would find, in the same order, but gives only what lies in vendor/."""

    def __init__(self, roots, vendor):
        super().__init__(list(roots))
        self._vendor = vendor

    def is_ahead(self, name):
        spec = super().find_spec(name)
        return spec is not None and spec.origin.startswith(self._vendor)

    def find_spec(self, fullname, path=None, target=None):
        spec = super().find_spec(fullname, path, target)
        if spec is not None and not spec.origin.startswith(self._vendor):
            _ask(fullname)
        return spec


def _watch():
    os.urandom, random._urandom = _watched(os.urandom), _watched(random._urandom)
    time.time, time.time_ns = _watched(time.time), _watched(time.time_ns)
    seed = random.Random.seed

    def watched_seed(self, a=None, version=2):
        if a is None:
            _ask("randomness")
        return seed(self, a, version)

    random.Random.seed = watched_seed


def _watched(real):
    def ask(*args, **more):
        _ask(real)
        return real(*args, **more)

    return ask


def _ask(what):
    if _asked is not None:
        _asked.append(what)
        raise ImportError("This is left to each run.")


def _no_code(path):
    return None


def _imported(sources):
    """Names of modules that these sources import, also those that may only be names inside one."""
    for source in sources:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    yield node.module
                    yield from (f"{node.module}.{alias.name}" for alias in node.names)
