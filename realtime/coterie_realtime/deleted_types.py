"""Which structs of an update are inside a deleted type: Yjs makes them `GC` (`ContentType.gc`)."""

from .clock_ranges import ClockRanges
from .protocol import decode_varuint
from .struct_index import StructIndex
from .update import DELETED, GC, HAS_ORIGIN, HAS_RIGHT_ORIGIN, REF_MASK, SKIP

# What is known of a struct; a chain that comes back to where it began ends alive.
UNKNOWN, ALIVE, GONE = range(3)


class DeletedTypes:
    """Follows structs to the type that they are in."""

    def __init__(self, update: bytes, index: StructIndex, deleted: ClockRanges) -> None:
        self._update = update
        self._index = index
        self._deleted = deleted
        self._known = bytearray(len(index))
        for number, begin in enumerate(index.begins):
            if update[begin] == GC:
                self._known[number] = GONE
        self._any = GONE in self._known or any(map(self._is_directly_inside, range(len(index))))

    def hold(self, number: int) -> bool:
        """Whether a struct is in a deleted type, or is GC already."""
        if not self._any:
            return False
        chain: list[int] = []
        at: int | None = number
        fate = ALIVE
        while at is not None:
            if self._known[at] != UNKNOWN:
                fate = self._known[at]
                break
            # Alive until the end of the chain says otherwise; a circle meets this and ends.
            self._known[at] = ALIVE
            chain.append(at)
            if self._is_directly_inside(at):
                fate = GONE
                break
            at = self._next(at)
        for link in chain:
            self._known[link] = fate
        return fate == GONE

    def _next(self, number: int) -> int | None:
        """A struct in the same type, or the type: its fate is this one's too."""
        begin = self._index.begins[number]
        info = self._update[begin]
        if info == SKIP:
            return None
        if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
            # Of two origins the left one: Yjs takes the parent from it.
            return self._index.find(*self._id(begin + 1))
        parent = self._parent(begin)
        return self._index.find(*parent) if parent else None

    def _is_directly_inside(self, number: int) -> bool:
        """Whether a struct names a type as its parent that is deleted."""
        begin = self._index.begins[number]
        info = self._update[begin]
        if info in (GC, SKIP) or info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
            return False
        parent = self._parent(begin)
        type_ = self._index.find(*parent) if parent else None
        if parent is None or type_ is None:
            return False
        info = self._update[self._index.begins[type_]]
        if info == SKIP:
            return False
        client, clock = parent
        is_deleted = (client, clock, clock + 1) in self._deleted
        return is_deleted or info == GC or info & REF_MASK == DELETED

    def _parent(self, begin: int) -> tuple[int, int] | None:
        """The id of the type that a struct without origins is in; None for one with a name."""
        by_name, at = decode_varuint(self._update, begin + 1)
        return None if by_name == 1 else self._id(at)

    def _id(self, at: int) -> tuple[int, int]:
        client, at = decode_varuint(self._update, at)
        return client, decode_varuint(self._update, at)[0]
