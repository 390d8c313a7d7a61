"""Everything in one process and on one port: Django, its files and a realtime node.

The only module that knows both sides. Imported after Django's settings can be read.
"""

import re
import sys
from collections.abc import Mapping
from functools import partial
from socket import socket
from typing import TYPE_CHECKING

import httpx
from django.conf import settings
from django.http.request import validate_host

from coterie.ai.start import ai_start
from coterie.config.asgi import django_application
from coterie.config.body_limit import BodyLimit
from coterie.config.forwarded import ForwardedHeaders
from coterie.config.security_headers import SecurityHeaders
from coterie.config.static import static_files
from coterie.files.limits import MAX_EXPORTS
from coterie.files.room_files import NoFiles, read_in_process
from coterie.joined_answers import JoinedAnswers
from coterie.lanes import ByPath, Lanes
from coterie.presence import pokes
from coterie_realtime.addresses import address_of
from coterie_realtime.django import Django
from coterie_realtime.edge import Edge
from coterie_realtime.errors import RealtimeError
from coterie_realtime.listening import files_allow
from coterie_realtime.node import DjangoLink, Node
from coterie_realtime.occupancy import Occupancy
from coterie_realtime.settings import durability_read, places_read, proxies_read
from coterie_realtime.stores.sqlite import SqliteStore
from coterie_realtime.tokens import TokenVerifier

if TYPE_CHECKING:
    from asgiref.typing import ASGI3Application

# Threads that compute let the event loop in after this long, instead of Python's 5 ms.
SWITCH_INTERVAL_SECONDS = 0.0005
PUBLIC_LANES = 2
# Calls of AI, which wait for providers for seconds: one thread for what they want of the database.
# Somewhat more than `ai.limits.MAX_CALLS`, so that it is that which says it is too many.
AI_PATH = re.compile(r"/api/ai/")
AI_CALLS = 40
# Suggestions that wait any longer are stale.
MAX_WAITING_AI_CALLS = 40
# Exports wait for a node and a child process, and hold no place that a join could have.
EXPORT_PATH = re.compile(r"/api/rooms/[^/]+/export/\Z")
# Each takes about a second; the last one of these would give up if they were more.
MAX_WAITING_EXPORTS = 16
NODE = "embedded"
INTERNAL_HOST = "127.0.0.1"


def edge(environment: Mapping[str, str]) -> Edge:
    """Who may open a socket: as for a node alone, but under the names that Django admits."""
    places = places_read(environment)
    allowed = files_allow(places.all)
    return Edge(
        is_own_host=_is_own_host,
        proxies=proxies_read(environment, settings.PROXIES),
        requests=allowed.requests,
        places=Occupancy(allowed.sockets, places.address),
    )


def build(sock: socket, environment: Mapping[str, str]) -> tuple["ASGI3Application", Node]:
    """The application and the node behind a listening socket.

    Raises:
        RealtimeError: a setting of the node is wrong.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    if "*" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, INTERNAL_HOST]
    host, port = sock.getsockname()[:2]
    verifier = TokenVerifier(settings.ROOM_TOKEN_PUBLIC_KEYS)
    connect = partial(_connect, settings.SERVICE_KEYS[0])
    link = DjangoLink(connect, verifier, NODE, address_of("http", host, port))
    durability = durability_read(environment.get("COTERIE_DURABILITY"))
    store = SqliteStore(settings.DATA_DIR / "documents.sqlite3", durability)
    node = Node(store, link, places_read(environment).room)
    pokes.deliver_in_process(node.poke)
    read_in_process(partial(_files, node))
    ai_start()
    django = ForwardedHeaders(static_files(BodyLimit(_lanes())))
    return SecurityHeaders(JoinedAnswers(django, node)), node


def _is_own_host(name: str) -> bool:
    return validate_host(f"[{name}]" if ":" in name else name, settings.ALLOWED_HOSTS)


def _lanes() -> "ASGI3Application":
    ai = Lanes(
        django_application, 1, name="ai", sharing=AI_CALLS, most_waiting=MAX_WAITING_AI_CALLS
    )
    exports = Lanes(
        django_application,
        1,
        name="exports",
        sharing=MAX_EXPORTS,
        most_waiting=MAX_WAITING_EXPORTS,
    )
    public = Lanes(django_application, PUBLIC_LANES)
    return ByPath(ByPath(public, EXPORT_PATH, exports), AI_PATH, ai)


async def _files(node: Node, room: str, epoch: str) -> bytes:
    try:
        return await node.files(room, epoch)
    except RealtimeError as error:
        raise NoFiles from error


def _connect(service_key: str) -> Django:
    # A lane of its own: public requests that wait for realtime must not starve its calls.
    internal = BodyLimit(Lanes(django_application, 1))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(internal),  # type: ignore[arg-type]  # two spellings of ASGI
        base_url=f"http://{INTERNAL_HOST}",
    )
    return Django(client, service_key)
