"""Awareness of one room: who announced which Yjs client, and what it last said."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from . import strict_json
from .errors import Malformed
from .limits import MAX_AWARENESS_CLIENTS, MAX_AWARENESS_ENTRIES, MAX_AWARENESS_STATE_BYTES
from .protocol import decode_bytes, decode_varuint, encode_bytes, encode_varuint

GONE = b"null"


class Entry(NamedTuple):
    """One client's state in an awareness message; `state` is JSON, `null` when it left."""

    client: int
    clock: int
    state: bytes


def decode(body: bytes) -> list[Entry]:
    """The entries of an awareness message.

    Raises:
        Malformed: cut short, or a state larger than MAX_AWARENESS_STATE_BYTES.
    """
    count, at = decode_varuint(body, 0)
    if count > MAX_AWARENESS_ENTRIES:
        raise Malformed("too many awareness states")
    entries = []
    for _ in range(count):
        client, at = decode_varuint(body, at)
        clock, at = decode_varuint(body, at)
        state, at = decode_bytes(body, at)
        if len(state) > MAX_AWARENESS_STATE_BYTES:
            raise Malformed("awareness state too large")
        entries.append(Entry(client, clock, state))
    if at != len(body):
        raise Malformed("bytes behind the awareness states")
    return entries


def encode(entries: list[Entry]) -> bytes:
    """Entries as the body of an awareness message."""
    out = bytearray(encode_varuint(len(entries)))
    for entry in entries:
        out += encode_varuint(entry.client)
        out += encode_varuint(entry.clock)
        out += encode_bytes(entry.state)
    return bytes(out)


def parse_state(state: bytes) -> object:
    """The value of a state.

    Raises:
        Malformed: it is not JSON that a browser can read.
    """
    try:
        return strict_json.load(state.decode())
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None


Stamp = Callable[[dict[str, object] | None], dict[str, object] | None]
"""Takes the call that a state announces, or None, and gives the one that counts."""


def pinned(entry: Entry, identity: tuple[str, str] | None, stamp: Stamp) -> Entry | None:
    """The entry with what is not the client's to say; None if it is no state.

    Its user is `identity`, an id and a name, where there is one [AW3], and its call what `stamp`
    makes of it [CA1].

    Raises:
        Malformed: it is not JSON, or holds what JSON cannot.
    """
    state = parse_state(entry.state)
    if not isinstance(state, dict):
        stamp(None)
        return None if identity and state is not None else entry
    user, said = state.get("user"), state.get("call")
    call = stamp(said if isinstance(said, dict) else None)
    if not identity and not isinstance(said, dict):
        return entry
    if identity:
        user = user if isinstance(user, dict) else {}
        state["user"] = {**user, "id": identity[0], "name": identity[1]}
    if call is not None:
        state["call"] = call
    else:
        state.pop("call", None)
    try:
        text = json.dumps(state, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
        return entry._replace(state=text.encode())
    except ValueError:
        raise Malformed("a number or text that JSON cannot hold") from None


class News(Enum):
    """What an entry brought."""

    NONE = auto()
    RENEWAL = auto()
    """The same state under a newer clock."""
    CHANGE = auto()


@dataclass(slots=True)
class _Known:
    connection: str
    participant: str
    clock: int
    state: bytes
    left_at: int | None = None
    """How many connections had come when its own ended; until it is forgotten, one that comes
    later may have it."""


class Awareness:
    """The table of states; connections and participants are named by id."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._arrivals: dict[str, int] = {}
        """Connections that are here, by their number in the order of coming."""
        self._arrived = 0

    def arrive(self, connection: str) -> None:
        """A connection has come."""
        self._arrived += 1
        self._arrivals[connection] = self._arrived

    def owner_of(self, client: int) -> str | None:
        """The participant that announced a Yjs client, while it is here."""
        known = self._known.get(client)
        return known.participant if known else None

    def accept(self, connection: str, participant: str, entry: Entry) -> News:
        """Takes an entry over if it is news from its owner [AW1] [AW2].

        Raises:
            Malformed: the connection announces too many clients.
        """
        known = self._known.get(entry.client)
        if known is None:
            if entry.state == GONE:
                return News.NONE
            self._check_room_for_one_more(connection)
            self._known[entry.client] = _Known(connection, participant, entry.clock, entry.state)
            return News.CHANGE
        # A client that comes back repeats its last clock; so does the echo of one that was here
        # all the time, which must not keep alive whoever has left.
        returns = known.left_at is not None and self._arrivals.get(connection, 0) > known.left_at
        if known.participant != participant and not returns:
            return News.NONE
        newer = entry.clock > known.clock
        if known.connection != connection and (newer or (returns and entry.clock == known.clock)):
            self._check_room_for_one_more(connection)
            known.connection, known.participant, known.left_at = connection, participant, None
        leaves = entry.clock == known.clock and entry.state == GONE and known.state != GONE
        if not newer and not leaves:
            return News.NONE
        news = News.RENEWAL if entry.state == known.state else News.CHANGE
        known.clock, known.state = entry.clock, entry.state
        return news

    def depart(self, connection: str) -> None:
        """A connection has ended; its states stay until `leave`."""
        self._arrivals.pop(connection, None)
        for known in self._known.values():
            if known.connection == connection:
                known.left_at = self._arrived

    def leave(self, connection: str) -> list[Entry]:
        """Takes away what a connection still owns; the entries tell the others [AW4]."""
        gone = [client for client, known in self._known.items() if known.connection == connection]
        entries = []
        for client in gone:
            known = self._known.pop(client)
            # At the same clock, so that a client that returns later need not outrun it.
            if known.state != GONE:
                entries.append(Entry(client, known.clock, GONE))
        return entries

    def all(self) -> list[Entry]:
        """The states of everybody who is here."""
        return [
            Entry(client, known.clock, known.state)
            for client, known in self._known.items()
            if known.state != GONE
        ]

    def _check_room_for_one_more(self, connection: str) -> None:
        announced = sum(known.connection == connection for known in self._known.values())
        if announced >= MAX_AWARENESS_CLIENTS:
            raise Malformed("too many awareness clients")
