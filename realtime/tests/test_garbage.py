"""Garbage collection on bytes [DU6]: the same document for every Yjs client, in fewer bytes."""

from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text
from yjs_log import edit

from coterie_realtime.clock_ranges import ClockRanges
from coterie_realtime.compact import LossyCompaction, compact
from coterie_realtime.garbage import collect
from coterie_realtime.history import merge
from coterie_realtime.struct_index import StructIndex
from coterie_realtime.update import DELETED, GC, REF_MASK, read_deletes

HISTORIES = 40
STEPS = 150


def recorded(client_id: int = 7) -> tuple["Doc[Any]", list[bytes]]:
    """A document, and the updates that come of what is done to it."""
    doc: Doc[Any] = Doc(client_id=client_id)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    return doc, made


def kinds(update: bytes) -> list[int]:
    """What the structs hold, in order."""
    index = StructIndex(update)
    return [update[begin] & REF_MASK for begin in index.begins]


def test_real_documents_edit_while_the_log_is_compacted() -> None:
    """[DU6]: pairs divided, deletions, undo, nested types; away, back with old state, restarts."""
    log = edit(first_seed=1, histories=HISTORIES, steps=STEPS)
    assert log.compactions > HISTORIES
    assert log.compacted_bytes < log.merged_bytes


def test_deleted_text_is_gone_and_its_place_is_kept() -> None:
    doc, made = recorded()
    text = doc.get("file:main", type=Text)
    text += "keep the secret here"
    del text[9:16]
    collected = collect(merge(made))
    assert b"secret" not in collected
    index = StructIndex(collected)
    assert list(index.lengths) == [9, 7, 4]
    assert kinds(collected) == [4, DELETED, 4]
    again: Doc[Any] = Doc()
    again.apply_update(collected)
    assert str(again.get("file:main", type=Text)) == "keep the here"


def test_typing_letter_by_letter_becomes_one_struct() -> None:
    doc, made = recorded()
    text = doc.get("file:main", type=Text)
    for letter in "hello world":
        text += letter
    assert len(made) == 11
    assert kinds(collect(merge(made))) == [4]


def test_what_was_in_a_deleted_type_keeps_no_place() -> None:
    doc, made = recorded()
    files = doc.get("files", type=Map)
    files["a"] = Map({"path": "a.py", "body": Text("secret body"), "tags": Array([1, [2]])})
    files["b"] = Map({"path": "b.py"})
    del files["a"]
    collected = collect(merge(made))
    assert b"secret" not in collected
    assert b"a.py" not in collected
    assert GC in kinds(collected)
    again: Doc[Any] = Doc()
    again.apply_update(collected)
    assert again.get("files", type=Map).to_py() == {"b": {"path": "b.py"}}


def test_the_values_of_a_divided_struct_are_divided() -> None:
    doc, made = recorded()
    array = doc.get("list", type=Array)
    array.extend(["one", 2, {"three": [3]}, None, "five"])
    del array[1:3]
    collected = collect(merge(made))
    again: Doc[Any] = Doc()
    again.apply_update(collected)
    assert again.get("list", type=Array).to_py() == ["one", None, "five"]


def test_nothing_deleted_is_left_as_it_was() -> None:
    """Every struct in a deleted range is a place or nothing."""
    doc, made = recorded()
    text = doc.get("file:main", type=Text)
    for at in range(200):
        text.insert(at // 2, f"word {at} ")
        if at % 3 == 0:
            del text[at // 3 : at // 3 + 5]
    collected = collect(merge(made))
    index = StructIndex(collected)
    deleted = ClockRanges(read_deletes(collected, index.end))
    for number, clock in enumerate(index.clocks):
        whole = (7, clock, clock + index.lengths[number])
        gone = kinds(collected)[number] in (DELETED, GC)
        assert gone == (whole in deleted) == deleted.overlaps([whole])


def test_an_empty_document() -> None:
    assert collect(b"\x00\x00") == b"\x00\x00"
    assert compact([]).update == b"\x00\x00"


def test_deletions_of_what_has_not_come_yet_are_kept() -> None:
    """[SY4]"""
    doc, made = recorded()
    text = doc.get("file:main", type=Text)
    text += "first"
    text += " second"
    del text[3:8]
    short = compact([made[2], made[0]])
    assert compact([short.update, made[1]]).holding == compact(made).holding
    again: Doc[Any] = Doc()
    again.apply_update(compact([short.update, made[1]]).update)
    assert str(again.get("file:main", type=Text)) == str(text)


def test_a_loss_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """[DU6]: whatever goes wrong in merging or collecting, it replaces no log."""
    doc, made = recorded()
    text = doc.get("file:main", type=Text)
    text += "first"
    text += " second"
    monkeypatch.setattr("coterie_realtime.compact.merge", lambda updates: merge(updates[:1]))
    with pytest.raises(LossyCompaction):
        compact(made)
