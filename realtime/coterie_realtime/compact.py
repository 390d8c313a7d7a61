"""Makes one short update of a document's log: merged, without garbage, and checked."""

from collections.abc import Sequence
from typing import NamedTuple

from .child_frames import decode_job, encode_job
from .clock_ranges import ClockRanges
from .errors import RealtimeError
from .garbage import collect
from .history import merge
from .holding import Holding
from .update import scan_kept


class LossyCompaction(RealtimeError):
    """The short form does not hold just what the log holds."""


class Compacted(NamedTuple):
    """A short form, and what it holds."""

    update: bytes
    holding: Holding


def compact(updates: Sequence[bytes]) -> Compacted:
    """The short form of updates, which all have passed `scan`.

    Raises:
        LossyCompaction: there is none.
        BaseException: whatever native code makes of updates that it cannot read.
    """
    short = collect(merge(updates))
    holding = Holding.of([scan_kept(short)])
    # Both ways of reading the bytes, pycrdt's and ours, had a hand in it; the log itself decides.
    if holding != Holding.of(scan_kept(update) for update in updates):
        raise LossyCompaction("it does not hold just what the log holds")
    return Compacted(short, holding)


def compact_job(updates: list[bytes]) -> bytes:
    """The compacted form, as the child answers it."""
    update, holding = compact(updates)
    return encode_job([update, holding.structs.encode(), holding.deletes.encode()])


def decode_compacted(answer: bytes) -> Compacted:
    """The child's answer."""
    update, structs, deletes = decode_job(answer)
    return Compacted(update, Holding(ClockRanges.decode(structs), ClockRanges.decode(deletes)))
