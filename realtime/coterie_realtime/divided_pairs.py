"""Puts U+FFFD in the place of surrogate halves that a document divides, as Yjs does.

An edit may end or begin between the two code units of one character: 😀 becomes 😁 by exchanging
its second half. Yjs then shows U+FFFD for each half (`ContentString.splice`); pycrdt keeps the
whole character in one part, numbers what follows anew, and loses letters behind it. With the
halves replaced before a document is built, both read the same.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from .protocol import decode_varuint, encode_bytes
from .update import (
    GC,
    HAS_ORIGIN,
    HAS_RIGHT_ORIGIN,
    REF_MASK,
    SKIP,
    STRING,
    iter_structs,
    read_deletes,
    read_header,
)

# Characters of two code units, in UTF-8. Other bytes may look so; that only costs time.
_PAIR = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")


class _Text(NamedTuple):
    clock: int
    behind: int
    """The clock behind the last."""
    at: int
    """Where its length stands in the update."""
    end: int


def replace_divided_pairs(update: bytes) -> bytes:
    """The same update, but for the characters that one of its structs or deletions divides.

    `update` has passed `scan`.
    """
    if not _PAIR.search(update):
        return update
    starts, texts, deletes = _read(update)
    if not texts:
        return update
    cuts: dict[_Text, set[int]] = {}
    for client, clock in _cuts(update, starts, deletes):
        if client in texts and (text := _holding(texts[client], clock)):
            cuts.setdefault(text, set()).add(clock)
    pieces, at = [], 0
    for text in sorted(cuts, key=lambda text: text.at):
        size, start = decode_varuint(update, text.at)
        divided = _divided(update[start : start + size].decode(), text.clock, cuts[text])
        pieces += [update[at : text.at], encode_bytes(divided.encode())]
        at = text.end
    return b"".join((*pieces, update[at:]))


def _read(update: bytes) -> tuple["array[int]", dict[int, list[_Text]], int]:
    """Where structs begin, texts with pairs by client and in order, and where structs end."""
    starts: array[int] = array("I")
    texts: dict[int, list[_Text]] = {}
    pairs = (found.start() for found in _PAIR.finditer(update))
    pair = next(pairs, None)
    end = 0
    for client, clock, length, at, end in iter_structs(update):
        starts.append(at)
        while pair is not None and pair < at:
            pair = next(pairs, None)
        if pair is None or pair >= end or update[at] in (GC, SKIP):
            continue
        if update[at] & REF_MASK == STRING:
            body = read_header(update, at, client, clock)
            texts.setdefault(client, []).append(_Text(clock, clock + length, body, end))
    return starts, texts, end


def _cuts(update: bytes, starts: "array[int]", deletes: int) -> Iterator[tuple[int, int]]:
    """Client and clock before which Yjs divides a struct, if it is not the first of one.

    A struct stands behind its origin and before its right origin; a deletion ends it as well.
    """
    for start in starts:
        info, at = update[start], start + 1
        if info in (GC, SKIP):
            continue
        if info & HAS_ORIGIN:
            client, at = decode_varuint(update, at)
            clock, at = decode_varuint(update, at)
            yield client, clock + 1
        if info & HAS_RIGHT_ORIGIN:
            client, at = decode_varuint(update, at)
            clock, at = decode_varuint(update, at)
            yield client, clock
    for client, first, behind in read_deletes(update, deletes):
        yield client, first
        yield client, behind


def _holding(texts: list[_Text], clock: int) -> _Text | None:
    """The text that goes on both before and behind a clock."""
    at = bisect_right(texts, clock, key=lambda text: text.clock) - 1
    if at >= 0 and texts[at].clock < clock < texts[at].behind:
        return texts[at]
    return None


def _divided(text: str, clock: int, cuts: set[int]) -> str:
    chars = []
    for char in text:
        units = 2 if char > "\uffff" else 1
        chars.append("\ufffd\ufffd" if units == 2 and clock + 1 in cuts else char)
        clock += units
    return "".join(chars)
