"""Turns the paths that clients gave into ones that every system can unpack. Pure functions.

Paths are what anybody in a room wrote [FI2]: absolute, with `..`, for a device, twice, or for a
file and a folder at once.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from coterie.rooms.names import name_clean

# As most file systems have it, less what a number behind the name may take.
MAX_PART_BYTES = 200
# Windows knows 260 characters for all of a path, the folder that it is unpacked in among them.
MAX_PATH_CHARACTERS = 180
MAX_FOLDERS = 16
# Of a name that is too long: what says how to open it is kept.
MAX_SUFFIX_CHARACTERS = 12
NAMELESS = "file"
# No file name on Windows, or with a meaning of its own in some shell or archive program.
UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
# With whatever ending, in whatever folder; `¹²³` count as digits there.
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\Z", re.IGNORECASE)


def folder_safe(name: str) -> str:
    """One folder of that name."""
    return next(paths_safe([re.sub(r"[/\\]", "_", name)]))


def paths_safe(wanted: Iterable[str]) -> Iterator[str]:
    """For each path one that is relative, without `..`, and like no other one before it."""
    taken = _Taken()
    for path in wanted:
        yield taken.add(_parts(path))


class _Taken:
    """What is in the archive already, as systems without upper case would see it."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        # How often a path was wanted: the numbers up to there need not be tried again.
        self._wanted: Counter[str] = Counter()

    def add(self, parts: list[str]) -> str:
        folders = list(self._free_folders(parts[:-1]))
        path = wanted = "/".join([*folders, parts[-1]])
        while self._is_taken(path):
            self._wanted[_folded(wanted)] += 1
            name = _numbered(parts[-1], self._wanted[_folded(wanted)] + 1)
            path = "/".join([*folders, name])
        self._files.add(_folded(path))
        for depth in range(1, len(folders) + 1):
            self._folders.add(_folded("/".join(folders[:depth])))
        return path

    def _free_folders(self, parts: list[str]) -> Iterator[str]:
        """Folders of a name that a file has get another one."""
        before: list[str] = []
        for part in parts:
            name, number = part, 1
            while _folded("/".join([*before, name])) in self._files:
                number += 1
                name = _numbered(part, number)
            before.append(name)
            yield name

    def _is_taken(self, path: str) -> bool:
        return _folded(path) in self._files or _folded(path) in self._folders


def _parts(path: str) -> list[str]:
    split = [_part(part) for part in path.replace("\\", "/").split("/")]
    parts = [part for part in split if part]
    # The folders that are nearest to the file say most about it.
    parts = parts[-MAX_FOLDERS:] or [NAMELESS]
    while len(parts) > 1 and len("/".join(parts)) > MAX_PATH_CHARACTERS:
        parts.pop(0)
    return parts


def _part(part: str) -> str:
    """Empty for one that is only dots or nothing."""
    # Windows drops dots and spaces at the end, so `..` could come of `.. ` or `...`.
    name = name_clean(UNWANTED.sub("_", part)).rstrip(". ")
    if not name.strip(". "):
        return ""
    if DEVICE.match(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_PART_BYTES:
        return name
    stem, suffix = _split(name)
    left = MAX_PART_BYTES - len(suffix.encode())
    return stem.encode()[:left].decode(errors="ignore").rstrip(". ") + suffix


def _numbered(name: str, number: int) -> str:
    stem, suffix = _split(name)
    return f"{stem} ({number}){suffix}"


def _split(name: str) -> tuple[str, str]:
    """`main.py` is `main` and `.py`; `.env` has no suffix."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > MAX_SUFFIX_CHARACTERS:
        return name, ""
    return stem, dot + suffix


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()
