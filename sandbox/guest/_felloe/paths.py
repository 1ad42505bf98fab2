"""Ordinary paths in the guest: a skill's own files under /skill, everything else by the host's `files.read`.

All read-only. For a skill's own files `open`, `os.stat`, `os.listdir` and `os.scandir` are enough for pathlib, glob,
csv and zipfile. A granted file can be opened and nothing more: the host does not say what else is there, so `exists`
is False.
"""

import base64
import builtins
import errno
import io
import os
import posixpath
import stat as stat_module
import tokenize

from _felloe import host

ROOT = "/skill"
_CHUNK = 512 * 1024
_cache = {}
_tree = None


def _own(path):
    """The path of a skill's own file, or None where it is not one."""
    if isinstance(path, int):
        return None
    full = posixpath.normpath(posixpath.join("/", os.fsdecode(path)))
    return full if full == ROOT or full.startswith(ROOT + "/") else None


def nodes():
    """Every file (with its size) and folder (with its entries) of the skill that this run belongs to."""
    global _tree
    if _tree is None:
        _tree = _grown(host.ask({"op": "files"}))
    return _tree


def _grown(sizes):
    tree = {ROOT: []}
    for path, size in sizes:
        tree[path] = size
        while path != ROOT:
            parent, name = posixpath.split(path)
            entries = tree.setdefault(parent, [])
            if name in entries:
                break
            entries.append(name)
            path = parent
    return tree


def pretend(files):
    """Have these files until the next call, with None those of the host again."""
    global _tree
    _cache.clear()
    _tree = None
    if files is not None:
        _tree = _grown((path, len(data)) for path, data in files.items())
        _cache.update(files)


def _node(path):
    try:
        return nodes()[path]
    except KeyError:
        raise FileNotFoundError(errno.ENOENT, "This skill has no such file", path) from None


def read_own(path):
    """The bytes of a skill's own file."""
    if path not in _cache:
        if isinstance(_node(path), list):
            raise IsADirectoryError(errno.EISDIR, "This is a folder", path)
        _cache[path] = _chunks(lambda offset: host.ask({"op": "file", "path": path, "offset": offset}))
    return _cache[path]


def read_granted(path):
    """The bytes of a file outside, if its folder was granted."""
    text = os.fsdecode(path)
    return _chunks(lambda offset: host.call("files.read", {"path": text, "offset": offset, "length": _CHUNK}))


def _chunks(fetch):
    data = bytearray()
    while True:
        part = fetch(len(data))
        data += base64.b64decode(part["data"])
        if len(data) >= part["size"] or not part["data"]:
            return bytes(data)


class _File(io.BytesIO):
    def __init__(self, data, name):
        super().__init__(data)
        self.name = name
        self.mode = "rb"

    def writable(self):
        return False

    def write(self, _data):
        raise io.UnsupportedOperation("not writable")


_open, _stat, _lstat, _listdir, _scandir = io.open, os.stat, os.lstat, os.listdir, os.scandir


def open_file(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """`open`, for reading."""
    if isinstance(file, int):
        return _open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    if set(mode) & set("wax+"):
        raise PermissionError(errno.EACCES, "Code in the sandbox cannot write files", os.fsdecode(file))
    own = _own(file)
    raw = _File(read_own(own) if own else read_granted(file), file)
    if "b" in mode:
        return raw
    return io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)


def _stat_own(path):
    node = _node(path)
    if isinstance(node, list):
        return os.stat_result((stat_module.S_IFDIR | 0o555, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    return os.stat_result((stat_module.S_IFREG | 0o444, 0, 0, 1, 0, 0, node, 0, 0, 0))


def stat(path, *, dir_fd=None, follow_symlinks=True):
    own = _own(path)
    return _stat_own(own) if own else _stat(path)


def lstat(path, *, dir_fd=None):
    own = _own(path)
    return _stat_own(own) if own else _lstat(path)


def listdir(path="."):
    own = _own(path)
    if not own:
        return _listdir(path)
    entries = _node(own)
    if not isinstance(entries, list):
        raise NotADirectoryError(errno.ENOTDIR, "This is a file", own)
    return sorted(entries)


class _Entry:
    def __init__(self, folder, name):
        self.name = name
        self.path = posixpath.join(folder, name)

    def stat(self, *, follow_symlinks=True):
        return stat(self.path)

    def is_dir(self, *, follow_symlinks=True):
        return stat_module.S_ISDIR(self.stat().st_mode)

    def is_file(self, *, follow_symlinks=True):
        return not self.is_dir()

    def is_symlink(self):
        return False

    def is_junction(self):
        return False

    def __fspath__(self):
        return self.path


class _Entries(list):
    def __enter__(self):
        return iter(self)

    def __exit__(self, *_):
        pass

    def close(self):
        pass


def scandir(path="."):
    if not _own(path):
        return _scandir(path)
    return _Entries(_Entry(os.fsdecode(path), name) for name in listdir(path))


def install():
    builtins.open = io.open = tokenize._builtin_open = open_file  # tokenize's reads the lines of tracebacks
    os.stat, os.lstat, os.listdir, os.scandir = stat, lstat, listdir, scandir
