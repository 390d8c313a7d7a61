"""What a socket may carry that is no message: broken frames, and broken requests to open one."""

import base64
import struct
from random import Random

from coterie_realtime.protocol import encode_bytes

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MASK = b"\x0f\xf0\x55\xaa"
STEP1 = b"\x00\x00\x01\x00"
# The head of a token that nobody has signed.
NO_ALGORITHM = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().strip("=") + "."

HEAD = (
    b"GET /%s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def frame(opcode: int, payload: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    """A WebSocket frame as clients send it, or without the mask that they must use."""
    return header(opcode, len(payload), fin=fin, masked=masked) + (
        mask(payload) if masked else payload
    )


def header(opcode: int, length: int, *, fin: bool = True, masked: bool = True) -> bytes:
    """What stands before a payload of this length, or says that it does."""
    first, bit = opcode | (0x80 if fin else 0), 0x80 if masked else 0
    if length < 126:
        head = bytes((first, bit | length))
    elif length < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, bit | 127, length)
    return head + (MASK if masked else b"")


def mask(payload: bytes) -> bytes:
    return bytes(byte ^ MASK[at & 3] for at, byte in enumerate(payload))


class ByteMaker:
    """Makes what follows an upgrade, and upgrades; the same ones from the same seed."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def frames(self) -> bytes:
        """Bytes for an open socket; they may end in the middle of a frame."""
        random = self._random
        message = random.choice((STEP1, b"", b"\x03", random.randbytes(30)))
        kinds = (
            lambda: self._odd_bits(message),
            lambda: frame(BINARY, message, masked=False),
            lambda: frame(random.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15)), message),
            lambda: frame(random.choice((CLOSE, PING, PONG)), message, fin=False),
            lambda: frame(random.choice((PING, PONG, CLOSE)), bytes(random.choice((126, 70_000)))),
            self._length,
            lambda: frame(TEXT, random.choice((b"hello", b"\xff\xfe", b""))),
            self._close,
            lambda: self._fragments(message),
            lambda: random.randbytes(random.choice((1, 2, 10, 100, 3_000))),
            lambda: frame(BINARY, message)[: random.randrange(6)],
        )
        return random.choice(kinds)()

    def claim(self, room: str, token: str) -> tuple[bytes, bool]:
        """A request to a room with a token; and whether the token is still whole."""
        random = self._random
        said = list(token)
        for _ in range(random.choice((0, 1, 1, 2, 5))):
            # The last character has bits that count for nothing.
            said[random.randrange(len(said) - 1)] = random.choice("ABCabc019-_.")
        others = ("", ".", "a.b.c", "e30.e30.", NO_ALGORITHM + token.partition(".")[2])
        claimed = "".join(said) if random.random() < 0.8 else random.choice(others)
        target = f"ws/{room}?token={claimed}&coterie=1"
        return HEAD % target.encode(), claimed == token

    def head(self) -> bytes:
        """A request to open a socket, with something wrong with it."""
        random = self._random
        room = random.choice((b"r", b"ws/r", b"%00", b"%ff%fe", b"x" * 201, b"ws/", b"..%2f", b""))
        query = random.choice((b"", b"?", b"?epoch=x", b"?token=%00&token=%ff", b"?coterie=1&c"))
        whole = bytearray(HEAD % (room + query))
        if random.random() < 0.5:
            for _ in range(random.choice((1, 3, 20))):
                at = random.randrange(len(whole))
                whole[at : at + random.randint(0, 4)] = random.randbytes(random.randint(0, 4))
        if random.random() < 0.1:
            whole[-2:-2] = b"X: " + b"x" * random.choice((100, 20_000, 70_000)) + b"\r\n"
        return bytes(whole[: random.randrange(len(whole))] if random.random() < 0.2 else whole)

    def _odd_bits(self, message: bytes) -> bytes:
        whole = bytearray(frame(BINARY, message))
        whole[0] |= self._random.choice((0x40, 0x20, 0x10, 0x70))
        return bytes(whole)

    def _length(self) -> bytes:
        """A frame that says it is long, or says its length in the longer way."""
        random = self._random
        said = random.choice((5, 126, (16 << 20) + 17, 1 << 32, (1 << 63) - 1))
        if random.random() < 0.3:
            # The highest bit of it must not be set.
            return struct.pack("!BBQ", 0x82, 0xFF, (1 << 63) + said) + MASK
        if random.random() < 0.3:
            return struct.pack("!BBQ", 0x82, 0xFF, len(STEP1)) + MASK + mask(STEP1)
        return header(BINARY, said) + random.randbytes(random.choice((0, 3, 1_000)))

    def _close(self) -> bytes:
        random = self._random
        code = struct.pack("!H", random.choice((0, 999, 1004, 1005, 1006, 1015, 2999, 65_535)))
        body = random.choice((b"\x03", code, code + b"\xff\xff", code + b"x" * 123))
        return frame(CLOSE, body)

    def _fragments(self, message: bytes) -> bytes:
        """A message in parts, out of order or with others between them."""
        random = self._random
        parts = [
            frame(BINARY, message[:1], fin=False),
            frame(CONTINUATION, message[1:], fin=random.random() < 0.5),
            frame(PING, b"in between"),
            frame(CONTINUATION, b"", fin=False),
            frame(BINARY, encode_bytes(message)),
        ]
        return b"".join(random.sample(parts, random.randint(1, len(parts))))
