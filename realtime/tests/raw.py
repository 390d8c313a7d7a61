"""Bare TCP for the tests: what no HTTP client would send, and how the server ends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

WAIT_SECONDS = 10

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
)
KEY = "AAAAAAAAAAAAAAAAAAAAAA=="


class Raw:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self._writer = writer

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> "AsyncIterator[Raw]":
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            yield cls(reader, writer)
        finally:
            writer.transport.abort()

    def send(self, data: bytes | str) -> None:
        self._writer.write(data.encode() if isinstance(data, str) else data)

    def pause(self) -> None:
        """Reads nothing from now on."""
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def rest(self) -> bytes:
        """All that comes until the server ends the connection."""
        received = b""
        async with asyncio.timeout(WAIT_SECONDS):
            try:
                while part := await self.reader.read(65_536):
                    received += part
            except ConnectionResetError:
                pass  # ended all the same
        return received

    async def status(self) -> int:
        """Of the answer that comes next."""
        async with asyncio.timeout(WAIT_SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1])

    @property
    def is_open(self) -> bool:
        return not self.reader.at_eof()


def upgrade(url: str, path: str = "/r", *, key: str = KEY, **headers: str) -> str:
    """An upgrade request; `headers` are named with underscores."""
    host = headers.pop("Host", urlsplit(url).netloc)
    more = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in headers.items())
    return UPGRADE.format(path=path, host=host, key=key) + more + "\r\n"
