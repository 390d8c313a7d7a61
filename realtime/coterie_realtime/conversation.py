"""A room's chat among those who are in it: who may speak, and who is told what, and when."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from . import chat
from .chat import Author, Chat, Wish
from .metrics import Metrics
from .stores.base import ChatLine


class Speaker(Protocol):
    """The socket interface that a conversation needs."""

    id: str

    def hand(self, message: bytes) -> bool:
        """Sends a message, if the client asked for control messages."""

    def tell(self, event: Mapping[str, object]) -> None:
        """Sends a room event [RE1], likewise."""

    def active(self) -> None:
        """The person at the other end did something just now."""


class Conversation:
    """Nobody is told what a kill of the node could take back [CH2]."""

    def __init__(
        self,
        log: Chat,
        members: Mapping[str, Speaker],
        is_behind: Callable[[str], bool],
        keep: Callable[[ChatLine, Callable[[], None]], None],
        metrics: Metrics,
    ) -> None:
        """`members` and `is_behind` are the room's; `keep` has a line written, then calls back."""
        self._log = log
        self._members = members
        self._is_behind = is_behind
        self._keep = keep
        self._metrics = metrics
        self._viewers_may: bool | None = None
        """None until Django has said it: then viewers wait for it [CH7]."""

    def join(self, member: Speaker) -> None:
        """Gives a connection the log, and before it what viewers may."""
        if self._viewers_may is not None:
            member.tell(self._rights())
        member.hand(self._log.log())

    def end(self) -> None:
        """The room leaves memory: nothing is said in it any more."""
        self._keep = _drop

    def leave(self, connection: str) -> None:
        """Ends what a connection was owed."""
        self._log.forget(connection)

    def caught_up(self, member: Speaker) -> None:
        """A member that read too slowly reads on: it gets what it was not told."""
        missed = self._log.caught_up(member.id)
        if missed:
            member.hand(missed)

    def set_viewers_may(self, viewers_may: bool) -> None:
        """Notes whether viewers may write, and tells everybody when that changes [CH7]."""
        if viewers_may != self._viewers_may:
            self._viewers_may = viewers_may
            for member in list(self._members.values()):
                member.tell(self._rights())

    def say(self, member: Speaker, author: Author, wish: Wish, *, too_fast: bool) -> None:
        """Stamps and keeps what somebody writes, and tells everybody once it is durable [CH3].

        Raises:
            Refused: too much waits for the store; nothing was taken.
        """
        if too_fast:
            self._refuse(member, wish, "rate")
            return
        known = self._log.find(wish.nonce)
        if known is not None:
            again = self._log.answer(known)
            if again:
                member.hand(again)
            return
        reason = self._why_not(author) or chat.unfit(wish.text)
        if reason:
            self._refuse(member, wish, reason)
            return
        line = self._log.stamp(author, wish)
        # The journal first: if it refuses, nothing was taken.
        self._keep(line, partial(self._tell, line))
        self._log.add(line, wish)
        member.active()

    def _refuse(self, member: Speaker, wish: Wish, reason: str) -> None:
        self._metrics.chat_refusals[reason] += 1
        member.hand(chat.refused(wish.nonce, reason))

    def _why_not(self, author: Author) -> str | None:
        is_mute = author.role == "viewer" and not self._viewers_may
        return "viewers-may-not" if is_mute else None

    def _tell(self, line: ChatLine) -> None:
        self._log.durable(line.number)
        self._metrics.chat_messages += 1
        message = chat.said([line.data])
        for member in list(self._members.values()):
            if self._is_behind(member.id):
                self._log.missed(member.id, line.number)
            else:
                member.hand(message)

    def _rights(self) -> dict[str, object]:
        return {"event": "chat", "viewers": bool(self._viewers_may)}


def _drop(line: ChatLine, durable: Callable[[], None]) -> None:
    """Takes a line of a room that left memory: nobody is in it who could write one."""
