"""Loading a skill's Python from its files: the entry module and whatever it imports beside itself or from vendor/.

The host compiles a skill once, in a guest that runs none of it; where it has a file's code, the source is not read.
Packages in vendor/ that take long to import can be part of an image of their own: then they are imported already.
"""

import base64
import builtins
import importlib
import importlib.abc
import importlib.util
import linecache
import marshal
import posixpath
import sys
import types

from _felloe import asserts, host, own_files

host_code = host.code


class _Loader(importlib.abc.SourceLoader):
    def __init__(self, path):
        self._path = path

    def get_filename(self, fullname):
        return self._path

    def get_data(self, path):
        return own_files.read(path)

    def get_code(self, fullname):
        code = host_code(self._path)
        if code is None:
            return super().get_code(fullname)
        return marshal.loads(base64.b64decode(code))  # noqa: S302 - the source that it stands for is no safer


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, roots):
        self._roots = roots

    def find_spec(self, fullname, path=None, target=None):
        name = fullname.rpartition(".")[2]
        for root in path or self._roots:
            for ending, package in ((f"{name}/__init__.py", True), (f"{name}.py", False)):
                file = posixpath.join(root, ending)
                if isinstance(own_files.nodes().get(file), int):
                    return _spec(fullname, file, package)
        return None


def _spec(name, path, package=False):
    folders = [posixpath.dirname(path)] if package else None
    return importlib.util.spec_from_file_location(name, path, loader=_Loader(path), submodule_search_locations=folders)


def load(name, entry):
    """The entry module of the skill `name`, run once."""
    path = f"{_find_in(name, entry)}/{entry}"
    stem = posixpath.splitext(posixpath.basename(entry))[0]
    module_name = f"{name}_{stem}" if stem in sys.modules else stem
    spec = _spec(module_name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module


def load_test(name, entry, file):
    """A file of the skill's tests, run once, with asserts that explain themselves; it imports what the skill does."""
    path = f"{_find_in(name, entry, posixpath.dirname(file))}/{file}"
    module = types.ModuleType(posixpath.splitext(posixpath.basename(file))[0])
    module.__file__ = path
    code, names = asserts.rewritten(own_files.read(path).decode(), path)
    vars(module).update(names)
    sys.modules[module.__name__] = module
    exec(code, vars(module))  # noqa: S102 - this is what the sandbox is for
    return module


def _find_in(name, entry, *more):
    """Have imports find what lies beside the entry module, in the skill's folder (returned), its vendor/ and `more`."""
    home = f"{own_files.ROOT}/{name}"
    beside = posixpath.dirname(f"{home}/{entry}")
    roots = list(dict.fromkeys((beside, home, f"{home}/vendor", *(f"{home}/{folder}" for folder in more))))
    sys.meta_path.append(Finder(roots))
    sys.path[:] = roots
    return home


def run_program(name, file, argv):
    """Run the skill's `file` as `python FILE ARG…` would; what it raises comes out, SystemExit too."""
    path = f"{_find_in(name, file)}/{file}"
    if not isinstance(own_files.nodes().get(path), int):
        raise FileNotFoundError(f"{name} has no file {file}.")
    main = types.ModuleType("__main__")
    main.__file__, main.__builtins__, main.__spec__ = path, builtins, None
    sys.modules["__main__"] = main
    sys.argv[:] = [path, *argv]
    code = _Loader(path).get_code("__main__")
    exec(code, vars(main))  # noqa: S102 - this is what the sandbox is for


def compiled(name, files):
    """The code of the skill's Python files, by path; those that do not compile say so when they are imported."""
    found = {}
    for path in files:
        full = f"{own_files.ROOT}/{name}/{path}"
        try:
            code = compile(own_files.read(full), full, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            continue
        found[path] = base64.b64encode(marshal.dumps(code)).decode()
    return found


def remember_lines(path, source):
    """Let a traceback quote the guest's own lines."""
    linecache.cache[path] = (len(source), None, source.splitlines(True), path)
