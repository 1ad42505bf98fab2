"""Control messages of the device channel: one JSON object in one text frame of at most 16 KiB, told apart by `type`.

Rules of this module:
- unknown fields are ignored, so that either side may be the newer one;
- a message is parsed once, where it enters, into one of these frozen models;
- `call`, `ack`, `result` and `cancel` have the same form on both hops: the hub fills in `caller` and never trusts a
  device to say who it is.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from shared.error_body import ErrorBody
from shared.errors import ApprovalPending, FelloeError, ProtocolError, TooLarge, first_fault, from_body
from shared.ids import Id
from shared.limits import LIMITS
from shared.strict_json import writable

SUBPROTOCOL = "felloe.v1"
VERSION = 1
STREAMS = "streams"
"""The feature of having streams in binary frames."""
NEWS = "news"
FEATURES = [STREAMS, NEWS]


READ_SHOWN, READ_CHARS = 20, 200
"""Of what was read before a call, how much travels with it, and how much of each."""


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Principal(Message):
    """Who is asking, on which device: a person at a face, the assistant in one chat, or a skill by its digest."""

    kind: Literal["person", "assistant", "skill"]
    id: str = Field(default="", max_length=100)
    """Empty for a person, the session for the assistant, the digest for a skill."""


class Caller(Message):
    """The device a call comes from, as the hub knows it."""

    device_id: Id
    handle: str
    name: str


class Hello(Message):
    """The device's first message."""

    type: Literal["hello"] = "hello"
    versions: list[int] = Field(min_length=1, max_length=16)
    device_id: Id
    boot_id: Id
    """New at each start of the node, by which two copies of one data folder can be told apart."""
    platform: str = Field(max_length=100)
    features: list[str] = Field(default=[], max_length=64)
    """What it knows beyond the version. Only what both sides know is used."""
    resume: Id | None = None
    """The lease of its last welcome, when it still has streams of that."""


class Welcome(Message):
    """The hub's answer; from here on calls may flow."""

    type: Literal["welcome"] = "welcome"
    version: int
    handle: str
    name: str
    user: str
    hub_time_ms: int = Field(ge=0, lt=2**53)
    heartbeat_s: float = Field(ge=0.05, le=3_600)
    server_seq: int = Field(ge=0, lt=2**63)
    """The newest entry of the user's sync log."""
    features: list[str] = []
    lease: Id | None = None
    """Names the streams of this device at this hub, until `lease_s` after the connection ends."""
    lease_s: float = Field(default=0, ge=0, le=86_400)
    resumed: bool = False
    """The lease is the one that the hello asked for: its streams go on. Otherwise all that it had are over."""
    limits: dict[str, int] = {}
    """Those of `shared/limits.py` that both sides must know: of frames, windows, streams and calls."""
    keys: dict[str, JsonValue] = {}
    """Public keys of the hub's tokens (JWKS)."""


class Call(Message):
    """Please run a function. To the hub: `target` names the device. From the hub: `caller` says who asks."""

    type: Literal["call"] = "call"
    id: Id
    target: str | None = Field(default=None, max_length=64)
    """Device handle; none or `any` for whichever online device offers the function."""
    skill: str = Field(max_length=64)
    function: str = Field(max_length=64)
    args: dict[str, JsonValue] = {}
    timeout_s: float = Field(gt=0, le=86_400)
    """Time that is left, from the moment this message is sent."""
    chain: list[Id] = Field(default=[], max_length=8)
    """Ids of the calls above this one, outermost first."""
    wait_s: float = Field(default=0, ge=0, le=86_400)
    """How long it may wait for its device; then it is a command, which the hub acknowledges once it has it."""
    digests: list[str] = Field(default=[], max_length=16)
    """Of the skill: only these will do, where any is named."""
    deltas: bool = False
    """Somebody listens to what the function yields, in a stream of its own."""
    patience_s: float | None = Field(default=None, ge=0, le=60)
    """How long who asks waits for an answer of the user there, where that is less than usual."""
    read: list[Annotated[str, Field(max_length=READ_CHARS)]] = Field(default=[], max_length=READ_SHOWN)
    """What the assistant that asks has read before, newest first: who is asked about the call is shown it."""

    principal: Principal
    caller: Caller | None = None


class Ack(Message):
    """The receiver has stored the call's id and will answer it once: a device any call, the hub a command."""

    type: Literal["ack"] = "ack"
    id: Id
    device_id: Id | None = None
    """From the hub, of a call to one device: which that is, whatever it is called later."""


