"""What the clients of a load saw, worked out once the load is over."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pycrdt import Doc, Text

from servers.client import LoadClient
from servers.keystrokes import ROOT
from servers.wire import UPDATE, clocks_read, syncs_read

SentAt = Mapping[int, Sequence[float]]
"""By Yjs client: when each of its characters was sent."""


class Seen(NamedTuple):
    """What one client ended with."""

    text: str
    has_all: bool


def seen(client: LoadClient, own: Sequence[bytes], sent_at: SentAt) -> Seen:
    """`own` is what the client sent, which nobody need send back to it."""
    document = _document()
    for _, frame in client.frames:
        _apply(document, client, frame)
    for update in own:
        document.apply_update(update)
    clocks = clocks_read(document.get_state())
    has_all = all(clocks.get(writer) == len(times) for writer, times in sent_at.items())
    return Seen(str(document.get(ROOT, type=Text)), has_all)


def delays(client: LoadClient, sent_at: SentAt) -> list[float]:
    """Seconds from sending to arrival of every character of `sent_at`."""
    document = _document()
    known = dict.fromkeys(sent_at, 0)
    waits = []
    for at, frame in client.frames:
        if not _apply(document, client, frame):
            continue
        for writer, clock in clocks_read(document.get_state()).items():
            if writer in known:
                waits += [at - sent for sent in sent_at[writer][known[writer] : clock]]
                known[writer] = clock
    return waits


def _document() -> "Doc[Text]":
    document: Doc[Text] = Doc()
    document.get(ROOT, type=Text)
    return document


def _apply(document: "Doc[Text]", client: LoadClient, frame: bytes) -> bool:
    updates = [sync.body for sync in syncs_read(frame, client.prefix) if sync.kind == UPDATE]
    for update in updates:
        document.apply_update(update)
    return bool(updates)
