"""Text that clients wrote, made fit to be kept and passed on."""

from hypothesis import given
from hypothesis import strategies as st

from coterie.files.text import text_clean, text_cut


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(st.characters(), max_size=100))
def test_cleaning_moves_nothing(text: str) -> None:
    cleaned = text_clean(text)
    assert units(cleaned) == units(text)
    cleaned.encode()
    assert "\0" not in cleaned


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.integers(0, 120))
def test_a_cut_keeps_to_its_size_and_splits_no_character(text: str, size: int) -> None:
    cut = text_cut(text, size)
    assert text.startswith(cut)
    assert len(cut.encode()) <= size
    # No more is missing than what did not fit.
    assert cut == text or len(text[: len(cut) + 1].encode()) > size
