"""Editing traces: sequences of patches that real people made, and the text they end in.

Format: github.com/josephg/editing-traces; positions count code points.
"""

import gzip
import json
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict


class Transaction(TypedDict):
    """What one person changed at once: [position, deleted, inserted] each."""

    patches: list[tuple[int, int, str]]
    agent: NotRequired[int]
    """Who it was, in a concurrent trace."""
    parents: NotRequired[list[int]]
    """The newest transactions that they had seen, by index."""


class Trace(NamedTuple):
    """A trace from an empty document."""

    transactions: list[Transaction]
    end: str
    authors: int = 0
    """How many typed at the same time; 0 in a sequential trace."""


def trace_read(path: Path) -> Trace:
    """A trace from a .json or .json.gz file."""
    data = path.read_bytes()
    content = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    return Trace(content["txns"], content["endContent"], content.get("numAgents", 0))


def trace_cut(trace: Trace, count: int) -> Trace:
    """The first `count` transactions of a sequential trace, and the text that they end in."""
    text: list[str] = []
    for transaction in trace.transactions[:count]:
        for position, deleted, inserted in transaction["patches"]:
            text[position : position + deleted] = inserted
    return Trace(trace.transactions[:count], "".join(text))
