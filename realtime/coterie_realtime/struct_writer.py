"""Writes the structs of one client, and joins those that continue each other, as Yjs does."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .protocol import encode_bytes, encode_varuint
from .update import (
    DELETED,
    GC,
    HAS_ORIGIN,
    HAS_RIGHT_ORIGIN,
    REF_MASK,
    STRING,
    read_header,
)


class Head(NamedTuple):
    """Where a struct stands: what is before its content."""

    flags: int
    """The info byte without the kind of content."""
    place: bytes
    """The origin; without any origin the parent."""
    right: bytes
    """The right origin, if there is one."""


def read_head(data: bytes, at: int, client: int, clock: int) -> tuple[Head, int]:
    """The head of the struct at `at`, which is neither GC nor a skip, and where its content is."""
    flags = data[at] & ~REF_MASK
    if not flags & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
        body = read_header(data, at, client, clock)
        return Head(flags, data[at + 1 : body], b""), body
    middle = _id_end(data, at + 1) if flags & HAS_ORIGIN else at + 1
    body = _id_end(data, middle) if flags & HAS_RIGHT_ORIGIN else middle
    return Head(flags, data[at + 1 : middle], data[middle:body]), body


def later_head(head: Head, client: int, clock: int) -> Head:
    """The head of the rest of a divided struct, which begins at `clock`.

    It follows its own first part, before the same right neighbour (Yjs: `splitItem`).
    """
    flags = HAS_ORIGIN | head.flags & HAS_RIGHT_ORIGIN
    return Head(flags, encode_varuint(client) + encode_varuint(clock - 1), head.right)


@dataclass(slots=True)
class _Run:
    """Structs that are written as one."""

    kind: int
    """`GC`, `DELETED` or `STRING`."""
    start: int
    stop: int
    """Clocks."""
    head: Head | None
    """None for GC, which stands nowhere."""
    texts: list[bytes] = field(default_factory=list)


class StructWriter:
    """Structs are given in the order of their clocks."""

    def __init__(self, client: int) -> None:
        self._client = encode_varuint(client)
        self._out = bytearray()
        self._count = 0
        self._run: _Run | None = None

    def collected(self, start: int, stop: int) -> None:
        """A struct whose parent is deleted."""
        run = self._run
        if run and run.kind == GC:
            run.stop = stop
        else:
            self._begin(_Run(GC, start, stop, None))

    def deleted(self, head: Head, start: int, stop: int) -> None:
        """A struct that is deleted."""
        run = self._continued(DELETED, head, start)
        if run:
            run.stop = stop
        else:
            self._begin(_Run(DELETED, start, stop, head))

    def text(self, head: Head, start: int, stop: int, text: bytes) -> None:
        """A struct of text."""
        run = self._continued(STRING, head, start)
        if run:
            run.stop = stop
            run.texts.append(text)
        else:
            self._begin(_Run(STRING, start, stop, head, [text]))

    def other(self, data: bytes) -> None:
        """Any other struct, as it is."""
        self._flush()
        self._out += data
        self._count += 1

    def block(self, clock: int) -> bytes:
        """All of it, behind its number, client and first clock."""
        self._flush()
        return encode_varuint(self._count) + self._client + encode_varuint(clock) + self._out

    def _continued(self, kind: int, head: Head, start: int) -> _Run | None:
        """The run that a struct continues: behind its last clock, before the same neighbour."""
        run = self._run
        if run is None or run.kind != kind or not head.flags & HAS_ORIGIN or run.head is None:
            return None
        if head.right != run.head.right or head.place != self._client + encode_varuint(start - 1):
            return None
        return run

    def _begin(self, run: _Run) -> None:
        self._flush()
        self._run = run

    def _flush(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        self._count += 1
        if run.head is None:
            self._out.append(GC)
        else:
            self._out.append(run.head.flags | run.kind)
            self._out += run.head.place + run.head.right
        if run.kind == STRING:
            self._out += encode_bytes(run.texts[0] if len(run.texts) == 1 else b"".join(run.texts))
        else:
            self._out += encode_varuint(run.stop - run.start)


def _id_end(data: bytes, at: int) -> int:
    """Where the id at `at`, two integers, ends."""
    for _ in range(2):
        while data[at] & 0x80:
            at += 1
        at += 1
    return at