class Result(Message):
    """The end of a call. Exactly one of `result` (when `error` is none) and `error` counts."""

    type: Literal["result"] = "result"
    id: Id
    result: JsonValue = None
    error: ErrorBody | None = None
    elapsed_ms: float | None = None
    """Time on the device that ran it."""
    device: str | None = None
    """Handle of the device that answered, filled in by the hub."""

    @property
    def code(self) -> str:
        """`ok`, or the error's."""
        return self.error.code if self.error else "ok"

    @property
    def goes_on(self) -> bool:
        """It waits for a person, and ends later."""
        return self.code == ApprovalPending.code

    def value(self) -> JsonValue:
        """The result, or the error raised."""
        if self.error is not None:
            raise from_body(self.error)
        return self.result


class Cancel(Message):
    """A request to stop a call; `result` may still win."""

    type: Literal["cancel"] = "cancel"
    id: Id


class Check(Message):
    """What became of this call? Answered by an `ack` while it goes on, and by its `result` otherwise."""

    type: Literal["check"] = "check"
    id: Id


class Received(Message):
    """The caller has the result: the hub need not keep it."""

    type: Literal["received"] = "received"
    id: Id


class Open(Message):
    """Here is a new stream; from now on either side may send in it. A device takes odd ids, the hub even ones."""

    type: Literal["open"] = "open"
    stream: int = Field(gt=0, lt=2**32)
    """Higher than each that this side opened before."""
    kind: str = Field(max_length=64)
    about: dict[str, JsonValue] = {}
    """What the stream is for, as its kind says."""


class Poke(Message):
    """There is something new in the sync log. Carries no data: the device pulls."""

    type: Literal["poke"] = "poke"
    server_seq: int


class Presence(Message):
    """One of the user's devices came, went or changed."""

    type: Literal["presence"] = "presence"
    device_id: Id
    state: Literal["online", "suspect", "offline", "revoked"]


class News(Message):
    """Something of one of the user's devices changed, and is to be read there. From a device it is its own."""

    type: Literal["news"] = "news"
    what: str = Field(max_length=64)
    """`asks`: what waits for the user's word."""
    device_id: Id | None = None
    """Filled in by the hub."""


class Ping(Message):
    type: Literal["ping"] = "ping"
    n: int = 0


class Pong(Message):
    type: Literal["pong"] = "pong"
    n: int = 0


class Problem(Message):
    """The other side could not make sense of a message, or is about to close."""

    type: Literal["problem"] = "problem"
    error: ErrorBody


class Goodbye(Message):
    """The sender closes on purpose (a hub that drains, a node that stops)."""

    type: Literal["goodbye"] = "goodbye"
    reason: str = ""


AnyFromDevice = Hello | Call | Ack | Result | Cancel | Check | Received | Open | News | Ping | Pong | Problem | Goodbye
AnyFromHub = (
    Welcome | Call | Ack | Result | Cancel | Check | Open | Poke | Presence | News | Ping | Pong | Problem | Goodbye
)
FromDevice = Annotated[AnyFromDevice, Field(discriminator="type")]
FromHub = Annotated[AnyFromHub, Field(discriminator="type")]
_from_device: TypeAdapter[Any] = TypeAdapter(FromDevice)
_from_hub: TypeAdapter[Any] = TypeAdapter(FromHub)

CLOSE_PROTOCOL = 4400
CLOSE_UNAUTHENTICATED = 4401
CLOSE_REPLACED = 4409
CLOSE_REVOKED = 4403
CLOSE_COPIED = 4410
CLOSE_DRAIN = 4503


def encode(message: Message) -> str:
    """The frame of a message; `TooLarge` if it does not fit one."""
    text = message.model_dump_json(exclude_none=True)
    size = len(text.encode())
    if size > LIMITS.control_frame:
        raise TooLarge(
            f"A {type(message).__name__.lower()} message may hold {LIMITS.control_frame} bytes, not {size}.",
            size=size,
        )
    return text


def decode_from_device(frame: str | bytes) -> AnyFromDevice:
    message: AnyFromDevice = _decode(_from_device, frame)
    return message


def decode_from_hub(frame: str | bytes) -> AnyFromHub:
    message: AnyFromHub = _decode(_from_hub, frame)
    return message


def _decode(adapter: TypeAdapter[Any], frame: str | bytes) -> Any:
    if isinstance(frame, bytes):
        raise ProtocolError("Binary frames carry streams, and there is no stream yet.")
    if len(frame.encode()) > LIMITS.control_frame:
        raise ProtocolError(f"A control message may hold {LIMITS.control_frame} bytes.")
    try:
        message = adapter.validate_json(frame)
    except ValidationError as error:
        raise ProtocolError(f"Malformed message: {first_fault(error, 'message')}.") from None
    if not writable(_content(message)):
        raise ProtocolError("Malformed message: NaN and Infinity are no JSON, and a number has its bounds.")
    return message


def _content(message: Message) -> Any:
    """What it carries that is any JSON."""
    match message:
        case Call(args=content) | Open(about=content) | Result(result=content):
            return content
        case _:
            return None


def failure(call_id: str, error: FelloeError) -> Result:
    """The answer to a call that ended in `error`."""
    return Result(id=call_id, error=error.body())
