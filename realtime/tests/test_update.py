"""The parser: reads what Yjs writes, refuses everything else before native code sees it."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hostile import HOSTILE, SEGFAULT_FIRST, bad_json, nested, nested_json
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, get_state, merge_updates

from coterie_realtime.errors import Malformed
from coterie_realtime.limits import MAX_NESTING
from coterie_realtime.protocol import decode_state_vector
from coterie_realtime.update import scan


def updates_of_everything() -> list[bytes]:
    """One update for each kind of content that pycrdt writes."""
    doc: Doc[Any] = Doc(client_id=3_000_000_001)
    text = doc.get("file:main", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    text.insert(0, "hello 😀 wörld")
    text.insert(3, "x" * 1_200)
    del text[2:5]
    text.format(0, 4, {"bold": True})
    text.insert_embed(1, {"image": "a.png"})
    files = doc.get("files", type=Map)
    files["main"] = Map({"path": "main.py", "size": 2**50, "at": 1.5, "tags": ["a", None, True]})
    chat = doc.get("chat", type=Array)
    chat.append({"id": "abc", "at": -12})
    chat.append(b"bytes")
    del chat[0]
    return made


def test_clock_ranges_agree_with_the_state_vector() -> None:
    made = updates_of_everything()
    assert len(made) >= 9
    state: dict[int, int] = {}
    for update in made:
        for client, start, end in scan(update).structs:
            assert start == state.get(client, 0)
            state[client] = end
    assert state == decode_state_vector(get_state(merge_updates(*made)))


def test_deletions_are_read() -> None:
    doc: Doc[Text] = Doc(client_id=7)
    text = doc.get("t", type=Text)
    text.insert(0, "0123456789")
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    del text[2:5]
    assert scan(made[0]) == ([], [(7, 2, 5)], 0)


def test_a_skip_divides_the_ranges_of_a_client() -> None:
    doc: Doc[Text] = Doc(client_id=7)
    text = doc.get("t", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    for letter in "abc":
        text.insert(0, letter)
    assert scan(merge_updates(made[0], made[2])).structs == [(7, 0, 1), (7, 2, 3)]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_updates_are_malformed(name: str) -> None:
    """[SY2] [WS8]"""
    with pytest.raises(Malformed):
        scan(HOSTILE[name])


def test_the_first_half_of_the_segfault_is_harmless_and_read() -> None:
    assert scan(SEGFAULT_FIRST).structs == [(1, 2, 5)]


@pytest.mark.parametrize("make", [nested, nested_json])
def test_nesting_is_read_up_to_the_limit(make: Callable[[int], bytes]) -> None:
    assert scan(make(MAX_NESTING)).structs == [(5, 0, 1)]
    with pytest.raises(Malformed):
        scan(make(MAX_NESTING + 1))


def test_brackets_within_json_strings_do_not_nest() -> None:
    text = b'"' + b"[" * 500 + b'\\"' + b"{" * 500 + b'"'
    assert scan(bad_json(text)).structs == [(5, 0, 1)]


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    try:
        scan(data)
    except Malformed:
        pass
    else:
        merge_updates(data)


def test_what_passes_the_parser_passes_the_native_merge() -> None:
    """Mutants of real updates: whatever `scan` accepts, pycrdt's byte functions take."""
    generator = random.Random(5)
    made = updates_of_everything()
    accepted = 0
    for _ in range(20_000):
        mutant = bytearray(generator.choice(made)[: generator.randint(8, 200)])
        for _ in range(generator.randint(1, 3)):
            mutant[generator.randrange(len(mutant))] = generator.randrange(256)
        try:
            scan(bytes(mutant))
        except Malformed:
            continue
        accepted += 1
        scan(merge_updates(bytes(mutant)))
    assert accepted > 100
