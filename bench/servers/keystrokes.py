"""What people type, as the updates that a Yjs client makes of it: one a keystroke."""

from collections.abc import Iterator
from pathlib import Path

from editing_trace import Trace, trace_read
from pycrdt import Doc, Text, merge_updates

ROOT = "file:main"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "sveltecomponent-cut.json.gz"
# As many as the automerge paper's trace has.
PAPER_EDITS = 259_778
# A client that was offline sends about so many at once; merging is superlinear in them.
EDITS_PER_UPDATE = 100


def typing(client_id: int, count: int) -> list[bytes]:
    """Updates of one character each, by somebody who writes on at one place."""
    document: Doc[Text] = Doc(client_id=client_id)
    text = document.get(ROOT, type=Text)
    made: list[bytes] = []
    subscription = document.observe(lambda event: made.append(event.update))
    for at in range(count):
        text.insert(at, ALPHABET[at % len(ALPHABET)])
    document.unobserve(subscription)
    return made


class LongDocument:
    """A document with a long history, and the updates it came to be by."""

    def __init__(self, trace: Path | None, edits: int = PAPER_EDITS) -> None:
        """A trace from an empty document; without one our fixture, typed over and over."""
        self.updates: list[bytes] = []
        """In order, `EDITS_PER_UPDATE` keystrokes each."""
        self.edits = 0
        """Characters inserted and deleted, each a transaction of its own."""
        self._document: Doc[Text] = Doc(client_id=1)
        self._text = self._document.get(ROOT, type=Text)
        self._waiting: list[bytes] = []
        subscription = self._document.observe(lambda event: self._waiting.append(event.update))
        if trace:
            self._type(trace_read(trace))
        else:
            fixture = trace_read(FIXTURE)
            while self.edits < edits:
                self._type(fixture)
        self._document.unobserve(subscription)
        self._merge()
        self.text = str(self._text)
        self.state_vector = self._document.get_state()
        self.bytes = len(self._document.get_update())

    def _type(self, trace: Trace) -> None:
        """Types a trace before what is there: places far from the beginning are found slowly."""
        for at, character in _edits(trace):
            if character:
                self._text.insert(at, character)
            else:
                del self._text[at]
            self.edits += 1
            if len(self._waiting) == EDITS_PER_UPDATE:
                self._merge()

    def _merge(self) -> None:
        if self._waiting:
            self.updates.append(merge_updates(*self._waiting))
            self._waiting.clear()


def _edits(trace: Trace) -> Iterator[tuple[int, str]]:
    """Positions with the character that comes there; an empty one takes one away."""
    for transaction in trace.transactions:
        for position, deleted, inserted in transaction["patches"]:
            for _ in range(deleted):
                yield position, ""
            for offset, character in enumerate(inserted):
                yield position + offset, character
