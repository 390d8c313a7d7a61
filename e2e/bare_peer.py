"""A blank page with one RTCPeerConnection: what a network lets through, without the product."""

import asyncio
from typing import NamedTuple, TypedDict

from playwright.async_api import Browser, Page
from turn_client import credentials

# Without it a page that has no camera hides its addresses behind names that other hosts cannot look
# up, and peers would stay apart whatever the network.
ADDRESS_FLAGS = ["--disable-features=WebRtcHideLocalIpsWithMdns"]

WAIT_MS = 60_000  # ICE gives up after half a minute
POLL_SECONDS = 0.05

# Candidates that come before the description they belong to wait for it.
PAGE = """([config, offers]) => {
  const pc = new RTCPeerConnection(config);
  let described;
  const remote = new Promise((resolve) => { described = resolve; });
  const errors = [];
  pc.onicecandidate = ({ candidate }) => candidate && carry(candidate.toJSON());
  pc.onicecandidateerror = ({ errorCode, url }) => errors.push([errorCode, url]);
  if (offers) {
    const canvas = document.createElement('canvas');
    const paint = canvas.getContext('2d');
    setInterval(() => {
      paint.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`;
      paint.fillRect(0, 0, canvas.width, canvas.height);
    }, 50);
    pc.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
  }
  const described_as = async (make) => {
    await pc.setLocalDescription(await make());
    return pc.localDescription.toJSON();
  };
  window.peer = {
    pc, errors,
    offer: () => described_as(() => pc.createOffer()),
    async hear(description) {
      await pc.setRemoteDescription(description);
      described();
    },
    answer: () => described_as(() => pc.createAnswer()),
    async take(candidate) {
      await remote;
      await pc.addIceCandidate(candidate);
    },
  };
}"""
HEAR = "(description) => peer.hear(description)"
TAKE = "(candidate) => peer.take(candidate)"
ENDED = "() => ['connected', 'failed'].includes(peer.pc.connectionState) && peer.pc.connectionState"
SEES = """async () => [...(await peer.pc.getStats()).values()]
  .some(({ type, framesDecoded }) => type === 'inbound-rtp' && framesDecoded > 5)"""
PATH = """async () => {
  const stats = await peer.pc.getStats();
  const transport = [...stats.values()].find(({ type }) => type === 'transport');
  const pair = stats.get(transport.selectedCandidatePairId);
  const [local, remote] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)];
  return [local.candidateType, remote.candidateType, local.relayProtocol ?? null];
}"""
ERROR = "(code) => peer.errors.find(([found]) => found === code)"


class IceServer(TypedDict):
    """As the browser takes it."""

    urls: list[str]
    username: str
    credential: str


def ice_server(secret: str, urls: list[str]) -> IceServer:
    """With credentials by `secret`."""
    username, credential = credentials(secret)
    return {"urls": urls, "username": username, "credential": credential}


class Path(NamedTuple):
    """The candidates a connection runs over: `host`, `srflx`, `prflx` or `relay`."""

    local: str
    remote: str
    relay_protocol: str | None
    """From the browser to its relay: `udp`, `tcp` or `tls`."""


class BarePeer:
    """One end."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @classmethod
    async def on(
        cls,
        browser: Browser,
        servers: list[IceServer],
        *,
        offers: bool = False,
        relay_only: bool = False,
    ) -> "BarePeer":
        """On a new page, which lives as long as the browser; the one that offers shows a video."""
        peer = cls(await browser.new_page())
        config = {"iceServers": servers, "iceTransportPolicy": "relay" if relay_only else "all"}
        await peer._page.expose_function("carry", peer._carry)
        await peer._page.evaluate(PAGE, [config, offers])
        return peer

    async def call(self, other: "BarePeer") -> None:
        """Carries descriptions and candidates between the two."""
        self._other, other._other = other, self
        await other._page.evaluate(
            "(it) => peer.hear(it)", await self._page.evaluate("peer.offer()")
        )
        await self._page.evaluate(
            "(it) => peer.hear(it)", await other._page.evaluate("peer.answer()")
        )

    async def end(self) -> str:
        """`connected` or `failed`, whichever comes."""
        found = await self._page.wait_for_function(ENDED, timeout=WAIT_MS)
        return str(await found.json_value())

    async def sees(self) -> None:
        """Waits until the other's video moves."""
        # Playwright's own waiting takes a promise for an answer.
        async with asyncio.timeout(WAIT_MS / 1000):
            while not await self._page.evaluate(SEES):
                await asyncio.sleep(POLL_SECONDS)

    async def path(self) -> Path:
        """What it is connected over."""
        return Path(*await self._page.evaluate(PATH))

    async def hears_error(self, code: int) -> str:
        """Waits until a server refuses it with that code, and returns the server's URL."""
        found = await self._page.wait_for_function(ERROR, arg=code, timeout=WAIT_MS)
        return str((await found.json_value())[1])

    async def hang_up(self) -> None:
        """Gives the relay back."""
        await self._page.evaluate("peer.pc.close()")

    async def _carry(self, candidate: dict[str, object]) -> None:
        await self._other._page.evaluate(TAKE, candidate)
