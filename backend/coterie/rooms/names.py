"""Turns what people typed as a name into text that cannot mislead a reader of a list."""

import re
import unicodedata

# Control, format (bidi controls, zero-width), surrogate, private and unassigned characters.
UNWANTED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters, marks and symbols that are drawn as nothing, which their category does not tell.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")
VISIBLE_CLASSES = frozenset("LNPS")
SPACES = re.compile(r"\s+")


def name_clean(raw: str) -> str:
    """NFC, trimmed, runs of white space as one space; empty if nothing visible is left.

    HTML is text like any other: it is the page that must not read it as markup.
    """
    spaced = SPACES.sub(" ", raw)
    kept = "".join(character for character in spaced if not _is_unwanted(character))
    name = SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()
    return name if any(unicodedata.category(c)[0] in VISIBLE_CLASSES for c in name) else ""


def _is_unwanted(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) in UNWANTED_CATEGORIES
