"""Binary frames of the device channel: type(1) flags(1) stream(u32), then what the type says; big endian.

DATA carries the offset of its first byte, so that whoever receives it knows what it has already; a half-close counts as
one more byte after the last (as TCP counts its FIN), so that it is acknowledged like any other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from pydantic import ValidationError

from shared.error_body import ErrorBody
from shared.errors import ProtocolError
from shared.limits import LIMITS

_HEAD = struct.Struct("!BBI")
_U64 = struct.Struct("!Q")
_CREDIT = struct.Struct("!QI")
END = 1
"""Flag of DATA: nothing comes after this frame."""
BLOCKED = 2
"""Flag of DATA: this uses up the window, and the sender has more."""
PAYLOAD = LIMITS.control_frame - _HEAD.size - _U64.size
"""The most bytes that one DATA frame holds: no frame of the channel is over 16 KiB."""
CONNECTION = 0
"""The stream id of what is about the connection itself."""


class Type(IntEnum):
    DATA = 1
    CREDIT = 2
    RESET = 3
    RESUME = 4
    MARK = 5
    ECHO = 6


@dataclass(frozen=True, slots=True)
class Data:
    stream: int
    offset: int
    payload: bytes
    end: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """`consumed` bytes were taken by the reader, in all; up to `window` more may be on the way."""

    stream: int
    consumed: int
    window: int


@dataclass(frozen=True, slots=True)
class Reset:
    """The stream is over in both directions; what is on the way is dropped."""

    stream: int
    error: ErrorBody


@dataclass(frozen=True, slots=True)
class Resume:
    """After a reconnect: `received` bytes have arrived, go on from there.

    About the connection: the list of streams that live on is complete, and `received` is the highest id that the other
    side opened and this side has seen.
    """

    stream: int
    received: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Please echo `n` as soon as you read this: so the sender knows what has arrived and how long it took."""

    n: int


@dataclass(frozen=True, slots=True)
class Echo:
    n: int


Frame = Data | Credit | Reset | Resume | Mark | Echo


def encode(frame: Frame) -> bytes:
    match frame:
        case Data(stream, offset, payload, end, blocked):
            flags = (END if end else 0) | (BLOCKED if blocked else 0)
            return _HEAD.pack(Type.DATA, flags, stream) + _U64.pack(offset) + payload
        case Credit(stream, consumed, window):
            return _HEAD.pack(Type.CREDIT, 0, stream) + _CREDIT.pack(consumed, window)
        case Reset(stream, error):
            return _HEAD.pack(Type.RESET, 0, stream) + _short(error).model_dump_json().encode()
        case Resume(stream, received):
            return _HEAD.pack(Type.RESUME, 0, stream) + _U64.pack(received)
        case Mark(n):
            return _HEAD.pack(Type.MARK, 0, CONNECTION) + _U64.pack(n)
        case Echo(n):
            return _HEAD.pack(Type.ECHO, 0, CONNECTION) + _U64.pack(n)


def parse(frame: bytes) -> Frame:
    """Raises `ProtocolError`. Flags that are not known are ignored."""
    try:
        kind, flags, stream = _HEAD.unpack_from(frame)
        return _parsed(Type(kind), flags, stream, frame[_HEAD.size :])
    except (struct.error, ValueError):
        raise ProtocolError("Malformed binary frame: it has no known type, or not the length of its type.") from None


def _parsed(kind: Type, flags: int, stream: int, rest: bytes) -> Frame:
    if (stream == CONNECTION) is not (kind in (Type.MARK, Type.ECHO)) and kind is not Type.RESUME:
        raise ValueError("about a stream or about the connection")
    match kind:
        case Type.DATA:
            (offset,) = _U64.unpack_from(rest)
            return Data(stream, offset, rest[_U64.size :], bool(flags & END), bool(flags & BLOCKED))
        case Type.CREDIT:
            return Credit(stream, *_CREDIT.unpack(rest))
        case Type.RESET:
            return Reset(stream, _error(rest))
        case Type.RESUME:
            return Resume(stream, *_U64.unpack(rest))
        case Type.MARK:
            return Mark(*_U64.unpack(rest))
        case Type.ECHO:
            return Echo(*_U64.unpack(rest))


def _error(body: bytes) -> ErrorBody:
    try:
        return ErrorBody.model_validate_json(body)
    except ValidationError:
        raise ProtocolError("Malformed binary frame: a reset holds an error as JSON.") from None


def _short(error: ErrorBody) -> ErrorBody:
    """What fits a frame: details give way first, then the end of the sentence."""
    if len(error.model_dump_json()) <= PAYLOAD // 8:
        return error
    return error.model_copy(update={"message": error.message[:500], "details": {}})
