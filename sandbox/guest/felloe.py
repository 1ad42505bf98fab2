"""What code in the sandbox can ask of Felloe.

    from felloe import call, clipboard, device, devices, files, http, model, notify, secret, store

    device.climate.summary(sensor="attic")              a function of a skill on this device
    devices.attic.climate.summary(sensor="attic")       … on another of the user's devices
    devices.any.climate.summary(sensor="attic")         … on whichever device is online and has it
    await devices.attic.aio.climate.summary(…)          the same without blocking: gather runs them side by side
    call("attic:climate.summary", sensor="attic")       the same by its skill path
    files.read("~/Notes/today.md")                      the text of a file in a granted folder
    http.get("https://api.example.org/now").json()      from a granted host; http.aio.get(…) is awaited
    http.get(url, headers={"Authorization": secret("example", "Bearer {}")})    with a secret that stays unseen
    store["seen"] = 3; store.get("seen")                what the skill keeps on this device, by key
    notify("Rain at six", "Take the bicycle in.")       shown to the person at this device
    clipboard.read(), clipboard.write("…")              the text on that person's clipboard
    model.complete("A name for a boat?")                the answer of a model

A refusal is a `HostError` with `code`, one sentence and `retryable`; `NotGranted` is also a `PermissionError`.
"""

import asyncio

from _felloe import host, http, paths
from _felloe.host import Conflict, HostError, NotGranted
from _felloe.http import secret
from _felloe.services import clipboard, model, notify, store

__all__ = [
    "Conflict",
    "HostError",
    "NotGranted",
    "call",
    "clipboard",
    "device",
    "devices",
    "files",
    "http",
    "model",
    "notify",
    "secret",
    "store",
]


class _Function:
    __slots__ = ("_aio", "_function", "_skill", "_target")

    def __init__(self, target, aio, skill, function):
        self._target, self._aio, self._skill, self._function = target, aio, skill, function

    def __call__(self, *args, **kwargs):
        if args:
            raise TypeError(f"{self!r} takes its arguments by name only.")
        request = {"target": self._target, "skill": self._skill, "function": self._function, "args": kwargs}
        if self._aio:
            return asyncio.get_running_loop().host_call("call", request)
        return host.call("call", request)

    def __repr__(self):
        return f"{self._target}:{self._skill}.{self._function}"


class _Skill:
    __slots__ = ("_aio", "_skill", "_target")

    def __init__(self, target, aio, skill):
        self._target, self._aio, self._skill = target, aio, skill

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _Function(self._target, self._aio, self._skill, name)


class _Device:
    """A device's skills as attributes. `aio` is its twin whose functions are awaited."""

    __slots__ = ("_aio", "_target")

    def __init__(self, target, aio=False):
        self._target, self._aio = target, aio

    @property
    def aio(self):
        return _Device(self._target, aio=True)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _Skill(self._target, self._aio, name)

    def __repr__(self):
        return self._target


class _Devices:
    """The user's devices by handle; `any` is whichever is online and has the function."""

    __slots__ = ()

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _Device(name)

    __getitem__ = __getattr__


class _Files:
    __slots__ = ()

    def read(self, path):
        """The text (UTF-8) of a file in a granted folder, or of one of the skill's own."""
        with paths.open_file(path) as file:
            return file.read()

    def read_bytes(self, path):
        with paths.open_file(path, "rb") as file:
            return file.read()


device = _Device("device")
devices = _Devices()
files = _Files()


def call(path, **kwargs):
    """Call a function by its skill path: `skill.function` on any device, `device_handle:skill.function` on one."""
    target, _, rest = path.rpartition(":")
    skill, _, function = rest.partition(".")
    return _Function(target or "any", False, skill.replace("-", "_"), function)(**kwargs)
