"""Updates that decode, made at random: their form is right, and what they say seldom makes sense.

Format: yjs `src/utils/UpdateEncoder.js` (version 1) and the `write` methods of `src/structs/`.
"""

import json
from collections import Counter
from random import Random

from hostile import HOSTILE, SEGFAULT_FIRST, UNREADABLE, nested, nested_json

from coterie_realtime.protocol import encode_bytes, encode_varuint

# Few, so that clients meet; the large ones are at the ends of what Yjs and pycrdt can count.
CLIENTS = (1, 2, 3, 7, 0x1234_5678, (1 << 32) - 1, (1 << 53) - 1)
ROOTS = (b"file:main", b"files", b"list", b"page", b"", "ä😀".encode())
TEXTS = ("a", "word ", "ä", "😀", "a😀b", "\r\n", "\0", "\ufeff", "\u202e", "x" * 300)
KEYS = (b"path", b"bold", b"__proto__", b"", b"k" * 200)
NUMBERS = (0, 1, 2, 5, 63, 64, 127, 128, 255, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32)
HUGE = (*NUMBERS, (1 << 53) - 1, 1 << 53, (1 << 63) - 1, (1 << 64) - 1, 1 << 69)

GC, DELETED, _, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)
CONTENTS = (DELETED, BINARY, STRING, STRING, STRING, EMBED, FORMAT, TYPE, TYPE, ANY, ANY, DOC)
ORIGIN, RIGHT_ORIGIN, PARENT_SUB = 0x80, 0x40, 0x20
# Types in types: deleting the outermost takes a client so many calls in each other.
CHAINS = (10, 100, 300, 3_000, 20_000)


