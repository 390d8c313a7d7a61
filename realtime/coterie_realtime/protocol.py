"""Bytes to messages and back, as the y-protocols define them; no I/O.

Source: y-protocols' `sync.js`, `awareness.js` and `auth.js`, lib0's `encoding.js`;
the rules are numbered in docs/protocol.md.
"""

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from .errors import Malformed
from .limits import MAX_INTEGER, MAX_STATE_VECTOR_BYTES


class MessageType(IntEnum):
    """First varuint of a frame."""

    SYNC = 0
    AWARENESS = 1
    AUTH = 2
    QUERY_AWARENESS = 3
    HELLO = 110
    ACK = 111
    SIGNAL = 112
    CHAT = 113
    ROOM_EVENT = 114


class SyncType(IntEnum):
    """Second varuint of a sync message."""

    STEP1 = 0
    STEP2 = 1
    UPDATE = 2


def encode_varuint(value: int) -> bytes:
    """An unsigned integer, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(0x80 | (value & 0x7F))
        value >>= 7
    out.append(value)
    return bytes(out)


def decode_varuint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at `at` and the position behind it.

    Raises:
        Malformed: the bytes end early, or the integer has more than 53 bits.
    """
    try:
        byte = data[at]
        if byte < 0x80:
            return byte, at + 1
        value = byte & 0x7F
        shift = 7
        while True:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 56:
                raise Malformed("integer too long")
    except IndexError:
        raise Malformed("ends in an integer") from None
    if value > MAX_INTEGER:
        raise Malformed("integer over 53 bits")
    return value, at + 1


def encode_bytes(data: bytes) -> bytes:
    """A byte string behind its length."""
    return encode_varuint(len(data)) + data


def decode_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at `at` and the position behind it."""
    length, at = decode_varuint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed("ends in a byte string")
    return data[at:end], end


def decode_only_bytes(data: bytes, at: int) -> bytes:
    """The byte string that fills the rest of a frame: one message a frame [WS2]."""
    body, end = decode_bytes(data, at)
    if end != len(data):
        raise Malformed("bytes behind the message")
    return body


def sync_message(kind: SyncType, body: bytes) -> bytes:
    """A sync message: a state vector in step 1, an update in the others."""
    return bytes((MessageType.SYNC, kind)) + encode_bytes(body)


def awareness_message(body: bytes) -> bytes:
    """An awareness message around encoded states."""
    return bytes((MessageType.AWARENESS,)) + encode_bytes(body)


def auth_message(reason: str) -> bytes:
    """Permission denied: stock clients print the reason."""
    return bytes((MessageType.AUTH, 0)) + encode_bytes(reason.encode())


def hello_message(facts: Mapping[str, object]) -> bytes:
    """The first message to a client that speaks the control messages [CT1]."""
    return bytes((MessageType.HELLO,)) + encode_bytes(json.dumps(facts).encode())


def room_event_message(event: Mapping[str, object]) -> bytes:
    """What changed around the document [RE1]."""
    return bytes((MessageType.ROOM_EVENT,)) + encode_bytes(json.dumps(event).encode())


def signal_message(content: bytes) -> bytes:
    """A signal, as JSON [SI1]."""
    return bytes((MessageType.SIGNAL,)) + encode_bytes(content)


def chat_message(content: bytes) -> bytes:
    """What is said in the chat, as JSON [CH1]."""
    return bytes((MessageType.CHAT,)) + encode_bytes(content)


def ack_message(ordinal: int) -> bytes:
    """The newest durable sync frame of a connection [DU2]."""
    return bytes((MessageType.ACK,)) + encode_varuint(ordinal)


def encode_state_vector(vector: Mapping[int, int]) -> bytes:
    """A state vector: how many clocks of each client are known."""
    out = bytearray(encode_varuint(len(vector)))
    for client, clock in vector.items():
        out += encode_varuint(client)
        out += encode_varuint(clock)
    return bytes(out)


def decode_state_vector(data: bytes) -> dict[int, int]:
    """The state vector that fills `data`; an absent client counts as 0.

    Raises:
        Malformed: it is cut short, too large, or has bytes behind it.
    """
    if len(data) > MAX_STATE_VECTOR_BYTES:
        raise Malformed("state vector too large")
    count, at = decode_varuint(data, 0)
    vector: dict[int, int] = {}
    for _ in range(count):
        client, at = decode_varuint(data, at)
        vector[client], at = decode_varuint(data, at)
    if at != len(data):
        raise Malformed("bytes behind the state vector")
    return vector


# An awareness message without states: counts as a message for stock clients [WS5].
KEEPALIVE: Final = awareness_message(b"\x00")
