"""The skill's own files under /skill: read-only, and never asked for twice."""

import base64
import errno
import posixpath
import stat
import zlib

from _felloe import host
from _felloe.open_files import Content, stat_result, trouble

ROOT = "/skill"
_DEVICE = 2
_MADE_NS = 315_532_800 * 10**9
"""1980, the first year that a zip knows: these files are as old as nothing else."""

_cache = {}
_tree = None


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
        raise trouble(errno.ENOENT, path) from None


def read(path):
    """The bytes of a skill's own file."""
    if path not in _cache:
        if isinstance(_node(path), list):
            raise trouble(errno.EISDIR, path)
        data = bytearray()
        while True:
            part = host.ask({"op": "file", "path": path, "offset": len(data)})
            data += base64.b64decode(part["data"])
            if len(data) >= part["size"] or not part["data"]:
                break
        _cache[path] = bytes(data)
    return _cache[path]


class _Fixed(Content):
    def __init__(self, path, data):
        self._path, self._data = path, data
        self.size = len(data)

    def read(self, offset, count):
        return self._data[offset : offset + count]

    def stat(self):
        return OWN.stat(self._path)


class OwnFiles:
    def open(self, path, flags):
        if flags.writes:
            raise trouble(errno.EROFS)
        return _Fixed(path, read(path))

    def stat(self, path):
        node = _node(path)
        kind, size = (stat.S_IFDIR | 0o555, 0) if isinstance(node, list) else (stat.S_IFREG | 0o444, node)
        return stat_result(kind, size, _MADE_NS, zlib.crc32(path.encode()), _DEVICE)

    def entries(self, path):
        names = _node(path)
        if not isinstance(names, list):
            raise trouble(errno.ENOTDIR)
        return {name: self.stat(posixpath.join(path, name)) for name in sorted(names)}

    def _refuse(self, *_):
        raise trouble(errno.EROFS)

    mkdir = remove = rmdir = rename = set_time = set_mode = _refuse

    def writable(self, path):
        return False


OWN = OwnFiles()
