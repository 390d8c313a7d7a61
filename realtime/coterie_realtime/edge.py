"""Who may open a socket: the checks of an upgrade that need nothing but its headers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from .addresses import LOOPBACK_HOSTS
from .limits import (
    MAX_CONNECTIONS,
    MAX_CONNECTIONS_PER_ADDRESS,
    MAX_REQUEST_CONNECTIONS,
    RETRY_SECONDS,
)
from .metrics import Refusal
from .occupancy import Occupancy
from .proxies import Proxies


class Head(NamedTuple):
    """What an upgrade request and its connection say."""

    peer: str | None
    """The other end's address; None on a unix socket."""
    encrypted: bool
    """It came over TLS of our own."""
    host: str
    origin: str | None
    forwarded_for: str
    forwarded_host: str
    forwarded_proto: str


class Answer(NamedTuple):
    """How a refusal is told over HTTP."""

    status: HTTPStatus
    text: str
    retry_seconds: int | None = None


ANSWERS = {
    Refusal.MALFORMED: Answer(HTTPStatus.BAD_REQUEST, "no WebSocket upgrade"),
    Refusal.STOPPING: Answer(HTTPStatus.SERVICE_UNAVAILABLE, "shutting down", RETRY_SECONDS),
    Refusal.NODE_FULL: Answer(
        HTTPStatus.SERVICE_UNAVAILABLE, "too many connections", RETRY_SECONDS
    ),
    Refusal.ADDRESS_FULL: Answer(
        HTTPStatus.TOO_MANY_REQUESTS, "too many connections from your address", RETRY_SECONDS
    ),
    Refusal.ORIGIN: Answer(HTTPStatus.FORBIDDEN, "this origin is not allowed"),
    Refusal.NO_SOCKET: Answer(HTTPStatus.NOT_FOUND, "no such socket"),
}


def own_hosts(names: Collection[str]) -> Callable[[str], bool]:
    """Only these names are ours, and this machine's own."""
    known = LOOPBACK_HOSTS | {name.lower() for name in names}
    return known.__contains__


def any_host(host: str) -> bool:  # noqa: ARG001
    """Every name is ours: for a node that cannot know under which it is reached."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What an operator allows; one for each server."""

    origins: Collection[str] = ()
    """Pages of these origins may connect besides those of our own hosts [WS4]."""
    is_own_host: Callable[[str], bool] = any_host
    """Whether a host name, without its port, is one that we are reached under."""
    proxies: Proxies = field(default_factory=Proxies)
    any_port: bool = False
    """Pages of this machine's other ports may connect: of a development server."""
    requests: int = MAX_REQUEST_CONNECTIONS
    """Connections that are no sockets (yet)."""
    places: Occupancy = field(
        default_factory=lambda: Occupancy(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS)
    )

    def allows_origin(self, head: Head) -> bool:
        """Whether a page may connect; a client that is no browser names none [WS4]."""
        if head.origin is None or head.origin in self.origins:
            return True
        host, scheme = head.host, "https" if head.encrypted else ""
        if self.proxies.trusts(head.peer):
            host = head.forwarded_host or host
            scheme = head.forwarded_proto or scheme
        page, here = _split(head.origin), _split(f"//{host}")
        if page is None or here is None or not page.hostname or not here.hostname:
            return False
        if self.any_port and {page.hostname, here.hostname} <= LOOPBACK_HOSTS:
            return True
        if scheme in ("https", "wss") and page.scheme != "https":
            # Whoever can change that page on its way is not its author.
            return False
        return _same_host(page, here) and self.is_own_host(here.hostname)

    def client(self, head: Head) -> str:
        """Whom a socket is counted for."""
        return self.proxies.client(head.peer, head.forwarded_for)


def _same_host(page: SplitResult, here: SplitResult) -> bool:
    # Who leaves the port out means the page's own.
    usual = {"http": 80, "https": 443}.get(page.scheme)
    return (page.hostname, page.port or usual) == (here.hostname, here.port or usual)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises for one that is no number
    except ValueError:
        return None
    return parts
