"""A set of (client, clock) pairs kept as joined ranges: which structs are deleted."""

from bisect import bisect_left, bisect_right

from .update import Range


class ClockRanges:
    """Ranges by client; each client's are sorted, disjoint and never touch."""

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}

    def __contains__(self, wanted: Range) -> bool:
        """Whether all of a range is in the set."""
        client, start, end = wanted
        at = bisect_right(self._starts.get(client, ()), start) - 1
        return at >= 0 and end <= self._ends[client][at]

    def add(self, added: Range) -> None:
        """Adds a range."""
        client, start, end = added
        starts = self._starts.setdefault(client, [])
        ends = self._ends.setdefault(client, [])
        # [first, last) are the known ranges that overlap or touch the new one.
        first = bisect_left(ends, start)
        last = bisect_right(starts, end)
        if first < last:
            start = min(start, starts[first])
            end = max(end, ends[last - 1])
        starts[first:last] = [start]
        ends[first:last] = [end]
