"""STUN messages by hand (RFC 8489): what a test asks a server without a browser.

As a program it asks one binding, from whatever network it runs in:
`stun.py ADDRESS PORT udp|tcp SECONDS` prints the asker's address as the server saw it, or fails.
"""

import hmac
import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterable
from typing import NamedTuple

COOKIE = (0x2112A442).to_bytes(4, "big")
HEADER = struct.Struct("!HH4s12s")
ATTRIBUTE = struct.Struct("!HH")

BINDING = 0x001
FAILED = 0x110  # the bits of a message type that make it an error response

MESSAGE_INTEGRITY, ERROR_CODE, XOR_MAPPED_ADDRESS, SOFTWARE = 0x08, 0x09, 0x20, 0x8022

INTEGRITY_BYTES = 20  # HMAC-SHA1
LARGEST_BYTES = 1500  # an answer fits into one packet


class Refused(Exception):
    """The server's error response."""

    def __init__(self, answer: "Message") -> None:
        error = answer.attributes[ERROR_CODE]
        self.code = error[2] * 100 + error[3]
        self.answer = answer
        super().__init__(f"{self.code} {error[4:].decode()}")


class Message(NamedTuple):
    """A request or a response."""

    kind: int
    transaction: bytes
    attributes: dict[int, bytes]

    @classmethod
    def request(cls, kind: int) -> "Message":
        return cls(kind, os.urandom(12), {})

    def encoded(self, key: bytes | None) -> bytes:
        """The bytes, signed with `key` if there is one."""
        body = b"".join(attribute(*item) for item in self.attributes.items())
        if key is None:
            return self._header(len(body)) + body
        # The length that is signed counts the signature, though not its bytes.
        signed = self._header(len(body) + ATTRIBUTE.size + INTEGRITY_BYTES) + body
        return signed + attribute(MESSAGE_INTEGRITY, hmac.digest(key, signed, "sha1"))

    @classmethod
    def decoded(cls, data: bytes) -> "Message":
        kind, size, _, transaction = HEADER.unpack_from(data)
        return cls(kind, transaction, dict(attributes(data[HEADER.size : HEADER.size + size])))

    def _header(self, size: int) -> bytes:
        return HEADER.pack(self.kind, size, COOKIE, self.transaction)


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded to four bytes."""
    return ATTRIBUTE.pack(kind, len(value)) + value + bytes(-len(value) % 4)


def attributes(body: bytes) -> Iterable[tuple[int, bytes]]:
    """The attributes of a message's body."""
    at = 0
    while at < len(body):
        kind, size = ATTRIBUTE.unpack_from(body, at)
        at += ATTRIBUTE.size
        yield kind, body[at : at + size]
        at += size + -size % 4


def xored(address: bytes, transaction: bytes) -> bytes:
    """An address as XOR attributes carry it, and back."""
    return bytes(a ^ b for a, b in zip(address, COOKIE + transaction, strict=False))


def ask(sock: socket.socket, request: Message, key: bytes | None = None) -> Message:
    """The answer of the server `sock` is connected to. Raises Refused, or OSError."""
    sock.sendall(request.encoded(key))
    answer = Message.decoded(received(sock))
    if answer.transaction != request.transaction:
        raise ValueError("an answer to another question")
    if answer.kind & FAILED == FAILED:
        raise Refused(answer)
    return answer


def received(sock: socket.socket) -> bytes:
    """One message: a packet, or what a stream brings in pieces. Raises OSError."""
    data = b""
    while len(data) < HEADER.size or len(data) < HEADER.size + HEADER.unpack_from(data)[1]:
        piece = sock.recv(LARGEST_BYTES)
        if not piece:
            raise ConnectionError("closed before the answer was whole")
        data += piece
    return data


def mapped_address(answer: Message) -> str:
    """Whom the server of a binding response saw asking."""
    value = answer.attributes[XOR_MAPPED_ADDRESS]
    return str(ipaddress.ip_address(xored(value[4:], answer.transaction)))


def connected(address: str, port: int, transport: str, seconds: float) -> socket.socket:
    """A connected socket whose calls take at most `seconds`. Raises OSError."""
    if transport == "tcp":
        return socket.create_connection((address, port), timeout=seconds)
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(seconds)
    sock.connect((address, port))
    return sock


if __name__ == "__main__":
    try:
        with connected(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])) as asking:
            print(mapped_address(ask(asking, Message.request(BINDING))))
    except OSError as error:
        sys.exit(f"{type(error).__name__}: {error}")
