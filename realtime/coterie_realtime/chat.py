"""A room's chat: what its people write, stamped by the node, and the log of the newest [CH1].

Texts are passed on as they are, and neither read nor logged.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from . import strict_json
from .errors import Malformed
from .limits import (
    CHAT_BURST,
    CHAT_LOG_BYTES,
    CHAT_LOG_MESSAGES,
    CHATS_PER_SECOND,
    MAX_CHAT_BYTES,
    MAX_CHAT_CHARACTERS,
    MAX_CHAT_NONCE_CHARACTERS,
    MIN_CHAT_NONCE_CHARACTERS,
)
from .protocol import chat_message
from .stores.base import ChatLine
from .token_bucket import TokenBucket


class Wish(NamedTuple):
    """What a client wants to have said."""

    text: str
    nonce: str | None
    """The client's own random name for it: what comes twice is said once [CH4]."""


class Author(NamedTuple):
    """Who says it, as the node knows them."""

    id: str
    name: str
    role: str


class ChatAllowance:
    """What one connection may say; apart from its edits and signals."""

    def __init__(self) -> None:
        self._count = TokenBucket(CHAT_BURST, CHATS_PER_SECOND)

    def take(self) -> bool:
        """Whether a message may pass [CH5]."""
        return self._count.take()


def read(body: bytes) -> Wish:
    """The wish in a message; half of a surrogate pair in its text becomes U+FFFD.

    Raises:
        Malformed: too large, or not an object with a text and perhaps a nonce [CH6].
    """
    if len(body) > MAX_CHAT_BYTES:
        raise Malformed("chat message too large")
    try:
        content = strict_json.load(body.decode())
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        raise Malformed("a chat message without text")
    nonce = content.get("nonce")
    if nonce is not None and not _is_nonce(nonce):
        raise Malformed("a nonce that is none")
    return Wish(_whole(content["text"]), None if nonce is None else str(nonce))


def unfit(text: str) -> str | None:
    """Why a text cannot be said, or None [CH5]."""
    if len(text) > MAX_CHAT_CHARACTERS:
        return "too-long"
    return None if text.strip() else "empty"


def refused(nonce: str | None, reason: str) -> bytes:
    """The answer to a wish that nobody else heard [CH5]."""
    answer = {"refused": reason} if nonce is None else {"refused": reason, "nonce": nonce}
    return chat_message(json.dumps(answer).encode())


def said(lines: Iterable[bytes]) -> bytes:
    """The message that carries new lines [CH3]."""
    return chat_message(b'{"messages":[' + b",".join(lines) + b"]}")


class _Kept(NamedTuple):
    data: bytes
    nonce: str | None


class Chat:
    """The newest messages of a room; the oldest of them are dropped for new ones [CH2]."""

    def __init__(self, room: str, epoch: str, lines: Iterable[tuple[int, bytes]] = ()) -> None:
        """`lines` are what the store has, oldest first."""
        self._room = room
        self._epoch = epoch
        self._lines: dict[int, _Kept] = {}
        """By number, oldest first; the newest may not be durable yet."""
        self._bytes = 0
        self._numbers: dict[str, int] = {}
        """By nonce, of the lines that came with one."""
        self._last = 0
        self._durable = 0
        """All lines up to this number are durable, and everybody was told."""
        self._log: bytes | None = None
        """The message for whoever joins, until another line is durable."""
        self._missed: dict[str, int] = {}
        """The first number that a connection which reads too slowly has not got."""
        for number, data in lines:
            self._keep(number, data, json.loads(data).get("nonce"))
            self._durable = number

    def find(self, nonce: str | None) -> int | None:
        """The number under which a wish was said, or is about to be."""
        return None if nonce is None else self._numbers.get(nonce)

    def answer(self, number: int) -> bytes | None:
        """The message that says again what was said; None where everybody is about to be told."""
        return said([self._lines[number].data]) if number <= self._durable else None

    def stamp(self, author: Author, wish: Wish) -> ChatLine:
        """The line that a wish makes; it is not in the log before `add`."""
        number = self._last + 1
        line: dict[str, object] = {
            "id": number,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "from": {"id": author.id, "name": author.name, "role": author.role},
            "text": wish.text,
        }
        if wish.nonce is not None:
            line["nonce"] = wish.nonce
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        return ChatLine(self._room, self._epoch, number, data, next(iter(self._lines), number))

    def add(self, line: ChatLine, wish: Wish) -> None:
        """Takes the line of a wish in; it is not shown before it is durable."""
        self._keep(line.number, line.data, wish.nonce)

    def durable(self, number: int) -> None:
        """All lines up to this number are durable."""
        self._durable = number
        self._log = None

    def log(self) -> bytes:
        """The message that carries the whole log [CH2]."""
        if self._log is None:
            lines = [kept.data for number, kept in self._lines.items() if number <= self._durable]
            self._log = chat_message(b'{"log":[' + b",".join(lines) + b"]}")
        return self._log

    def missed(self, connection: str, number: int) -> None:
        """A connection that reads too slowly was not told of a line."""
        self._missed.setdefault(connection, number)

    def caught_up(self, connection: str) -> bytes | None:
        """The message of all that a connection was not told of; None if there is nothing."""
        first = self._missed.pop(connection, None)
        if first is None:
            return None
        numbers = (number for number in self._lines if first <= number <= self._durable)
        return said([self._lines[number].data for number in numbers])

    def forget(self, connection: str) -> None:
        """A connection has left."""
        self._missed.pop(connection, None)

    def _keep(self, number: int, data: bytes, nonce: str | None) -> None:
        self._lines[number] = _Kept(data, nonce)
        self._last = number
        self._bytes += len(data)
        if nonce is not None:
            self._numbers[nonce] = number
        while len(self._lines) > CHAT_LOG_MESSAGES or self._bytes > CHAT_LOG_BYTES:
            oldest = self._lines.pop(next(iter(self._lines)))
            self._bytes -= len(oldest.data)
            if oldest.nonce is not None:
                self._numbers.pop(oldest.nonce, None)


def _is_nonce(nonce: object) -> bool:
    return (
        isinstance(nonce, str)
        and MIN_CHAT_NONCE_CHARACTERS <= len(nonce) <= MAX_CHAT_NONCE_CHARACTERS
        and nonce.isascii()
        and nonce.isprintable()
    )


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
