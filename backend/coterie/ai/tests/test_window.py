"""What of a file is seen around a cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.ai.window import (
    cursor_index,
    cut_before,
    cut_behind,
    window_around,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXT, TEXT)
def test_positions_count_utf16_units(before: str, behind: str) -> None:
    assert cursor_index(before + behind, units(before)) == len(before)


@pytest.mark.parametrize(
    ("code", "position", "index"),
    [
        ("😀", 0, 0),
        ("😀", 1, 0),
        ("😀", 2, 1),
        ("😀", 3, 1),
        ("a😀b", 2, 1),
        ("a😀b", 3, 2),
        ("abc", -1, 0),
        ("abc", 10**30, 3),
        ("", 5, 0),
    ],
)
def test_positions_are_clamped_and_split_no_pair(code: str, position: int, index: int) -> None:
    assert cursor_index(code, position) == index


@given(TEXT, TEXT, st.integers(20, 400))
def test_windows_keep_to_their_size(prefix: str, suffix: str, size: int) -> None:
    window = window_around(prefix, suffix, size=size, prefix_share=0.85)
    assert prefix.endswith(window.prefix)
    assert suffix.startswith(window.suffix)
    assert len((window.prefix + window.suffix).encode()) <= size


def test_most_is_before_unless_there_is_nothing() -> None:
    long = "x" * 1_000
    assert window_around(long, long, size=100, prefix_share=0.85) == ("x" * 85, "x" * 15)
    assert window_around("", long, size=100, prefix_share=0.85) == ("", "x" * 100)
    assert window_around(long, "y", size=100, prefix_share=0.85) == ("x" * 99, "y")


def test_cuts_are_at_lines_where_one_is_near() -> None:
    text = "first line\nsecond line\nthird"
    assert cut_before(text, 15) == "third"
    assert cut_behind(text, 15) == "first line"
    assert cut_before(text, 100) == cut_behind(text, 100) == text
