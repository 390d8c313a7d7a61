"""One socket: frames in, messages out, keepalive, acknowledgements and the ways to end."""

import asyncio
import logging
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple
from weakref import ref

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from . import awareness, chat, signaling
from .chat import ChatAllowance
from .close_codes import CloseCode
from .errors import Malformed, Refused
from .large_frames import send_message
from .limits import (
    BEHIND_BYTES,
    CAUGHT_UP_BYTES,
    CLOSE_SECONDS,
    FRAME_OVERHEAD_BYTES,
    KEEPALIVE_SECONDS,
    KEEPALIVE_TICK_SECONDS,
    LEAVE_DELAY_SECONDS,
    MAX_DOCUMENT_BYTES,
    MAX_FRAME_BYTES,
    MAX_OUTBOX_BYTES,
    MAX_READ_PAUSE_SECONDS,
    MESSAGE_COST_BYTES,
    PING_IDLE_SECONDS,
    PING_REPLY_SECONDS,
    READ_BURST_BYTES,
    READ_BYTES_PER_SECOND,
    REFUSAL_DELAY_SECONDS,
    STUCK_SECONDS,
    TURN_BYTES,
    TURN_SECONDS,
)
from .metrics import Metrics
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
from .token_bucket import TokenBucket

log = logging.getLogger(__name__)

# The kernel holds megabytes before it pushes back; past this our own bound counts.
UNSENT_BYTES = 65_536
# Linux's number; Python 3.11 does not name it.
TCP_NOTSENT_LOWAT = 25

# Of the registered codes, those that may stand in a frame (RFC 6455 §7.4).
SENDABLE_CLOSE_CODES = frozenset((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011))

