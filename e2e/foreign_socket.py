"""A foreign peer's way into a room, and what the room tells it about the call."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple, Self
from urllib.parse import urljoin

import httpx
from client import Client
from picows import WSFrame, WSTransport

Json = dict[str, Any]


class Member(NamedTuple):
    """Somebody else in the call, as awareness says [CA1]; sorted as seats are given [CA3]."""

    seat: int
    peer: str
    connection: str
    client: int
    participant: str
    name: str


class CallSocket(Client):
    """A client that knows who is in the call, and tells when something has come."""

    def __init__(self, client_id: int) -> None:
        super().__init__(client_id)
        self.news = asyncio.Event()
        self.joined_as: Json = {}
        """What Django answered to the join."""
        self._clock = 0
        self._call: Json | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def entering(
        cls,
        base: str,
        room: str,
        name: str,
        *,
        client_id: int,
        headers: dict[str, str] | None = None,
    ) -> AsyncIterator[Self]:
        """Joins the room at `base`; an owner says so in `headers`."""
        async with httpx.AsyncClient(base_url=base, headers=headers) as http:
            answer = await http.post(f"/api/rooms/{room}/join/", json={"username": name})
        joined = answer.raise_for_status().json()
        address = urljoin(base, joined["realtime_url"]).replace("http", "ws", 1)
        url = f"{address}/{room}?token={joined['token']}&coterie=1"
        async with cls.joined(url, client_id=client_id) as socket:
            socket.joined_as = joined
            yield socket

    @property
    def participant(self) -> str:
        return str(self.joined_as["user_id"])

    @property
    def members(self) -> dict[str, Member]:
        """Who else is in the call, by peer; without those who were removed from the room."""
        members = {}
        for client, (_, text) in self.states.items():
            state = json.loads(text)
            if client == self.client_id or not state or not state.get("call"):
                continue
            call, user = state["call"], state["user"]
            member = Member(
                call["seat"], call["peer"], call["connection"], client, user["id"], user["name"]
            )
            if member.participant not in self.removed:
                members[member.peer] = member
        return members

    @property
    def seats(self) -> dict[str, int]:
        """What the node gave us in the call, by peer [CA3]."""
        given = (event for event in self.events if event["event"] == "seat")
        return {str(event["peer"]): int(str(event["seat"])) for event in given}

    @property
    def listeners(self) -> frozenset[str]:
        """Participants who may only listen [CA8]."""
        lists = [event for event in self.events if event["event"] == "listeners"]
        if not lists:
            return frozenset()
        participants = lists[-1]["participants"]
        assert isinstance(participants, list)
        return frozenset(participants)

    @property
    def removed(self) -> frozenset[str]:
        """Participants who were sent out [RE1]."""
        events = [event for event in self.events if event["event"] == "removed"]
        return frozenset(str(event["participant"]) for event in events)

    def has_left(self, member: Member) -> bool:
        """Whether one who is no longer among the members said so, and is not merely lost [CA2]."""
        return self.states[member.client][1] != b"null"

    def take_part(self, call: Json | None) -> None:
        """Announces it if it is news; None: out of the call."""
        if call != self._call:
            self._call = call
            self.renew()

    def renew(self) -> None:
        """The same state under the next clock."""
        user = {"id": self.participant, "name": self.joined_as["username"], "color": 0}
        state = {"user": user} if self._call is None else {"user": user, "call": self._call}
        self._clock += 1
        self.announce(self._clock, json.dumps(state).encode())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        super().on_ws_frame(transport, frame)
        self.news.set()
