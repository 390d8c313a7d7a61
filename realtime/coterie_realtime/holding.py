"""What a document's bytes hold: the clocks of its structs, and the deleted ones."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from .clock_ranges import ClockRanges
from .update import Scan


class Holding(NamedTuple):
    """Two sets, compared as such."""

    structs: ClockRanges
    deletes: ClockRanges

    @classmethod
    def of(cls, contents: Iterable["Scan | Holding"]) -> Self:
        """What contents hold together."""
        both = list(contents)
        structs = ClockRanges([one for content in both for one in content.structs])
        deletes = ClockRanges([one for content in both for one in content.deletes])
        return cls(structs, deletes)

    def holds(self, other: "Scan | Holding") -> bool:
        """Whether all of another is in it."""
        return all(structs in self.structs for structs in other.structs) and all(
            deleted in self.deletes for deleted in other.deletes
        )

    def copy(self) -> "Holding":
        """Another one with the same content."""
        return Holding(self.structs.copy(), self.deletes.copy())


class Short(NamedTuple):
    """A short form of a document, which may take the place of its updates."""

    updates: Sequence[bytes]
    holding: Holding
