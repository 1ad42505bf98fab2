"""An asyncio loop without sockets or threads: where it would poll, it asks the host which host calls are done."""

import asyncio

from _felloe import host


class _Waiting:
    """Stands where asyncio expects a selector."""

    def __init__(self):
        self.tickets = {}

    def select(self, timeout=None):
        if not self.tickets:
            if timeout is None:
                raise RuntimeError("Every task waits for something that cannot happen.")
            if timeout > 0:
                host.sleep(timeout)
            return []
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


class _Policy(asyncio.events._AbstractEventLoopPolicy):
    def __init__(self):
        self._loop = None

    def get_event_loop(self):
        if self._loop is None:
            raise RuntimeError("There is no current event loop.")
        return self._loop

    def set_event_loop(self, loop):
        self._loop = loop

    def new_event_loop(self):
        return HostLoop()


def install():
    asyncio.events._event_loop_policy = _Policy()
    asyncio.SelectorEventLoop = asyncio.DefaultEventLoop = HostLoop
