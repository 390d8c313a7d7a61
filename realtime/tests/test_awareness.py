"""Who is where: owners, clocks, echoes and leaving."""

import json
from typing import Any

import pytest

from coterie_realtime import awareness
from coterie_realtime.awareness import GONE, Awareness, Entry, News
from coterie_realtime.errors import Malformed
from coterie_realtime.limits import MAX_AWARENESS_CLIENTS, MAX_AWARENESS_STATE_BYTES
from coterie_realtime.protocol import encode_varuint


def test_only_newer_states_are_news() -> None:
    """[AW1]"""
    table = Awareness()
    assert table.accept("c1", "ada", Entry(7, 1, b"{}")) is News.CHANGE
    assert table.accept("c1", "ada", Entry(7, 1, b"{}")) is News.NONE
    assert table.accept("c1", "ada", Entry(7, 0, b"{}")) is News.NONE
    assert table.accept("c1", "ada", Entry(7, 2, b"{}")) is News.RENEWAL
    assert table.accept("c1", "ada", Entry(7, 2, GONE)) is News.CHANGE
    assert table.accept("c1", "ada", Entry(7, 2, GONE)) is News.NONE
    assert table.all() == []


def test_anothers_client_is_out_of_reach() -> None:
    """[AW2]"""
    table = Awareness()
    table.accept("c1", "ada", Entry(7, 1, b"{}"))
    assert table.accept("c2", "bob", Entry(7, 9, b'{"fake":1}')) is News.NONE
    assert table.all() == [Entry(7, 1, b"{}")]


def test_an_echo_takes_nothing_from_a_tab_that_is_here() -> None:
    """[AW2] [AW4]"""
    table = Awareness()
    table.accept("c1", "ada", Entry(7, 1, b"{}"))
    assert table.accept("c2", "ada", Entry(7, 1, b"{}")) is News.NONE
    assert table.leave("c2") == []
    assert table.leave("c1") == [Entry(7, 1, GONE)]
    assert table.owner_of(7) is None


def test_who_comes_back_keeps_the_state() -> None:
    """[AW4]: even as another participant, as guests without a token do."""
    table = Awareness()
    table.arrive("c0")
    table.accept("c1", "ada", Entry(7, 1, b"{}"))
    table.depart("c1")
    table.arrive("c2")
    assert table.accept("c0", "bob", Entry(7, 1, b"{}")) is News.NONE  # an echo
    assert table.accept("c2", "guest", Entry(7, 1, b"{}")) is News.NONE
    assert table.leave("c1") == []
    assert table.owner_of(7) == "guest"


def test_taking_over_counts_too() -> None:
    """[AW5]"""
    table = Awareness()
    for client in range(MAX_AWARENESS_CLIENTS):
        table.accept("c1", "ada", Entry(client, 1, b"{}"))
        table.accept("c2", "ada", Entry(100 + client, 1, b"{}"))
    table.depart("c1")
    with pytest.raises(Malformed):
        table.accept("c2", "ada", Entry(0, 2, b"{}"))


def test_a_flood_of_entries_is_refused() -> None:
    """[AW5]"""
    with pytest.raises(Malformed):
        awareness.decode(encode_varuint(1_025) + b"\x01\x01\x02{}" * 1_025)


def test_clients_of_a_connection_are_bounded() -> None:
    """[AW5]"""
    table = Awareness()
    for client in range(MAX_AWARENESS_CLIENTS):
        assert table.accept("c1", "ada", Entry(client, 1, b"{}")) is News.CHANGE
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


def state_of(entry: Entry | None) -> dict[str, Any]:
    assert entry is not None
    state = awareness.parse_state(entry.state)
    assert isinstance(state, dict)
    return state


def keep(call: dict[str, object] | None) -> dict[str, object] | None:
    return call


@pytest.mark.parametrize("user", [None, "x", [], {"id": "bob", "name": "Bob", "color": 3}])
def test_the_user_of_a_state_is_overwritten(user: object) -> None:
    """[AW3]"""
    entry = Entry(1, 1, json.dumps({"user": user, "file": "main"}).encode())
    state = state_of(awareness.pinned(entry, ("ada", "Ada"), keep))
    assert state["file"] == "main"
    assert state["user"]["id"] == "ada"
    assert state["user"]["name"] == "Ada"


@pytest.mark.parametrize("identity", [None, ("ada", "Ada")])
def test_a_call_is_what_is_made_of_it(identity: tuple[str, str] | None) -> None:
    """[CA1]"""
    entry = Entry(1, 1, b'{"call":{"peer":"p1","connection":"c9"}}')
    state = state_of(awareness.pinned(entry, identity, lambda call: {**(call or {}), "seat": 3}))
    assert state["call"] == {"peer": "p1", "connection": "c9", "seat": 3}
    assert "call" not in state_of(awareness.pinned(entry, identity, lambda _: None))


def test_a_node_alone_passes_states_on_as_they_are() -> None:
    for state in (b'{ "user" : 1 }', b'{"call":null}', b"[1]", b"7", GONE):
        assert awareness.pinned(Entry(1, 1, state), None, keep) == Entry(1, 1, state)


def test_what_is_no_state_is_dropped_where_people_are_known() -> None:
    assert awareness.pinned(Entry(1, 1, b"[1]"), ("ada", "Ada"), keep) is None
    assert awareness.pinned(Entry(1, 1, GONE), ("ada", "Ada"), keep) == Entry(1, 1, GONE)


def test_a_number_without_json_is_refused() -> None:
    with pytest.raises(Malformed):
        awareness.pinned(Entry(1, 1, b'{"x":1e999}'), ("ada", "Ada"), keep)
