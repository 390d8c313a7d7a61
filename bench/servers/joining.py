"""Late joiners: what it costs to send a long document, and to find that nothing is missing."""

import statistics
import time
from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

from pycrdt import Doc, Text

from servers.client import LoadClient
from servers.contestants import Contestant
from servers.keystrokes import ROOT, LongDocument
from servers.process import ServerProcess
from servers.rest import rested
from servers.wire import EMPTY_STATE

ROOM = "long"
JOINS = 30


class Spell(NamedTuple):
    """Clients that came one after the other with the same state vector."""

    cpu_milliseconds: float
    """Of the server, a client."""
    milliseconds: float
    """From connecting to the answer; median."""
    answers: Set[bytes]


class Joining(NamedTuple):
    """What late joiners and returning clients cost a server."""

    join: Spell
    reconnect: Spell
    complaint: str
    """What went wrong; empty if all got the document."""


async def late_joins(contestant: Contestant, document: LongDocument, folder: Path) -> Joining:
    """Starts a server, types the document, and joins while its author is still there."""
    with ServerProcess(contestant, folder) as server:
        author = await written(server, document)
        join = await joined(server, EMPTY_STATE, JOINS)
        reconnect = await joined(server, document.state_vector, JOINS)
        await author.close()
    texts = {_text(answer) for answer in join.answers}
    complaint = "" if texts == {document.text} else "joiners did not get the document"
    return Joining(join, reconnect, complaint)


async def written(server: ServerProcess, document: LongDocument) -> LoadClient:
    """The document's author, once the server has it and is at rest."""
    author = await LoadClient.open(server.door(ROOM))
    for update in document.updates:
        author.update(update)
    await rested(server)
    return author


async def joined(server: ServerProcess, state_vector: bytes, count: int) -> Spell:
    """So many clients, one after the other."""
    before = server.cpu_seconds()
    waits, answers = [], set()
    for _ in range(count):
        begun = time.perf_counter()
        client = await LoadClient.open(server.door(ROOM), state_vector)
        waits.append(time.perf_counter() - begun)
        answers.add(client.document)
        await client.close()
    used = server.cpu_seconds() - before
    return Spell(used / count * 1000, statistics.median(waits) * 1000, answers)


def _text(update: bytes) -> str:
    document: Doc[Text] = Doc()
    text = document.get(ROOT, type=Text)
    document.apply_update(update)
    return str(text)