KEEPALIVE_TICKS = round(KEEPALIVE_SECONDS / KEEPALIVE_TICK_SECONDS)
PING_TICKS = round(PING_IDLE_SECONDS / KEEPALIVE_TICK_SECONDS)
PONG_TICKS = round(PING_REPLY_SECONDS / KEEPALIVE_TICK_SECONDS)
STUCK_TICKS = round(STUCK_SECONDS / KEEPALIVE_TICK_SECONDS)


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

    # A dictionary for each of ten thousand connections would take a kilobyte more.
    __slots__ = (
        "_ack_is_due",
        "_acknowledged",
        "_admission",
        "_admit",
        "_chats",
        "_congested",
        "_durable",
        "_fragments",
        "_gone",
        "_last_input",
        "_loop",
        "_metrics",
        "_pace",
        "_reads_later",
        "_room",
        "_signals",
        "_silent_ticks",
        "_state",
        "_stuck_ticks",
        "_sync_frames",
        "_transport",
        "_turn_began",
        "_turn_spent",
        "_unanswered",
        "_unheard_ticks",
        "_unsent",
        "ending",
        "id",
        "participant",
        "request",
    )

    def __init__(
        self,
        request: SocketRequest,
        admit: Callable[["Connection"], Awaitable[Admission]],
        gone: Callable[["Connection"], None],
        metrics: Metrics,
    ) -> None:
        """`admit` decides over the client; `gone` is called once the socket is closed."""
        self.id = secrets.token_hex(8)
        self.request = request
        self.ending = "lost"
        """What ended it, or will have: a close code of ours, or `client`, or `lost`."""
        self._metrics = metrics
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
        """Since the node last sent something."""
        self._unheard_ticks = 0
        """Since the client last sent something."""
        self._congested = False
        """More than BEHIND_BYTES wait for the client, and it has not read down since."""
        self._unsent = 0
        """Bytes that waited at the last tick; while nothing is read, they do not get fewer."""
        self._stuck_ticks = 0
        self._unanswered: bytes | None = None
        """The newest step 1 that came while congested."""
        self._pace = TokenBucket(READ_BURST_BYTES, READ_BYTES_PER_SECOND)
        self._reads_later = False
        self._turn_began = 0.0
        self._turn_spent = 0
        """Like `_pace`, since `_turn_began`."""
        self._signals: SignalAllowance | None = None
        """Made with the first signal: most connections are in no call."""
        self._chats: ChatAllowance | None = None
        # On Python 3.11 asking which loop runs costs a system call each time.
        self._loop = asyncio.get_running_loop()
        self._last_input = self._loop.time()

    # -- what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        # What was asked for is known; the rest of it would take memory for as long as it is open.
        for head in (transport.request, transport.response):
            head.headers.clear()
        sock = transport.underlying_transport.get_extra_info("socket")
        if sys.platform == "linux" and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        transport.underlying_transport.set_write_buffer_limits(BEHIND_BYTES, CAUGHT_UP_BYTES)
        transport.underlying_transport.pause_reading()  # [AD5]
        self._admission = self._loop.create_task(self._enter())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:  # noqa: ARG002
        self._unheard_ticks = 0
        if frame.msg_type is WSMsgType.CLOSE:
            self._answer_close(frame)
            return
        room = self._room
        if self._state is not State.OPEN or room is None:
            return
        if frame.msg_type in (WSMsgType.PING, WSMsgType.PONG):
            if frame.msg_type is WSMsgType.PING:
                self._transport.send_pong(frame.get_payload_as_bytes())
            self._spend(MESSAGE_COST_BYTES)
            return
        try:
            message = self._assemble(frame)
            cost = MESSAGE_COST_BYTES
            if message is not None:
                self._metrics.messages_in += 1
                self._metrics.bytes_in += len(message)
                cost += len(message) + self._receive(room, message)
            self._spend(cost)
        except Refused as refused:
            self.refuse(refused)
        except Exception:
            # Whatever a frame sets off, it ends its own socket only [WS8].
            log.exception("a frame could not be handled", extra=self.ids)
            self.close(CloseCode.UNAVAILABLE, "internal error")

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002
        self._state = State.CLOSED
        if self.ending == "lost":
            self.ending = self._code_of_picows() or self.ending
        if self._admission and not self._admission.done():
            self._admission.cancel()
        if self._room:
            self._room.leave(self)
            # Until then neither is kept in memory by that.
            self._loop.call_later(LEAVE_DELAY_SECONDS, _forget, ref(self._room), self.id)
        self._gone(self)

    def pause_writing(self) -> None:
        self._congested = True
        self._unsent = self._stuck_ticks = 0
        if self._room:
            self._room.fell_behind(self)

    def resume_writing(self) -> None:
        self._congested = False
        # Not from inside the transport, which is sending just now.
        self._loop.call_soon(self._catch_up)

    # -- what the room and the node call

    @property
    def ids(self) -> dict[str, str]:
        """What logs name it by."""
        return {"room": self.request.room, "connection": self.id}

    @property
    def was_admitted(self) -> bool:
        """It has, or had, a participant and a room."""
        return self._room is not None

    def send(self, message: bytes) -> None:
        if self._state is not State.OPEN:
            return
        self._silent_ticks = 0
        self._metrics.bytes_out += len(message)
        send_message(self._transport, message)
        if self._congested and self._waiting_bytes() > MAX_OUTBOX_BYTES:
            self.close(CloseCode.TOO_SLOW, "reads too slowly")

    def taken(self, ordinal: int) -> None:
        self._durable = ordinal
        if self.request.control and not self._ack_is_due:
            # One ack for all frames of a commit: they are all told before the loop goes on.
            self._ack_is_due = True
            self._loop.call_soon(self._acknowledge)

    def tell(self, event: Mapping[str, object]) -> None:
        if self.request.control:
            self.send(room_event_message(event))

    def hand(self, signal: bytes) -> bool:
        if self.request.control:
            self.send(signal)
        return self.request.control

    def active(self) -> None:
        self._last_input = self._loop.time()

    @property
    def idle_seconds(self) -> int:
        return int(self._loop.time() - self._last_input)

    def tick(self) -> None:
        """Called every KEEPALIVE_TICK_SECONDS: both sides must hear something [WS5] [WS6]."""
        if self._congested:
            self._check_progress()
            return
        if self._state is State.OPEN:
            # Not by picows, which would run a task for each connection.
            self._check_heard()
        self._silent_ticks += 1
        if self._silent_ticks >= KEEPALIVE_TICKS:
            self.send(KEEPALIVE)

    def _check_heard(self) -> None:
        self._unheard_ticks += 1
        if self._unheard_ticks == PING_TICKS:
            self._transport.send_ping()
        elif self._unheard_ticks >= PING_TICKS + PONG_TICKS:
            self._transport.disconnect(False)

    def refuse(self, refused: Refused) -> None:
        """Tells the reason twice, then closes [WS7]."""
        if self._state in (State.CLOSING, State.CLOSED):
            return
        self._state = State.CLOSING
        self.ending = str(refused.code.value)
        self._transport.send(WSMsgType.BINARY, auth_message(refused.reason))
        self._loop.call_later(REFUSAL_DELAY_SECONDS, self._send_close, refused.code, refused.reason)

    def close(self, code: CloseCode, reason: str) -> None:
        if self._state in (State.CLOSING, State.CLOSED):
            return
        self._state = State.CLOSING
        self.ending = str(code.value)
        self._send_close(code, reason)

    # -- inside

    async def _enter(self) -> None:
        try:
            admission = await self._admit(self)
        except Refused as refused:
            self.refuse(refused)
        except Exception:
            log.exception("admission failed", extra=self.ids)
            self.close(CloseCode.UNAVAILABLE, "internal error")
        else:
            if self._state is State.ADMITTING:
                self._open(admission)

    def _open(self, admission: Admission) -> None:
        self.participant, self._room = admission
        self.request = self.request._replace(token=None)
        self._admission = None
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

    def _spend(self, cost: int) -> None:
        """Reads on later, if the client sends more than its rate allows [WS9]."""
        pause = self._pace.owe(cost)
        # What was read already is handled: it is no more than the read buffer holds.
        if self._reads_later or self._state is not State.OPEN:
            return
        if pause:
            self._metrics.throttled += 1
            self._pause_reading()
            self._read_in(pause)
            return
        now = self._loop.time()
        if now - self._turn_began > TURN_SECONDS:
            self._turn_began, self._turn_spent = now, 0
        self._turn_spent += cost
        if self._turn_spent > TURN_BYTES:
            # The loop would read on as long as there is something: the others come first.
            self._turn_spent = 0
            self._pause_reading()
            self._loop.call_soon(self._resume_reading)

    def _pause_reading(self) -> None:
        self._reads_later = True
        self._transport.underlying_transport.pause_reading()

    def _resume_reading(self) -> None:
        if self._state is not State.OPEN:
            return
        self._reads_later = False
        self._transport.underlying_transport.resume_reading()
        if self._room:
            self._answer_late(self._room)

    def _read_in(self, pause: float) -> None:
        self._loop.call_later(min(pause, MAX_READ_PAUSE_SECONDS), self._read_on, pause)

    def _read_on(self, paused: float) -> None:
        if self._state is not State.OPEN:
            return
        owed = self._pace.owe(0)
        # Now and then it is read all the same: an answer to a ping may be among it.
        if owed and paused <= MAX_READ_PAUSE_SECONDS:
            self._read_in(owed)
        else:
            self._resume_reading()

    def _waiting_bytes(self) -> int:
        return self._transport.underlying_transport.get_write_buffer_size()

    def _check_progress(self) -> None:
        """Closes a client that is behind and reads nothing [FL5]."""
        waiting = self._waiting_bytes()
        self._stuck_ticks = self._stuck_ticks + 1 if waiting >= self._unsent > 0 else 0
        self._unsent = waiting
        if self._stuck_ticks >= STUCK_TICKS:
            self.close(CloseCode.TOO_SLOW, "reads nothing")

    def _catch_up(self) -> None:
        room = self._room
        if self._congested or self._state is not State.OPEN or room is None:
            return
        room.caught_up(self)
        self._acknowledge()
        self._answer_late(room)

    def _answer_late(self, room: Room) -> None:
        """Answers the newest step 1 that had to wait, unless it still has to."""
        if self._unanswered is None or self._congested or self._reads_later:
            return
        asked, self._unanswered = self._unanswered, None
        try:
            self._spend(room.answer_step1(self, asked))
        except Refused as refused:
            self.refuse(refused)

    def _receive(self, room: Room, message: bytes) -> int:
        """Handles a message; tells what it cost besides its own size, in bytes."""
        kind, at = decode_varuint(message, 0)
        if kind == MessageType.SYNC:
            return self._receive_sync(room, message, at)
        if kind == MessageType.AWARENESS:
            entries = awareness.decode(decode_only_bytes(message, at))
            room.take_awareness(self, entries)
        elif kind == MessageType.QUERY_AWARENESS and at == len(message):
            return room.answer_query(self)
        elif kind == MessageType.SIGNAL and self.request.control:
            self._receive_signal(room, decode_only_bytes(message, at))
        elif kind == MessageType.CHAT and self.request.control:
            self._receive_chat(room, decode_only_bytes(message, at))
        else:
            raise Malformed(f"message type {kind} is not for clients to send")
        return 0

    def _receive_signal(self, room: Room, body: bytes) -> None:
        signal = signaling.read(body)
        self._signals = self._signals or SignalAllowance()
        if self._signals.take(len(body)):
            room.relay(self, signal)
        else:
            self.hand(signaling.undelivered(signal.to, "rate"))

    def _receive_chat(self, room: Room, body: bytes) -> None:
        wish = chat.read(body)
        self._chats = self._chats or ChatAllowance()
        room.say(self, wish, too_fast=not self._chats.take())

    def _receive_sync(self, room: Room, message: bytes, at: int) -> int:
        kind, at = decode_varuint(message, at)
        body = decode_only_bytes(message, at)
        if kind == SyncType.STEP1:
            if not self._congested and not self._reads_later:
                return room.answer_step1(self, body)
            # Answered once what was sent before is read [FL4], and what was asked before is paid
            # for [WS9]: a hundred of them come in one read, and each looks through the document.
            self._unanswered = body
        elif kind in (SyncType.STEP2, SyncType.UPDATE):
            self._sync_frames += 1
            room.take_update(self, body, SyncType(kind), self._sync_frames)
        else:
            raise Malformed(f"unknown sync message {kind}")
        return 0

    def _code_of_picows(self) -> str | None:
        """The code that picows closed with by itself: for bytes that are no frame, or too many."""
        handshake = self._transport.close_handshake
        if handshake is None or handshake.sent is None:
            return None
        return str(int(handshake.sent.code))  # type: ignore[call-overload]

    def _answer_close(self, frame: WSFrame) -> None:
        code = int(frame.get_close_code())  # type: ignore[call-overload]  # a number at run time
        answer = code if code in SENDABLE_CLOSE_CODES or 3000 <= code <= 4999 else 1000
        if self._state is not State.CLOSING:
            self.ending = self._code_of_picows() or "client"
            self._transport.send_close(answer)  # type: ignore[arg-type]
        self._state = State.CLOSED
        self._transport.disconnect()

    def _acknowledge(self) -> None:
        self._ack_is_due = False
        if self._durable > self._acknowledged and not self._congested:
            self._acknowledged = self._durable
            self.send(ack_message(self._durable))

    def _send_close(self, code: CloseCode, reason: str) -> None:
        if self._state is State.CLOSED:
            return
        self._transport.send_close(code, reason.encode())  # type: ignore[arg-type]
        # Unread input would turn the close into a reset: read on, and drop it, for the answer.
        self._transport.underlying_transport.resume_reading()
        self._loop.call_later(CLOSE_SECONDS, self._transport.disconnect, False)


def _forget(room: "ref[Room]", connection: str) -> None:
    open_room = room()
    if open_room:
        open_room.forget(connection)
