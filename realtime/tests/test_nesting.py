"""Types in types: as deep as a browser can delete them, however they come [SY2]."""

from random import Random

import pytest
from client import Client
from pycrdt import Doc, Map

from coterie_realtime.errors import Malformed
from coterie_realtime.history import History
from coterie_realtime.limits import MAX_TYPE_DEPTH, UNKNOWN_TYPE_DEPTH
from coterie_realtime.protocol import SyncType, encode_bytes, encode_varuint, sync_message
from coterie_realtime.update import scan

Place = tuple[int, int]
"""Client and clock of a struct."""

ROOT = b"\x01" + encode_bytes(b"list")
ARRAY = b"\x00"
ARRAY_IN = 7
ARRAY_BEHIND = 7 | 0x80


def place(at: Place) -> bytes:
    return encode_varuint(at[0]) + encode_varuint(at[1])


def in_root() -> bytes:
    """A struct that is an array."""
    return bytes((ARRAY_IN,)) + ROOT + ARRAY


def inside(at: Place) -> bytes:
    return bytes((ARRAY_IN, 0)) + place(at) + ARRAY


def behind(at: Place) -> bytes:
    return bytes((ARRAY_BEHIND,)) + place(at) + ARRAY


def update(client: int, clock: int, *structs: bytes) -> bytes:
    count = encode_varuint(len(structs))
    return b"\x01" + count + place((client, clock)) + b"".join(structs) + b"\x00"


def chain(client: int, depth: int) -> bytes:
    """That many arrays in each other."""
    return update(client, 0, in_root(), *[inside((client, at)) for at in range(depth - 1)])


def take(history: History, *updates: bytes) -> None:
    for one in updates:
        news = history.news(one, scan(one))
        assert news
        history.add(news)


def flat(count: int) -> bytes:
    """Arrays beside each other, of client 1."""
    return update(1, 0, in_root(), *[behind((1, at)) for at in range(count - 1)])


async def test_a_deep_chain_ends_its_socket(server: str) -> None:
    """[SY2] [WS8]: once the outermost was deleted, nobody could open the document."""
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as hostile,
    ):
        hostile.send(sync_message(SyncType.UPDATE, chain(5, 5_000)))
        await hostile.expect_close(4400)
        ada.type("still here")
        async with Client.joined(f"{server}/r", client_id=3) as late:
            assert str(late.text) == "still here"


def test_the_deepest_that_is_taken() -> None:
    take(History(), chain(5, MAX_TYPE_DEPTH))
    history = History([chain(5, MAX_TYPE_DEPTH)])
    take(history, update(5, MAX_TYPE_DEPTH, inside((5, MAX_TYPE_DEPTH - 1))))
    with pytest.raises(Malformed):
        take(history, update(5, MAX_TYPE_DEPTH + 1, inside((5, MAX_TYPE_DEPTH))))


def test_a_chain_in_many_updates_ends() -> None:
    history = History()
    parts = [update(5, 0, in_root()), *[update(5, at + 1, inside((5, at))) for at in range(999)]]
    with pytest.raises(Malformed):
        take(history, *parts)
    assert len(history.state) == 1
    assert history.state[5] <= MAX_TYPE_DEPTH + 1


def test_a_chain_by_way_of_siblings_ends() -> None:
    """Each array lies behind a first one, which alone says where it is."""
    structs = [in_root()]
    for at in range(0, 1_000, 2):
        structs += [inside((5, at)), behind((5, at + 1))]
    with pytest.raises(Malformed):
        take(History(), update(5, 0, *structs))


def test_a_chain_from_its_inner_end_ends() -> None:
    """None of them says how deep it lies until the last has come."""
    parts = [update(5, at, inside((5, at - 1))) for at in range(1, 1_000)]
    history = History([flat(MAX_TYPE_DEPTH)])
    with pytest.raises(Malformed):
        take(history, *reversed(parts), update(5, 0, in_root()))


def test_nobody_is_refused_for_what_others_put_inside() -> None:
    """A letter that a whole chain waits for is taken all the same."""
    history = History([flat(MAX_TYPE_DEPTH)])
    awaiting = [inside((9, 0)), *[inside((5, at)) for at in range(99)]]
    take(history, update(5, 0, *awaiting))
    take(history, update(9, 0, in_root()))
    with pytest.raises(Malformed):
        take(history, update(5, 100, *[inside((5, at)) for at in range(99, 299)]))


def test_a_circle_is_taken_as_what_it_is() -> None:
    """It waits for ever, in every client."""
    history = History([flat(MAX_TYPE_DEPTH)])
    one = b"\x01" + place((5, 0)) + inside((6, 0))
    other = b"\x01" + place((6, 0)) + inside((5, 0))
    take(history, b"\x02" + one + other + b"\x00")


def test_many_types_beside_each_other_are_no_matter() -> None:
    doc: Doc[Map[Map[str]]] = Doc(client_id=7)
    files = doc.get("files", type=Map)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for number in range(2 * MAX_TYPE_DEPTH):
        files[str(number)] = Map({"path": "a.py"})
    history = History()
    take(history, *updates)
    assert history.state == {7: 4 * MAX_TYPE_DEPTH}


def test_depths_are_never_less_than_they_are() -> None:
    """By a model: parents at random, updates in any order."""
    random = Random(11)
    refused = 0
    for _ in range(30):
        parents: dict[Place, Place | None] = {}
        depths: dict[Place, int] = {}
        for clock in range(600):
            at = (random.choice((5, 6, 7)), clock)
            # One of the newest, so that it becomes deep.
            parent = random.choice(list(depths)[-3:]) if random.random() < 0.99 and depths else None
            parents[at], depths[at] = parent, depths[parent] + 1 if parent else 0
        order = list(parents)
        for _ in range(100):
            one, other = random.randrange(600), random.randrange(600)
            order[one], order[other] = order[other], order[one]
        history = History([flat(MAX_TYPE_DEPTH)])
        taken: set[Place] = set()
        in_order: set[Place | None] = {None}
        """What came behind all that it is in."""
        for at in order:
            parent = parents[at]
            try:
                take(history, update(*at, inside(parent) if parent else in_root()))
            except Malformed:
                refused += 1
                assert depths[at] > UNKNOWN_TYPE_DEPTH or parent not in in_order
                continue
            taken.add(at)
            if parent in in_order:
                in_order.add(at)
        whole = [at for at in taken if taken.issuperset(above_of(parents, at))]
        assert max(depths[at] for at in whole) <= MAX_TYPE_DEPTH
    assert refused


def above_of(parents: dict[Place, Place | None], at: Place) -> list[Place]:
    found = []
    while (parent := parents[at]) is not None:
        found.append(parent)
        at = parent
    return found
