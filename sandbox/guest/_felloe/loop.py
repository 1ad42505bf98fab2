"""An asyncio loop without sockets or threads: where it would poll, it asks the host which host calls are done."""

import asyncio
import time

from _felloe import host

_LOOK_EVERY_S = 0.005
"""How often a program with work of its own asks what the host has done: each question is a crossing, and is counted."""


class _Waiting:
    """Stands where asyncio expects a selector."""

    def __init__(self):
        self.tickets = {}
        self._next_look = 0.0

    def select(self, timeout=None):
        if not self.tickets:
            if timeout is None:
                raise RuntimeError("Every task waits for something that cannot happen.")
            if timeout > 0:
                host.sleep(timeout)
            return []
        if timeout is not None and timeout <= 0:
            if time.monotonic() < self._next_look:
                return []
            self._next_look = time.monotonic() + _LOOK_EVERY_S
        for ticket, reply in host.wait(timeout):
            self._settle(self.tickets.pop(ticket, None), reply)
        return []

    @staticmethod
    def _settle(future, reply):
        if future is None or future.done():
            return
        try:
            future.set_result(host.unpack(reply))
        except host.HostError as error:
            future.set_exception(error)

    def get_map(self):
        return {}

    def close(self):
        self.tickets.clear()


class HostLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Waiting()

    def host_call(self, service, args):
        """A future of the host call's result. Cancelling it forgets the answer; the host may still do the work."""
        ticket = host.submit(service, args)
        future = self.create_future()
        self._selector.tickets[ticket] = future
        future.add_done_callback(lambda _: self._selector.tickets.pop(ticket, None))
        return future

    def run_in_executor(self, executor, func, *args):
        """There are no threads: `func` runs at once."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass


def install():
    asyncio.new_event_loop = asyncio.events.new_event_loop = HostLoop
    asyncio.SelectorEventLoop = asyncio.EventLoop = HostLoop
