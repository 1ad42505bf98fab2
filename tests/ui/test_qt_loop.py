"""asyncio over Qt: a wait for a socket that is cancelled as the socket becomes ready ends without an error."""

from __future__ import annotations

import asyncio
import socket

import anyio
import pytest

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def failed(loop):
    """What went wrong where nobody waited for it."""
    failed = []
    loop.events.set_exception_handler(lambda _, context: failed.append(context))
    return failed


@pytest.fixture
def ends(loop, tmp_path):
    """A stream of anyio's, as under each request to the node, and the socket at its other end."""

    async def connected(server):
        return await anyio.connect_unix(server.getsockname())

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        stream = loop.run(connected(server))
        with server.accept()[0] as other:
            yield stream, other
    loop.run(stream.aclose())


async def cancelled_as(event, waiting):
    """`waiting` stopped in the turn of the loop in which Qt learns of the event."""
    task = asyncio.create_task(waiting)
    await anyio.wait_all_tasks_blocked()
    event()
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_wait_to_read_that_is_cancelled_as_something_comes(loop, ends, failed):
    stream, other = ends
    loop.run(cancelled_as(lambda: other.send(b"one"), stream.receive()))
    assert loop.run(stream.receive()) == b"one", "it is there for who reads next"
    assert not failed


def test_a_wait_to_write_that_is_cancelled_as_there_is_room(loop, ends, failed):
    stream, other = ends
    loop.run(cancelled_as(lambda: other.recv(1 << 20), stream.send(bytes(1 << 20))))
    assert not failed
