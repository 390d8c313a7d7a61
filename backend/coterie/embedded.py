"""Everything in one process and on one port: Django, its files and a realtime node.

The only module that knows both sides. Imported after Django's settings can be read.
"""

import sys
from functools import partial
from socket import socket
from typing import TYPE_CHECKING

import httpx
from django.conf import settings

from coterie.config.asgi import django_application
from coterie.config.body_limit import BodyLimit
from coterie.config.static import static_files
from coterie.lanes import Lanes
from coterie.presence import pokes
from coterie_realtime.addresses import address_of
from coterie_realtime.django import Django
from coterie_realtime.node import DjangoLink, Node
from coterie_realtime.stores.sqlite import SqliteStore
from coterie_realtime.tokens import TokenVerifier

if TYPE_CHECKING:
    from asgiref.typing import ASGI3Application

# Threads that compute let the event loop in after this long, instead of Python's 5 ms.
SWITCH_INTERVAL_SECONDS = 0.0005
PUBLIC_LANES = 2
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
    return static_files(BodyLimit(Lanes(django_application, PUBLIC_LANES))), node


def _connect(service_key: str) -> Django:
    # A lane of its own: public requests that wait for realtime must not starve its calls.
    internal = BodyLimit(Lanes(django_application, 1))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(internal),  # type: ignore[arg-type]  # two spellings of ASGI
        base_url=f"http://{INTERNAL_HOST}",
    )
    return Django(client, service_key)
