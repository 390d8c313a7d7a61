"""The files that a document holds, as JSON [FI2] [FI3]; runs in the extraction child only."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from pycrdt import Doc, Map, Text

from .divided_pairs import replace_divided_pairs
from .history import merge
from .limits import MAX_FILES, MAX_FILES_ANSWER_BYTES

MAIN = "main"
DEFAULT_LANGUAGE = "plaintext"


class _File(NamedTuple):
    id: str
    path: str
    language: str


def files_json(updates: Sequence[bytes]) -> bytes:
    """`{"files": [{"id", "path", "language", "text"}], "omitted": 0}` in UTF-8.

    Raises whatever pycrdt raises on bytes that it cannot read, panics among it.
    """
    doc: Doc[Any] = Doc()
    doc.apply_update(replace_divided_pairs(merge(updates)))
    # One transaction: each access would open its own.
    with doc.transaction():
        files = _files(doc)
        encoded: list[bytes] = []
        left = MAX_FILES_ANSWER_BYTES
        for file in files[:MAX_FILES]:
            text = str(doc.get(f"file:{file.id}", type=Text))
            one = json.dumps({**file._asdict(), "text": text}, ensure_ascii=False).encode()
            if len(one) <= left:
                encoded.append(one)
                left -= len(one) + len(b",")
    omitted = len(files) - len(encoded)
    return b'{"files": [' + b",".join(encoded) + b'], "omitted": ' + str(omitted).encode() + b"}"


def _files(doc: "Doc[Any]") -> list[_File]:
    """The main file, and the others that are not deleted by path."""
    entries = doc.get("files", type=Map)
    others = []
    for id_ in entries:
        entry = entries[id_]
        if id_ == MAIN or not isinstance(entry, Map) or entry.get("deleted_at") is not None:
            continue
        others.append(_file(id_, entry))
    return [_main(entries), *sorted(others, key=lambda file: (file.path, file.id))]


def _main(entries: "Map[Any]") -> _File:
    entry = entries.get(MAIN)
    if isinstance(entry, Map):
        return _file(MAIN, entry)
    return _File(MAIN, MAIN, DEFAULT_LANGUAGE)


def _file(id_: str, entry: "Map[Any]") -> _File:
    """A file with what its entry says of it; clients may have written anything."""
    path, language = entry.get("path"), entry.get("language")
    return _File(
        id_,
        path if isinstance(path, str) and path else id_,
        language if isinstance(language, str) and language else DEFAULT_LANGUAGE,
    )
