"""One socket: frames in, messages out, keepalive, acknowledgements and the ways to end."""

import asyncio
import logging
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from . import awareness, signaling
from .close_codes import CloseCode
from .errors import Malformed, Refused
from .limits import (
    CLOSE_SECONDS,
    FRAME_OVERHEAD_BYTES,
    KEEPALIVE_SECONDS,
    KEEPALIVE_TICK_SECONDS,
    LEAVE_DELAY_SECONDS,
    MAX_DOCUMENT_BYTES,
    MAX_FRAME_BYTES,
    MAX_OUTBOX_BYTES,
    REFUSAL_DELAY_SECONDS,
)
from .protocol import (
    KEEPALIVE,
    MessageType,
    SyncType,
    ack_message,
    auth_message,
    decode_only_bytes,
    decode_varuint,
    hello_message,
    room_event_message,
)
from .room import Participant, Room
from .signaling import SignalAllowance

log = logging.getLogger(__name__)

# The kernel holds megabytes before it pushes back; past this our own bound counts.
UNSENT_BYTES = 65_536
# Linux's number; Python 3.11 does not name it.
TCP_NOTSENT_LOWAT = 25

# Of the registered codes, those that may stand in a frame (RFC 6455 §7.4).
SENDABLE_CLOSE_CODES = frozenset((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011))

KEEPALIVE_TICKS = round(KEEPALIVE_SECONDS / KEEPALIVE_TICK_SECONDS)


class SocketRequest(NamedTuple):
    """What a client asked for when it opened its socket."""

    room: str
    token: str | None
    epoch: str | None
    control: bool
    """It speaks the control messages (`?coterie=1`)."""


class Admission(NamedTuple):
    """Who was let in, and where."""

    participant: Participant
    room: Room


class State(Enum):
    """A connection goes down this list and never back."""

    ADMITTING = auto()
    OPEN = auto()
    CLOSING = auto()
    CLOSED = auto()


