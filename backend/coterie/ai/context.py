"""Chooses what of a room's other files an engine is shown for a suggestion. Pure functions."""

import re

from coterie.ai.room_texts import RoomTexts
from coterie.files.room_files import RoomFile

Parts = tuple[tuple[str, str], ...]

# The file at hand is told by what stands before its cursor, should its name be another here.
MARK_CHARACTERS = 200
MIN_MARK_CHARACTERS = 20
# What is being written now names what it needs.
NEAR_CHARACTERS = 2_000
WORD = re.compile(r"[^\W\d]\w*")


def whole_parts(texts: RoomTexts, *, path: str, prefix: str) -> Parts:
    """All other files, for an engine that sends nothing anywhere."""
    return tuple(
        (file.path, file.text) for file in texts.files if not _is_at_hand(file, path, prefix)
    )


def signature_parts(texts: RoomTexts, *, path: str, prefix: str, size: int) -> Parts:
    """Lines that define what others may use, at most `size` bytes; those that are named first."""
    named = set(WORD.findall(prefix[-NEAR_CHARACTERS:]))
    others = [
        (file, outline)
        for file, outline in zip(texts.files, texts.outlines, strict=True)
        if not _is_at_hand(file, path, prefix)
    ]
    lines = [
        (symbol["name"] not in named, number, symbol["line"], symbol["text"])
        for number, (_, outline) in enumerate(others)
        for symbol in outline["symbols"]
    ]
    chosen: dict[int, list[tuple[int, str]]] = {}
    left = size
    for _, number, line, text in sorted(lines):
        cost = len(text.encode()) + 1
        if number not in chosen:
            cost += len(others[number][0].path.encode())
        if cost > left:
            continue
        left -= cost
        chosen.setdefault(number, []).append((line, text))
    return tuple(
        (others[number][0].path, "\n".join(text for _, text in sorted(chosen[number])))
        for number in sorted(chosen)
    )


def _is_at_hand(file: RoomFile, path: str, prefix: str) -> bool:
    mark = prefix[-MARK_CHARACTERS:]
    return file.path == path or (len(mark) >= MIN_MARK_CHARACTERS and mark in file.text)
