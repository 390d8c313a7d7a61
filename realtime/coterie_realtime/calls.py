"""Who takes part in a room's call: one peer a connection, in the order in which they came [CA3]."""

from typing import NamedTuple

# A peer's id has 16 characters; whatever is longer than this is none.
MAX_PEER_CHARACTERS = 64


class Seat(NamedTuple):
    """A peer's place in the order."""

    peer: str
    number: int
    is_news: bool
    """Its connection has not been told yet."""


class _Place(NamedTuple):
    participant: str
    connection: str
    client: int
    number: int


class Calls:
    """Seats by peer; given anew when the room is opened anew."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._given = 0
        """Seats, also to those who left."""

    def take(self, participant: str, connection: str, client: int, peer: object) -> Seat | None:
        """The seat of a peer that a connection announces under a Yjs client; None if it has none.

        A peer belongs to the participant that announced it first, and a connection is one peer at
        a time: nobody takes another's place, and nobody takes several.
        """
        if not isinstance(peer, str) or not 0 < len(peer) <= MAX_PEER_CHARACTERS:
            return None
        known = self._places.get(peer)
        if known and known.participant != participant:
            return None
        if known and (known.connection, known.client) == (connection, client):
            return Seat(peer, known.number, is_news=False)
        for other, place in list(self._places.items()):
            if place.connection == connection and place.client != client:
                return None
            if place.connection == connection:
                del self._places[other]
        if known is None:
            self._given += 1
        number = known.number if known else self._given
        self._places[peer] = _Place(participant, connection, client, number)
        return Seat(peer, number, is_news=True)

    def leave(self, connection: str, client: int | None = None) -> None:
        """A connection takes no part any more, or a Yjs client of it does not."""
        for peer, place in list(self._places.items()):
            if place.connection == connection and client in (None, place.client):
                del self._places[peer]
