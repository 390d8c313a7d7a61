"""Answers are cut to fit where the cursor is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.ai.trimming import trim

FUNCTION = "def add(a, b):\n    return "
JAVASCRIPT = "function f(a) {\n  if (a) {\n    "


@pytest.mark.parametrize(
    ("raw", "prefix", "suffix", "text"),
    [
        # As it should be.
        ("a + b", FUNCTION, "\n", "a + b"),
        # Fences.
        ("```python\na + b\n```", FUNCTION, "\n", "a + b"),
        ("```\na + b\n```\nThis adds.", FUNCTION, "\n", "a + b"),
        # What stands before.
        ("return a + b", FUNCTION, "\n", "a + b"),
        ("    return a + b", FUNCTION, "\n", "a + b"),
        ("def add(a, b):\n    return a + b", FUNCTION, "\n", "a + b"),
        ("    x = 1", "if y:\n    ", "\n", "x = 1"),
        ("\nx = 1", "y = 2\n", "", "x = 1"),
        # What stands behind.
        ("1, 2)", "print(", ")\n", "1, 2"),
        ("1, 2)", "print(", "", "1, 2)"),
        ("x = 1\ny = 2\n", "", "\ny = 2\n", "x = 1"),
        ("y = 2", "x = 1\n", "y = 2\nz = 3", ""),
        # The block's end.
        ("a + b\n\nprint(add(1, 2))", FUNCTION, "\n", "a + b"),
        ("a + b\n\ndef other():\n    pass", FUNCTION, "\n", "a + b"),
        ("b()\nelse:\n    c()", "if a:\n    ", "", "b()"),
        ("x = 1\ny = 2", "z = 0\n", "", "x = 1\ny = 2"),
        ("x = 1\n\n\ndef f():\n    pass", "z = 0\n", "", "x = 1"),
        ("f() {\n  return 1;\n}", "function ", "\n", "f() {\n  return 1;\n}"),
        # Brackets.
        ("return a;\n  }\n}\n}", JAVASCRIPT, "", "return a;"),
        ("b]", "x = [a, ", "]", "b"),
        ("b)", "x = [a, ", "", "b"),
        ("b))", "f(g(a, ", "", "b))"),
        ("b)))", "f(g(a, ", "", "b))"),
        ("b))", "f(g(a, ", ")", "b)"),
        # Repeats.
        ("x()\nx()\nx()\nx()\nx()", "", "", "x()"),
        ("a()\nb()\na()\nb()\na()\nb()\n", "", "", "a()\nb()"),
        # Blanks.
        ("   \n\n", FUNCTION, "\n", ""),
        ("", FUNCTION, "\n", ""),
        ("a + b  \n\n", FUNCTION, "\n", "a + b"),
        ("a\r\nb", "", "", "a\nb"),
    ],
)
def test_cut_to_fit(raw: str, prefix: str, suffix: str, text: str) -> None:
    assert trim(raw, prefix, suffix, is_final=True).text == text


def test_what_is_enough_is_said() -> None:
    assert trim("a + b\n\nprint", FUNCTION, "\n", is_final=False).is_ended
    assert trim("```\na + b\n```", FUNCTION, "\n", is_final=False).is_ended
    assert not trim("a + b\n    ", FUNCTION, "\n", is_final=False).is_ended


def test_half_a_fence_is_not_shown() -> None:
    for begun in ("`", "``", "```", "```py", "```python"):
        assert trim(begun, FUNCTION, "", is_final=False).text == ""


def test_endless_answers_end() -> None:
    raw = "".join(f"x{number} = {number}\n" for number in range(10_000))
    trimmed = trim(raw, "", "", is_final=False)
    assert trimmed.is_ended
    assert len(trimmed.text) <= 4_000


@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.text(max_size=60),
    st.booleans(),
)
def test_never_adds_anything(raw: str, prefix: str, suffix: str, is_final: bool) -> None:
    trimmed = trim(raw, prefix, suffix, is_final=is_final)
    assert trimmed.text in raw.replace("\r\n", "\n")
    assert trimmed.text == trimmed.text.rstrip()
