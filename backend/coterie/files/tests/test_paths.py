"""Paths that anybody wrote, made safe to unpack on every system."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.files.paths import DEVICE, MAX_FOLDERS, MAX_PART_BYTES, folder_safe, paths_safe

NASTY = st.text(
    st.sampled_from(list("ab./\\:~ \0\n\"<>|?*'-$%A\u00e4\u202e\u200b\u212b\ufb01ßK"))
    | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("src/main.py", "src/main.py"),
        ("/etc/passwd", "etc/passwd"),
        ("../../etc/passwd", "etc/passwd"),
        ("a/../../b", "a/b"),
        ("a/.. /./b", "a/b"),
        ("..", "file"),
        ("....//....//x", "x"),
        ("..\\..\\windows\\system32\\x.dll", "windows/system32/x.dll"),
        ("C:\\boot.ini", "C_/boot.ini"),
        ("C:evil", "C_evil"),
        ("\\\\server\\share\\x", "server/share/x"),
        ("file:stream", "file_stream"),
        ("con", "_con"),
        ("a/NUL.txt", "a/_NUL.txt"),
        ("com¹.tar.gz", "_com¹.tar.gz"),
        ("lpt9 .txt", "_lpt9 .txt"),
        ("console.log", "console.log"),
        ("trailing. . ", "trailing"),
        (".env", ".env"),
        ("", "file"),
        ("\u202egpj.exe", "gpj.exe"),
        ("zero\u200bwidth\x07", "zerowidth_"),
        ("a\0b", "a_b"),
        ("a//b///c", "a/b/c"),
        ("x" * 300 + ".py", "x" * 197 + ".py"),
    ],
)
def test_one_path(path: str, safe: str) -> None:
    assert list(paths_safe([path])) == [safe]


@pytest.mark.parametrize(
    ("paths", "safe"),
    [
        (["a.py", "a.py", "a.py"], ["a.py", "a (2).py", "a (3).py"]),
        (["A.py", "a.py"], ["A.py", "a (2).py"]),
        (["a (2)", "a", "a"], ["a (2)", "a", "a (3)"]),
        # The same letter, written in two ways.
        (["\u00e4", "a\u0308"], ["\u00e4", "\u00e4 (2)"]),
        (["\u212b", "\u00c5"], ["\u00c5", "\u00c5 (2)"]),
        # A file and a folder.
        (["a", "a/b"], ["a", "a (2)/b"]),
        (["a/b", "a"], ["a/b", "a (2)"]),
        (["a/b", "A/c"], ["a/b", "A/c"]),
        (["../x", "x", "/x"], ["x", "x (2)", "x (3)"]),
    ],
)
def test_no_two_are_alike(paths: list[str], safe: list[str]) -> None:
    assert list(paths_safe(paths)) == safe


@given(st.lists(NASTY, max_size=12))
def test_whatever_is_written(paths: list[str]) -> None:
    safe = list(paths_safe(paths))
    assert len(safe) == len(paths)
    folded = [unicodedata.normalize("NFKC", path).casefold() for path in safe]
    assert len(set(folded)) == len(folded)
    for path, other in zip(safe, folded, strict=True):
        assert not any(one.startswith(f"{other}/") for one in folded)
        assert not PurePosixPath(path).is_absolute()
        assert not PureWindowsPath(path).is_absolute()
        assert not PureWindowsPath(path).drive
        assert not PureWindowsPath(path).is_reserved()
        parts = path.split("/")
        assert len(parts) <= MAX_FOLDERS
        for part in parts:
            assert part.strip(". ")
            assert part == part.rstrip(". ")
            assert not DEVICE.match(part.partition(".")[0].rstrip())
            # Room for a number behind the name.
            assert len(part.encode()) <= MAX_PART_BYTES + 10
            assert not set(part) & set('<>:"|?*\\\0')
            assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in part)


def test_a_thousand_files_of_one_name_take_no_time() -> None:
    safe = list(paths_safe(["deep/" * 10 + "x.py"] * 1_000))
    assert len(set(safe)) == 1_000
    assert safe[-1].endswith("x (1000).py")


def test_a_rooms_name_is_one_folder() -> None:
    assert folder_safe("a/b\\..\\c") == "a_b_.._c"
    assert folder_safe("..") == "file"
