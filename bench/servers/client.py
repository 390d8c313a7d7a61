"""A client of the load: it syncs, sends what it is told, and notes what comes and when."""

import asyncio
import time
from typing import Self

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from servers.door import Door
from servers.wire import (
    ACK,
    EMPTY_STATE,
    EMPTY_UPDATE,
    STEP1,
    STEP2,
    UPDATE,
    sync_frame,
    syncs_read,
    varuint_read,
)

SYNC_SECONDS = 20.0
CLOSE_SECONDS = 5.0
# Some servers answer a joiner with the whole document in a frame.
MAX_FRAME_BYTES = 1 << 28


class LoadClient(WSListener):
    """One socket in one room. It has no document: decoding waits until the load is over."""

    def __init__(self, door: Door, state_vector: bytes) -> None:
        self.prefix = door.dialect.prefix(door.room)
        self.frames: list[tuple[float, bytes]] = []
        """Binary frames with the time they came at."""
        self.document = b""
        """The step 2 that answered our step 1."""
        self.synced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_closed = False
        self._greeting = door.dialect.greeting(door.room)
        self._state_vector = state_vector
        self._sent = 0
        """Sync frames that a server of ours acknowledges."""
        self._transport: WSTransport

    @classmethod
    async def open(cls, door: Door, state_vector: bytes = EMPTY_STATE) -> Self:
        """A client that has synced.

        Raises:
            TimeoutError: the server did not answer.
            ConnectionError: it closed the socket.
        """
        client = cls(door, state_vector)
        await ws_connect(lambda: client, door.url, max_frame_size=MAX_FRAME_BYTES)
        await asyncio.wait_for(client.synced, SYNC_SECONDS)
        return client

    def update(self, update: bytes) -> float:
        """Sends an update; tells when."""
        self._sent += 1
        self._send(sync_frame(self.prefix, UPDATE, update))
        return time.perf_counter()

    @property
    def is_durable(self) -> bool:
        """All that was sent was acknowledged; only our own server tells."""
        acks = (frame for _, frame in reversed(self.frames) if frame[0] == ACK)
        newest = next(acks, None)
        return newest is not None and varuint_read(newest, 1)[0] == self._sent

    async def close(self) -> None:
        self._transport.send_close(WSCloseCode.OK)
        try:
            await asyncio.wait_for(self._transport.wait_disconnected(), CLOSE_SECONDS)
        except TimeoutError:
            self._transport.disconnect(False)

    # -- what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        for frame in self._greeting:
            self._send(frame)
        self._send(sync_frame(self.prefix, STEP1, self._state_vector))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.BINARY:
            message = frame.get_payload_as_bytes()
            self.frames.append((time.perf_counter(), message))
            if not self.synced.done():
                self._shake_hands(message)
        elif frame.msg_type is WSMsgType.CLOSE:
            self.is_closed = True
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002
        self.is_closed = True
        if not self.synced.done():
            self.synced.set_exception(ConnectionError("closed before it synced"))

    # -- inside

    def _shake_hands(self, message: bytes) -> None:
        for sync in syncs_read(message, self.prefix):
            if sync.kind == STEP1:
                self._sent += 1
                self._send(sync_frame(self.prefix, STEP2, EMPTY_UPDATE))
            elif sync.kind == STEP2 and not self.synced.done():
                self.document = sync.body
                self.synced.set_result(None)

    def _send(self, message: bytes) -> None:
        self._transport.send(WSMsgType.BINARY, message)
