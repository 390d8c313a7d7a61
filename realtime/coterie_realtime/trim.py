"""Cuts out of an update what is known already, so that no two kept updates hold the same clocks.

pycrdt cuts strings where updates overlap, and gets it wrong inside a surrogate pair: the clocks
behind are numbered anew, and the document cannot be read any more. Here the half that is left
becomes U+FFFD, as in Yjs (`ContentString.write`, `ContentString.splice`).
"""

from typing import NamedTuple

from .clock_ranges import ClockRanges
from .content_parts import text_parts, value_parts
from .protocol import decode_bytes, decode_varuint, encode_bytes, encode_varuint
from .update import (
    ANY,
    DELETED,
    GC,
    HAS_ORIGIN,
    HAS_RIGHT_ORIGIN,
    REF_MASK,
    SKIP,
    STRING,
    read_header,
    read_struct,
)


class _Piece(NamedTuple):
    clock: int
    length: int
    data: bytes


def trim(update: bytes, known: ClockRanges) -> bytes:
    """The update without the structs in `known`; `update` has passed `scan`."""
    blocks = []
    clients, at = decode_varuint(update, 0)
    for _ in range(clients):
        count, at = decode_varuint(update, at)
        client, at = decode_varuint(update, at)
        clock, at = decode_varuint(update, at)
        pieces: list[_Piece] = []
        for _ in range(count):
            length, end = read_struct(update, at, client, clock)
            if update[at] != SKIP:
                for start, stop in known.missing((client, clock, clock + length)):
                    whole = stop - start == length
                    data = update[at:end] if whole else _cut(update, at, client, clock, start, stop)
                    pieces.append(_Piece(start, stop - start, data))
            at = end
            clock += length
        if pieces:
            blocks.append(_block(client, pieces))
    return encode_varuint(len(blocks)) + b"".join(blocks) + update[at:]


def _block(client: int, pieces: list[_Piece]) -> bytes:
    """The structs of one client; a skip stands for what was cut out between two."""
    structs: list[bytes] = []
    clock = pieces[0].clock
    for piece in pieces:
        if piece.clock > clock:
            structs.append(bytes((SKIP,)) + encode_varuint(piece.clock - clock))
        structs.append(piece.data)
        clock = piece.clock + piece.length
    head = encode_varuint(len(structs)) + encode_varuint(client) + encode_varuint(pieces[0].clock)
    return head + b"".join(structs)


def _cut(data: bytes, at: int, client: int, clock: int, start: int, stop: int) -> bytes:
    """The clocks from `start` to `stop` of the struct at `at`, which begins at `clock`."""
    info = data[at]
    if info == GC:
        return bytes((GC,)) + encode_varuint(stop - start)
    body = read_header(data, at, client, clock)
    head = data[at:body]
    if start > clock:
        # The rest of a divided struct follows its own first part, before the same right one.
        ref = info & REF_MASK
        head = bytes((ref | HAS_ORIGIN | info & HAS_RIGHT_ORIGIN,))
        head += encode_varuint(client) + encode_varuint(start - 1)
        if info & HAS_RIGHT_ORIGIN:
            head += _right_origin(data, at + 1, info)
    return head + _content(data, body, info & REF_MASK, start - clock, stop - clock)


def _right_origin(data: bytes, at: int, info: int) -> bytes:
    if info & HAS_ORIGIN:
        _, at = decode_varuint(data, at)
        _, at = decode_varuint(data, at)
    client, at = decode_varuint(data, at)
    clock, _ = decode_varuint(data, at)
    return encode_varuint(client) + encode_varuint(clock)


def _content(data: bytes, at: int, ref: int, start: int, stop: int) -> bytes:
    """Some of the clocks of the only contents that have more than one."""
    if ref == DELETED:
        return encode_varuint(stop - start)
    if ref == STRING:
        text, _ = decode_bytes(data, at)
        return encode_bytes(text_parts(text)(start, stop))
    if ref != ANY:
        raise AssertionError(f"content {ref} has one clock")
    return value_parts(data, at)(start, stop)
