"""Cuts a stream of bytes into events: server-sent ones, or one a line; bounds are call.py's."""

from typing import Protocol

from coterie.ai.errors import AnswerMalformed

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventParser(Protocol):
    def feed(self, chunk: bytes) -> list[str]:
        """The events that the chunk completes; AnswerMalformed unless they are UTF-8."""


class LineParser:
    """Lines that end with LF, CRLF or CR; an unfinished last one is not a line."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[str]:
        """Whole lines, without their ends; a character cut in two waits in its line."""
        # A CR at the very end may be half of a CRLF.
        data = self._rest + chunk
        held = b"\r" if data.endswith(b"\r") else b""
        lines = data[: len(data) - len(held)].splitlines(keepends=True)
        unfinished = lines.pop() if lines and not lines[-1].endswith((b"\r", b"\n")) else b""
        self._rest = unfinished + held
        try:
            return [line.rstrip(b"\r\n").decode() for line in lines]
        except UnicodeDecodeError:
            raise AnswerMalformed("The AI engine's answer is not UTF-8.") from None


class NdjsonParser:
    """One JSON text a line."""

    def __init__(self) -> None:
        self._lines = LineParser()

    def feed(self, chunk: bytes) -> list[str]:
        return [line for line in self._lines.feed(chunk) if line.strip()]


class SseParser:
    """The data of server-sent events, as the HTML standard reads them."""

    def __init__(self) -> None:
        self._lines = LineParser()
        self._data: list[str] = []
        self._is_first = True

    def feed(self, chunk: bytes) -> list[str]:
        if self._is_first and chunk:
            self._is_first = False
            chunk = chunk.removeprefix(_BYTE_ORDER_MARK)
        events = (self._line(line) for line in self._lines.feed(chunk))
        return [event for event in events if event is not None]

    def _line(self, line: str) -> str | None:
        if not line:
            data, self._data = self._data, []
            return "\n".join(data) if data else None
        field, _, value = line.partition(":")
        # All other fields, and comments, which keep the connection alive, say nothing of use.
        if field == "data":
            self._data.append(value.removeprefix(" "))
        return None
