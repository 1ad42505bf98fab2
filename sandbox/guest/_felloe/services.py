"""The person, the store and the model of this device, as Python sees them. `aio` has the same to be awaited."""

import asyncio

from _felloe import host

_MISSING = object()
_TRIES = 50


def _ask(service, args, read=lambda answer: answer):
    return read(host.call(service, args))


async def _ask_async(service, args, read=lambda answer: answer):
    return read(await asyncio.get_running_loop().host_call(service, args))


class _Service:
    """`aio` is its twin whose methods are awaited."""

    __slots__ = ("_ask",)

    def __init__(self, ask=_ask):
        self._ask = ask

    @property
    def aio(self):
        return type(self)(_ask_async)


class _Keys(_Service):
    """The skill's own values by key, kept from run to run. Values are JSON."""

    __slots__ = ()

    def get(self, key, default=None):
        return self._ask("store.get", {"key": key}, lambda got: got["value"] if got["found"] else default)

    def set(self, key, value, *, expected=_MISSING):
        """Keep a value. With `expected`, only if the value is still that (None: there is none); else `Conflict`."""
        given = {} if expected is _MISSING else {"expected": expected}
        return self._ask("store.set", {"key": key, "value": value, **given})

    def delete(self, key, *, expected=_MISSING):
        """Whether there was a value."""
        given = {} if expected is _MISSING else {"expected": expected}
        return self._ask("store.delete", {"key": key, **given})

    def keys(self, prefix="", *, after="", limit=1000):
        """Up to 1,000 keys in their order; the next page begins `after` the last one."""
        return self._ask("store.keys", {"prefix": prefix, "after": after, "limit": limit})


class Store(_Keys):
    """Also to be used as a dict is."""

    __slots__ = ()

    @property
    def aio(self):
        return _Keys(_ask_async)

    def update(self, key, change, default=None):
        """Keep `change(value)` in place of the value, also where other runs do the same; what was kept."""
        for _ in range(_TRIES):
            old = self.get(key)
            new = change(default if old is None else old)
            try:
                self.set(key, new, expected=old)
            except host.Conflict:
                continue
            return new
        raise host.Conflict(f"Other runs changed '{key}' {_TRIES} times in a row.", code="conflict")

    def __getitem__(self, key):
        value = self.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.set(key, value)

    def __delitem__(self, key):
        if not self.delete(key):
            raise KeyError(key)

    def __contains__(self, key):
        return self.get(key, _MISSING) is not _MISSING

    def __iter__(self):
        page = self.keys()
        while page:
            yield from page
            page = self.keys(after=page[-1])


class Notify(_Service):
    __slots__ = ()

    def __call__(self, title, text="", *, urgency="normal"):
        """Show the person at this device a notification. `urgency`: low, normal or critical."""
        return self._ask("notify", {"title": title, "text": text, "urgency": urgency})


class Clipboard(_Service):
    __slots__ = ()

    def read(self):
        """The text on the person's clipboard."""
        return self._ask("clipboard.read", {})

    def write(self, text):
        return self._ask("clipboard.write", {"text": text})


class Model(_Service):
    __slots__ = ()

    def complete(self, prompt="", *, messages=(), model=None, max_tokens=1000, temperature=None):
        """The text that a model answers to a prompt, or to messages of `role` and `content`."""
        args = {"prompt": prompt, "messages": list(messages), "model": model}
        args |= {"max_tokens": max_tokens, "temperature": temperature}
        return self._ask("model", args, lambda answer: answer["text"])


store, notify, clipboard, model = Store(), Notify(), Clipboard(), Model()
