"""A browser's half of a room, as far as it writes files: one update, and its acknowledgement."""

import asyncio
from typing import Any

import pycrdt
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

WAIT_SECONDS = 30


class Socket(WSListener):
    """Sends one update, once the node speaks, and notes its acknowledgement."""

    def __init__(self) -> None:
        self.acknowledged = asyncio.Event()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.BINARY and frame.get_payload_as_bytes()[:1] == b"\x6f":
            self.acknowledged.set()


def varuint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes((*encoded, number))


async def write(base: str, room: dict[str, Any], token: str, files: dict[str, str]) -> None:
    """Puts files into a room's document, as a browser would; waits until they are kept."""
    doc: pycrdt.Doc[Any] = pycrdt.Doc()
    entries = doc.get("files", type=pycrdt.Map)
    for path, text in files.items():
        entries[path] = pycrdt.Map({"path": path, "language": "python"})
        content = doc.get(f"file:{path}", type=pycrdt.Text)
        content += text
    update = doc.get_update()
    url = f"{base.replace('http', 'ws')}/ws/{room['id']}?token={token}&coterie=1"
    transport, client = await ws_connect(Socket, url)
    assert isinstance(client, Socket)
    # [DU2] A sync message of sub-type 2 is acknowledged when it is kept.
    transport.send(WSMsgType.BINARY, b"\x00\x02" + varuint(len(update)) + update)
    async with asyncio.timeout(WAIT_SECONDS):
        await client.acknowledged.wait()
    transport.disconnect()
    await transport.wait_disconnected()
