"""RESULTS.md: sections that can be measured anew one by one, and words that stay."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from servers.table import VERDICT_HEAD, Verdict, table

BUDGETS = "Budgets of the server"
# What another command measured comes last.
LAST = "Suggestions"


class Section(NamedTuple):
    """A heading with what stands below it, and what it says of budgets."""

    title: str
    body: str
    verdicts: Sequence[Verdict] = ()

    @classmethod
    def of(cls, text: str) -> Self:
        """From Markdown that begins with `## Title`."""
        heading, _, body = text.partition("\n")
        return cls(heading.removeprefix("## "), body.strip())


class Results:
    """The file as it is, with what is put into it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        text = path.read_text() if path.exists() else ""
        head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
        self._head = head.strip()
        self._sections = {
            section.title: section.body for section in (Section.of(part) for part in parts)
        }

    def describe(self, machine: str) -> None:
        """Says what the figures were taken on."""
        self._head = f"# Results\n\n{machine}"

    def put(self, section: Section, *, note: str) -> None:
        """Adds or replaces a section; `note` says when and how it was measured."""
        self._sections[section.title] = f"{note}\n\n{section.body}"
        if section.verdicts:
            self._sections[BUDGETS] = "\n".join(self._budgets(section.verdicts))

    def write(self) -> None:
        titles = sorted(self._sections, key=lambda title: (title != BUDGETS, title == LAST))
        parts = [f"## {title}\n\n{self._sections[title]}" for title in titles]
        self._path.write_text("\n\n".join((self._head, *parts)) + "\n")

    def _budgets(self, verdicts: Iterable[Verdict]) -> list[str]:
        """The table with these rows in it; what was not measured now stays as it is."""
        rows = {verdict.what: verdict.row() for verdict in verdicts}
        kept = {}
        for line in self._sections.get(BUDGETS, "").splitlines()[2:]:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            kept[cells[0]] = cells
        return table(VERDICT_HEAD, (kept | rows).values())
