"""Completes a line by what the room's own text has: any language, no model."""

import re
from collections import Counter
from typing import TypedDict

# Fewer say too little about what comes.
MIN_LINE_CHARACTERS = 3
MIN_WORD_CHARACTERS = 3
# A longer line is data.
MAX_LINE_CHARACTERS = 200
WORD = re.compile(r"[^\W\d]\w*")


class Question(TypedDict):
    prefix: str
    suffix: str
    others: list[str]


def complete(question: Question) -> str:
    """The rest of a line that begins as this one does, else of a word; empty if there is none."""
    prefix, suffix = question["prefix"], question["suffix"]
    written = prefix.rpartition("\n")[2].lstrip()
    rest = suffix.partition("\n")[0]
    texts = [suffix, prefix, *question["others"]]
    found = "" if rest.strip() else _line(written, prefix, texts)
    return found or _word(written, rest, texts)


def _line(written: str, prefix: str, texts: list[str]) -> str:
    if len(written.rstrip()) < MIN_LINE_CHARACTERS or len(written) > MAX_LINE_CHARACTERS:
        return ""
    seen: Counter[str] = Counter()
    for text in texts:
        # The line at the cursor itself is the prefix's last, and no example.
        lines = text[: text.rfind("\n") + 1] if text is prefix else text
        for line in lines.split("\n"):
            stripped = line.strip()
            if stripped.startswith(written) and len(written) < len(stripped) <= MAX_LINE_CHARACTERS:
                seen[stripped] += 1
    if not seen:
        return ""
    # The most common; of several, the one that came first.
    [(best, _)] = seen.most_common(1)
    return best[len(written) :]


def _word(written: str, rest: str, texts: list[str]) -> str:
    match = re.search(r"[^\W\d]\w*\Z", written)
    if match is None or len(match[0]) < MIN_WORD_CHARACTERS or WORD.match(rest):
        return ""
    typed = match[0]
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(word for word in WORD.findall(text) if word.startswith(typed) and word != typed)
    if not seen:
        return ""
    [(best, _)] = seen.most_common(1)
    return best[len(typed) :]
