"""Cuts contents that have more than one clock, as Yjs does (`ContentString.splice`)."""

from collections.abc import Callable

from .protocol import decode_varuint, encode_varuint
from .update import skip_any

Cut = Callable[[int, int], bytes]
"""The part of a content from one of its clocks to another, counted from its first."""


def text_parts(text: bytes) -> Cut:
    """Parts of a UTF-8 text; the half of a surrogate pair that is left becomes U+FFFD."""
    if text.isascii():
        return lambda start, stop: text[start:stop]
    units = text.decode().encode("utf-16-le")

    def part(start: int, stop: int) -> bytes:
        chars = units[2 * start : 2 * stop].decode("utf-16-le", "surrogatepass")
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in chars).encode()

    return part


def value_parts(data: bytes, at: int) -> Cut:
    """Parts of the values (`ContentAny`) at `at`, each with its count before it."""
    count, at = decode_varuint(data, at)
    ends = [at]
    for _ in range(count):
        ends.append(skip_any(data, ends[-1]))
    return lambda start, stop: encode_varuint(stop - start) + data[ends[start] : ends[stop]]
