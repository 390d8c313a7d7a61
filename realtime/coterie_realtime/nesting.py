"""How deep the parts of a document lie in shared types, types in types.

A browser deletes a type and all that is in it by calls in calls: some thousands of them end with an
error instead, for everybody who opens the document. Values are bounded by `scan`; types are put
into each other by any number of updates, so they are looked at here. What is kept of a part is
never less than how deep it really lies, in whatever order the updates come.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .clock_ranges import ClockRanges
from .errors import Malformed
from .limits import MAX_TYPE_DEPTH, UNKNOWN_TYPE_DEPTH
from .protocol import decode_varuint
from .update import GC, HAS_ORIGIN, HAS_RIGHT_ORIGIN, SKIP, iter_structs

# Besides depths: nobody has looked yet; somebody is looking, so it is met again in a circle.
UNSEEN, MET = -1, -2


class _Link(NamedTuple):
    """Where a struct lies: as deep as another one, or one deeper."""

    client: int
    clock: int
    deeper: int


class Depths(NamedTuple):
    """What an update adds: how deep its structs lie, and what they wait for."""

    structs: list[tuple[int, int, int, int]]
    """Client, first clock, clock behind the last, depth; those in no type are left out."""
    awaited: list[tuple[int, int]]
    """Client and clock."""


class Nesting:
    """Depths of a document's structs."""

    def __init__(self, known: ClockRanges) -> None:
        """`known` are the structs that the document has, as they come."""
        self._known = known
        self._ends: dict[int, list[int]] = {}
        self._starts: dict[int, list[int]] = {}
        self._depths: dict[int, list[int]] = {}
        """By client: disjoint ranges of clocks in order, and how deep they lie; what is in no type
        is in none of them."""
        self._awaited: dict[int, list[int]] = {}
        """Clocks, in order, that structs were put beside or into before they came."""

    def of(self, update: bytes) -> Depths:
        """How deep the structs of an update of the document lie.

        Raises:
            Malformed: too deep.
        """
        depths = self._measure(_Part(update))
        for client, start, end, depth in depths.structs:
            if depth > MAX_TYPE_DEPTH or (
                depth > UNKNOWN_TYPE_DEPTH and self._is_awaited(client, start, end)
            ):
                raise Malformed("types nested too deep")
        return depths

    def of_kept(self, document: bytes) -> Depths:
        """How deep the structs of the document itself lie; it is kept, however deep that is."""
        return self._measure(_Part(document))

    def keep(self, depths: Depths) -> None:
        """Takes what an update adds; it is part of the document now."""
        for client, start, end, depth in depths.structs:
            self._add(client, start, end, depth)
        for client, clock in depths.awaited:
            clocks = self._awaited.setdefault(client, [])
            clocks.insert(bisect_left(clocks, clock), clock)

    def _measure(self, part: "_Part") -> Depths:
        awaited: list[tuple[int, int]] = []

        def beyond(client: int, clock: int) -> int:
            if (client, clock, clock + 1) in self._known:
                return self._depth(client, clock)
            # As deep as it may be when it comes.
            awaited.append((client, clock))
            return UNKNOWN_TYPE_DEPTH

        return Depths(list(part.measured(beyond)), awaited)

    def _depth(self, client: int, clock: int) -> int:
        starts = self._starts.get(client, [])
        at = bisect_right(starts, clock) - 1
        return self._depths[client][at] if at >= 0 and clock < self._ends[client][at] else 0

    def _is_awaited(self, client: int, start: int, end: int) -> bool:
        clocks = self._awaited.get(client, [])
        at = bisect_left(clocks, start)
        return at < len(clocks) and clocks[at] < end

    def _add(self, client: int, start: int, end: int, depth: int) -> None:
        starts = self._starts.setdefault(client, [])
        ends = self._ends.setdefault(client, [])
        depths = self._depths.setdefault(client, [])
        at = bisect_left(starts, start)
        if at > 0 and ends[at - 1] == start and depths[at - 1] == depth:
            ends[at - 1] = end
        else:
            starts.insert(at, start)
            ends.insert(at, end)
            depths.insert(at, depth)


class _Part:
    """The structs of an update, and what each lies beside or in."""

    def __init__(self, update: bytes) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        self._links: dict[int, list[_Link | None]] = {}
        for client, clock, length, begin, _ in iter_structs(update):
            if update[begin] not in (GC, SKIP):
                self._starts.setdefault(client, []).append(clock)
                self._ends.setdefault(client, []).append(clock + length)
                self._links.setdefault(client, []).append(_link(update, begin))
        self._depths = {
            client: array("i", [UNSEEN]) * len(starts) for client, starts in self._starts.items()
        }

    def measured(self, beyond: Callable[[int, int], int]) -> Iterator[tuple[int, int, int, int]]:
        """The structs that lie in types; `beyond` tells how deep a struct of no part of it lies."""
        for client, starts in self._starts.items():
            depths = self._depths[client]
            for number, start in enumerate(starts):
                if depths[number] == UNSEEN:
                    self._follow(client, number, beyond)
                if depths[number] > 0:
                    yield client, start, self._ends[client][number], depths[number]

    def _follow(self, client: int, number: int, beyond: Callable[[int, int], int]) -> None:
        """Finds out how deep a struct lies, and those that it hangs on; not by calls in calls."""
        chain = [(client, number)]
        depth = 0
        while (link := self._links[client][number]) is not None:
            self._depths[client][number] = MET
            found = self._find(link)
            if found is None:
                depth = beyond(link.client, link.clock)
                break
            depth = self._depths[link.client][found]
            if depth >= 0:
                break
            if depth == MET:
                # A circle waits for ever.
                depth = UNKNOWN_TYPE_DEPTH
                break
            client, number = link.client, found
            chain.append((client, number))
        else:
            depth = 0
        for client, number in reversed(chain):
            link = self._links[client][number]
            depth += link.deeper if link else 0
            self._depths[client][number] = depth

    def _find(self, link: _Link) -> int | None:
        at = bisect_right(self._starts.get(link.client, ()), link.clock) - 1
        return at if at >= 0 and link.clock < self._ends[link.client][at] else None


def _link(update: bytes, begin: int) -> _Link | None:
    info = update[begin]
    deeper, at = 0, begin + 1
    if not info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
        by_name, at = decode_varuint(update, at)
        if by_name == 1:
            return None
        deeper = 1
    # Of two origins the left one: Yjs takes the parent from it.
    client, at = decode_varuint(update, at)
    return _Link(client, decode_varuint(update, at)[0], deeper)
