"""`coterie-realtime`: a node in a process of its own."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from . import logs, settings
from .addresses import LOOPBACK_HOSTS, address_of
from .django import Django
from .edge import Edge, any_host, own_hosts
from .errors import RealtimeError
from .http import HttpApp
from .limits import SWITCH_INTERVAL_SECONDS
from .listening import files_allow, listen, listening_at
from .node import DjangoLink, Node
from .occupancy import Occupancy
from .server import run
from .settings import DjangoSettings, Settings
from .signatures import SignatureVerifier
from .stores import store_open
from .tokens import TokenVerifier


def main() -> None:
    """Reads the settings, serves until a signal comes, and exits with 0."""
    try:
        config = settings.read(sys.argv[1:], os.environ)
        logs.configure(config.log_format, config.log_level)
        with _listening(config) as sock:
            _serve(config, sock)
    except RealtimeError as error:
        sys.exit(f"coterie-realtime: {error}")


@contextmanager
def _listening(config: Settings) -> Iterator[socket.socket]:
    if config.uds:
        with listening_at(config.uds) as sock:
            yield sock
    else:
        with listen(config.host, config.port) as sock:
            yield sock


def _serve(config: Settings, sock: socket.socket) -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    django = config.django
    link = _link(django, _address(config, sock, "http")) if django else None
    verifier = SignatureVerifier(django.service_keys) if django else None
    node = Node(store_open(config.store, config.durability), link, config.places.room)
    app = HttpApp(node, verifier, config.metrics_token)

    def say_where() -> None:
        print(f"Coterie realtime on {_address(config, sock, 'ws')}", flush=True)

    run(app, node, sock, edge=_edge(config), on_started=say_where, tls=config.tls)


def _edge(config: Settings) -> Edge:
    places = config.places
    allowed = files_allow(places.all)
    # Alone here, a page could reach a node under a name of its own that leads to this machine.
    is_private = not (config.django or config.uds or config.proxies.hops)
    is_private = is_private and config.host in LOOPBACK_HOSTS
    return Edge(
        origins=config.origins,
        is_own_host=own_hosts(config.hosts) if config.hosts or is_private else any_host,
        proxies=config.proxies,
        any_port=config.django is None,
        requests=allowed.requests,
        places=Occupancy(allowed.sockets, places.address),
    )


def _address(config: Settings, sock: socket.socket, scheme: str) -> str:
    if config.uds:
        return f"unix:{config.uds}"
    host, port = sock.getsockname()[:2]
    return address_of(scheme + "s" if config.tls else scheme, host, port)


def _link(django: DjangoSettings, listening: str) -> DjangoLink:
    def connect() -> Django:
        return Django(httpx.AsyncClient(base_url=django.api), django.service_keys[0])

    address = django.address or listening
    return DjangoLink(connect, TokenVerifier(django.public_keys), django.node, address)


if __name__ == "__main__":
    main()
