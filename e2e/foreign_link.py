"""One RTCPeerConnection of aiortc with one peer, in one epoch, by docs/protocol.md §8.

aiortc is no browser: its descriptions hold all of its candidates, it cannot take an offer back and
cannot restart ICE. The first needs nothing. An offer that might be taken back is not told to aiortc
before its answer has come. A restart raises `IceRestart`: all must begin anew.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from typing import Any

from aiortc import (
    MediaStreamError,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.sdp import SessionDescription, candidate_from_sdp
from foreign_media import Bar, Received, Tone

Signal = dict[str, Any]

# A candidate whose address is a name that only the network of its browser knows.
NAMED = re.compile(r"^a=candidate:.*? (\S+\.local) .*\r?\n", re.MULTILINE)
END = re.compile(r"^a=end-of-candidates\r?\n", re.MULTILINE)
# Who begins DTLS: an answer says it, an offer leaves it open.
SETUP = re.compile(r"a=setup:\w+")
# What an m-line carries where its sender does not say [CA6].
DEFAULTS = {"audio": ["microphone"], "video": ["camera", "screen"]}
OWN = {"audio": "microphone", "video": "camera"}

log = logging.getLogger(__name__)


class IceRestart(Exception):
    """The other side offered ICE anew."""


class ForeignLink:
    """Sends a tone and a moving picture, and counts what comes in."""

    def __init__(
        self,
        configuration: RTCConfiguration,
        *,
        polite: bool,
        says_media: bool,
        send: Callable[[Signal], None],
        progress: Callable[[], None],
    ) -> None:
        """`says_media`: with the map of [CA6]. `progress` is called for each frame that came."""
        self.pc = RTCPeerConnection(configuration)
        self.tone, self.bar = Tone(), Bar()
        self.taken_back = 0
        """Own offers, for the other's that came at the same time."""
        self.ignored = 0
        """The other's offers, for our own."""
        self.fragment: str | None = None
        """The user name of the other side's ICE."""
        self.skipped: list[str] = []
        """Candidates that are names nobody here can look up."""
        self._polite, self._says_media = polite, says_media
        self._send, self._progress = send, progress
        self._offer: RTCSessionDescription | None = None
        """Ours, sent and not answered yet; only the first is known to `pc`."""
        self._ignoring = False
        self._media: dict[str, str] = {}
        self._received: list[tuple[RTCRtpTransceiver, Received]] = []
        self._consumers: list[asyncio.Task[None]] = []
        self.pc.on("track", self._on_track)
        self._own = [self.pc.addTrack(track) for track in (self.tone, self.bar)]

    @property
    def is_waiting(self) -> bool:
        """For the answer to an offer."""
        return self._offer is not None

    def received(self, kind: str) -> Received:
        """What came of a `microphone`, `camera`, `screen` or `screen-audio`."""
        for transceiver, received in self._received:
            if self._kind_of(transceiver) == kind:
                return received
        return Received()

    def send_only(self, kinds: set[str]) -> None:
        """What of `microphone` and `camera` goes out from now on."""
        for kind, track in (("microphone", self.tone), ("camera", self.bar)):
            if kind in kinds:
                track.pace.running.set()
            else:
                track.pace.running.clear()

    async def offer(self) -> None:
        if self.pc.remoteDescription is None:
            # Nobody else may offer yet, so it stays; aiortc looks for candidates only in here.
            await self.pc.setLocalDescription()
            self._offer = self.pc.localDescription
        else:
            self._offer = self._what_was_agreed()
        self._describe(self._offer)

    async def receive(self, signal: Signal) -> None:
        """Takes an offer, an answer or a candidate.

        Raises:
            IceRestart: an offer cannot be answered, since it has other credentials of ICE.
        """
        if signal["kind"] == "offer":
            await self._take_offer(signal)
        elif signal["kind"] == "answer":
            await self._take_answer(signal)
        elif signal["kind"] == "ice-candidate":
            await self._take_candidate(signal["candidate"])

    async def close(self) -> None:
        await self.pc.close()
        for task in self._consumers:
            task.cancel()
        for task in self._consumers:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _take_offer(self, signal: Signal) -> None:
        self._ignoring = self._offer is not None and not self._polite
        if self._ignoring:
            self.ignored += 1
            return
        if self._offer is not None:
            self._offer = None
            self.taken_back += 1
        await self._hear(signal)
        await self.pc.setLocalDescription()
        self._describe(self.pc.localDescription)

    async def _take_answer(self, signal: Signal) -> None:
        if self._offer is None:
            return  # to an offer that was taken back, or said twice
        if self.pc.signalingState == "stable":
            await self.pc.setLocalDescription(self._offer)
        self._offer = None
        await self._hear(signal)

    async def _hear(self, signal: Signal) -> None:
        sdp = signal["sdp"]
        ice = SessionDescription.parse(sdp).media[0].ice
        fragment = ice.usernameFragment if ice else None
        if self.fragment not in (None, fragment):
            raise IceRestart
        self.fragment = fragment
        self._media = signal.get("media") or {}
        if names := NAMED.findall(sdp):
            self._skip(*names)
            sdp = END.sub("", NAMED.sub("", sdp))
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, signal["kind"]))

    async def _take_candidate(self, candidate: Signal | None) -> None:
        if self._ignoring:
            return  # it belongs to the offer that was ignored
        if candidate is None or not candidate["candidate"]:
            # With some left out this is not the end: the other's own checks will tell its address.
            if not self.skipped:
                await self.pc.addIceCandidate(None)
            return
        parsed = candidate_from_sdp(candidate["candidate"].removeprefix("candidate:"))
        if parsed.ip.endswith(".local"):
            self._skip(parsed.ip)
            return
        parsed.sdpMid = candidate.get("sdpMid")
        parsed.sdpMLineIndex = candidate.get("sdpMLineIndex")
        await self.pc.addIceCandidate(parsed)

    def _what_was_agreed(self) -> RTCSessionDescription:
        """As an offer: nothing of ours ever changes, and one made by aiortc would number the
        extensions of RTP in its own way, which browsers refuse where theirs was agreed on."""
        sdp = SETUP.sub("a=setup:actpass", self.pc.localDescription.sdp)
        return RTCSessionDescription(sdp, "offer")

    def _skip(self, *names: str) -> None:
        self.skipped += names
        log.info("candidates left out, since only their own network knows them: %s", names)

    def _describe(self, description: RTCSessionDescription) -> None:
        signal: Signal = {"kind": description.type, "sdp": description.sdp}
        if self._says_media:
            signal["media"] = {
                transceiver.mid: OWN[transceiver.kind]
                for transceiver in self.pc.getTransceivers()
                if transceiver.sender in self._own and transceiver.mid is not None
            }
        self._send(signal)

    def _kind_of(self, transceiver: RTCRtpTransceiver) -> str | None:
        if self._media:
            return self._media.get(transceiver.mid or "")
        alike = [one for one in self.pc.getTransceivers() if one.kind == transceiver.kind]
        kinds = dict(zip(alike, DEFAULTS[transceiver.kind], strict=False))
        return kinds.get(transceiver)

    def _on_track(self, track: MediaStreamTrack) -> None:
        (transceiver,) = (one for one in self.pc.getTransceivers() if one.receiver.track is track)
        received = Received()
        self._received.append((transceiver, received))
        self._consumers.append(asyncio.create_task(self._consume(track, received)))

    async def _consume(self, track: MediaStreamTrack, received: Received) -> None:
        with contextlib.suppress(MediaStreamError):  # the track has ended
            while True:
                received.count(await track.recv())
                self._progress()
