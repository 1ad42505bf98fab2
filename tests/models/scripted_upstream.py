"""A real HTTP server that speaks an OpenAI-compatible API by a script: exact bytes in exact chunks, pauses, cuts, lies.

    async with ScriptedUpstream.serving() as upstream:
        upstream.script(streamed(*reply("Hel", "lo")), rate_limited(2), streamed(text("Hel"), CUT))
        …ask upstream.url (it ends in /v1)…
        assert upstream.heard[0].json()["model"] == "scripted"

Each POST takes the next answer of the script; `upstream.always` answers those after its end. GET /v1/models lists
`upstream.models`. Pieces of answers are made in `chat_wire`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chat_wire import DONE, completion, error_body, finish, text


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing for a while. A test that can wait for something uses `Until`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Until:
    """Send nothing until the test sets it."""

    event: asyncio.Event


class _Act:
    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


STALL = _Act("STALL")
"""Send nothing more, and keep the connection, until the client goes."""

CUT = _Act("CUT")
"""Reset the connection."""

CLOSE = _Act("CLOSE")
"""Close it in order, wherever the answer is."""

Step = bytes | Pause | Until | _Act


@dataclass(frozen=True, slots=True)
class Answer:
    """`framing`: "chunked" sends each bytes of `steps` as one HTTP chunk, "length" adds the body's length, "close" ends
    the body with the connection, "raw" sends no head at all: the steps are all that goes over the wire."""

    steps: tuple[Step, ...]
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()
    framing: Literal["chunked", "length", "close", "raw"] = "length"
    before: tuple[Step, ...] = ()
    """What happens before the head is sent."""

    @property
    def body(self) -> bytes:
        return b"".join(step for step in self.steps if isinstance(step, bytes))


def streamed(*steps: Step, **headers: str) -> Answer:
    """Server-sent events, each of `steps` a chunk of its own."""
    return Answer(steps, headers=_named("text/event-stream", headers), framing="chunked")


def whole(body: bytes, status: str = "200 OK", **headers: str) -> Answer:
    return Answer((body,), status, _named("application/json", headers))


def rate_limited(retry_after: float | str | None = None, message: str = "Slow down.") -> Answer:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return whole(error_body(message, "rate_limit_error", "rate_limit_exceeded"), "429 Too Many Requests", **headers)


def failed(status: str = "500 Internal Server Error", message: str = "It broke.") -> Answer:
    return whole(error_body(message), status)


def silent() -> Answer:
    """The request is heard, and nothing is ever said."""
    return Answer((), before=(STALL,))


def lying(body: bytes, length: int) -> Answer:
    """`body` under a Content-Length that is not its own, and the end of the connection."""
    return Answer((body, CLOSE), headers=_named("application/json", {"Content-Length": str(length)}))


def raw(*steps: Step) -> Answer:
    """What may be no HTTP at all."""
    return Answer(steps, framing="raw")


def redirected(location: str, status: str = "307 Temporary Redirect") -> Answer:
    return whole(b"", status, Location=location)


@dataclass
class Heard:
    """A request as it arrived. `left` is set once its client went before the answer was over."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    left: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self) -> Any:
        return json.loads(self.body)


Always = Callable[[Heard], Answer]


def echo(heard: Heard) -> Answer:
    """Streams or sends whole, as it was asked to: the last message said back."""
    words = str(heard.json()["messages"][-1]["content"])
    if heard.json().get("stream"):
        return streamed(text(words), finish(), DONE)
    return whole(completion(words))


