"""A set of (client, clock) pairs kept as joined ranges: which structs are known, or deleted."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, KeysView
from heapq import merge
from itertools import chain
from typing import Self

from .update import Range

# Inserting one by one moves what lies behind; from here on a merge of the whole is cheaper.
ADD_ONE_BY_ONE = 32


class ClockRanges:
    """Ranges by client; each client's are sorted, disjoint and never touch."""

    def __init__(self, ranges: Collection[Range] = ()) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        self.add_all(ranges)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """What `encode` made into `data`."""
        numbers = array("Q", data)
        return cls(list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)))

    def encode(self) -> bytes:
        """Eight bytes a number, for a process on the same machine."""
        return array("Q", chain.from_iterable(self)).tobytes()

    @property
    def clients(self) -> KeysView[int]:
        """Those that have ranges."""
        return self._starts.keys()

    def copy(self) -> "ClockRanges":
        """Another set with the same ranges."""
        copied = ClockRanges()
        copied._starts = {client: starts[:] for client, starts in self._starts.items()}
        copied._ends = {client: ends[:] for client, ends in self._ends.items()}
        return copied

    def __contains__(self, wanted: Range) -> bool:
        """Whether all of a range is in the set."""
        client, start, end = wanted
        at = bisect_right(self._starts.get(client, ()), start) - 1
        return at >= 0 and end <= self._ends[client][at]

    def __iter__(self) -> Iterator[Range]:
        for client, starts in self._starts.items():
            for start, end in zip(starts, self._ends[client], strict=True):
                yield client, start, end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClockRanges) and set(self) == set(other)

    __hash__ = None  # type: ignore[assignment]  # it changes

    # Loops rather than `any` and `all`: these run for every letter that anybody types.

    def holds(self, wanted: Iterable[Range]) -> bool:
        """Whether all of these ranges are in the set."""
        for one in wanted:  # noqa: SIM110
            if one not in self:
                return False
        return True

    def overlaps(self, wanted: Iterable[Range]) -> bool:
        """Whether any clock of these ranges is in the set."""
        for client, start, end in wanted:
            ends = self._ends.get(client, ())
            at = bisect_right(ends, start)
            if at < len(ends) and self._starts[client][at] < end:
                return True
        return False

    def leaves_gap(self, added: Iterable[Range]) -> bool:
        """Whether there are clocks missing before any of these ranges."""
        for client, start, _ in added:  # noqa: SIM110
            if start > self.first_missing(client):
                return True
        return False

    def missing(self, wanted: Range) -> list[tuple[int, int]]:
        """The parts of a range that are not in the set, in order."""
        client, start, end = wanted
        starts, ends = self._starts.get(client, []), self._ends.get(client, [])
        parts = []
        for at in range(bisect_right(ends, start), len(starts)):
            if starts[at] >= end:
                break
            if starts[at] > start:
                parts.append((start, starts[at]))
            start = ends[at]
        if start < end:
            parts.append((start, end))
        return parts

    def first_missing(self, client: int) -> int:
        """The lowest clock of a client that is not in the set."""
        starts = self._starts.get(client)
        return self._ends[client][0] if starts and starts[0] == 0 else 0

    def state_vector(self) -> dict[int, int]:
        """How many clocks of each client are known without a gap."""
        return {
            client: self._ends[client][0]
            for client, starts in self._starts.items()
            if starts[0] == 0
        }

    def add_all(self, added: Collection[Range]) -> None:
        """Adds ranges."""
        if len(added) < ADD_ONE_BY_ONE:
            for client, start, end in added:
                self._add(client, start, end)
            return
        by_client: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for client, start, end in added:
            by_client[client].append((start, end))
        for client, ranges in by_client.items():
            if len(ranges) > ADD_ONE_BY_ONE:
                self._rebuild(client, ranges)
            else:
                for start, end in ranges:
                    self._add(client, start, end)

    def _add(self, client: int, start: int, end: int) -> None:
        starts = self._starts.setdefault(client, [])
        ends = self._ends.setdefault(client, [])
        if ends and start == ends[-1]:  # typing goes on where it was
            ends[-1] = end
            return
        # [first, last) are the known ranges that overlap or touch the new one.
        first = bisect_left(ends, start)
        last = bisect_right(starts, end)
        if first < last:
            start = min(start, starts[first])
            end = max(end, ends[last - 1])
        starts[first:last] = [start]
        ends[first:last] = [end]

    def _rebuild(self, client: int, ranges: list[tuple[int, int]]) -> None:
        known = zip(self._starts.get(client, ()), self._ends.get(client, ()), strict=True)
        starts: list[int] = []
        ends: list[int] = []
        for start, end in merge(known, sorted(ranges)):
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        self._starts[client], self._ends[client] = starts, ends
