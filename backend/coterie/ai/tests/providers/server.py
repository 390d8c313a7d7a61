"""A provider on loopback: answers by script, in HTTP/1.1 written by hand, so that it can fail."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, Self

# Bounds every wait of a test: a failure, not a hang.
WAIT_SECONDS = 10


class Step(Enum):
    SILENCE = "says nothing until the client leaves"
    CUT = "breaks the connection"
    REPEAT = "says the step before again and again until the client leaves"


@dataclass(frozen=True, kw_only=True)
class Answer:
    steps: Sequence[bytes | Step] = ()
    """The body, each bytes an HTTP chunk of its own."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    framing: Literal["chunked", "close"] = "chunked"
    is_silent_first: bool = False
    """Not even a status comes."""


@dataclass(frozen=True)
class Asked:
    path: str
    """With its query."""
    headers: dict[str, str]
    body: Any


class Provider:
    """One server; what it was asked is in `asked`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.left = asyncio.Event()
        """A client has gone in the middle of an answer."""
        self.connections = 0
        self._answers: dict[str, list[Answer]] = {}
        self._writers: set[asyncio.StreamWriter] = set()
        self._base_url = ""

    @classmethod
    @asynccontextmanager
    async def start(
        cls, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> AsyncIterator[Self]:
        provider = cls()
        server = await asyncio.start_server(provider._serve, host, 0, ssl=tls)
        provider.port = server.sockets[0].getsockname()[1]
        try:
            yield provider
        finally:
            server.close()
            for writer in provider._writers:
                writer.transport.abort()
            await server.wait_closed()

    port: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, path: str, *answers: Answer) -> None:
        """To be given at this path, one after the other; the last one again and again."""
        self._answers[path] = list(answers)

    async def sees_the_client_leave(self) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            await self.left.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.connections += 1
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            # Clients leave; whether they may is what tests ask `left`.
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        path = first.split(" ")[1]
        self.asked.append(Asked(path, headers, json.loads(body) if body else None))
        answer = self._answer(path.partition("?")[0])
        return await self._say(answer, reader, writer)

    def _answer(self, path: str) -> Answer:
        answers = self._answers.get(path)
        if not answers:
            return Answer(status=404, steps=[b'{"error": "no such page"}'])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def _say(
        self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if answer.is_silent_first:
            await self._silence(reader)
            return False
        headers = {"Content-Type": "text/event-stream", **answer.headers}
        if answer.framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers["Connection"] = "close"
        lines = [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join((f"HTTP/1.1 {answer.status} Said", *lines, "", "")).encode())
        for before, step in zip([b"", *answer.steps], answer.steps, strict=False):
            if not await self._step(answer, step, before, reader, writer):
                return False
        if answer.framing == "close":
            writer.close()
            await writer.wait_closed()
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _step(
        self,
        answer: Answer,
        step: bytes | Step,
        before: bytes | Step,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        match step:
            case Step.SILENCE:
                await self._silence(reader)
                return False
            case Step.CUT:
                await writer.drain()
                writer.transport.abort()
                return False
            case Step.REPEAT:
                assert isinstance(before, bytes)
                await self._repeat(_framed(before, answer), writer)
                return False
            case _:
                writer.write(_framed(step, answer))
                await writer.drain()
                return True

    async def _silence(self, reader: asyncio.StreamReader) -> None:
        try:
            await reader.read()
        finally:
            self.left.set()

    async def _repeat(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(data)
                await writer.drain()
                # Lets the client run: it is in the same process.
                await asyncio.sleep(0)
        finally:
            self.left.set()


def _framed(data: bytes, answer: Answer) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data) if answer.framing == "chunked" else data
