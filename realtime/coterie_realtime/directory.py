"""Who may enter which room: everybody, when a node runs alone, or whom Django admits."""

import logging
import secrets
from typing import NamedTuple, Protocol
from uuid import UUID

from .close_codes import CloseCode
from .connection import SocketRequest
from .django import Django, DjangoUnavailable
from .errors import Refused
from .room import Participant
from .tokens import Claims, TokenVerifier

log = logging.getLogger(__name__)

ALONE_EPOCH = "0"
GUEST_NAME = "Guest"


class Entrant(NamedTuple):
    """An admitted client, and the life of the room that it may enter."""

    participant: Participant
    epoch: str


class Directory(Protocol):
    """Decides over clients."""

    async def admit(self, request: SocketRequest) -> Entrant:
        """Who the client is.

        Raises:
            Refused: it may not enter.
        """


class OpenDirectory:
    """A node alone: any room name, no token, everybody edits [AD4]."""

    async def admit(self, request: SocketRequest) -> Entrant:
        if request.epoch not in (None, ALONE_EPOCH):
            raise Refused(CloseCode.EPOCH, "another life of the room")
        participant = Participant(secrets.token_hex(8), "", "editor", pinned=False)
        return Entrant(participant, ALONE_EPOCH)


class DjangoDirectory:
    """Room tokens, checked here; a guest without one is joined at Django."""

    def __init__(self, verifier: TokenVerifier, django: Django) -> None:
        self._verifier = verifier
        self._django = django

    async def admit(self, request: SocketRequest) -> Entrant:
        try:
            room = str(UUID(request.room))
        except ValueError:
            raise Refused(CloseCode.NO_ROOM, "no such room") from None
        if room != request.room:
            raise Refused(CloseCode.NO_ROOM, "no such room")
        token = request.token or await self._join(room)
        claims = self._verifier.verify(token, room)
        if request.epoch not in (None, claims.epoch):
            raise Refused(CloseCode.EPOCH, "another life of the room")
        return Entrant(_participant(claims), claims.epoch)

    async def _join(self, room: str) -> str:
        """A room token for a guest [AD3]."""
        try:
            answer = await self._django.post(f"/api/rooms/{room}/join/", {"username": GUEST_NAME})
        except DjangoUnavailable as error:
            log.warning("no guest can join: %s", error, extra={"room": room})
            raise Refused(CloseCode.UNAVAILABLE, "rooms cannot be joined now") from error
        token = answer.body.get("token")
        if answer.status == 200 and isinstance(token, str):
            return token
        raise _refusal(answer.status, answer.body.get("code"))


def _participant(claims: Claims) -> Participant:
    return Participant(claims.participant, claims.name, claims.role, pinned=True)


def _refusal(status: int, code: object) -> Refused:
    if status == 404:
        return Refused(CloseCode.NO_ROOM, "no such room")
    if status == 410:
        return Refused(CloseCode.DELETED, "the room was deleted")
    if status == 403 and code == "room-full":
        return Refused(CloseCode.FORBIDDEN, "the room is full")
    if status in (401, 403):
        return Refused(CloseCode.TOKEN, "the room needs a token")
    log.error("join answered %d", status)
    return Refused(CloseCode.UNAVAILABLE, "rooms cannot be joined now")
