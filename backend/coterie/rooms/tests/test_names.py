"""What is left of a name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.rooms.names import name_clean

from .hostile_names import EMPTY, HOSTILE


@pytest.mark.parametrize(("raw", "clean"), HOSTILE.items())
def test_keeps_what_can_be_seen(raw: str, clean: str) -> None:
    assert name_clean(raw) == clean


@pytest.mark.parametrize("raw", EMPTY)
def test_nothing_visible_is_no_name(raw: str) -> None:
    assert name_clean(raw) == ""


@given(st.text(alphabet=st.characters()))
def test_is_stable_and_inert(raw: str) -> None:
    clean = name_clean(raw)
    assert name_clean(clean) == clean
    assert clean == clean.strip()
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
