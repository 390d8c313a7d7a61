"""Signals between the clients of a room: read as far as `to`, stamped, passed on [SI1]."""

import json
from typing import NamedTuple

from . import strict_json
from .errors import Malformed
from .limits import (
    MAX_SIGNAL_BYTES,
    SIGNAL_BURST,
    SIGNAL_BURST_BYTES,
    SIGNAL_BYTES_PER_SECOND,
    SIGNALS_PER_SECOND,
)
from .protocol import signal_message
from .token_bucket import TokenBucket


class Signal(NamedTuple):
    """What one client says to another."""

    to: str
    """A connection id, or what a client takes for one."""
    content: dict[str, object]


class SignalAllowance:
    """What one connection may send; apart from its edits, so that neither slows the other."""

    def __init__(self) -> None:
        self._count = TokenBucket(SIGNAL_BURST, SIGNALS_PER_SECOND)
        self._bytes = TokenBucket(SIGNAL_BURST_BYTES, SIGNAL_BYTES_PER_SECOND)

    def take(self, size: int) -> bool:
        """Whether a signal of this size may pass [SI2]."""
        return self._count.take() and self._bytes.take(size)


def read(body: bytes) -> Signal:
    """The signal in a message.

    Raises:
        Malformed: too large, no JSON object, or addressed to nobody [SI3].
    """
    if len(body) > MAX_SIGNAL_BYTES:
        raise Malformed("signal too large")
    try:
        content = strict_json.load(body.decode())
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None
    if not isinstance(content, dict):
        raise Malformed("a signal that is no object")
    to = content.pop("to", None)
    if not isinstance(to, str):
        raise Malformed("a signal to nobody")
    return Signal(to, content)


def stamped(signal: Signal, sender: str) -> bytes:
    """The message for the receiver; `sender` is what counts, not what the signal says.

    Raises:
        Malformed: it holds a number that JSON cannot, or half of a surrogate pair.
    """
    try:
        text = json.dumps(
            {**signal.content, "from": sender}, separators=(",", ":"), allow_nan=False
        )
        return signal_message(text.encode())
    except ValueError:
        raise Malformed("a number or text that JSON cannot hold") from None


def undelivered(to: str, reason: str) -> bytes:
    """The answer to a signal that nobody got [SI2]."""
    return signal_message(json.dumps({"undelivered": to, "reason": reason}).encode())
