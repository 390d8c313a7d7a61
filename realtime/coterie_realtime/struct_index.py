"""Where each struct of an update is, by number and by id."""

from array import array
from bisect import bisect_right
from typing import NamedTuple

from .update import iter_structs


class Block(NamedTuple):
    """The structs of one client, by number."""

    client: int
    first: int
    behind: int


class StructIndex:
    """Four integers of four bytes a struct, so that a large document fits."""

    def __init__(self, update: bytes) -> None:
        """`update` has passed `scan`."""
        self.clocks = array("I")
        self.lengths = array("I")
        self.begins = array("I")
        self.ends = array("I")
        self.blocks: list[Block] = []
        writer, first = None, 0
        for client, clock, length, begin, end in iter_structs(update):
            if client != writer:
                self._close_block(writer, first)
                writer, first = client, len(self.clocks)
            self.clocks.append(clock)
            self.lengths.append(length)
            self.begins.append(begin)
            self.ends.append(end)
        self._close_block(writer, first)
        self._by_client = {block.client: block for block in self.blocks}

    def __len__(self) -> int:
        return len(self.clocks)

    @property
    def end(self) -> int:
        """Where the structs end and the deletions begin; one byte says that there are none."""
        return self.ends[-1] if self.ends else 1

    def find(self, client: int, clock: int) -> int | None:
        """The number of the struct that holds a clock; a skip may be it."""
        block = self._by_client.get(client)
        if block is None:
            return None
        number = bisect_right(self.clocks, clock, block.first, block.behind) - 1
        if number < block.first or clock >= self.clocks[number] + self.lengths[number]:
            return None
        return number

    def _close_block(self, client: int | None, first: int) -> None:
        if client is not None:
            self.blocks.append(Block(client, first, len(self.clocks)))