class Connection(WSListener):
    """A client's socket, and a member of its room once it is admitted."""

    def __init__(
        self,
        request: SocketRequest,
        admit: Callable[["Connection"], Awaitable[Admission]],
        gone: Callable[["Connection"], None],
    ) -> None:
        """`admit` decides over the client; `gone` is called once the socket is closed."""
        self.id = secrets.token_hex(8)
        self.request = request
        self.participant: Participant
        """Set on admission, before the room sees the connection."""
        self._room: Room | None = None
        """Set on admission, for good."""
        self._admit = admit
        self._gone = gone
        self._state = State.ADMITTING
        self._transport: WSTransport
        self._admission: asyncio.Task[None] | None = None
        self._fragments: bytearray | None = None
        """The message so far, while its frames arrive in parts."""
        self._sync_frames = 0
        """Sync frames of sub-type 1 and 2 received: ordinals count from 1."""
        self._acknowledged = 0
        self._durable = 0
        self._ack_is_due = False
        self._silent_ticks = 0
        self._congested = False
        self._signals = SignalAllowance()
        self._last_input = asyncio.get_running_loop().time()

    # -- what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        sock = transport.underlying_transport.get_extra_info("socket")
        if sys.platform == "linux" and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        transport.underlying_transport.pause_reading()  # [AD5]
        self._admission = asyncio.get_running_loop().create_task(self._enter())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:  # noqa: ARG002
        if frame.msg_type is WSMsgType.CLOSE:
            self._answer_close(frame)
            return
        room = self._room
        if self._state is not State.OPEN or room is None:
            return
        if frame.msg_type in (WSMsgType.PING, WSMsgType.PONG):
            return
        try:
            message = self._assemble(frame)
            if message is not None:
                self._receive(room, message)
        except Refused as refused:
            self.refuse(refused)
        except Exception:
            # Whatever a frame sets off, it ends its own socket only [WS8].
            log.exception("room %s: a frame could not be handled", room.name)
            self.close(CloseCode.UNAVAILABLE, "internal error")

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002
        self._state = State.CLOSED
        if self._admission and not self._admission.done():
            self._admission.cancel()
        if self._room:
            self._room.leave(self)
            asyncio.get_running_loop().call_later(LEAVE_DELAY_SECONDS, self._room.forget, self)
        self._gone(self)

    def pause_writing(self) -> None:
        self._congested = True

    def resume_writing(self) -> None:
        self._congested = False

    # -- what the room and the node call

    @property
    def was_admitted(self) -> bool:
        """It has, or had, a participant and a room."""
        return self._room is not None

    def send(self, message: bytes) -> None:
        if self._state is not State.OPEN:
            return
        self._silent_ticks = 0
        self._transport.send(WSMsgType.BINARY, message)
        if self._congested:
            waiting = self._transport.underlying_transport.get_write_buffer_size()
            if waiting > MAX_OUTBOX_BYTES:
                self.close(CloseCode.TOO_SLOW, "reads too slowly")

    def taken(self, ordinal: int) -> None:
        self._durable = ordinal
        if self.request.control and not self._ack_is_due:
            # One ack for all frames of a commit: they are all told before the loop goes on.
            self._ack_is_due = True
            asyncio.get_running_loop().call_soon(self._acknowledge)

    def tell(self, event: Mapping[str, object]) -> None:
        if self.request.control:
            self.send(room_event_message(event))

    def hand(self, signal: bytes) -> bool:
        if self.request.control:
            self.send(signal)
        return self.request.control

    def active(self) -> None:
        self._last_input = asyncio.get_running_loop().time()

    @property
    def idle_seconds(self) -> int:
        return int(asyncio.get_running_loop().time() - self._last_input)

    def tick(self) -> None:
        """Called every KEEPALIVE_TICK_SECONDS: stock clients must hear something [WS5]."""
        self._silent_ticks += 1
        if self._silent_ticks >= KEEPALIVE_TICKS:
            self.send(KEEPALIVE)

    def refuse(self, refused: Refused) -> None:
        """Tells the reason twice, then closes [WS7]."""
        if self._state in (State.CLOSING, State.CLOSED):
            return
        self._state = State.CLOSING
        self._transport.send(WSMsgType.BINARY, auth_message(refused.reason))
        asyncio.get_running_loop().call_later(
            REFUSAL_DELAY_SECONDS, self._send_close, refused.code, refused.reason
        )

    def close(self, code: CloseCode, reason: str) -> None:
        if self._state in (State.CLOSING, State.CLOSED):
            return
        self._state = State.CLOSING
        self._send_close(code, reason)

    # -- inside

    async def _enter(self) -> None:
        try:
            admission = await self._admit(self)
        except Refused as refused:
            self.refuse(refused)
        except Exception:
            log.exception("room %s: admission failed", self.request.room)
            self.close(CloseCode.UNAVAILABLE, "internal error")
        else:
            if self._state is State.ADMITTING:
                self._open(admission)

    def _open(self, admission: Admission) -> None:
        self.participant, self._room = admission
        self._state = State.OPEN
        if self.request.control:
            self.send(hello_message(self._hello(self._room)))
        self._room.join(self)
        self._transport.underlying_transport.resume_reading()

    def _hello(self, room: Room) -> dict[str, object]:
        return {
            "connection": self.id,
            "participant": self.participant.id,
            "name": self.participant.name,
            "role": self.participant.role,
            "epoch": room.epoch,
            "max_frame_bytes": MAX_FRAME_BYTES,
            "max_document_bytes": MAX_DOCUMENT_BYTES,
        }

    def _assemble(self, frame: WSFrame) -> bytes | None:
        """The whole message when `frame` ends one; None before [WS3]."""
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise Malformed("reserved bits are set")
        continues = frame.msg_type is WSMsgType.CONTINUATION
        if continues == (self._fragments is None):
            raise Malformed("fragments out of order")
        if not continues and frame.msg_type is not WSMsgType.BINARY:
            raise Malformed("only binary frames are read")  # [WS2]
        payload = frame.get_payload_as_bytes()
        if self._fragments is None:
            if frame.fin:
                return payload
            self._fragments = bytearray()
        if len(self._fragments) + len(payload) > MAX_FRAME_BYTES + FRAME_OVERHEAD_BYTES:
            raise Refused(CloseCode.TOO_BIG, "the message is too big")
        self._fragments += payload
        if not frame.fin:
            return None
        message, self._fragments = bytes(self._fragments), None
        return message

    def _receive(self, room: Room, message: bytes) -> None:
        kind, at = decode_varuint(message, 0)
        if kind == MessageType.SYNC:
            self._receive_sync(room, message, at)
        elif kind == MessageType.AWARENESS:
            entries = awareness.decode(decode_only_bytes(message, at))
            room.take_awareness(self, entries)
        elif kind == MessageType.QUERY_AWARENESS and at == len(message):
            room.answer_query(self)
        elif kind == MessageType.SIGNAL and self.request.control:
            self._receive_signal(room, decode_only_bytes(message, at))
        else:
            raise Malformed(f"message type {kind} is not for clients to send")

    def _receive_signal(self, room: Room, body: bytes) -> None:
        signal = signaling.read(body)
        if self._signals.take(len(body)):
            room.relay(self, signal)
        else:
            self.hand(signaling.undelivered(signal.to, "rate"))

    def _receive_sync(self, room: Room, message: bytes, at: int) -> None:
        kind, at = decode_varuint(message, at)
        body = decode_only_bytes(message, at)
        if kind == SyncType.STEP1:
            room.answer_step1(self, body)
        elif kind in (SyncType.STEP2, SyncType.UPDATE):
            self._sync_frames += 1
            room.take_update(self, body, SyncType(kind), self._sync_frames)
        else:
            raise Malformed(f"unknown sync message {kind}")

    def _answer_close(self, frame: WSFrame) -> None:
        code = int(frame.get_close_code())  # type: ignore[call-overload]  # a number at run time
        answer = code if code in SENDABLE_CLOSE_CODES or 3000 <= code <= 4999 else 1000
        if self._state is not State.CLOSING:
            self._transport.send_close(answer)  # type: ignore[arg-type]
        self._state = State.CLOSED
        self._transport.disconnect()

    def _acknowledge(self) -> None:
        self._ack_is_due = False
        if self._durable > self._acknowledged:
            self._acknowledged = self._durable
            self.send(ack_message(self._durable))

    def _send_close(self, code: CloseCode, reason: str) -> None:
        if self._state is State.CLOSED:
            return
        self._transport.send_close(code, reason.encode())  # type: ignore[arg-type]
        # Unread input would turn the close into a reset: read on, and drop it, for the answer.
        self._transport.underlying_transport.resume_reading()
        asyncio.get_running_loop().call_later(CLOSE_SECONDS, self._transport.disconnect, False)
