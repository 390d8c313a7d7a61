"""What files define, import and leave to do, by patterns that are good enough for a glance."""

import re
from typing import TypedDict

# What a glance takes in, for each file.
MAX_SYMBOLS = 200
MAX_IMPORTS = 50
MAX_TODOS = 20
MAX_LINE_CHARACTERS = 300
MAX_LINES = 20_000

_MODIFIERS = (
    r"(?:(?:export|default|pub(?:\([\w:]+\))?|public|private|protected|internal|static|final|"
    r"abstract|async|unsafe|extern|inline|override|virtual|sealed|declare|data|open)\s+){0,6}"
)
_NAME = r"(?P<name>[^\W\d][\w$]{0,80})"
_SYMBOLS = tuple(
    (kind, re.compile(rf"^\s{{0,40}}{_MODIFIERS}{pattern}"))
    for kind, pattern in (
        ("class", rf"(?:class|interface|trait|struct|enum|record|protocol)\s+{_NAME}"),
        ("function", rf"(?:def|fn|fun|func|function\*?|sub)\s+{_NAME}"),
        # Go's methods.
        ("function", rf"func\s+\([^)]{{0,80}}\)\s*{_NAME}"),
        ("type", rf"type\s+{_NAME}"),
        (
            "function",
            rf"(?:const|let|var)\s+{_NAME}\s*(?::[^=]{{0,80}})?=\s*(?:async\s*)?"
            r"(?:\([^)]{0,120}\)|\w+)\s*(?::[^=]{0,80})?=>",
        ),
        # C and its kin: a type, a name, parameters, an opening brace.
        (
            "function",
            rf"(?!(?:return|else|new|throw|if|for|while|switch|catch)\b)[\w:<>,*&\[\]]{{1,60}}\s+"
            rf"[*&]?{_NAME}\s*\([^;]{{0,200}}\)\s*(?:const\s*)?\{{\s*$",
        ),
    )
)
_IMPORTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^\s{0,40}from\s+(?P<name>[\w.]{1,80})\s+import\b",
        r"^\s{0,40}import\s+(?!.{0,200}\bfrom\b)(?:static\s+)?(?P<name>[\w.*/@-]{1,80})",
        r"^\s{0,40}(?:import|export)\b.{0,200}\bfrom\s+['\"](?P<name>[^'\"]{1,80})['\"]",
        r"^\s{0,40}import\s+(?:\w+\s+)?['\"](?P<name>[^'\"]{1,80})['\"]",
        r"\brequire\s*\(\s*['\"](?P<name>[^'\"]{1,80})['\"]",
        r"^\s{0,40}#\s*include\s*[<\"](?P<name>[^>\"]{1,80})[>\"]",
        r"^\s{0,40}use\s+(?P<name>[\w:\\]{1,80})",
    )
)
_TODO = re.compile(r"\b(?P<mark>TODO|FIXME|XXX|HACK)\b[:\s(]{0,4}(?P<text>.{0,120})")


class Symbol(TypedDict):
    kind: str
    name: str
    line: int
    text: str


class Todo(TypedDict):
    line: int
    text: str


class Outline(TypedDict):
    lines: int
    symbols: list[Symbol]
    imports: list[str]
    todos: list[Todo]


def outline(texts: list[str]) -> list[Outline]:
    """One for each text; lines count from 1."""
    return [_outline(text) for text in texts]


def _outline(text: str) -> Outline:
    lines = text.split("\n")
    symbols: list[Symbol] = []
    todos: list[Todo] = []
    imports: dict[str, None] = {}
    for number, line in enumerate(lines[:MAX_LINES], 1):
        if len(line) > MAX_LINE_CHARACTERS or not line.strip():
            continue
        if len(symbols) < MAX_SYMBOLS and (symbol := _symbol(line, number)):
            symbols.append(symbol)
        if len(imports) < MAX_IMPORTS and (name := _import(line)):
            imports[name] = None
        if len(todos) < MAX_TODOS and (match := _TODO.search(line)):
            todos.append({"line": number, "text": f"{match['mark']} {match['text']}".strip()})
    count = len(lines) if lines[-1] else len(lines) - 1
    return {"lines": count, "symbols": symbols, "imports": list(imports), "todos": todos}


def _symbol(line: str, number: int) -> Symbol | None:
    for kind, pattern in _SYMBOLS:
        if match := pattern.match(line):
            return {"kind": kind, "name": match["name"], "line": number, "text": line.strip()}
    return None


def _import(line: str) -> str | None:
    for pattern in _IMPORTS:
        if match := pattern.search(line):
            return match["name"]
    return None
