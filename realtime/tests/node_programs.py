"""The official Yjs clients, run by Node: the programs in `clients/`."""

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

CLIENTS = Path(__file__).parent / "clients"
WAIT_SECONDS = 20
END_SECONDS = 10


@contextlib.asynccontextmanager
async def program(path: Path, *arguments: str) -> AsyncIterator[Process]:
    """A program while it runs; whatever happens, it is gone in the end."""
    process = await asyncio.create_subprocess_exec(
        "node", str(path), *arguments, stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def output_of(name: str, *arguments: str) -> str:
    """All that a client writes until it ends well."""
    async with program(CLIENTS / name, *arguments) as process:
        assert process.stdin
        process.stdin.close()
        async with asyncio.timeout(WAIT_SECONDS):
            written, _ = await process.communicate()
        assert process.returncode == 0, f"{name} ended with {process.returncode}"
    return written.decode()


class StockClient:
    """A y-websocket provider with its document: what it was told, and what it tells."""

    def __init__(self, process: Process) -> None:
        self.text = ""
        self.status = ""
        self.synced = False
        self.states: list[dict[str, Any]] = []
        """Awareness of the others."""
        self.closes: list[int | None] = []
        """Codes with which its sockets ended."""
        self.closed: int | None = None
        """The code that ended it for good."""
        self._process = process
        self._changed = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(
        cls, version: int, url: str, room: str, params: dict[str, str] | None = None
    ) -> AsyncIterator[Self]:
        arguments = [str(version), url, room, json.dumps(params or {})]
        async with program(CLIENTS / "provider.mjs", *arguments) as process:
            client = cls(process)
            reading = asyncio.create_task(client._read())
            yield client
            assert process.stdin
            process.stdin.close()
            async with asyncio.timeout(END_SECONDS):
                await reading
                assert await process.wait() == 0

    @classmethod
    @contextlib.asynccontextmanager
    async def joined(cls, version: int, url: str, room: str) -> AsyncIterator[Self]:
        async with cls.connect(version, url, room) as client:
            await client.until(lambda: client.synced)
            yield client

    @property
    def pid(self) -> int:
        return self._process.pid

    def type(self, text: str, at: int = 0) -> None:
        self._tell(insert=[at, text])

    def announce(self, state: dict[str, Any]) -> None:
        self._tell(state=state)

    def send(self, frame: bytes) -> None:
        """Bytes that no provider would send."""
        self._tell(send=frame.hex())

    def sees(self, state: dict[str, Any]) -> bool:
        """Somebody else announces this."""
        return state in self.states

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what the client says to make this true."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def _tell(self, **command: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self._note(**json.loads(line))
            self._changed.set()

    def _note(self, **fact: Any) -> None:
        for name, value in fact.items():
            if name == "close":
                self.closes.append(value)
            elif name == "states":
                self.states = [state for _, state in value]
            else:
                setattr(self, name, value)
