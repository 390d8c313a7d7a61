"""A call by docs/protocol.md §8 to the letter, which shares no code with our page.

It keeps to the rules even where a test does not look, so that a page can be its other side.
"""

import asyncio
import secrets
import sys
from dataclasses import dataclass, field

from aiortc import RTCConfiguration, RTCIceServer
from aiortc.rtcconfiguration import RTCBundlePolicy, RTCIceTransportPolicy
from foreign_link import ForeignLink, IceRestart, Signal
from foreign_socket import CallSocket, Json, Member

VIDEO_SEATS = 6  # [CA3]
GIVE_UP_SECONDS = 10.0  # [CA2]
RENEW_SECONDS = 15.0  # stock Yjs clients forget a state that is not renewed for 30 s
EARLY_SIGNALS = 64  # of peers whose awareness is still on its way


@dataclass
class Other:
    """A peer that was met, through all epochs."""

    member: Member
    epoch: int
    link: ForeignLink
    missing_since: float | None = None


@dataclass
class Strays:
    """Signals that were not taken, by what was wrong with them."""

    stale: list[Signal] = field(default_factory=list)
    """For a peer that is not us [CA4]."""
    old: list[Signal] = field(default_factory=list)
    """Of an epoch before the present one [CA7]."""
    forged: list[Signal] = field(default_factory=list)
    """From a connection that is not that peer's."""
    undelivered: list[Signal] = field(default_factory=list)
    """Our own, which came back [SI2]."""


