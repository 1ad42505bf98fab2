"""The run's own folder in memory: /tmp, which nobody else sees and which is gone with the run.

The folders that lead to what was granted stand here too, and can only be looked at.
"""

import errno
import itertools
import stat
import time

from _felloe.open_files import Content, stat_result, trouble

TEMP = "/tmp"  # noqa: S108 - in the guest, where nobody else is
MOST_BYTES = 32 << 20
MOST_NODES = 10_000
_DEVICE = 1


class _Node(Content):
    """A folder where it has entries, else a file."""

    def __init__(self, memory, ino, entries=None):
        self._memory = memory
        self._ino = ino
        self.entries = entries
        self.leads = self.mounted = False
        self.data = bytearray()
        self.mode = 0o600 if entries is None else 0o700
        self.mtime_ns = time.time_ns()

    @property
    def size(self):
        return len(self.data)

    def read(self, offset, count):
        return bytes(self.data[offset : offset + count])

    def write(self, offset, data):
        begin = len(self.data) if offset is None else offset
        self._grow(begin + len(data))
        self.data[begin : begin + len(data)] = data
        self.mtime_ns = time.time_ns()
        return begin + len(data)

    def truncate(self, size):
        self._grow(size)
        self._memory.used -= len(self.data) - size
        del self.data[size:]
        self.mtime_ns = time.time_ns()

    def _grow(self, size):
        more = max(0, size - len(self.data))
        if self._memory.used + more > MOST_BYTES:
            raise OSError(errno.ENOSPC, f"The sandbox's {TEMP} holds no more than {MOST_BYTES} bytes")
        self._memory.used += more
        self.data.extend(bytes(more))

    def stat(self):
        kind = stat.S_IFREG if self.entries is None else stat.S_IFDIR
        return stat_result(kind | self.mode, len(self.data), self.mtime_ns, self._ino, _DEVICE)


class Memory:
    def __init__(self):
        self.used = 0
        self._numbers = itertools.count(1)
        self._root = self._new({})
        self._root.leads, self._root.mode = True, 0o555
        self._temp = self._root.entries[TEMP[1:]] = self._new({})

    def lead_to(self, path, *, mounted):
        """Have the folder `path` and those above it; what is `mounted` there is not ours to describe."""
        node = self._root
        for name in filter(None, path.split("/")):
            if name not in node.entries:
                node.entries[name] = self._new({})
                node.entries[name].leads, node.entries[name].mode = True, 0o555
            node = node.entries[name]
        node.mounted = mounted

    def holds(self, path, making):
        """Whether it is there, or would be the run's own if it were. `making`: a folder is to be made."""
        node = self._root
        names = [name for name in path.split("/") if name]
        for depth, name in enumerate(names):
            below = node.entries.get(name) if node.entries is not None else None
            if below is None:
                own_name = making or depth == len(names) - 1
                return own_name if node is self._temp else not node.leads
            node = below
        return True

    def open(self, path, flags):
        parent, name = self._parent(path)
        node = parent.entries.get(name) if name else parent
        if node is None:
            if not flags.creates:
                raise trouble(errno.ENOENT)
            _may_change(parent)
            node = parent.entries[name] = self._new()
        elif flags.exclusive:
            raise trouble(errno.EEXIST)
        if node.entries is not None:
            raise trouble(errno.EISDIR)
        if flags.truncates:
            node.truncate(0)
        return node

    def stat(self, path):
        return self._at(path).stat()

    def entries(self, path):
        node = self._at(path)
        if node.entries is None:
            raise trouble(errno.ENOTDIR)
        return {name: None if below.mounted else below.stat() for name, below in node.entries.items()}

    def mkdir(self, path):
        parent, name = self._parent(path)
        if name in parent.entries or not name:
            raise trouble(errno.EEXIST)
        _may_change(parent)
        parent.entries[name] = self._new({})

    def remove(self, path):
        if self._at(path).entries is not None:
            raise trouble(errno.EISDIR)
        self._drop(path)

    def rmdir(self, path):
        entries = self._at(path).entries
        if entries is None:
            raise trouble(errno.ENOTDIR)
        if entries:
            raise trouble(errno.ENOTEMPTY)
        self._drop(path)

    def rename(self, path, to):
        node = self._at(path)
        parent, name = self._parent(to)
        there = parent.entries.get(name)
        if there is node:
            return
        if to.startswith(path + "/"):
            raise trouble(errno.EINVAL)
        above, old = self._parent(path)
        _may_change(node, above, parent)
        if there is not None:
            self._make_way(node, there, to)
        del above.entries[old]
        parent.entries[name] = node

    def _make_way(self, node, there, to):
        if node.entries is None and there.entries is not None:
            raise trouble(errno.EISDIR)
        if node.entries is not None and there.entries is None:
            raise trouble(errno.ENOTDIR)
        if there.entries:
            raise trouble(errno.ENOTEMPTY)
        self._drop(to)

    def set_time(self, path, mtime_ns):
        self._at(path).mtime_ns = mtime_ns

    def set_mode(self, path, mode):
        node = self._at(path)
        _may_change(node)
        node.mode = stat.S_IMODE(mode)

    def writable(self, path):
        return not self._at(path).leads

    def _new(self, entries=None):
        number = next(self._numbers)
        if number > MOST_NODES:
            raise OSError(errno.ENOSPC, f"The sandbox's {TEMP} has had {MOST_NODES} files, and makes no more")
        return _Node(self, number, entries)

    def _drop(self, path):
        parent, name = self._parent(path)
        _may_change(parent, parent.entries[name])
        self.used -= len(parent.entries.pop(name).data)

    def _at(self, path):
        parent, name = self._parent(path)
        if not name:
            return parent
        if name not in parent.entries:
            raise trouble(errno.ENOENT)
        return parent.entries[name]

    def _parent(self, path):
        *folders, name = path.strip("/").split("/")
        node = self._root
        for folder in folders:
            node = node.entries.get(folder)
            if node is None:
                raise trouble(errno.ENOENT)
            if node.entries is None:
                raise trouble(errno.ENOTDIR)
        return node, name


def _may_change(*nodes):
    """What leads to the device's folders stays as it is."""
    if any(node.leads for node in nodes):
        raise trouble(errno.EACCES)


MEMORY = Memory()
