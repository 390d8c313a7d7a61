"""One call to a remote engine: its deadline, its bounds, and its end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

import httpcore
import httpx

from coterie.ai.engines.limits import AnswerLimits
from coterie.ai.errors import AnswerMalformed, EngineTimeout, EngineUnavailable

_current: ContextVar["Call"] = ContextVar("coterie_ai_call")


class Call:
    """What it asked for is closed with it, however deep inside a library the answer is read."""

    def __init__(self, limits: AnswerLimits) -> None:
        """The clock starts here; needs a running event loop."""
        self.limits = limits
        self._ends_at = asyncio.get_running_loop().time() + limits.total_seconds
        self._bodies: list[Body] = []

    @classmethod
    def current(cls) -> "Call":
        """The call on whose behalf the code that runs sends a request."""
        return _current.get()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Requests sent in here are this call's; nothing in here may `yield` to a caller."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turns what the network raises into our errors, without the text it may hold."""
        try:
            yield
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise _timeout(error) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise _unavailable(error) from None

    def deadline(self) -> asyncio.Timeout:
        """Raises TimeoutError once the whole call has taken too long."""
        return asyncio.timeout_at(self._ends_at)

    def body(self, response: httpcore.Response) -> "Body":
        """The response's body, bounded."""
        body = Body(self, response)
        self._bodies.append(body)
        return body

    async def aclose(self) -> None:
        """Ends all of it at once: connections with an unfinished answer are closed."""
        for body in self._bodies:
            await body.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Body(httpx.AsyncByteStream):
    """Bytes as they come, until they are too many or too slow."""

    def __init__(self, call: Call, response: httpcore.Response) -> None:
        self._call = call
        self._response = response
        self._bytes = 0
        self._lines = 0
        # Since the last end of a line.
        self._line_bytes = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = self._response.aiter_stream()
        while True:
            with self._call.translated():
                async with self._call.deadline():
                    chunk = await anext(chunks, None)
            if chunk is None:
                return
            self._count(chunk)
            yield chunk

    async def aclose(self) -> None:
        with self._call.translated():
            await self._response.aclose()

    def _count(self, chunk: bytes) -> None:
        limits = self._call.limits
        head, newline, _ = chunk.partition(b"\n")
        longest = self._line_bytes + len(head)
        self._line_bytes = len(chunk) - 1 - chunk.rfind(b"\n") if newline else longest
        self._bytes += len(chunk)
        self._lines += chunk.count(b"\n")
        if max(longest, self._line_bytes) > limits.max_line_bytes:
            raise AnswerMalformed("The AI engine answered with a line that is too long.")
        if self._bytes > limits.max_bytes or self._lines > limits.max_lines:
            raise AnswerMalformed("The AI engine's answer does not end.")


def _timeout(error: Exception) -> EngineTimeout | EngineUnavailable:
    if isinstance(error, httpcore.PoolTimeout):
        return EngineUnavailable("Too many questions to the AI engine are under way.")
    if isinstance(error, httpcore.ConnectTimeout):
        return EngineTimeout("The AI engine could not be connected to in time.")
    return EngineTimeout("The AI engine did not answer in time.")


def _unavailable(error: Exception) -> EngineUnavailable:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return EngineUnavailable("The AI engine's certificate is not valid.")
    if isinstance(error, httpcore.ConnectError):
        return EngineUnavailable("The AI engine cannot be reached.")
    return EngineUnavailable("The connection to the AI engine was cut.")
