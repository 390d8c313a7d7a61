"""Reads which structs and deletions an update holds, without building a document.

This is the gate before any native code: pycrdt dies on some bytes that decode, and a browser
on deep nesting, so nothing reaches either that has not passed `scan`. Format: yjs
`src/utils/UpdateEncoder.js` (version 1) and the `write` methods of `src/structs/`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from . import strict_json
from .errors import Malformed
from .limits import CLIENT_ITEMS, MAX_CLOCK, MAX_NESTING, MAX_UPDATE_ITEMS
from .protocol import decode_varuint

# Bits of a struct's info byte.
HAS_ORIGIN = 0x80
HAS_RIGHT_ORIGIN = 0x40
HAS_PARENT_SUB = 0x20
REF_MASK = 0x1F

# 2 is a list of JSON texts, which Yjs has not written for years and pycrdt misreads.
GC, DELETED, _, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)

# As the key of an object; other forms of its length are not canonical.
PROTOTYPE = b"\x09__proto__"

LAST_TYPE_REF = 6
NAMED_TYPE_REFS = (3,)  # an XML element carries its node name
# Yjs writes a name here, which pycrdt takes for the next struct. Editors never used them.
XML_HOOK = 5

Range = tuple[int, int, int]
"""(client, first clock, clock behind the last)"""


class Scan(NamedTuple):
    """What an update says it holds."""

    structs: list[Range]
    deletes: list[Range]
    types: int = 0
    """How many of the structs are shared types."""


def scan(data: bytes, max_items: int = MAX_UPDATE_ITEMS) -> Scan:
    """The clock ranges that a version 1 update writes and deletes.

    Skips are left out of `structs`, so a client may appear more than once.

    Raises:
        Malformed: anything that Yjs would not have written.
    """
    try:
        structs, types, at = _structs(data, max_items)
        deletes, at = _deletes(data, at, max_items)
    except IndexError:
        raise Malformed("update ends early") from None
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None
    if at != len(data):
        raise Malformed("bytes behind the update")
    return Scan(structs, deletes, types)


def scan_kept(data: bytes) -> Scan:
    """The scan of a document of ours, which grew by many updates and may have any number of items.

    Raises:
        Malformed: it is none.
    """
    return scan(data, max_items=len(data) * CLIENT_ITEMS)


def iter_structs(data: bytes) -> Iterator[tuple[int, int, int, int, int]]:
    """Client, clock, length in clocks, begin and end of each struct of a scanned update."""
    clients, at = decode_varuint(data, 0)
    for _ in range(clients):
        count, at = decode_varuint(data, at)
        client, at = decode_varuint(data, at)
        clock, at = decode_varuint(data, at)
        for _ in range(count):
            length, end = read_struct(data, at, client, clock)
            yield client, clock, length, at, end
            clock += length
            at = end


class _Values:
    """How many values the rest of an update may hold."""

    __slots__ = ("_left",)

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise Malformed("too many values")


def read_struct(
    data: bytes, at: int, client: int, clock: int, values: _Values | None = None
) -> tuple[int, int]:
    """Length in clocks of the struct at `at`, and its end; `values` bounds what it may hold."""
    info = data[at]
    if info in (GC, SKIP):
        return decode_varuint(data, at + 1)
    at = read_header(data, at, client, clock)
    ref = info & REF_MASK
    if ref == STRING:
        size, at = decode_varuint(data, at)
        end = at + size
        return utf16_length(_slice(data, at, end)), end
    return _content(data, at, ref, values)


def read_header(data: bytes, at: int, client: int, clock: int) -> int:
    """Where the content of the struct at `at` begins; its neighbours and parent are older."""
    info = data[at]
    at += 1
    if info & HAS_ORIGIN:
        at = _older(data, at, client, clock)
    if info & HAS_RIGHT_ORIGIN:
        at = _older(data, at, client, clock)
    if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
        return at
    by_name, at = decode_varuint(data, at)
    at = _text(data, at) if by_name == 1 else _older(data, at, client, clock)
    return _text(data, at) if info & HAS_PARENT_SUB else at


def read_deletes(data: bytes, at: int) -> list[Range]:
    """The clock ranges that an update deletes; they stand at `at`, behind its structs."""
    return _deletes(data, at, len(data) * CLIENT_ITEMS)[0]


def skip_any(data: bytes, at: int) -> int:
    """End of the lib0 `any` value at `at`."""
    return _any(data, at, 0, None)


def _older(data: bytes, at: int, client: int, clock: int) -> int:
    """End of an id that must not be the struct itself or one behind it.

    Both pycrdt and Yjs fail on a struct that waits for its own future.
    """
    other, at = decode_varuint(data, at)
    other_clock, at = decode_varuint(data, at)
    if other_clock > MAX_CLOCK or (other == client and other_clock >= clock):
        raise Malformed("a struct that refers to its own future")
    return at


def _structs(data: bytes, max_items: int) -> tuple[list[Range], int, int]:
    ranges: list[Range] = []
    types = 0
    seen: set[int] = set()
    items = 0
    values = _Values(max_items)
    clients, at = decode_varuint(data, 0)
    for _ in range(clients):
        count, at = decode_varuint(data, at)
        client, at = decode_varuint(data, at)
        clock, at = decode_varuint(data, at)
        _check_new(client, seen)
        items += count + CLIENT_ITEMS
        if items > max_items:
            raise Malformed("too many structs")
        start = clock
        for _ in range(count):
            length, end = read_struct(data, at, client, clock, values)
            info = data[at]
            if info == SKIP:
                if clock > start:
                    ranges.append((client, start, clock))
                start = clock + length
            elif info & REF_MASK == TYPE:
                types += 1
            at = end
            clock += length
            if length == 0 or clock > MAX_CLOCK:
                raise Malformed("a struct without a length")
        if clock > start:
            ranges.append((client, start, clock))
    return ranges, types, at


def _check_new(client: int, seen: set[int]) -> None:
    # pycrdt keeps only one of two blocks of a client.
    if client in seen:
        raise Malformed("a client that comes twice")
    seen.add(client)


def _content(data: bytes, at: int, ref: int, values: _Values | None) -> tuple[int, int]:
    """Length and end of any content but text."""
    if ref == DELETED:
        return decode_varuint(data, at)
    if ref == ANY:
        length, at = decode_varuint(data, at)
        if values:
            values.take(length)
        for _ in range(length):
            at = _any(data, at, 0, values)
        return length, at
    if ref == BINARY:
        at = _raw(data, at)
    elif ref == EMBED:
        at = _json(data, at)
    elif ref == FORMAT:
        at = _json(data, _text(data, at))
    elif ref == TYPE:
        at = _type(data, at)
    elif ref == DOC:
        at = _any(data, _text(data, at), 0, values)
    else:
        raise Malformed(f"unknown content {ref}")
    return 1, at


def _type(data: bytes, at: int) -> int:
    ref, at = decode_varuint(data, at)
    if ref > LAST_TYPE_REF or ref == XML_HOOK:
        raise Malformed(f"unknown type {ref}")
    return _text(data, at) if ref in NAMED_TYPE_REFS else at


def _any(data: bytes, at: int, depth: int, values: _Values | None) -> int:
    """End of one lib0 `any` value."""
    if depth > MAX_NESTING:
        raise Malformed("nested too deep")
    tag = data[at]
    at += 1
    if tag == 119:
        return _text(data, at)
    if tag == 125:
        return _signed(data, at)
    if tag in _ANY_FIXED_BYTES:
        end = at + _ANY_FIXED_BYTES[tag]
        _slice(data, at, end)
        return end
    if tag == 116:
        return _raw(data, at)
    if tag not in (117, 118):
        raise Malformed(f"unknown value {tag}")
    count, at = decode_varuint(data, at)
    if values:
        values.take(count)
    for _ in range(count):
        if tag == 118:
            if data.startswith(PROTOTYPE, at):
                # In a browser an object of these would pass for bytes, and throw where it is
                # written.
                raise Malformed("a value that would be a prototype")
            at = _text(data, at)
        at = _any(data, at, depth + 1, values)
    return at


def _signed(data: bytes, at: int) -> int:
    """End of a signed integer: its sign takes a bit, so it may be a byte longer."""
    end = at
    while data[end] & 0x80:
        end += 1
        if end - at > 8:
            raise Malformed("integer too long")
    return end + 1


# undefined, null, float32, float64, bigint, false, true
_ANY_FIXED_BYTES = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}


def _deletes(data: bytes, at: int, max_items: int) -> tuple[list[Range], int]:
    ranges: list[Range] = []
    seen: set[int] = set()
    items = 0
    clients, at = decode_varuint(data, at)
    for _ in range(clients):
        client, at = decode_varuint(data, at)
        count, at = decode_varuint(data, at)
        _check_new(client, seen)
        items += count + CLIENT_ITEMS
        if items > max_items:
            raise Malformed("too many deletions")
        last = 0
        for _ in range(count):
            clock, at = decode_varuint(data, at)
            length, at = decode_varuint(data, at)
            if length == 0 or clock + length > MAX_CLOCK:
                raise Malformed("deletion without a length")
            if clock < last:
                # pycrdt forgets some of them, and of the document's own, when it merges such, and
                # Yjs takes others for deleted when it has to wait for what they delete.
                raise Malformed("deletions out of order")
            last = clock + length
            ranges.append((client, clock, clock + length))
    return ranges, at


def _slice(data: bytes, at: int, end: int) -> bytes:
    if end > len(data):
        raise Malformed("update ends early")
    return data[at:end]


def _raw(data: bytes, at: int) -> int:
    length, at = decode_varuint(data, at)
    _slice(data, at, at + length)
    return at + length


def _text(data: bytes, at: int) -> int:
    length, at = decode_varuint(data, at)
    _slice(data, at, at + length).decode()
    return at + length


def _json(data: bytes, at: int) -> int:
    length, at = decode_varuint(data, at)
    strict_json.load(_slice(data, at, at + length).decode())
    return at + length


def utf16_length(text: bytes) -> int:
    """How many UTF-16 code units a UTF-8 text has, as Yjs counts clocks."""
    if text.isascii():
        return len(text)
    return len(text.decode()) + sum(byte >= 0xF0 for byte in text)
