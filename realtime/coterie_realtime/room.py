"""One open room: takes its members' messages, keeps the document and tells the others.

It knows sockets only as `Member`; everything here runs on the event loop and never waits.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from . import awareness, signaling
from .awareness import Awareness, Entry, News
from .calls import Calls
from .close_codes import CloseCode
from .errors import Refused
from .history import Document, History, Version
from .journal import Journal
from .limits import MAX_DOCUMENT_BYTES, MIB
from .protocol import (
    SyncType,
    awareness_message,
    encode_state_vector,
    sync_message,
)
from .signaling import Signal
from .stores.base import Append
from .update import Scan, scan


@dataclass(frozen=True, slots=True)
class Participant:
    """Who is at the other end of a connection, and what it may do."""

    id: str
    name: str
    role: str
    pinned: bool
    """The identity comes from Django: awareness must carry it, and Yjs client ids are guarded."""

    @property
    def may_edit(self) -> bool:
        return self.role != "viewer"


class Member(Protocol):
    """The socket interface that a room needs."""

    id: str
    participant: Participant

    def send(self, message: bytes) -> None:
        """Sends a message, or drops it when the socket is closing; never raises or waits."""

    def tell(self, event: Mapping[str, object]) -> None:
        """Sends a room event [RE1], if the client asked for control messages."""

    def hand(self, signal: bytes) -> bool:
        """Sends a signal; False if the client did not ask for control messages."""

    def active(self) -> None:
        """The person at the other end did something just now."""

    @property
    def idle_seconds(self) -> int:
        """How long ago that was [RE2]."""

    def close(self, code: CloseCode, reason: str) -> None:
        """Ends the socket."""

    def taken(self, ordinal: int) -> None:
        """The sync frame of this ordinal is durable, with all before it [DU2]."""


class Room:
    """A document in one life, with the members that have it open."""

    def __init__(
        self,
        name: str,
        epoch: str,
        history: History,
        journal: Journal,
        edited: Callable[[], None],
    ) -> None:
        """`edited` is called for each update that changed the document."""
        self.name = name
        self.epoch = epoch
        self.members: dict[str, Member] = {}
        """Admitted connections by id."""
        self.uncommitted = 0
        """Updates that the journal has not written yet; the room may not be dropped before."""
        self.closing_at: str | None = None
        """When the room will be deleted, once that is near."""
        self._viewers_talk: bool | None = None
        """None until Django has said it: then nobody is told who may only listen."""
        self._listeners: frozenset[str] = frozenset()
        """Participants who may only listen in calls, as everybody was told."""
        self._removed: set[str] = set()
        """Participants whose removal everybody was told of."""
        self._history = history
        self._journal = journal
        self._edited = edited
        self._awareness = Awareness()
        self._calls = Calls()
        self._authors: dict[int, str] = {}
        """Who last wrote under a Yjs client id, since the room was opened."""

    def join(self, member: Member) -> None:
        """Lets a connection in: it gets the node's step 1 [SY1] and everybody's awareness."""
        self.members[member.id] = member
        self._awareness.arrive(member.id)
        member.send(self._step1())
        states = self._awareness.all()
        if states:
            member.send(awareness_message(awareness.encode(states)))
        for participant in sorted(self._removed):
            member.tell({"event": "removed", "participant": participant})
        if self._viewers_talk is not None:
            member.tell(self._listening())
        self._check_listeners()
        if self.closing_at:
            member.tell(self._closing())
        if self._journal.failing:
            member.tell({"event": "store", "failing": True})

    def leave(self, member: Member) -> None:
        """Ends the membership; its awareness stays until `forget`."""
        self.members.pop(member.id, None)
        self._awareness.depart(member.id)

    def forget(self, member: Member) -> None:
        """Takes the awareness of a connection that did not come back away [AW4]."""
        self._calls.leave(member.id)
        gone = self._awareness.leave(member.id)
        if gone:
            self._broadcast(awareness_message(awareness.encode(gone)))

    def set_closing(self, at: str | None) -> None:
        """Notes when the room will be deleted, and tells everybody when that changes."""
        if at != self.closing_at:
            self.closing_at = at
            self.tell(self._closing())

    def set_role(self, member: Member, role: str) -> None:
        """Notes what a member may do from now on, and tells whom it concerns."""
        if role != member.participant.role:
            member.participant = replace(member.participant, role=role)
            member.tell({"event": "role", "role": role})
            self._check_listeners()

    def set_viewers_talk(self, viewers_talk: bool) -> None:
        """Notes whether viewers may do more than listen in calls [CA8]."""
        is_first = self._viewers_talk is None
        self._viewers_talk = viewers_talk
        self._check_listeners(is_first=is_first)

    def expel(self, participants: Iterable[str]) -> None:
        """Closes the sockets of removed participants, and tells the others at once."""
        removed = set(participants)
        for member in list(self.members.values()):
            if member.participant.id in removed:
                member.close(CloseCode.FORBIDDEN, "removed from the room")
                self.forget(member)
        for participant in sorted(removed - self._removed):
            self.tell({"event": "removed", "participant": participant})
        self._removed = removed

    def tell(self, event: Mapping[str, object]) -> None:
        """Sends a room event to everybody who asked for control messages [RE1]."""
        for member in list(self.members.values()):
            member.tell(event)

    def answer_step1(self, member: Member, state_vector: bytes) -> None:
        """Sends what the client lacks, as step 2 [SY1]."""
        member.send(sync_message(SyncType.STEP2, self._history.missing_from(state_vector)))

    def take_update(self, member: Member, update: bytes, kind: SyncType, ordinal: int) -> None:
        """Keeps and forwards what an update brings.

        Raises:
            Refused: the update is malformed, forbidden or too large; nothing of it was kept.
        """
        if not member.participant.may_edit:
            return  # [SY5]
        content = scan(update)
        if kind is SyncType.UPDATE:
            self._check_authors(member, content)
        news = self._history.news(update, content)
        if news is None:
            self._journal.append(None, self._durable(member, ordinal, None))
            return
        self._check_size(news.update)
        append = Append(self.name, self.epoch, news.update)
        # The journal first: if it refuses, nothing was taken.
        self._journal.append(append, self._durable(member, ordinal, append))
        self.uncommitted += 1
        self._history.add(news)
        self._edited()
        member.active()
        self._broadcast(sync_message(SyncType.UPDATE, news.update), sender=member)
        if news.behind_gap:
            member.send(self._step1())

    def take_awareness(self, member: Member, entries: list[Entry]) -> None:
        """Keeps and forwards the states that are news from their owner [AW1] [AW2]."""
        news = []
        person = member.participant
        identity = (person.id, person.name) if person.pinned else None
        for entry in entries:
            own = awareness.pinned(entry, identity, partial(self._seated, member, entry.client))
            if own is None:
                continue
            brought = self._awareness.accept(member.id, person.id, own)
            if brought is not News.NONE:
                news.append(own)
            if brought is News.CHANGE:
                member.active()
        if news:
            self._broadcast(awareness_message(awareness.encode(news)), sender=member)

    def _seated(
        self, member: Member, client: int, call: dict[str, object] | None
    ) -> dict[str, object] | None:
        """A call as the room has it: with its connection and seat, or none [CA1] [CA3]."""
        if call is None:
            self._calls.leave(member.id, client)
            return None
        seat = self._calls.take(member.participant.id, member.id, client, call.get("peer"))
        if seat is None:
            return None
        if seat.is_news:
            member.tell({"event": "seat", "peer": seat.peer, "seat": seat.number})
        return {**call, "connection": member.id, "seat": seat.number}

    def relay(self, member: Member, signal: Signal) -> None:
        """Passes a signal on to the member that it is for [SI1]."""
        receiver = self.members.get(signal.to)
        if receiver is None or not receiver.hand(signaling.stamped(signal, member.id)):
            member.hand(signaling.undelivered(signal.to, "gone"))

    def answer_query(self, member: Member) -> None:
        """Sends everybody's awareness."""
        member.send(awareness_message(awareness.encode(self._awareness.all())))

    def merged(self) -> bytes:
        """The whole document as one update."""
        return self._history.merged()

    @property
    def version(self) -> Version:
        """Another one after each change of the document."""
        return self._history.version

    def document(self) -> Document:
        """The document as it is now."""
        return self._history.document()

    def _closing(self) -> dict[str, object]:
        event: dict[str, object] = {"event": "closing", "at": self.closing_at}
        if self.closing_at:
            # A browser's clock may be hours off: what is left does not depend on it.
            left = datetime.fromisoformat(self.closing_at).timestamp() - time.time()
            event["seconds"] = max(0, round(left))
        return event

    def _listening(self) -> dict[str, object]:
        return {"event": "listeners", "participants": sorted(self._listeners)}

    def _check_listeners(self, *, is_first: bool = False) -> None:
        if self._viewers_talk is None:
            return
        here = [member.participant for member in self.members.values()]
        # Who left is still meant: a call goes on for a while without its socket.
        talkers = {person.id for person in here if person.may_edit}
        viewers = {person.id for person in here if not person.may_edit}
        listeners = frozenset() if self._viewers_talk else (self._listeners | viewers) - talkers
        if is_first or listeners != self._listeners:
            self._listeners = frozenset(listeners)
            self.tell(self._listening())

    def _step1(self) -> bytes:
        return sync_message(SyncType.STEP1, encode_state_vector(self._history.state))

    def _broadcast(self, message: bytes, sender: Member | None = None) -> None:
        for member in list(self.members.values()):
            if member is not sender:
                member.send(message)

    def _check_authors(self, member: Member, content: Scan) -> None:
        """Nobody writes new structs under the Yjs client of somebody who is here [SY6]."""
        participant = member.participant
        if not participant.pinned:
            return
        for client, _, end in content.structs:
            if self._history.knows(client, end):
                continue
            author = self._authors.get(client) or self._awareness.owner_of(client)
            if author is not None and author != participant.id and self._may_edit_here(author):
                raise Refused(CloseCode.FORBIDDEN, "writes under another participant's client id")
            self._authors[client] = participant.id

    def _may_edit_here(self, participant: str) -> bool:
        # A viewer's claim to an id must not lock out who writes under it.
        return any(
            member.participant.id == participant and member.participant.may_edit
            for member in self.members.values()
        )

    def _check_size(self, update: bytes) -> None:
        if self._history.bytes + len(update) <= MAX_DOCUMENT_BYTES:
            return
        # The bound counts overlaps; merging makes it exact, and pays only now and then.
        if self._history.unmerged_bytes > MIB:
            self._history.merged()
        if self._history.bytes + len(update) > MAX_DOCUMENT_BYTES:
            raise Refused(CloseCode.DOCUMENT_FULL, "the document is full")

    def _durable(self, member: Member, ordinal: int, append: Append | None) -> Callable[[], None]:
        def durable() -> None:
            if append:
                self.uncommitted -= 1
            member.taken(ordinal)

        return durable
