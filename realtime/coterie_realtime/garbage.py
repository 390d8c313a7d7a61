"""Takes deleted content out of an update, on bytes, as Yjs does when it collects garbage.

What is deleted keeps its place (`ContentDeleted`), so that whatever was typed next to it still
finds its neighbours; what was inside a deleted type becomes `GC`. Structs that continue each other
are joined. No document is built. Yjs: `Item.gc`, `ContentType.gc`, `Item.mergeWith`.
"""

from typing import NamedTuple

from .arrived import Arrived
from .clock_ranges import ClockRanges
from .content_parts import Cut, text_parts, value_parts
from .deleted_types import DeletedTypes
from .protocol import decode_bytes, encode_varuint
from .struct_index import Block, StructIndex
from .struct_writer import Head, StructWriter, later_head, read_head
from .update import ANY, DELETED, GC, REF_MASK, SKIP, STRING, read_deletes


class _Item(NamedTuple):
    """A struct that stands somewhere: neither GC nor a skip."""

    client: int
    start: int
    stop: int
    """Its clocks."""
    data: bytes
    head: Head
    kind: int
    body: int
    """Where its content is in the update."""


def collect(update: bytes) -> bytes:
    """The same clocks and deletions as in `update`, which has passed `scan`, without garbage."""
    collector = _Collector(update)
    return collector.structs() + collector.deletes()


class _Collector:
    def __init__(self, update: bytes) -> None:
        self._update = update
        self._index = StructIndex(update)
        self._deleted = ClockRanges(read_deletes(update, self._index.end))
        self._types = DeletedTypes(update, self._index, self._deleted)
        self._arrived = Arrived(update, self._index)

    def structs(self) -> bytes:
        blocks = self._index.blocks
        return encode_varuint(len(blocks)) + b"".join(map(self._block, blocks))

    def deletes(self) -> bytes:
        by_client: dict[int, list[bytes]] = {}
        for client, start, stop in self._deleted:
            one = encode_varuint(start) + encode_varuint(stop - start)
            by_client.setdefault(client, []).append(one)
        parts = [encode_varuint(len(by_client))]
        for client, ranges in by_client.items():
            parts += [encode_varuint(client), encode_varuint(len(ranges)), *ranges]
        return b"".join(parts)

    def _block(self, block: Block) -> bytes:
        writer = StructWriter(block.client)
        for number in range(block.first, block.behind):
            self._struct(writer, block.client, number)
        return writer.block(self._index.clocks[block.first])

    def _struct(self, writer: StructWriter, client: int, number: int) -> None:
        index = self._index
        begin, start = index.begins[number], index.clocks[number]
        stop = start + index.lengths[number]
        data = self._update[begin : index.ends[number]]
        if data[0] == SKIP:
            writer.other(data)
        elif data[0] == GC or (self._types.hold(number) and self._arrived.has(client, stop)):
            # It refers to nothing any more: one that still has to wait would wait no longer.
            writer.collected(start, stop)
        else:
            head, body = read_head(self._update, begin, client, start)
            item = _Item(client, start, stop, data, head, data[0] & REF_MASK, body)
            self._item(writer, item)

    def _item(self, writer: StructWriter, item: _Item) -> None:
        whole = (item.start, item.stop)
        if item.kind == DELETED:
            writer.deleted(item.head, *whole)
            return
        alive = self._deleted.missing((item.client, *whole))
        if alive == [whole] and item.kind != STRING:
            writer.other(item.data)
            return
        part = self._parts(item) if alive else None
        at = item.start
        for start, stop in [*alive, (item.stop, item.stop)]:
            if at < start:
                writer.deleted(_head(item, at), at, start)
            if start < stop and part:
                _write(writer, item, start, stop, part)
            at = stop

    def _parts(self, item: _Item) -> Cut:
        if item.kind == STRING:
            return text_parts(decode_bytes(self._update, item.body)[0])
        if item.kind == ANY:
            return value_parts(self._update, item.body)
        raise AssertionError(f"content {item.kind} has one clock")


def _write(writer: StructWriter, item: _Item, start: int, stop: int, part: Cut) -> None:
    """Writes what is left of an item between two clocks."""
    head, content = _head(item, start), part(start - item.start, stop - item.start)
    if item.kind == STRING:
        writer.text(head, start, stop, content)
    else:
        info = bytes((head.flags | item.kind,))
        writer.other(info + head.place + head.right + content)


def _head(item: _Item, clock: int) -> Head:
    return item.head if clock == item.start else later_head(item.head, item.client, clock)
