"""What waits for something that never came goes on waiting, compacted or not."""

import pytest
from pycrdt import Doc, Text, get_state

from coterie_realtime.arrived import Arrived
from coterie_realtime.garbage import collect
from coterie_realtime.history import merge
from coterie_realtime.protocol import decode_state_vector, encode_bytes, encode_varuint
from coterie_realtime.struct_index import StructIndex

ROOT = b"\x01" + encode_bytes(b"list")
ORIGIN, RIGHT_ORIGIN = 0x80, 0x40
STRING, TYPE = 4, 7
DELETED_5 = b"\x01\x05\x01\x00\x01"
"""Clock 0 of client 5."""


def place(client: int, clock: int) -> bytes:
    return encode_varuint(client) + encode_varuint(clock)


def block(client: int, *structs: bytes) -> bytes:
    return encode_varuint(len(structs)) + place(client, 0) + b"".join(structs)


def letter(head: bytes, place: bytes) -> bytes:
    return head + place + encode_bytes(b"x")


TYPE_IN_ROOT = bytes((TYPE,)) + ROOT + b"\x00"
IN_TYPE = letter(bytes((STRING,)), b"\x00" + place(5, 0))
BEFORE_SOMETHING = letter(bytes((STRING | ORIGIN | RIGHT_ORIGIN,)), place(5, 1) + place(9, 0))
IN_ROOT = letter(bytes((STRING,)), ROOT)

# Client 6 writes into a deleted type of client 5, beside what client 9 is yet to write.
WAITING = (
    b"\x02" + block(6, BEFORE_SOMETHING, IN_ROOT) + block(5, TYPE_IN_ROOT, IN_TYPE) + DELETED_5
)
COMING = b"\x01" + block(9, IN_ROOT) + b"\x00"


def taken_in(update: bytes) -> dict[int, int]:
    doc: Doc[Text] = Doc()
    doc.apply_update(update)
    return decode_state_vector(doc.get_state())


def test_who_loads_it_later_sees_no_more_than_the_others() -> None:
    """The letter behind the one that waits appeared once that one was collected."""
    assert taken_in(WAITING) == {5: 2}
    assert taken_in(collect(WAITING)) == {5: 2}
    assert taken_in(merge([collect(WAITING), COMING])) == {5: 2, 6: 2, 9: 1}


def test_what_has_all_it_refers_to_is_collected() -> None:
    whole = merge([WAITING, COMING])
    short = collect(whole)
    assert len(short) < len(whole)
    assert taken_in(short) == {5: 2, 6: 2, 9: 1}


@pytest.mark.parametrize("update", [WAITING, COMING, merge([WAITING, COMING])])
def test_it_agrees_with_a_document(update: bytes) -> None:
    arrived = Arrived(update, StructIndex(update))
    state = taken_in(update)
    for client, clock in decode_state_vector(get_state(update)).items():
        assert arrived.has(client, state.get(client, 0))
        assert clock == state.get(client, 0) or not arrived.has(client, clock)
