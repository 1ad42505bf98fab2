"""What comes from a worker's pipe in pieces of any size is its lines, none lost, and never more of them than may be."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from typing import Any

import pytest
from settled import all_others_wait

from sandbox import lines
from sandbox.lines import Lines, TooLong
from sandbox.worker_process import started

pytestmark = pytest.mark.anyio


class Pipe(asyncio.ReadTransport):
    """A pipe that says whether it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = True
        self.closed = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True


class Before(asyncio.BaseProtocol):
    gone = False

    def connection_lost(self, error: Exception | None) -> None:
        self.gone = True


@pytest.fixture
def before() -> Before:
    return Before()


@pytest.fixture
def pipe(before: Before) -> Pipe:
    made = Pipe()
    made.set_protocol(before)
    return made


@pytest.fixture
def read(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> Lines:
    monkeypatch.setattr(lines, "LINE_BYTES", 10)
    read = Lines()
    read.read(pipe)
    return read


async def fetched(read: Lines, count: int) -> list[bytes]:
    return [await read.fetch() for _ in range(count)]


@pytest.mark.parametrize(
    "pieces", [[b"a\nbb\r\n\nccc\n"], [b"a", b"\nb", b"b\r\n\ncc", b"c", b"\n"], [b"a\nbb\r\n", b"\nccc\n"]]
)
async def test_lines_are_whole_however_they_come(read: Lines, pieces: list[bytes]) -> None:
    for piece in pieces:
        read.data_received(piece)
    assert await fetched(read, 4) == [b"a\n", b"bb\r\n", b"\n", b"ccc\n"]


async def test_who_waits_hears_of_a_line_when_it_is_whole(read: Lines) -> None:
    waiting = asyncio.create_task(read.fetch())
    await all_others_wait()
    read.data_received(b"half")
    await all_others_wait()
    assert not waiting.done()
    read.data_received(b" not\n")
    assert await waiting == b"half not\n"


async def test_who_is_cancelled_loses_no_line(read: Lines) -> None:
    waiting = asyncio.create_task(read.fetch())
    await all_others_wait()
    read.data_received(b"kept\n")
    waiting.cancel()
    await asyncio.wait([waiting])
    assert await read.fetch() == b"kept\n"


@pytest.mark.parametrize("much", [[b"x" * 11], [b"x" * 11 + b"\n"], [b"x" * 6, b"x" * 6], [b"x" * 6, b"x" * 6 + b"\n"]])
async def test_a_line_that_is_too_long_comes_after_those_before_it_and_ends_all(read: Lines, much: list[Any]) -> None:
    read.data_received(b"one\n")
    for piece in much:
        read.data_received(piece)
    read.data_received(b"\nmore\n")
    assert await read.fetch() == b"one\n"
    with pytest.raises(TooLong):
        await fetched(read, 2)


async def test_a_pipe_that_nobody_fetches_from_is_not_read(read: Lines, pipe: Pipe) -> None:
    read.data_received(b"123456\n" * 2)
    assert not pipe.reads
    await read.fetch()
    assert pipe.reads


async def test_at_the_end_the_lines_before_it_are_there_still_and_others_hear_of_it(
    read: Lines, before: Before
) -> None:
    read.data_received(b"last\nhalf")
    read.connection_lost(None)
    assert before.gone
    assert await read.fetch() == b"last\n"
    for _ in range(2):
        with pytest.raises(EOFError):
            await read.fetch()


@pytest.mark.parametrize(("does", "says"), [("print('ready')", b"ready\n"), ("pass", b"")], ids=["spoke", "is gone"])
async def test_what_a_process_did_before_a_busy_loop_heard_of_it_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, does: str, says: bytes
) -> None:
    """A worker that was ready by then was waited for until its start was given up, half a minute later."""
    loop = asyncio.get_running_loop()
    start = loop.subprocess_exec

    async def late(*command: Any, **fields: Any) -> Any:
        made = await start(*command, **fields)
        await made[0]._wait()
        await asyncio.sleep(0.01)
        return made

    monkeypatch.setattr(loop, "subprocess_exec", late)
    process, read = await started(sys.executable, "-c", does, stdin=PIPE, stdout=PIPE)
    async with asyncio.timeout(10):
        if says:
            assert (await read.fetch()).replace(b"\r", b"") == says
        with pytest.raises(EOFError):
            await read.fetch()
        await process.wait()
