"""SECURITY.md: every threat of its table names tests, and they are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
ROW = re.compile(r"\| (?P<threat>[^|]+) \| (?P<defence>[^|]+) \| (?P<tests>[^|]+) \|")
TEST = re.compile(r"`([\w/.-]+)::(\w+)`")


def rows() -> list[tuple[str, str]]:
    table = (ROOT / "SECURITY.md").read_text().split("## Threats", 1)[1].split("\n## ", 1)[0]
    # Behind the heading and the rule below it.
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    read = [ROW.fullmatch(line) for line in lines]
    assert all(read), "a row has three cells"
    return [(row["threat"], row["tests"]) for row in read if row]


@pytest.mark.parametrize(("threat", "tests"), rows())
def test_a_threat_has_its_tests(threat: str, tests: str) -> None:
    named = TEST.findall(tests)
    assert named
    assert TEST.sub("", tests).strip(" ·") == ""
    for file, name in named:
        source = (ROOT / file).read_text()
        assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), (file, name)


def test_the_table_is_not_empty() -> None:
    assert len(rows()) >= 20
