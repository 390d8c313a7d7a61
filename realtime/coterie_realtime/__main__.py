"""`coterie-realtime`: a node in a process of its own."""

import logging
import os
import sys

import httpx

from . import settings
from .addresses import address_of
from .django import Django
from .errors import RealtimeError
from .http import HttpApp
from .node import DjangoLink, Node
from .server import listen, run
from .settings import DjangoSettings
from .signatures import SignatureVerifier
from .stores import store_open
from .tokens import TokenVerifier


def main() -> None:
    """Reads the settings, serves until a signal comes, and exits with 0."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        config = settings.read(sys.argv[1:], os.environ)
        sock = listen(config.host, config.port)
        host, port = sock.getsockname()[:2]
        link = _link(config.django, address_of("http", host, port)) if config.django else None
        node = Node(store_open(config.store), link)
    except RealtimeError as error:
        sys.exit(f"coterie-realtime: {error}")

    def say_where() -> None:
        print(f"Coterie realtime on {address_of('ws', host, port)}", flush=True)

    verifier = SignatureVerifier(config.django.service_keys) if config.django else None
    run(HttpApp(node, verifier), node, sock, on_started=say_where, origins=config.origins)


def _link(django: DjangoSettings, listening: str) -> DjangoLink:
    def connect() -> Django:
        return Django(httpx.AsyncClient(base_url=django.api), django.service_keys[0])

    address = django.address or listening
    return DjangoLink(connect, TokenVerifier(django.public_keys), django.node, address)


if __name__ == "__main__":
    main()
