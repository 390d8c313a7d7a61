"""Tells Django who is connected, and brings the rooms to the state that it answers [HB1] [HB2]."""

import asyncio
import contextlib
import logging
import secrets
from collections import Counter
from typing import TypedDict, cast

from .close_codes import CloseCode
from .django import Django, DjangoUnavailable
from .errors import StoreError
from .limits import HEARTBEAT_NUDGE_SECONDS, HEARTBEAT_SECONDS, SHUTDOWN_HEARTBEAT_SECONDS
from .registry import Registry
from .room import Member, Room

log = logging.getLogger(__name__)

PATH = "/api/realtime/heartbeat/"


class DesiredRoom(TypedDict):
    """What Django wants of a room."""

    state: str
    epoch: str
    roles: dict[str, str]
    removed: list[str]
    crowded: list[str]
    closing_at: str | None
    viewers_talk: bool
    viewers_chat: bool


class Heartbeat:
    """The one conversation between a node and Django."""

    def __init__(self, registry: Registry, django: Django, node: str, address: str) -> None:
        self._registry = registry
        self._django = django
        self._node = node
        self._address = address
        self._boot = secrets.token_hex(16)
        self._sequence = 0
        self._edits: Counter[str] = Counter()
        """Edits that no heartbeat has carried yet."""
        self._unanswered: dict[str, int] = {}
        """Edits of the last heartbeat while its answer is missing: sent again as they were."""
        self._listed: set[str] = set()
        """Connections that a heartbeat has told of."""
        self._missed: dict[str, list[Member]] = {}
        """Connections that came and went untold, by room: told once, so that Django ends them."""
        self._purged: set[str] = set()
        """Rooms whose purge Django has not heard of yet [HB7]."""
        self._changed = asyncio.Event()
        self._failing = False
        self.failures = 0
        """Heartbeats that Django did not take."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def edited(self, room: str) -> None:
        """Counts an edit."""
        self._edits[room] += 1

    def nudge(self) -> None:
        """Connections changed: Django should hear of it soon."""
        self._changed.set()

    def left(self, room: str, member: Member) -> None:
        """A connection of a room is gone."""
        if member.id not in self._listed:
            self._missed.setdefault(room, []).append(member)
        self.nudge()

    async def close(self) -> None:
        """Sends a last heartbeat, which ends the leases of connections that are gone."""
        self._task.cancel()
        await asyncio.wait({self._task})
        last = asyncio.get_running_loop().create_task(self._beat_whatever_comes())
        await asyncio.wait({last}, timeout=SHUTDOWN_HEARTBEAT_SECONDS)
        last.cancel()

    async def _run(self) -> None:
        while True:
            await self._beat_whatever_comes()
            await asyncio.sleep(HEARTBEAT_NUDGE_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), HEARTBEAT_SECONDS)
            self._changed.clear()

    async def _beat_whatever_comes(self) -> None:
        try:
            await self._beat()
        except Exception:
            # An answer of another shape must not end the heartbeats, nor the shutdown.
            log.exception("a heartbeat failed")

    async def _beat(self) -> None:
        if not self._unanswered:
            self._sequence += 1
            self._unanswered = dict(self._edits)
            self._edits.clear()
        members = self._members()
        purged = sorted(self._purged)
        try:
            answer = await self._django.post(PATH, {**self._body(members), "purged": purged})
        except DjangoUnavailable as error:
            self._report(str(error))
            return
        if answer.status != 200:
            self._report(f"status {answer.status}")
            return
        self._report(None)
        self._unanswered = {}
        self._listed = {member.id for room in members.values() for member in room}
        if self._missed:
            self.nudge()  # the next one does not list them, and so ends their leases
            self._missed = {
                room: untold
                for room, missed in self._missed.items()
                if (untold := [member for member in missed if member.id not in self._listed])
            }
        self._purged.difference_update(purged)
        await self._bring_about(cast(dict[str, DesiredRoom], answer.body["rooms"]))
        for name in cast(list[str], answer.body.get("purge", [])):
            await self._purge(name)

    def _members(self) -> dict[str, list[Member]]:
        members = {room.name: list(room.members.values()) for room in self._registry}
        for room, missed in self._missed.items():
            members.setdefault(room, []).extend(missed)
        return members

    def _body(self, members: dict[str, list[Member]]) -> dict[str, object]:
        return {
            "node": self._node,
            "boot": self._boot,
            "sequence": self._sequence,
            "address": self._address,
            "rooms": {
                name: {
                    "edits": self._unanswered.get(name, 0),
                    "connections": [
                        {
                            "id": member.id,
                            "user_id": member.participant.id,
                            "idle": member.idle_seconds,
                        }
                        for member in members.get(name, ())
                    ],
                }
                for name in {*members, *self._unanswered}
            },
        }

    async def _bring_about(self, desired: dict[str, DesiredRoom]) -> None:
        for room in self._registry:
            wanted = desired.get(room.name)
            if wanted is None:
                continue
            if wanted["state"] == "open" and wanted["epoch"] == room.epoch:
                _follow(room, wanted)
            else:
                await self._end(room, wanted)

    async def _end(self, room: Room, wanted: DesiredRoom) -> None:
        """Closes a room that Django no longer knows in this life."""
        code, reason = {
            "open": (CloseCode.EPOCH, "another life of the room"),
            "deleted": (CloseCode.DELETED, "the room was deleted"),
        }.get(wanted["state"], (CloseCode.NO_ROOM, "no such room"))
        for member in list(room.members.values()):
            member.close(code, reason)
        if code is CloseCode.DELETED:
            await self._purge(room.name)
        elif not room.uncommitted:
            self._registry.drop(room)

    async def _purge(self, name: str) -> None:
        """Deletes a room from the store once nothing of it is under way here [HB7]."""
        for room in self._registry:
            if room.name == name and (room.members or room.uncommitted):
                # Its sockets close within a second, and the next answer asks again.
                return
            if room.name == name:
                self._registry.drop(room)
        try:
            await self._registry.purge(name)
        except StoreError as error:
            log.error("the room could not be purged: %s", error, extra={"room": name})
        else:
            self._purged.add(name)
            self.nudge()

    def _report(self, error: str | None) -> None:
        self.failures += bool(error)
        if error and not self._failing:
            log.warning("Django does not take heartbeats: %s", error)
        elif self._failing and not error:
            log.warning("Django takes heartbeats again")
        self._failing = error is not None


def _follow(room: Room, wanted: DesiredRoom) -> None:
    """Brings an open room and its members to what Django says of them."""
    room.set_closing(wanted.get("closing_at"))
    room.expel(wanted["removed"])
    room.turn_away(wanted.get("crowded", ()))
    for member in list(room.members.values()):
        role = wanted["roles"].get(member.participant.id)
        if role is not None:
            room.set_role(member, role)
    room.set_viewers_talk(wanted.get("viewers_talk", True))
    room.set_viewers_chat(wanted.get("viewers_chat", True))
