"""Cuts the part of a file that an engine sees around a cursor. Pure functions."""

from typing import NamedTuple

# How much of a budget may be given up to begin or end with a whole line.
MAX_ALIGN_CHARACTERS = 200


class Window(NamedTuple):
    prefix: str
    suffix: str


def cursor_index(code: str, position: int) -> int:
    """Where in `code` a cursor is that a browser counts in UTF-16 units.

    One that is outside is at the nearer end, one inside a pair before the pair.
    """
    position = max(position, 0)
    if code.isascii():
        return min(position, len(code))
    units = code.encode("utf-16-le")[: 2 * position]
    # Half a pair at the end is dropped.
    return len(units.decode("utf-16-le", "ignore"))


def window_around(prefix: str, suffix: str, *, size: int, prefix_share: float) -> Window:
    """At most `size` bytes (UTF-8); what one side does not need is the other's."""
    before = int(size * prefix_share)
    spare_before = max(before - _size(prefix, before), 0)
    spare_behind = max(size - before - _size(suffix, size - before), 0)
    return Window(
        cut_before(prefix, before + spare_behind),
        cut_behind(suffix, size - before + spare_before),
    )


def cut_before(text: str, size: int) -> str:
    """The end of a text, from the beginning of a line if one is near."""
    kept = _last_bytes(text, size)
    if len(kept) == len(text):
        return kept
    end = kept.find("\n", 0, MAX_ALIGN_CHARACTERS)
    return kept[end + 1 :]


def cut_behind(text: str, size: int) -> str:
    """The beginning of a text, to the end of a line if one is near."""
    kept = text[:size].encode()[:size].decode(errors="ignore")
    if len(kept) == len(text):
        return kept
    end = kept.rfind("\n", max(len(kept) - MAX_ALIGN_CHARACTERS, 0))
    return kept if end < 0 else kept[:end]


def _last_bytes(text: str, size: int) -> str:
    return "" if size <= 0 else text[-size:].encode()[-size:].decode(errors="ignore")


def _size(text: str, most: int) -> int:
    """In bytes; no more than `most` characters are looked at."""
    return len(text[:most].encode())
