"""One open room: takes its members' messages, keeps the document and tells the others.

It knows sockets only as `Member`; everything here runs on the event loop and never waits.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from . import awareness, signaling
from .awareness import Awareness, Entry, News
from .backlog import Backlog
from .calls import Calls
from .chat import Author, Chat, Wish
from .close_codes import CloseCode
from .conversation import Conversation
from .errors import Refused
from .flush import Flush
from .history import Document, History, Version, merge
from .journal import Journal
from .limits import (
    AWARENESS_FLUSH_SECONDS_PER_MEMBER,
    FLUSH_SECONDS_PER_MEMBER,
    MAX_AWARENESS_FLUSH_SECONDS,
    MAX_DOCUMENT_BYTES,
    MAX_FLUSH_BYTES,
    MAX_FLUSH_SECONDS,
    MIB,
)
from .protocol import (
    SyncType,
    awareness_message,
    encode_state_vector,
    sync_message,
)
from .signaling import Signal
from .stores.base import Append, ChatLine
from .update import Scan, scan
from .versions import VersionKeeper


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
        chat: Chat,
        journal: Journal,
        versions: VersionKeeper,
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
        self._metrics = journal.metrics
        self._versions = versions
        self._edited = edited
        self._awareness = Awareness()
        self._calls = Calls()
        self._authors: dict[int, str] = {}
        """Who last wrote under a Yjs client id, since the room was opened."""
        self._backlog = Backlog()
        self._conversation = Conversation(
            chat, self.members, self._backlog.__contains__, self._keep_line, self._metrics
        )
        self._updates: list[bytes] = []
        """News of the document that the members have not been sent yet."""
        self._updates_bytes = 0
        self._updates_since = 0.0
        """When the first of `_updates` came."""
        self._writers: set[Member | None] = set()
        """Whom `_updates` came from."""
        self._update_flush = Flush(self._send_updates, FLUSH_SECONDS_PER_MEMBER, MAX_FLUSH_SECONDS)
        self._states: dict[int, Entry] = {}
        """Awareness that the members have not been sent yet: of each client the newest."""
        self._speakers: set[Member | None] = set()
        """Whom `_states` came from; None for those that the room took away."""
        self._awareness_flush = Flush(
            self._send_states,
            AWARENESS_FLUSH_SECONDS_PER_MEMBER,
            MAX_AWARENESS_FLUSH_SECONDS,
        )

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
        self._conversation.join(member)

    def leave(self, member: Member) -> None:
        """Ends the membership; its awareness stays until `forget`."""
        self.members.pop(member.id, None)
        self._backlog.leave(member.id)
        self._conversation.leave(member.id)
        self._awareness.depart(member.id)

    def forget(self, connection: str) -> None:
        """Takes the awareness of a connection that did not come back away [AW4]."""
        self._calls.leave(connection)
        gone = self._awareness.leave(connection)
        if gone:
            self._tell_states(gone)

    def end(self) -> None:
        """The room leaves memory: nothing refers back to it, so that it goes at once.

        Circles would wait for Python's collector, which stops everything to look for them.
        """
        self._update_flush.end()
        self._awareness_flush.end()
        self._conversation.end()

    def fell_behind(self, member: Member) -> None:
        """A member reads too slowly: it gets nothing of the document until it caught up [FL4]."""
        if member.id in self.members:
            self._metrics.slow_clients += 1
            self._backlog.enter(member.id)

    def caught_up(self, member: Member) -> None:
        """A member has read what it had: it gets what it missed, merged [FL4]."""
        missed = self._backlog.leave(member.id)
        if missed is None:
            return
        self._metrics.catch_ups += 1
        if missed.updates:
            member.send(sync_message(SyncType.UPDATE, merge(missed.updates)))
        if missed.states:
            # Should it fall behind again by the first message, the second is small.
            member.send(awareness_message(awareness.encode(missed.states)))
        self._conversation.caught_up(member)

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

    def set_viewers_chat(self, viewers_chat: bool) -> None:
        """Notes whether viewers may write in the chat [CH7]."""
        self._conversation.set_viewers_may(viewers_chat)

    def expel(self, participants: Iterable[str]) -> None:
        """Closes the sockets of removed participants, and tells the others at once."""
        removed = set(participants)
        for member in list(self.members.values()):
            if member.participant.id in removed:
                member.close(CloseCode.FORBIDDEN, "removed from the room")
                self.forget(member.id)
        for participant in sorted(removed - self._removed):
            self.tell({"event": "removed", "participant": participant})
        self._removed = removed

    def turn_away(self, participants: Iterable[str]) -> None:
        """Closes the sockets of those for whom the room has no place any more [HB10]."""
        crowded = set(participants)
        for member in list(self.members.values()):
            if member.participant.id in crowded:
                member.close(CloseCode.FORBIDDEN, "the room is full")

    def tell(self, event: Mapping[str, object]) -> None:
        """Sends a room event to everybody who asked for control messages [RE1]."""
        for member in list(self.members.values()):
            member.tell(event)

    def answer_step1(self, member: Member, state_vector: bytes) -> int:
        """Sends what the client lacks, as step 2 [SY1]; what that cost, in bytes looked through."""
        member.send(sync_message(SyncType.STEP2, self._history.missing_from(state_vector)))
        return self._history.bytes

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
        if self._history.is_crowded_by(news.content):
            raise Refused(CloseCode.DOCUMENT_FULL, "the document has too many clients")
        append = Append(self.name, self.epoch, news.update)
        # The journal first: if it refuses, nothing was taken.
        self._journal.append(append, self._durable(member, ordinal, append))
        self.uncommitted += 1
        self._versions.before(news)  # [VE1]
        self._history.add(news)
        self._edited()
        self._metrics.updates += 1
        member.active()
        if not self._updates:
            self._updates_since = time.monotonic()
        self._updates.append(news.update)
        self._updates_bytes += len(news.update)
        self._writers.add(member)
        if self._updates_bytes > MAX_FLUSH_BYTES:
            self._update_flush.now()
        else:
            self._update_flush.ask(len(self.members))
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
            self._tell_states(news, member)

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

    def say(self, member: Member, wish: Wish, *, too_fast: bool) -> None:
        """Takes a message for the chat [CH3], unless it came too fast or may not be said [CH5].

        Raises:
            Refused: too much waits for the store; nothing was taken.
        """
        person = member.participant
        author = Author(person.id, person.name, person.role)
        self._conversation.say(member, author, wish, too_fast=too_fast)

    def answer_query(self, member: Member) -> int:
        """Sends everybody's awareness; how many bytes that were."""
        message = awareness_message(awareness.encode(self._awareness.all()))
        member.send(message)
        return len(message)

    @property
    def behind(self) -> int:
        """How many members are behind."""
        return len(self._backlog)

    @property
    def states(self) -> int:
        """How many awareness states of those who are here it holds."""
        return len(self._awareness.all())

    def merged(self) -> bytes:
        """The whole document as one update."""
        return self._history.merged()

    @property
    def history(self) -> History:
        """The document's bytes, for those who keep its log short."""
        return self._history

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

    def _send_updates(self) -> None:
        """Sends what waits as one update; who alone wrote it gets nothing back [FL1] [FL2]."""
        if not self._updates:
            return
        self._metrics.flush_window.observe(time.monotonic() - self._updates_since)
        update = merge(self._updates)
        writers, self._writers = self._writers, set()
        self._updates, self._updates_bytes = [], 0
        # Before it is sent: who falls behind by it has got it.
        for connection in self._backlog.add(update):
            self.members[connection].close(CloseCode.TOO_SLOW, "reads too slowly")
        message = sync_message(SyncType.UPDATE, update)
        self._metrics.deliveries += self._broadcast(message, writers)

    def _send_states(self) -> None:
        """Sends the newest awareness of each client that has news [FL3]."""
        if not self._states:
            return
        entries = list(self._states.values())
        speakers, self._speakers = self._speakers, set()
        self._states = {}
        self._backlog.add_states(entries)
        self._broadcast(awareness_message(awareness.encode(entries)), speakers)

    def _tell_states(self, entries: Iterable[Entry], speaker: Member | None = None) -> None:
        for entry in entries:
            self._states[entry.client] = entry
        self._speakers.add(speaker)
        self._awareness_flush.ask(len(self.members))

    def _broadcast(self, message: bytes, senders: Set[Member | None]) -> int:
        """To how many it was sent."""
        sole = next(iter(senders)) if len(senders) == 1 else None
        sent = 0
        for member in list(self.members.values()):
            if member is not sole and member.id not in self._backlog:
                member.send(message)
                sent += 1
        return sent

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

    def _keep_line(self, line: ChatLine, kept: Callable[[], None]) -> None:
        def durable() -> None:
            self.uncommitted -= 1
            kept()

        self._journal.append(line, durable)
        self.uncommitted += 1

    def _durable(self, member: Member, ordinal: int, append: Append | None) -> Callable[[], None]:
        def durable() -> None:
            if append:
                self.uncommitted -= 1
            member.taken(ordinal)

        return durable
