"""Which structs of a document a client can take in: those of which all that they refer to is there.

The others wait, in every client, for what may come (Yjs: `integrateStructs`). As long as they wait
they must go on waiting: who loads the document later would else see more than the others.
"""

from collections import defaultdict

from .protocol import decode_varuint
from .struct_index import Block, StructIndex
from .update import GC, HAS_ORIGIN, HAS_RIGHT_ORIGIN, SKIP


class Arrived:
    """Follows each client's structs as far as they can be taken in."""

    def __init__(self, update: bytes, index: StructIndex) -> None:
        """`index` is of `update`, which has passed `scan`."""
        self._update = update
        self._index = index
        self._clocks: dict[int, int] = defaultdict(int)
        """By client: up to where they are."""
        self._follow()

    def has(self, client: int, stop: int) -> bool:
        """Whether all of a client's clocks before this one are taken in."""
        return stop <= self._clocks[client]

    def _follow(self) -> None:
        blocks = {block.client: block for block in self._index.blocks}
        numbers = {block.client: block.first for block in self._index.blocks}
        waiting: defaultdict[int, list[int]] = defaultdict(list)
        """Clients whose next struct waits for one of this client."""
        ready = list(blocks)
        while ready:
            client = ready.pop()
            before = numbers[client]
            numbers[client], awaited = self._advance(blocks[client], before)
            if awaited is not None:
                waiting[awaited].append(client)
            if numbers[client] > before:
                ready += waiting.pop(client, [])

    def _advance(self, block: Block, number: int) -> tuple[int, int | None]:
        """The first struct that cannot be taken in yet, and the client that it waits for."""
        client, index = block.client, self._index
        while number < block.behind:
            clock = index.clocks[number]
            if clock != self._clocks[client] or self._update[index.begins[number]] == SKIP:
                return number, None
            for other, at in self._references(number):
                if at >= self._clocks[other]:
                    return number, other
            self._clocks[client] = clock + index.lengths[number]
            number += 1
        return number, None

    def _references(self, number: int) -> list[tuple[int, int]]:
        """Ids that a struct stands beside or in."""
        at = self._index.begins[number]
        info = self._update[at]
        if info == GC:
            return []
        count = bool(info & HAS_ORIGIN) + bool(info & HAS_RIGHT_ORIGIN)
        at += 1
        if not count:
            by_name, at = decode_varuint(self._update, at)
            count = 0 if by_name == 1 else 1
        found = []
        for _ in range(count):
            client, at = decode_varuint(self._update, at)
            clock, at = decode_varuint(self._update, at)
            found.append((client, clock))
        return found
