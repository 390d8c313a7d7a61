"""A small Yjs client for the tests: one document, one socket, and what came in."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from pycrdt import Doc, Text

from coterie_realtime import awareness
from coterie_realtime.protocol import (
    MessageType,
    SyncType,
    awareness_message,
    chat_message,
    decode_bytes,
    decode_varuint,
    signal_message,
    sync_message,
)

WAIT_SECONDS = 10


class Client(WSListener):
    """Applies what it hears to `doc`; asks for nothing by itself but its first sync."""

    def __init__(self, client_id: int) -> None:
        self.doc: Doc[Text] = Doc(client_id=client_id)
        self.text = self.doc.get("file:main", type=Text)
        self.client_id = client_id
        self.synced = False
        self.step2 = b""
        """The newest."""
        self.updates: list[bytes] = []
        """Updates heard, sub-type 2 only."""
        self.acknowledged = 0
        self.hello: bytes | None = None
        self.reasons: list[str] = []
        """Of auth messages."""
        self.states: dict[int, tuple[int, bytes]] = {}
        """Awareness by client: clock and JSON."""
        self.awareness_messages = 0
        self.step1s: list[bytes] = []
        self.events: list[dict[str, object]] = []
        """Room events."""
        self.signals: list[dict[str, object]] = []
        self.chat: list[dict[str, Any]] = []
        """Messages of the log and those that came after it."""
        self.chat_frames: list[dict[str, Any]] = []
        """All that came of the chat, as it came."""
        self.close_code: object = None
        self.close_reason = ""
        self.disconnected = False
        self._changed = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(
        cls, url: str, *, client_id: int = 1, headers: dict[str, str] | None = None
    ) -> AsyncIterator[Self]:
        """An open socket; it may be about to be refused."""
        client = cls(client_id)
        transport, _ = await ws_connect(
            lambda: client, url, extra_headers=headers, max_frame_size=1 << 26
        )
        try:
            yield client
        finally:
            transport.disconnect(False)
            await client.until(lambda: client.disconnected)

    @classmethod
    @contextlib.asynccontextmanager
    async def joined(cls, url: str, *, client_id: int = 1) -> AsyncIterator[Self]:
        """An open socket that has synced."""
        async with cls.connect(url, client_id=client_id) as client:
            await client.sync()
            yield client

    async def sync(self) -> None:
        """Step 1 and 2, both ways."""
        await self.until(lambda: bool(self.step1s))
        self.send(sync_message(SyncType.STEP1, self.doc.get_state()))
        await self.until(lambda: self.synced)

    def send(self, message: bytes, kind: WSMsgType = WSMsgType.BINARY) -> None:
        self._transport.send(kind, message)

    def send_part(self, message: bytes, kind: WSMsgType, *, fin: bool) -> None:
        self._transport.send(kind, message, fin)

    def stop_reading(self) -> None:
        self._transport.underlying_transport.pause_reading()

    def read_again(self) -> None:
        self._transport.underlying_transport.resume_reading()

    def edit(self, change: Callable[[Text], None]) -> bytes:
        """Changes the text and sends the update; returns it."""
        made: list[bytes] = []
        subscription = self.doc.observe(lambda event: made.append(event.update))
        change(self.text)
        self.doc.unobserve(subscription)
        for update in made:
            self.send(sync_message(SyncType.UPDATE, update))
        return made[-1]

    def type(self, text: str) -> bytes:
        """Appends text."""
        return self.edit(lambda shared: shared.insert(len(shared), text))

    def announce(self, clock: int, state: bytes, client_id: int | None = None) -> None:
        entry = awareness.Entry(client_id or self.client_id, clock, state)
        self.send(awareness_message(awareness.encode([entry])))

    @property
    def connection(self) -> str:
        """The id that the node gave this connection."""
        assert self.hello is not None, "only with ?coterie=1"
        return str(json.loads(self.hello)["connection"])

    def signal(self, to: str, **content: object) -> None:
        self.send(signal_message(json.dumps({"to": to, **content}).encode()))

    def say(self, text: str, nonce: str | None = None) -> None:
        """Writes in the chat."""
        wish = {"text": text} if nonce is None else {"text": text, "nonce": nonce}
        self.send(chat_message(json.dumps(wish).encode()))

    async def hears(self, count: int) -> None:
        """Waits until so many chat messages have come in all."""
        await self.until(lambda: len(self.chat) >= count)

    @property
    def chat_texts(self) -> list[str]:
        return [message["text"] for message in self.chat]

    @property
    def chat_refusals(self) -> list[str]:
        """Reasons for which the node did not take a message."""
        return [frame["refused"] for frame in self.chat_frames if "refused" in frame]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what an incoming message makes true."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def expect_close(self, code: int) -> None:
        """Waits for the end of the socket, and that it ended for this reason."""
        await self.until(lambda: self.disconnected)
        assert self.close_code == code

    async def ends(self) -> None:
        """Waits for the end of the socket, whatever ends it."""
        await self.until(lambda: self.disconnected)

    async def settle(self) -> None:
        """Waits until the server has handled all that was sent: a sync goes there and back."""
        self.synced = False
        self.send(sync_message(SyncType.STEP1, self.doc.get_state()))
        await self.until(lambda: self.synced)

    # -- what picows calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.disconnected = True
        self._changed.set()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            self.close_code = frame.get_close_code()
            self.close_reason = (frame.get_close_message() or b"").decode()
            transport.disconnect()
        elif frame.msg_type is WSMsgType.BINARY:
            self._receive(frame.get_payload_as_bytes())
        self._changed.set()

    def _receive(self, message: bytes) -> None:
        kind, at = decode_varuint(message, 0)
        if kind == MessageType.SYNC:
            sub, at = decode_varuint(message, at)
            body, end = decode_bytes(message, at)
            if sub == SyncType.STEP1:
                self.step1s.append(body)
            else:
                self.doc.apply_update(body)
                if sub == SyncType.STEP2:
                    self.synced, self.step2 = True, body
                if sub == SyncType.UPDATE:
                    self.updates.append(body)
        elif kind == MessageType.AWARENESS:
            body, end = decode_bytes(message, at)
            self.awareness_messages += 1
            for entry in awareness.decode(body):
                self.states[entry.client] = (entry.clock, entry.state)
        elif kind == MessageType.AUTH:
            reason, end = decode_bytes(message, at + 1)
            self.reasons.append(reason.decode())
        elif kind == MessageType.HELLO:
            self.hello, end = decode_bytes(message, at)
        elif kind == MessageType.ROOM_EVENT:
            event, end = decode_bytes(message, at)
            self.events.append(json.loads(event))
        elif kind == MessageType.SIGNAL:
            signal, end = decode_bytes(message, at)
            self.signals.append(json.loads(signal))
        elif kind == MessageType.CHAT:
            body, end = decode_bytes(message, at)
            frame = json.loads(body)
            self.chat_frames.append(frame)
            self.chat += frame.get("log", []) + frame.get("messages", [])
        elif kind == MessageType.ACK:
            self.acknowledged, end = decode_varuint(message, at)
        else:
            raise AssertionError(f"message type {kind}")
        assert end == len(message), "one message a frame [WS2]"
