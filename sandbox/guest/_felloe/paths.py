"""`open` and the file functions of `os`, over the mounts of the run. All else in Python goes through these."""

import builtins
import errno
import io
import os
import posixpath
import stat as stat_module
import sys
import time
import tokenize

from _felloe import mounts, open_files
from _felloe.host_files import HOST
from _felloe.open_files import handle_of, trouble


def _on(path, operation, *args, making=False):
    """Do it in the file system that the path is in; an error names the path as it was given."""
    if isinstance(path, int):
        raise TypeError("a path must be str, bytes or os.PathLike, not int")
    try:
        system, full = mounts.resolve(path, making)
        return getattr(system, operation)(full, *args)
    except OSError as error:
        error.filename = os.fspath(path)
        raise


def open_file(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    bits = open_files.flags_of(mode)
    if isinstance(file, int):
        handle, name, closes = handle_of(file), file, closefd
    else:
        if not closefd:
            raise ValueError("Cannot use closefd=False with file name")
        handle, name, closes = _opened(file, bits, opener), file, True
    if "a" in mode:
        handle.seek(0, io.SEEK_END)
    return open_files.file_object(handle, mode, name, buffering, encoding, errors, newline, closes)


def _opened(path, bits, opener):
    if opener is not None:
        return handle_of(opener(path, bits | os.O_CLOEXEC))
    return open_files.Handle(_on(path, "open", open_files.Flags(bits)), bits)


# --- os: by number -----------------------------------------------------------------------------------------------


def open_number(path, flags, mode=0o777, *, dir_fd=None):
    return _opened(path, flags, None).number()


def close(fd):
    handle_of(fd).close()


def read(fd, count):
    return handle_of(fd).read(count)


def write(fd, data):
    written = handle_of(fd).write(bytes(data))
    fsync(fd)
    return written


def lseek(fd, position, whence):
    return handle_of(fd).seek(position, whence)


def fsync(fd):
    handle_of(fd).content.sync()


def fstat(fd):
    return handle_of(fd).content.stat()


def ftruncate(fd, length):
    handle_of(fd).truncate(length)


# --- os: by path -------------------------------------------------------------------------------------------------


def stat(path, *, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int):
        return fstat(path)
    found = lstat(path)
    if follow_symlinks and stat_module.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "The sandbox follows no links", os.fspath(path))
    return found


def lstat(path, *, dir_fd=None):
    return _on(path, "stat")


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    try:
        system, full = mounts.resolve(path)
        system.stat(full)
    except OSError:
        return False
    if not mode & os.W_OK:
        return True
    return mounts.may_write(full) if system is HOST else system.writable(full)


def listdir(path="."):
    return list(_on("." if path is None else path, "entries"))


def mkdir(path, mode=0o777, *, dir_fd=None):
    _on(path, "mkdir", making=True)


def remove(path, *, dir_fd=None):
    _on(path, "remove")


def rmdir(path, *, dir_fd=None):
    _on(path, "rmdir")


def rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    system, to = mounts.resolve(dst)
    if mounts.resolve(src)[0] is not system:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), os.fspath(src), None, os.fspath(dst))
    _on(src, "rename", to)


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    if ns is None:
        ns = (0, time.time_ns()) if times is None else (0, int(times[1] * 10**9))
    _on(path, "set_time", ns[1])


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    _on(path, "set_mode", mode)


def truncate(path, length):
    with open_file(path, "r+b") as file:
        file.truncate(length)


def getcwd():
    return mounts.cwd


def chdir(path):
    if not stat_module.S_ISDIR(stat(path).st_mode):
        raise trouble(errno.ENOTDIR, os.fspath(path))
    mounts.cwd = mounts.absolute(path)


def readlink(path, *, dir_fd=None):
    if stat_module.S_ISLNK(lstat(path).st_mode):
        raise PermissionError(errno.EACCES, "The sandbox does not say where a link leads", os.fspath(path))
    raise trouble(errno.EINVAL, os.fspath(path))


def link(src, dst, **_):
    raise PermissionError(errno.EPERM, "The sandbox makes no links", os.fspath(dst))


class _Entry:
    def __init__(self, folder, name, found):
        self.name = name
        self.path = posixpath.join(folder, name)
        self._told = found

    @property
    def _found(self):
        if self._told is None:
            self._told = lstat(self.path)
        return self._told

    def inode(self):
        return self._found.st_ino

    def stat(self, *, follow_symlinks=True):
        if follow_symlinks and self.is_symlink():
            return stat(self.path)
        return self._found

    def is_dir(self, *, follow_symlinks=True):
        return stat_module.S_ISDIR(self._found.st_mode)

    def is_file(self, *, follow_symlinks=True):
        return stat_module.S_ISREG(self._found.st_mode)

    def is_symlink(self):
        return stat_module.S_ISLNK(self._found.st_mode)

    def is_junction(self):
        return False

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"


class _Entries:
    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = iter(())


def scandir(path="."):
    folder = "." if path is None else path
    found = _on(folder, "entries")
    return _Entries([_Entry(os.fsdecode(folder), name, result) for name, result in found.items()])


_NAMES = {
    "open": open_number, "close": close, "read": read, "write": write, "lseek": lseek, "fsync": fsync,
    "fdatasync": fsync, "fstat": fstat, "ftruncate": ftruncate, "stat": stat, "lstat": lstat, "access": access,
    "listdir": listdir, "mkdir": mkdir, "remove": remove, "unlink": remove, "rmdir": rmdir, "rename": rename,
    "replace": rename, "utime": utime, "chmod": chmod, "truncate": truncate, "getcwd": getcwd, "chdir": chdir,
    "readlink": readlink, "link": link, "symlink": link, "scandir": scandir,
}  # fmt: skip


def install():
    """Before the modules are imported that keep these functions for themselves."""
    builtins.open = io.open = tokenize._builtin_open = open_file  # tokenize's reads the lines of tracebacks
    for name, function in _NAMES.items():
        setattr(os, name, function)
    os.getcwdb = lambda: os.fsencode(getcwd())
    for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        able.clear()
    if "tempfile" in sys.modules or "shutil" in sys.modules:
        raise RuntimeError("shutil and tempfile keep functions of os: they must be imported later")
