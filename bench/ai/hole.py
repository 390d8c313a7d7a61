"""A small file with a part cut out, and the tests that the completed file must pass.

A `.hole` file holds the whole file with the part between ⟦ and ⟧, then the tests.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("holes")
OPENING, CLOSING = "⟦", "⟧"
TESTS = "\n=== tests\n"
# By the editor's ids, which are the folders' names, in the order in which tables have them.
ENDINGS = {"python": "py", "typescript": "ts", "go": "go"}


@dataclass(frozen=True, kw_only=True)
class Hole:
    name: str
    language: str
    """An id of the editor's."""
    before: str
    """What stands before the cursor."""
    answer: str
    """What was cut out; others may be right too."""
    behind: str
    tests: str

    @property
    def path(self) -> str:
        """What the file is called in its room."""
        return f"{self.name}.{ENDINGS[self.language]}"

    @property
    def cursor_position(self) -> int:
        """In UTF-16 code units."""
        return len(self.before.encode("utf-16-le")) // 2

    def completed(self, answer: str) -> str:
        """The whole file with an answer in it."""
        return self.before + answer + self.behind


def holes() -> list[Hole]:
    """All of them, by language and name. Raises ValueError for a file that is none."""
    return [
        hole_read(path)
        for language in ENDINGS
        for path in sorted((FOLDER / language).glob("*.hole"))
    ]


def hole_read(path: Path) -> Hole:
    """Raises ValueError, by the file's name."""
    text = path.read_text(encoding="utf-8")
    if any(text.count(mark) != 1 for mark in (OPENING, CLOSING, TESTS)):
        raise ValueError(f"{path.name} must hold {OPENING}, {CLOSING} and the tests' line once")
    code, tests = text.split(TESTS)
    before, rest = code.split(OPENING)
    answer, behind = rest.split(CLOSING)
    return Hole(
        name=path.stem,
        language=path.parent.name,
        before=before,
        answer=answer,
        behind=f"{behind}\n",
        tests=tests,
    )
