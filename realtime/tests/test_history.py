"""The document's bytes: nothing lost by merging early, late, twice or out of order."""

import random
from typing import Any

import pytest
from pycrdt import Array, Doc, Text

from coterie_realtime.history import History
from coterie_realtime.holding import Holding
from coterie_realtime.limits import MERGE_FAN_IN
from coterie_realtime.protocol import encode_bytes, encode_state_vector, encode_varuint
from coterie_realtime.update import scan


def typed(client_id: int, letters: str) -> list[bytes]:
    """One update a letter, and a deletion after every tenth."""
    doc: Doc[Text] = Doc(client_id=client_id)
    text = doc.get("file:main", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    for at, letter in enumerate(letters):
        text.insert(len(text) // 2, letter)
        if at % 10 == 9:
            del text[0]
    return made


def filled(updates: list[bytes]) -> History:
    history = History()
    for update in updates:
        news = history.news(update, scan(update))
        if news:
            history.add(news)
    return history


def holding(update: bytes) -> Holding:
    return Holding.of([scan(update)])


def is_news(history: History, update: bytes) -> bool:
    return history.news(update, scan(update)) is not None


def text_of(update: bytes) -> str:
    doc: Doc[Text] = Doc()
    text = doc.get("file:main", type=Text)
    doc.apply_update(update)
    return str(text)


def test_merging_in_levels_keeps_everything() -> None:
    updates = typed(1, "abcdefghij" * (MERGE_FAN_IN * 11))
    expected: Doc[Text] = Doc()
    text = expected.get("file:main", type=Text)
    for update in updates:
        expected.apply_update(update)
    history = filled(updates)
    assert text_of(history.merged()) == str(text)
    assert history.bytes == len(history.merged())


def test_known_updates_are_no_news() -> None:
    updates = typed(1, "abcdefghijkl")
    history = filled(updates)
    assert not any(is_news(history, update) for update in updates)
    assert not is_news(history, history.merged())


def test_a_deletion_alone_is_news_once() -> None:
    doc: Doc[Text] = Doc(client_id=1)
    text = doc.get("file:main", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    text.insert(0, "abc")
    del text[1]
    history = filled(made[:1])
    news = history.news(made[1], scan(made[1]))
    assert news
    history.add(news)
    assert not is_news(history, made[1])


def test_a_gap_is_seen_and_forgotten_when_it_is_filled() -> None:
    """[SY4]"""
    updates = typed(1, "abcde")
    history = filled([updates[0]])
    news = history.news(updates[2], scan(updates[2]))
    assert news
    assert news.behind_gap
    history.add(news)
    assert history.state == {1: 1}
    assert not is_news(history, updates[2])  # a client that sends it again is not asked again
    filling = history.news(updates[1], scan(updates[1]))
    assert filling
    assert not filling.behind_gap
    history.add(filling)
    assert history.state == {1: 3}


def test_a_gap_survives_merging_and_reloading() -> None:
    updates = typed(1, "abcde")
    history = filled([updates[0], updates[3], updates[4]])
    again = History([history.merged()])
    assert again.state == {1: 1}
    for update in updates[1:3]:
        news = again.news(update, scan(update))
        assert news
        again.add(news)
    assert text_of(again.merged()) == text_of(filled(updates).merged())


def test_only_what_is_missing_is_sent() -> None:
    """[SY1]"""
    updates = typed(1, "a" * 500)
    history = filled(updates)
    reader: Doc[Text] = Doc()
    text = reader.get("file:main", type=Text)
    for update in updates[:400]:
        reader.apply_update(update)
    missing = history.missing_from(reader.get_state())
    assert len(missing) < len(history.merged()) / 2
    reader.apply_update(missing)
    assert str(text) == text_of(history.merged())
    assert len(history.missing_from(encode_state_vector(history.state))) < 300


def test_any_order_of_two_writers_ends_the_same() -> None:
    generator = random.Random(11)
    updates = typed(1, "abcdefgh" * 8) + typed(2, "ABCDEFGH" * 8)
    expected = text_of(filled(updates).merged())
    for _ in range(20):
        generator.shuffle(updates)
        assert text_of(filled(updates).merged()) == expected


def struct(clock: int, text: str, *, client: int = 7) -> bytes:
    """One string struct, the first of its text or behind the clock before."""
    origin = b"\x84" + encode_varuint(client) + encode_varuint(max(clock - 1, 0))
    head = origin if clock else b"\x04\x01\x01t"
    body = head + encode_bytes(text.encode())
    return b"\x01\x01" + encode_varuint(client) + encode_varuint(clock) + body + b"\x00"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (struct(0, "abc"), struct(1, "x😀"), [(7, 0, 4)]),
        (struct(0, "a"), struct(0, "a😀b"), [(7, 0, 4)]),
        (struct(0, "\ufffd"), struct(0, "😀x"), [(7, 0, 3)]),
        (struct(2, "cd"), struct(0, "ab😀ef"), [(7, 0, 6)]),
    ],
)
def test_updates_that_overlap_are_cut_apart(
    first: bytes, second: bytes, expected: list[tuple[int, int, int]]
) -> None:
    """pycrdt's own cut inside a surrogate pair made a room unreadable for good."""
    history = filled([first, second])
    again = History([history.merged()])
    assert scan(history.merged()).structs == expected
    assert again.state == history.state == {7: expected[0][2]}
    assert holding(history.merged()) == holding(again.merged())


def test_overlapping_values_and_deletions_are_cut_too() -> None:
    doc: Doc[Any] = Doc(client_id=7)
    array = doc.get("a", type=Array)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    array.extend(["one", 2, {"three": [3]}])
    array.extend([4, 5])
    del array[1:4]
    history = filled([made[0], doc.get_update()])
    reader: Doc[Any] = Doc()
    seen = reader.get("a", type=Array)
    reader.apply_update(history.merged())
    assert seen.to_py() == array.to_py() == ["one", 5.0]


def test_a_client_inside_a_pair_gets_the_whole() -> None:
    history = filled([struct(0, "a😀b")])
    assert history.missing_from(b"\x01\x07\x02") == history.merged()
    assert history.missing_from(b"\x01\x07\x01") != history.merged()
