"""Loading a skill's Python from its files: the entry module and whatever it imports beside itself or from vendor/."""

import importlib.abc
import importlib.util
import linecache
import posixpath
import sys

from _felloe import paths


class _Loader(importlib.abc.SourceLoader):
    def __init__(self, path):
        self._path = path

    def get_filename(self, fullname):
        return self._path

    def get_data(self, path):
        return paths.read_own(path)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, roots):
        self._roots = roots

    def find_spec(self, fullname, path=None, target=None):
        name = fullname.rpartition(".")[2]
        for root in path or self._roots:
            for ending, package in ((f"{name}/__init__.py", True), (f"{name}.py", False)):
                file = posixpath.join(root, ending)
                if isinstance(paths.nodes().get(file), int):
                    return _spec(fullname, file, package)
        return None


def _spec(name, path, package=False):
    folders = [posixpath.dirname(path)] if package else None
    return importlib.util.spec_from_file_location(name, path, loader=_Loader(path), submodule_search_locations=folders)


def load(name, entry):
    """The entry module of the skill `name`, run once."""
    home = f"{paths.ROOT}/{name}"
    path = f"{home}/{entry}"
    roots = list(dict.fromkeys((posixpath.dirname(path), home, f"{home}/vendor")))
    sys.meta_path.append(_Finder(roots))
    sys.path[:] = roots
    stem = posixpath.splitext(posixpath.basename(entry))[0]
    module_name = f"{name}_{stem}" if stem in sys.modules else stem
    spec = _spec(module_name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    remember_lines(path, paths.read_own(path).decode("utf-8", "replace"))
    spec.loader.exec_module(module)
    return module


def remember_lines(path, source):
    """Let a traceback quote the guest's own lines."""
    linecache.cache[path] = (len(source), None, source.splitlines(True), path)
