"""Who is where: owners, clocks, echoes and leaving."""

import pytest

from coterie_realtime import awareness
from coterie_realtime.awareness import GONE, Awareness, Entry
from coterie_realtime.errors import Malformed
from coterie_realtime.limits import MAX_AWARENESS_CLIENTS, MAX_AWARENESS_STATE_BYTES


def test_only_newer_states_are_news() -> None:
    """[AW1]"""
    table = Awareness()
    assert table.accept("c1", "ada", Entry(7, 1, b"{}"))
    assert not table.accept("c1", "ada", Entry(7, 1, b"{}"))
    assert not table.accept("c1", "ada", Entry(7, 0, b"{}"))
    assert table.accept("c1", "ada", Entry(7, 2, b"{}"))
    assert table.accept("c1", "ada", Entry(7, 2, GONE))
    assert not table.accept("c1", "ada", Entry(7, 2, GONE))
    assert table.all() == []


def test_anothers_client_is_out_of_reach() -> None:
    """[AW2]"""
    table = Awareness()
    table.accept("c1", "ada", Entry(7, 1, b"{}"))
    assert not table.accept("c2", "bob", Entry(7, 9, b'{"fake":1}'))
    assert table.all() == [Entry(7, 1, b"{}")]


def test_the_same_participant_takes_over_and_keeps() -> None:
    """[AW2] [AW4]"""
    table = Awareness()
    table.accept("c1", "ada", Entry(7, 1, b"{}"))
    table.accept("c2", "ada", Entry(7, 1, b"{}"))
    assert table.leave("c1") == []
    assert table.leave("c2") == [Entry(7, 1, GONE)]
    assert table.owner_of(7) is None


def test_clients_of_a_connection_are_bounded() -> None:
    """[AW5]"""
    table = Awareness()
    for client in range(MAX_AWARENESS_CLIENTS):
        assert table.accept("c1", "ada", Entry(client, 1, b"{}"))
    with pytest.raises(Malformed):
        table.accept("c1", "ada", Entry(99, 1, b"{}"))


def test_a_message_reads_back() -> None:
    entries = [Entry(1, 2, b'{"a":1}'), Entry(2**40, 3, GONE)]
    assert awareness.decode(awareness.encode(entries)) == entries


def test_a_large_state_is_refused() -> None:
    """[AW5]"""
    state = b'"' + b"x" * MAX_AWARENESS_STATE_BYTES + b'"'
    with pytest.raises(Malformed):
        awareness.decode(awareness.encode([Entry(1, 1, state)]))


@pytest.mark.parametrize("user", [None, "x", [], {"id": "bob", "name": "Bob", "color": 3}])
def test_the_user_of_a_state_is_overwritten(user: object) -> None:
    """[AW3]"""
    pinned = awareness.parse_state(
        awareness.with_user({"user": user, "file": "main"}, "ada", "Ada")
    )
    assert isinstance(pinned, dict)
    assert pinned["file"] == "main"
    assert pinned["user"]["id"] == "ada"
    assert pinned["user"]["name"] == "Ada"


def test_a_number_without_json_is_refused() -> None:
    with pytest.raises(Malformed):
        awareness.with_user({"x": float("inf")}, "ada", "Ada")
