"""The README's tables say what the code says."""

import re
from pathlib import Path

from coterie_realtime import limits
from coterie_realtime.options import parser

REALTIME = Path(__file__).parents[1]
README = (REALTIME / "README.md").read_text()
UNITS = {"MiB": 1 << 20, "KiB": 1 << 10, "s": 1}


def test_every_limit_has_its_value() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([\d,]+)(?: (\w+))? \|", README, re.MULTILINE)
    assert len(rows) > 20
    for name, number, unit in rows:
        assert getattr(limits, name) == int(number.replace(",", "")) * UNITS.get(unit, 1), name


def test_every_setting_is_listed_and_no_other() -> None:
    table = README.partition("## Settings")[2].partition("## Limits")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| ")][1:]
    options = {cell.strip(" `") for cell, _ in rows} - {""}
    variables = {cell.strip(" `") for _, cell in rows} - {""}
    example = (REALTIME / ".env.example").read_text()
    assert variables == set(re.findall(r"^#(\w+)=", example, re.MULTILINE))
    known = {option for action in parser({})._actions for option in action.option_strings}
    assert options == known - {"-h", "--help"}


def test_every_setting_has_its_default() -> None:
    """As .env.example says it, where both name one."""
    example = dict(
        re.findall(r"^#(\w+)=(\S*)$", (REALTIME / ".env.example").read_text(), re.MULTILINE)
    )
    rows = re.findall(r"^\|[^|]*\| `(\w+)` \| `([^`]+)` \|", README, re.MULTILINE)
    assert len(rows) > 10
    assert {name: example[name] for name, _ in rows} == dict(rows)