@dataclass
class ScriptedUpstream:
    models: Sequence[str] = ("scripted",)
    always: Always | None = None
    """Answers what the script does not; without it that is a 500 that says so."""

    heard: list[Heard] = field(default_factory=list)
    """POSTs, and whatever else is not GET /v1/models."""

    listed: int = 0
    """How often the models were asked for."""

    connections: int = 0
    url: str = ""
    key: str | None = None
    """Where set, every request must bring it as its bearer token, or gets a 401."""

    own: dict[str, Answer] = field(default_factory=dict)
    """By "METHOD /path": what the server says beside the API that others have too; else it has nothing there."""

    _script: deque[Answer] = field(default_factory=deque)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    @contextlib.asynccontextmanager
    async def serving(cls, **fields: Any) -> AsyncIterator[ScriptedUpstream]:
        upstream = cls(**fields)
        server = await asyncio.start_server(upstream._connected, "127.0.0.1", 0)
        upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield upstream
        finally:
            server.close()
            await upstream.hang_up()
            await server.wait_closed()

    def script(self, *answers: Answer) -> None:
        """Add answers to what is still to come."""
        self._script.extend(answers)

    @property
    def to_come(self) -> int:
        return len(self._script)

    async def asked(self, count: int = 1) -> Heard:
        """Returns the `count`th request once it was heard, answered or not."""
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)
        return self.heard[count - 1]

    async def hang_up(self) -> None:
        """Close all connections, whatever they are at."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        heard = await _request(reader)
        answer = await self._answer_to(heard)
        connection = _Connection(reader, writer)
        try:
            return await connection.send(answer, head_only=heard.method == "HEAD")
        except (ConnectionError, _Gone):
            heard.left.set()
            return False

    async def _answer_to(self, heard: Heard) -> Answer:
        if self.key is not None and heard.headers.get("authorization") != f"Bearer {self.key}":
            return whole(error_body("Wrong key.", "authentication_error", "invalid_api_key"), "401 Unauthorized")
        if (heard.method, heard.target) == ("GET", "/v1/models"):
            self.listed += 1
            rows = [{"id": name, "object": "model", "created": 1, "owned_by": "script"} for name in self.models]
            return whole(json.dumps({"object": "list", "data": rows}).encode())
        if heard.target.startswith(("/api/", "/props")):
            return self.own.get(f"{heard.method} {heard.target}") or failed("404 Not Found", "There is nothing.")
        async with self._news:
            self.heard.append(heard)
            self._news.notify_all()
        if self._script:
            return self._script.popleft()
        return self.always(heard) if self.always else failed(message="The script has no answer left.")


class _Gone(Exception):
    pass


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        writer.transport.set_write_buffer_limits(0)  # what was sent is with the kernel before a cut

    async def send(self, answer: Answer, *, head_only: bool = False) -> bool:
        """Whether the connection is good for another request. Raises `_Gone` if the client went first."""
        for step in answer.before:
            if not await self._do(step, "raw"):
                return False
        if answer.framing != "raw":
            await self._do(_head(answer), "raw")
        for step in () if head_only else answer.steps:
            if not await self._do(step, answer.framing):
                return False
        if answer.framing == "chunked":
            await self._do(b"0\r\n\r\n", "raw")
        return answer.framing in ("chunked", "length")

    async def _do(self, step: Step, framing: str) -> bool:
        """False where the connection is over."""
        if isinstance(step, bytes):
            if step:
                self._writer.write(b"%x\r\n%b\r\n" % (len(step), step) if framing == "chunked" else step)
                await self._writer.drain()
        elif isinstance(step, Pause):
            await self._unless_gone(asyncio.sleep(step.seconds))
        elif isinstance(step, Until):
            await self._unless_gone(step.event.wait())
        elif step is STALL:
            await self._unless_gone(asyncio.Event().wait())
        elif step is CUT:
            held = self._writer.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._writer.transport.abort()
            return False
        else:
            return False
        return True

    async def _unless_gone(self, wait: Any) -> None:
        """A client that speaks meanwhile is none that these tests have; so whatever is read is its end."""
        waiting, gone = asyncio.ensure_future(wait), asyncio.ensure_future(self._reader.read(1))
        try:
            await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise _Gone
        finally:
            waiting.cancel()
            gone.cancel()
            await asyncio.gather(waiting, gone, return_exceptions=True)


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method, target, headers, body)


def _head(answer: Answer) -> bytes:
    headers = list(answer.headers)
    if answer.framing == "chunked":
        headers.append(("Transfer-Encoding", "chunked"))
    elif answer.framing == "length" and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(len(answer.body))))
    elif answer.framing == "close":
        headers.append(("Connection", "close"))
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _named(kind: str, headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return tuple(({"Content-Type": kind} | named).items())
