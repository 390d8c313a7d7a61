"""Makes what an engine answers fit where the cursor is. Pure functions.

Models repeat what stands before and behind the cursor, wrap code in fences, and go on after the
block that was asked for.
"""

import re
from typing import NamedTuple

from coterie.ai.limits import MAX_SUGGESTION_CHARACTERS

# Shorter ends of a line are the same by chance.
MIN_OVERLAP_CHARACTERS = 3
# More lines than this nobody repeats by accident.
MAX_OVERLAP_LINES = 10
# A model that says the same thing a third time has lost its way.
MAX_REPEATS = 2
MAX_REPEAT_LINES = 4
# How much of the surroundings is read for open brackets.
BRACKET_CHARACTERS = 16_000

_FENCE = re.compile(r"\A\s*```[^\n`]*\n?")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")


class Trimmed(NamedTuple):
    text: str
    # What comes after this is of no use: the engine may stop.
    is_ended: bool


def trim(raw: str, prefix: str, suffix: str, *, is_final: bool) -> Trimmed:
    """What to insert; while more is to come (not `is_final`), what is certain of it."""
    text, is_ended = _unfenced(raw.replace("\r\n", "\n"))
    if not is_final and not is_ended and _may_be_fence(text):
        return Trimmed("", is_ended=False)
    text = _without_prefix(text, prefix)
    if len(text) > MAX_SUGGESTION_CHARACTERS:
        text, is_ended = text[:MAX_SUGGESTION_CHARACTERS].rpartition("\n")[0], True
    for cut in (_repeat, _block_end, _next_line, _stray_bracket):
        at = cut(text, prefix, suffix)
        if at is not None:
            text, is_ended = text[:at], True
    if is_final or is_ended:
        text = _without_suffix(text, suffix)
    text = text.rstrip()
    return Trimmed(text, is_ended)


def _unfenced(text: str) -> tuple[str, bool]:
    """Also whether the closing fence has come."""
    opening = _FENCE.match(text)
    if opening is None:
        return text, False
    inside = text[opening.end() :]
    end = inside.find("```")
    return (inside, False) if end < 0 else (inside[:end].removesuffix("\n"), True)


def _may_be_fence(text: str) -> bool:
    start = text.lstrip()
    return len(start) < 3 and "```".startswith(start)


def _without_prefix(text: str, prefix: str) -> str:
    """Cuts off lines before the cursor, and the cursor's own, that the answer begins with."""
    lines = prefix.rsplit("\n", MAX_OVERLAP_LINES)[-MAX_OVERLAP_LINES:]
    for first in range(len(lines)):
        chunk = "\n".join(lines[first:])
        if len(chunk.strip()) < MIN_OVERLAP_CHARACTERS:
            break
        for start in (chunk, chunk.lstrip()):
            if text.startswith(start):
                return text[len(start) :]
    line = lines[-1]
    if not line.strip():
        # At the indentation already, or at the beginning of a line.
        text = text.removeprefix(line) if line else text.lstrip("\n")
    return text


def _without_suffix(text: str, suffix: str) -> str:
    """Cuts off the end that stands behind the cursor already."""
    rest = suffix.partition("\n")[0].rstrip()
    # Whether a bracket is one too many is not told by looking at the end alone.
    if rest.strip() and rest[0] not in _CLOSING and text.rstrip().endswith(rest):
        return text.rstrip()[: -len(rest)]
    behind = suffix.lstrip("\n")
    if text.strip() and behind.startswith(text.strip("\n") + "\n"):
        return ""
    return text


def _repeat(text: str, _prefix: str, _suffix: str) -> int | None:
    """Where lines begin that came `MAX_REPEATS` times before."""
    lines = text.split("\n")[:-1]
    for size in range(1, MAX_REPEAT_LINES + 1):
        for at in range(len(lines) - size * (MAX_REPEATS + 1) + 1):
            block = lines[at : at + size]
            copies = [lines[at + n * size : at + (n + 1) * size] for n in range(MAX_REPEATS + 1)]
            if any(line.strip() for line in block) and all(copy == block for copy in copies):
                return len("\n".join(lines[: at + size]))
    return None


def _block_end(text: str, prefix: str, _suffix: str) -> int | None:
    """Where the block that the cursor is in ends: a line that is indented less."""
    base = _indentation(prefix.rpartition("\n")[2])
    at = 0
    blank = False
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            blank = blank or number > 0
        elif number > 0:
            indentation = _indentation(line)
            closes = line.lstrip()[0] in _CLOSING
            if indentation < base or (indentation == 0 and blank and not closes):
                return max(at - 1, 0)
            blank = False
        at += len(line) + 1
    return None


def _next_line(text: str, _prefix: str, suffix: str) -> int | None:
    """Where the line begins that comes next in the file anyway."""
    behind = suffix.partition("\n")[2].lstrip("\n").partition("\n")[0].rstrip()
    if not behind:
        return None
    at = 0
    for number, line in enumerate(text.split("\n")[:-1]):
        if number > 0 and line.rstrip() == behind:
            return at - 1
        at += len(line) + 1
    return None


def _stray_bracket(text: str, prefix: str, suffix: str) -> int | None:
    """Where a bracket is closed that nobody opened, or that is closed behind the cursor."""
    opened = _unclosed(prefix[-BRACKET_CHARACTERS:])
    # The innermost brackets are closed first, by what is inserted; those that the text behind
    # closes are the outermost of what is open.
    free = len(opened) - _unopened(suffix[:BRACKET_CHARACTERS])
    own: list[str] = []
    for match in _BRACKET.finditer(text):
        bracket = match[0]
        if bracket not in _CLOSING:
            own.append(bracket)
        elif own:
            if own.pop() != _CLOSING[bracket]:
                return match.start()
        elif free <= 0 or opened.pop() != _CLOSING[bracket]:
            return match.start()
        else:
            free -= 1
    return None


def _unclosed(text: str) -> list[str]:
    opened: list[str] = []
    for match in _BRACKET.finditer(text):
        if match[0] not in _CLOSING:
            opened.append(match[0])
        elif opened and opened[-1] == _CLOSING[match[0]]:
            opened.pop()
    return opened


def _unopened(text: str) -> int:
    depth = unopened = 0
    for match in _BRACKET.finditer(text):
        if match[0] not in _CLOSING:
            depth += 1
        elif depth:
            depth -= 1
        else:
            unopened += 1
    return unopened


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
