"""Sockets that send anything, and tell how the server took it; nothing that comes back is read
by native code, which some of it would end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Self

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from coterie_realtime.protocol import MessageType, SyncType, decode_only_bytes, sync_message

WAIT_SECONDS = 30
TAKEN = 0
"""Not a close code: the socket is still open."""


class HostileSocket(WSListener):
    """One socket; it waits for an answer to each message before it sends the next."""

    def __init__(self) -> None:
        self.connection = ""
        """Its id, where it asked for control messages."""
        self.close_code: int | None = None
        self.is_closed = False
        self._answered: asyncio.Event = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        socket = cls()
        transport, _ = await ws_connect(
            lambda: socket, url, max_frame_size=1 << 26, websocket_handshake_timeout=WAIT_SECONDS
        )
        try:
            yield socket
        finally:
            transport.disconnect(False)

    def send(self, message: bytes) -> None:
        """Sends, and does not wait."""
        self._transport.send(WSMsgType.BINARY, message)

    async def room_to_send(self, most: int, seconds: float) -> None:
        """Waits until less than so many bytes wait to be sent; no longer than this."""
        transport = self._transport.underlying_transport
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.sleep(0)
                while transport.get_write_buffer_size() > most and not self.is_closed:
                    await asyncio.sleep(0.005)

    async def outcome(self, message: bytes) -> int:
        """Sends; the code with which the server closed, or TAKEN once it has gone on reading."""
        self._answered.clear()
        self.send(message)
        # Frames are handled in their order, so the answer to a ping comes after the message.
        self._transport.send(WSMsgType.PING, b"taken?")
        async with asyncio.timeout(WAIT_SECONDS):
            await self._answered.wait()
        if not self.is_closed:
            return TAKEN
        assert self.close_code is not None, "the socket ended without a word"
        return self.close_code

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_closed = True
        self._answered.set()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.PONG:
            self._answered.set()
        elif frame.msg_type is WSMsgType.CLOSE:
            self.close_code = int(frame.get_close_code())  # type: ignore[call-overload]
            transport.disconnect()
        elif frame.msg_type is WSMsgType.BINARY and not self.connection:
            self._note_hello(frame.get_payload_as_bytes())

    def _note_hello(self, message: bytes) -> None:
        if message[0] == MessageType.HELLO:
            self.connection = message.partition(b'"connection": "')[2][:16].decode()


class Listener(HostileSocket):
    """A socket that only keeps the updates it hears, as bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[bytes] = []

    async def whole(self) -> bytes:
        """The document, as the answer to an empty step 1; it is among `updates` too."""
        heard = len(self.updates)
        assert await self.outcome(sync_message(SyncType.STEP1, b"\x00")) == TAKEN
        assert len(self.updates) > heard
        return self.updates[-1]

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        super().on_ws_frame(transport, frame)
        if frame.msg_type is WSMsgType.BINARY:
            message = frame.get_payload_as_bytes()
            if message[0] == MessageType.SYNC and message[1] != SyncType.STEP1:
                self.updates.append(decode_only_bytes(message, 2))


async def answer_to(port: int, sent: bytes) -> bytes:
    """All that the server says to these bytes, until it ends the connection.

    They are followed by the end of the sender's side, so the server cannot wait for more.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            writer.write(sent)
            writer.write_eof()
            return await reader.read()
    except ConnectionResetError:
        # It stopped reading before all had come.
        return b""
    finally:
        writer.close()
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            await writer.wait_closed()
