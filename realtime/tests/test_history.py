"""The document's bytes: nothing lost by merging early, late, twice or out of order."""

import random

from pycrdt import Doc, Text

from coterie_realtime.history import History, canonical
from coterie_realtime.limits import MERGE_FAN_IN
from coterie_realtime.protocol import encode_state_vector
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
        content = scan(update)
        if history.is_news(content):
            history.add(canonical(update), content)
    return history


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
    assert not any(history.is_news(scan(update)) for update in updates)
    assert not history.is_news(scan(history.merged()))


def test_a_deletion_alone_is_news_once() -> None:
    doc: Doc[Text] = Doc(client_id=1)
    text = doc.get("file:main", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    text.insert(0, "abc")
    del text[1]
    history = filled(made[:1])
    assert history.is_news(scan(made[1]))
    history.add(made[1], scan(made[1]))
    assert not history.is_news(scan(made[1]))


def test_a_gap_is_seen_and_forgotten_when_it_is_filled() -> None:
    """[SY4]"""
    updates = typed(1, "abcde")
    history = filled([updates[0]])
    assert history.has_gap_before(scan(updates[2]))
    history.add(updates[2], scan(updates[2]))
    assert history.state == {1: 1}
    history.add(updates[1], scan(updates[1]))
    history.merged()
    assert history.state == {1: 3}


def test_a_gap_survives_merging_and_reloading() -> None:
    updates = typed(1, "abcde")
    history = filled([updates[0], updates[3], updates[4]])
    again = History(history.merged())
    assert again.state == {1: 1}
    for update in updates[1:3]:
        again.add(update, scan(update))
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
