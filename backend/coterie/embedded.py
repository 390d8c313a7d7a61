"""Everything in one process and on one port: Django, its files and a realtime node.

The only module that knows both sides. Imported after Django's settings can be read.
"""

import sys
from functools import partial
from socket import socket
from typing import TYPE_CHECKING

import httpx
from django.conf import settings

from coterie.ai.room_files import NoFiles, read_in_process
from coterie.ai.start import ai_start
from coterie.config.asgi import django_application
from coterie.config.body_limit import BodyLimit
from coterie.config.static import static_files
from coterie.lanes import ByPath, Lanes
from coterie.presence import pokes
from coterie_realtime.addresses import address_of
from coterie_realtime.django import Django
from coterie_realtime.errors import RealtimeError
from coterie_realtime.node import DjangoLink, Node
from coterie_realtime.stores.sqlite import SqliteStore
from coterie_realtime.tokens import TokenVerifier

if TYPE_CHECKING:
    from asgiref.typing import ASGI3Application

# Threads that compute let the event loop in after this long, instead of Python's 5 ms.
SWITCH_INTERVAL_SECONDS = 0.0005
PUBLIC_LANES = 2
# Calls of AI, which wait for providers for seconds: one thread for what they want of the database.
# Somewhat more than `ai.limits.MAX_CALLS`, so that it is that which says it is too many.
AI_PATH = "/api/ai/"
AI_CALLS = 40
# Suggestions that wait any longer are stale.
MAX_WAITING_AI_CALLS = 40
NODE = "embedded"
INTERNAL_HOST = "127.0.0.1"


def build(sock: socket) -> tuple["ASGI3Application", Node]:
    """The application and the node behind a listening socket."""
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    if "*" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, INTERNAL_HOST]
    host, port = sock.getsockname()[:2]
    verifier = TokenVerifier(settings.ROOM_TOKEN_PUBLIC_KEYS)
    connect = partial(_connect, settings.SERVICE_KEYS[0])
    link = DjangoLink(connect, verifier, NODE, address_of("http", host, port))
    node = Node(SqliteStore(settings.DATA_DIR / "documents.sqlite3"), link)
    pokes.deliver_in_process(node.poke)
    read_in_process(partial(_files, node))
    ai_start()
    return static_files(BodyLimit(_lanes())), node


def _lanes() -> "ASGI3Application":
    ai = Lanes(
        django_application, 1, name="ai", sharing=AI_CALLS, most_waiting=MAX_WAITING_AI_CALLS
    )
    return ByPath(Lanes(django_application, PUBLIC_LANES), AI_PATH, ai)


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
