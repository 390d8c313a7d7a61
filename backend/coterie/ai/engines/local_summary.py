"""Writes a summary out of outlines: Markdown in which names are text and nothing else."""

import re
from collections.abc import Iterator, Sequence

from coterie.ai.analysis.outline import Outline, Symbol
from coterie.ai.engines.base import SummaryRequest

# What is read in a minute.
MAX_SYMBOLS_SHOWN = 12
MAX_IMPORTS_SHOWN = 8
MAX_TODOS_SHOWN = 10
# Everything that means something in Markdown, or begins an entity or an address.
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:@/])")


def summary_parts(request: SummaryRequest, outlines: Sequence[Outline]) -> Iterator[str]:
    """Paragraphs in order."""
    yield f"**{escaped(request.room)}**" if request.room else "**This room**"
    yield f" holds {_counted(len(request.files), 'file')}.\n"
    if request.activity:
        lines = "".join(f"- {escaped(line)}\n" for line in request.activity.splitlines())
        yield f"\n### People\n\n{lines}"
    if request.files:
        yield "\n### Files\n\n"
        for (path, language, _), outline in zip(request.files, outlines, strict=True):
            yield _file(path, language, outline)
    yield from _todos(request, outlines)


def escaped(text: str) -> str:
    """One line of plain text."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    # Nothing can be escaped inside, so what would end it goes.
    return f"`{' '.join(text.replace('`', ' ').split()) or ' '}`"


def _file(path: str, language: str, outline: Outline) -> str:
    size = _counted(outline["lines"], "line")
    said = [f"- {code(path)}: {f'{escaped(language)}, ' if language else ''}{size}"]
    for kind, title in (("class", "types"), ("type", "types"), ("function", "functions")):
        if names := _names(outline["symbols"], kind):
            said.append(f"  - {title}: {names}")
    if imports := outline["imports"]:
        said.append(f"  - imports: {_listed(imports, MAX_IMPORTS_SHOWN)}")
    return "\n".join(said) + "\n"


def _names(symbols: Sequence[Symbol], kind: str) -> str:
    names = list(dict.fromkeys(symbol["name"] for symbol in symbols if symbol["kind"] == kind))
    return _listed(names, MAX_SYMBOLS_SHOWN) if names else ""


def _listed(names: Sequence[str], most: int) -> str:
    shown = ", ".join(map(code, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _todos(request: SummaryRequest, outlines: Sequence[Outline]) -> Iterator[str]:
    todos = [
        f"- {code(path)}, line {todo['line']}: {escaped(todo['text'])}\n"
        for (path, _, _), outline in zip(request.files, outlines, strict=True)
        for todo in outline["todos"]
    ]
    if todos:
        yield "\n### Left to do\n\n" + "".join(todos[:MAX_TODOS_SHOWN])


def _counted(number: int, noun: str) -> str:
    if not number:
        return f"no {noun}s"
    return f"{number} {noun}{'' if number == 1 else 's'}"
