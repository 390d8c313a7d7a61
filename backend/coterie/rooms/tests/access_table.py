"""The table of docs/access.md, read as the tests want it."""

import re
from pathlib import Path
from typing import NamedTuple

from coterie.rooms.models import Role

PAGE = Path(__file__).parents[4] / "docs" / "access.md"
COLUMNS: tuple[Role | None, ...] = (None, Role.VIEWER, Role.EDITOR, Role.OWNER)
CELL = re.compile(r"yes|no|if (open|viewers_talk|viewers_chat|ai)")


class Cell(NamedTuple):
    may: bool
    # The condition under which they may; empty for always, or never.
    condition: str = ""


def read() -> dict[str, dict[Role | None, Cell]]:
    """By ability and role."""
    rows: dict[str, dict[Role | None, Cell]] = {}
    for line in PAGE.read_text().splitlines():
        if row := re.match(r"\| `(\w+)` \|(.*)", line):
            words = [word.strip() for word in row[2].split("|")[: len(COLUMNS)]]
            rows[row[1]] = dict(zip(COLUMNS, map(_cell, words), strict=True))
    return rows


def _cell(word: str) -> Cell:
    read = CELL.fullmatch(word)
    assert read, word
    return Cell(word != "no", read[1] or "")
