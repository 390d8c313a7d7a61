"""Makes a ZIP of what a node tells of a room's files; runs in a child process only.

What it unpacks to is bounded by what a node tells: 1,000 files and 33 MiB [FI3].
"""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from coterie.files.extensions import file_name
from coterie.files.paths import folder_safe, paths_safe
from coterie.files.text import text_clean

# Plain files that everybody may read: never a link, never executable.
MODE = 0o100644
UNIX = 3
# What a file system and a ZIP agree on.
OMITTED_NAME = "NOT ALL FILES ARE HERE.txt"
OMITTED_TEXT = "Of this room's files {count} did not fit into the archive.\n"

Date = tuple[int, int, int, int, int, int]


class Plan(NamedTuple):
    """What the archive is to be called inside, and what its files are said to be from."""

    folder: str
    # Of the room, for a first file that has no name.
    language: str
    # In UTC; a ZIP knows no time zones.
    date: Date


def archive_make(plan: Plan, answer: bytes) -> bytes:
    """Raises whatever an answer that is not as docs/protocol.md §7 has it makes Python raise."""
    told = json.loads(answer)
    files = list(_files(told["files"], plan.language))
    if omitted := int(told["omitted"]):
        files.append((OMITTED_NAME, OMITTED_TEXT.format(count=omitted)))
    folder = folder_safe(plan.folder)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (_, text) in zip(paths_safe(path for path, _ in files), files, strict=True):
            info = zipfile.ZipInfo(f"{folder}/{path}", plan.date)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = MODE << 16
            archive.writestr(info, text_clean(text).encode())
    return out.getvalue()


def _files(told: list[dict[str, str]], language: str) -> Iterator[tuple[str, str]]:
    for file in told:
        is_nameless = (file["id"], file["path"]) == ("main", "main")
        yield file_name(_language(file, language)) if is_nameless else file["path"], file["text"]


def _language(file: dict[str, str], language: str) -> str:
    return language if file["language"] == "plaintext" else file["language"]
