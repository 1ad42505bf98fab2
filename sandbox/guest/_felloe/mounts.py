"""The one file system of a run, and what a path in it means.

    /skill          the skill's own files, read-only
    /tmp            the run's own, in memory
    what was granted, at the place where the device has it, also below /tmp: files of the device
    what leads there: folders that can be looked at
    everything else of the device: asked of the host, which says that it was not granted

The deepest of these counts. A folder in /tmp that the run did not make is the device's too, so that who forgot to grant
it hears so.
"""

import errno
import os
import posixpath

from _felloe import interpreter_files, own_files
from _felloe.host_files import HOST
from _felloe.interpreter_files import INTERPRETER
from _felloe.memory_files import MEMORY, TEMP
from _felloe.open_files import trouble
from _felloe.own_files import OWN

cwd = TEMP
_granted = {}


def begin(granted, start):
    """Have these folders of the device, each with whether it may be changed, and begin in `start`."""
    global cwd
    _granted.update(granted)
    for path in granted:
        MEMORY.lead_to(path, mounted=True)
    if start not in granted:
        MEMORY.lead_to(start, mounted=False)
    cwd = start


def own_path(full):
    return full == own_files.ROOT or full.startswith(own_files.ROOT + "/")


def resolve(path, making=False):
    """The file system that `path` is in, and its whole path there. `making`: a folder is to be made there."""
    full = absolute(path)
    if own_path(full):
        return OWN, full
    if _grant_of(full) is not None:
        return HOST, full
    if interpreter_files.has(full):
        return INTERPRETER, full
    if MEMORY.holds(full, making):
        return MEMORY, full
    return HOST, full


def absolute(path):
    """A path from / on, or from ~ on, which only the host can fill in."""
    text = os.fsdecode(path)
    if not text:
        raise trouble(errno.ENOENT)
    if "\0" in text:
        raise ValueError("embedded null byte")
    if text == "~" or text.startswith("~/"):
        return posixpath.normpath(text)
    return "/" + posixpath.normpath(posixpath.join(cwd, text)).lstrip("/")


def may_write(full):
    """Whether the grant that a path of the device is under is one to change it."""
    return bool(_granted.get(_grant_of(full)))


def _grant_of(full):
    return next((folder for folder in _granted if _is_in(full, folder)), None)


def _is_in(full, folder):
    return full == folder or full.startswith(folder.rstrip("/") + "/")