class ForeignCall:
    """Who else takes part, and what we say to each: from its construction until `leave`."""

    def __init__(self, socket: CallSocket, peer: str | None, *, says_media: bool) -> None:
        """`peer` is random unless it is chosen; `says_media`: with the map of [CA6]."""
        self.socket = socket
        self.peer = peer or secrets.token_hex(8)
        self.others: dict[str, Other] = {}
        """By peer."""
        self.strays = Strays()
        self._configuration = configuration(socket.joined_as)
        self._says_media = says_media
        self._early: list[Signal] = []
        self._read = 0
        """Of the socket's signals."""
        self._epochs: dict[str, int] = {}
        """The last with each peer that was here: one that returns starts after it."""
        self.progress = asyncio.Event()
        self._turn = asyncio.Lock()
        """Held while descriptions change hands: one thing at a time."""
        socket.news.set()
        self.tasks = [asyncio.create_task(self._attend()), asyncio.create_task(self._renew())]
        for task in self.tasks:
            task.add_done_callback(lambda _: self.progress.set())

    # -- what may begin here

    async def offer_to(self, peer: str) -> None:
        async with self._turn:
            await self.others[peer].link.offer()

    async def renew_with(self, peer: str) -> None:
        """Under the next epoch [CA7]."""
        async with self._turn:
            await self._renew_link(self.others[peer])

    # -- the room

    async def _attend(self) -> None:
        """Follows what comes over the socket."""
        while True:
            await self.socket.news.wait()
            self.socket.news.clear()
            async with self._turn:
                self.socket.take_part(self._call())
                members = self.socket.members
                await self._part(members)
                for member in members.values():
                    await self._meet(member)
                for other in self.others.values():
                    other.link.send_only(self._kinds_for(other.member))
                await self._read_signals()
            self.progress.set()

    def _call(self) -> Json:
        """What we say of ourselves [CA1]."""
        kinds = self._own_kinds()
        audio, video = "microphone" in kinds, "camera" in kinds
        sent = {"audio": audio, "video": video, "screen": False}
        return {"peer": self.peer, **sent}

    def _own_kinds(self) -> set[str]:
        """What we may send, to some at least [CA3] [CA8]."""
        if self.socket.participant in self.socket.listeners:
            return set()
        return {"microphone", "camera"} if self.peer in self._seated() else {"microphone"}

    def _kinds_for(self, member: Member) -> set[str]:
        """Who has no seat gets no video from anybody [CA3]."""
        return self._own_kinds() - (set() if member.peer in self._seated() else {"camera"})

    def _seated(self) -> list[str]:
        places = [(member.seat, member.peer) for member in self.socket.members.values()]
        # Until the node has said, we come last.
        own = self.socket.seats.get(self.peer, sys.maxsize)
        return [peer for _, peer in sorted([*places, (own, self.peer)])][:VIDEO_SEATS]

    async def _meet(self, member: Member) -> None:
        known = self.others.get(member.peer)
        if known:
            known.member, known.missing_since = member, None
            return
        epoch = self._epochs.get(member.peer, 0) + 1
        self.others[member.peer] = other = Other(member, epoch, self._open(member))
        if self._offers_to(other):
            await other.link.offer()
        elif epoch > 1:
            self._say(member.peer, {"kind": "renew"})

    async def _part(self, members: dict[str, Member]) -> None:
        """Lets go of those who left, were removed, or have been missing for too long [CA2]."""
        loop = asyncio.get_running_loop()
        for peer, other in list(self.others.items()):
            if peer in members:
                continue
            if other.missing_since is None:
                other.missing_since = loop.time()
                loop.call_later(GIVE_UP_SECONDS, self.socket.news.set)
            is_late = loop.time() - other.missing_since >= GIVE_UP_SECONDS
            is_removed = other.member.participant in self.socket.removed
            if is_late or is_removed or self.socket.has_left(other.member):
                self._epochs[peer] = other.epoch
                del self.others[peer]
                await other.link.close()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            self.socket.renew()

    async def leave(self) -> None:
        """Raises what went wrong meanwhile."""
        for task in self.tasks:
            task.cancel()
        ends = await asyncio.gather(*self.tasks, return_exceptions=True)
        for other in self.others.values():
            await other.link.close()
        if not self.socket.disconnected:
            self.socket.take_part(None)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    # -- signals

    def _open(self, member: Member) -> ForeignLink:
        link = ForeignLink(
            self._configuration,
            polite=self.peer < member.peer,
            says_media=self._says_media,
            send=lambda signal: self._say(member.peer, signal),
            progress=self.progress.set,
        )
        link.send_only(self._kinds_for(member))
        return link

    def _offers_to(self, other: Other) -> bool:
        """[CA5]"""
        return self.peer > other.member.peer

    def _say(self, peer: str, signal: Signal) -> None:
        other = self.others[peer]
        content = {**signal, "peer": self.peer, "for": peer, "epoch": other.epoch}
        self.socket.signal(other.member.connection, **content)

    async def _read_signals(self) -> None:
        new = self.socket.signals[self._read :]
        self._read += len(new)
        waiting, self._early = [*self._early, *new], []
        for signal in waiting:
            await self._take(signal)

    async def _take(self, signal: Signal) -> None:
        if "undelivered" in signal:
            self.strays.undelivered.append(signal)
        elif signal.get("for") != self.peer:
            self.strays.stale.append(signal)
        elif (other := self.others.get(signal["peer"])) is None:
            # A signal may overtake the awareness that it rests on.
            self._early = [*self._early, signal][-EARLY_SIGNALS:]
        elif signal["from"] != other.member.connection:
            self.strays.forged.append(signal)
        elif signal.get("epoch", 1) < other.epoch:
            self.strays.old.append(signal)
        else:
            await self._take_from(other, signal)

    async def _take_from(self, other: Other, signal: Signal) -> None:
        epoch = signal.get("epoch", 1)
        if epoch > other.epoch:
            await self._start_anew(other, epoch)
        try:
            await other.link.receive(signal)
        except IceRestart:
            await self._renew_link(other)

    async def _renew_link(self, other: Other) -> None:
        await self._start_anew(other, other.epoch + 1)
        if not self._offers_to(other):
            self._say(other.member.peer, {"kind": "renew"})

    async def _start_anew(self, other: Other, epoch: int) -> None:
        await other.link.close()
        other.epoch, other.link = epoch, self._open(other.member)
        if self._offers_to(other):
            await other.link.offer()


def configuration(joined: Json) -> RTCConfiguration:
    """As a join answers it. Without servers there are none: aiortc would ask one of its own."""
    relay_only = joined["ice_transport"] == "relay"
    return RTCConfiguration(
        iceServers=[RTCIceServer(**server) for server in joined["ice_servers"]],
        iceTransportPolicy=RTCIceTransportPolicy.RELAY if relay_only else RTCIceTransportPolicy.ALL,
        bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
    )
