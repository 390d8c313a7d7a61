"""The endings of files, here and in the editor."""

import re
from pathlib import Path

from coterie.files.extensions import EXTENSIONS, file_name

LANGUAGES = Path(__file__).parents[4] / "frontend" / "src" / "editor" / "languages.ts"
ENTRY = re.compile(r'id: "([^"]+)",\s+label: "[^"]+",\s+extension: "([^"]+)"')


def test_they_are_the_editors() -> None:
    assert dict(ENTRY.findall(LANGUAGES.read_text())) == EXTENSIONS


def test_what_is_not_known_is_text() -> None:
    assert file_name("python") == "main.py"
    assert file_name("klingon") == "main.txt"