class UpdateMaker:
    """Makes update after update; it remembers how far each client wrote, so that most fit."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._written: Counter[int] = Counter()

    def make(self) -> bytes:
        """Any of the kinds below."""
        kinds = (self.structs, self.structs, self.structs, self.deletes, self.known, self.deep)
        return self._random.choice(kinds)()

    def structs(self) -> bytes:
        """Structs of a few clients, and sometimes deletions."""
        clients = self._random.sample(CLIENTS, self._random.randint(1, 3))
        parts = [self._block(client) for client in clients]
        tail = self._delete_set() if self._random.random() < 0.3 else b"\x00"
        return encode_varuint(len(parts)) + b"".join(parts) + tail

    def deletes(self) -> bytes:
        """Deletions alone."""
        return b"\x00" + self._delete_set()

    def known(self) -> bytes:
        """One of those that broke something once."""
        return self._random.choice((*HOSTILE.values(), *UNREADABLE.values(), SEGFAULT_FIRST))

    def deep(self) -> bytes:
        """Values in values, or types in types."""
        depth = self._random.choice((3, 62, 63, 64, 65, 66, 1_000, 30_000))
        if self._random.random() < 0.5:
            return self._chain(self._random.choice(CHAINS))
        return self._random.choice(
            (nested(depth), nested(depth, tag=118), nested_json(min(depth, 5_000)))
        )

    def _block(self, client: int) -> bytes:
        random = self._random
        clock = self._written[client]
        where = random.random()
        if where < 0.15:
            clock = random.randint(0, clock)  # what is there already, perhaps with other content
        elif where < 0.25:
            clock += random.choice((1, 3, 100, *NUMBERS))  # behind a gap
        structs = bytearray()
        count = random.randint(1, 5)
        start = clock
        for _ in range(count):
            struct, length = self._struct(client, clock)
            structs += struct
            clock += length
        if where >= 0.25:
            self._written[client] = min(clock, 1 << 20)
        return encode_varuint(count) + encode_varuint(client) + encode_varuint(start) + structs

    def _struct(self, client: int, clock: int) -> tuple[bytes, int]:
        random = self._random
        if random.random() < 0.1:
            length = random.choice((1, 2, 10, 1_000))
            return bytes((random.choice((GC, SKIP)),)) + encode_varuint(length), length
        kind = random.choice(CONTENTS)
        info, header = kind, bytearray()
        for flag in (ORIGIN, RIGHT_ORIGIN):
            if random.random() < 0.45:
                info |= flag
                header += self._id(client, clock)
        if not header:
            if random.random() < 0.5:
                header += b"\x01" + encode_bytes(random.choice(ROOTS))
            else:
                header += b"\x00" + self._id(client, clock)
        if random.random() < 0.3:
            # Counts only beside a parent; a client that sets it anyway must not confuse anybody.
            info |= PARENT_SUB
            if not info & (ORIGIN | RIGHT_ORIGIN):
                header += encode_bytes(random.choice(KEYS))
        content, length = self._content(kind)
        return bytes((info,)) + bytes(header) + content, length

    def _id(self, client: int, clock: int) -> bytes:
        random = self._random
        if random.random() < 0.6 and clock:
            return encode_varuint(client) + encode_varuint(random.randrange(clock))
        other = random.choice(CLIENTS)
        at = random.randint(0, max(self._written[other], 2))
        return encode_varuint(other) + encode_varuint(at)

    def _content(self, kind: int) -> tuple[bytes, int]:
        random = self._random
        if kind == DELETED:
            length = random.choice((1, 2, 50, 5_000))
            return encode_varuint(length), length
        if kind == BINARY:
            return encode_bytes(random.randbytes(random.choice((0, 1, 40)))), 1
        if kind == STRING:
            text = "".join(random.choices(TEXTS, k=random.randint(1, 4)))
            return encode_bytes(text.encode()), len(text.encode("utf-16-le")) // 2
        if kind == EMBED:
            return self._json(), 1
        if kind == FORMAT:
            return encode_bytes(random.choice(KEYS)) + self._json(), 1
        if kind == TYPE:
            ref = random.randint(0, 6)
            name = encode_bytes(random.choice(KEYS)) if ref in (3, 5) else b""
            return bytes((ref,)) + name, 1
        if kind == DOC:
            return encode_bytes(random.choice(KEYS)) + self._value(2), 1
        count = random.randint(1, 4)
        return encode_varuint(count) + b"".join(self._value(3) for _ in range(count)), count

    def _json(self) -> bytes:
        value: object = self._random.choice(
            (None, True, 0, -1.5, "", "😀", [], {}, {"__proto__": {"a": 1}}, [[[]]], 1e300)
        )
        return encode_bytes(json.dumps(value, ensure_ascii=self._random.random() < 0.5).encode())

    def _value(self, depth: int) -> bytes:
        random = self._random
        tag = random.choice((116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127))
        head = bytes((tag,))
        if tag == 119:
            return head + encode_bytes(random.choice(TEXTS).encode())
        if tag == 116:
            return head + encode_bytes(random.randbytes(5))
        if tag == 125:
            return head + bytes(random.choices(range(128, 256), k=random.randint(0, 6))) + b"\x01"
        if tag in (122, 123, 124):
            return head + random.randbytes(4 if tag == 124 else 8)
        if tag not in (117, 118):
            return head
        count = random.randint(0, 3) if depth else 0
        # As a key in a value it is refused.
        keys = KEYS if random.random() < 0.05 else [key for key in KEYS if key != b"__proto__"]
        key = encode_bytes(random.choice(keys)) if tag == 118 else b""
        return (
            head
            + encode_varuint(count)
            + b"".join(key + self._value(depth - 1) for _ in range(count))
        )

    def _delete_set(self) -> bytes:
        random = self._random
        clients = random.sample(CLIENTS, random.randint(1, 3))
        parts = bytearray(encode_varuint(len(clients)))
        for client in clients:
            ranges = random.randint(1, 3)
            parts += encode_varuint(client) + encode_varuint(ranges)
            clock = 0
            for _ in range(ranges):
                clock += random.randint(0, self._written[client] // 2 + 2)
                length = random.choice((1, 2, 9, 1_000))
                parts += encode_varuint(clock) + encode_varuint(length)
                # Those that overlap are refused.
                clock += length if random.random() < 0.9 else 0
        return bytes(parts)

    def _chain(self, depth: int) -> bytes:
        """Types in each other, by a client of their own; the outermost is deleted."""
        client = encode_varuint(self._random.randrange(1_000, 1 << 31))
        out = bytearray(b"\x01" + encode_varuint(depth) + client + b"\x00")
        out += b"\x07\x01" + encode_bytes(b"list") + b"\x00"
        for above in range(depth - 1):
            out += b"\x07\x00" + client + encode_varuint(above) + b"\x00"
        deleted = b"\x01" + client + b"\x01\x00\x01" if self._random.random() < 0.7 else b"\x00"
        return bytes(out) + deleted
