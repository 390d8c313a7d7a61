"""`coterie-realtime`: a node in a process of its own."""

import logging
import os
import sys

import httpx

from . import settings
from .django import Django
from .errors import RealtimeError
from .http import http_app
from .node import DjangoLink, Node
from .server import listen, run
from .settings import DjangoSettings
from .stores import store_open
from .tokens import TokenVerifier


def main() -> None:
    """Reads the settings, serves until a signal comes, and exits with 0."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        config = settings.read(sys.argv[1:], os.environ)
        sock = listen(config.host, config.port)
        node = Node(store_open(config.store), _link(config.django) if config.django else None)
    except RealtimeError as error:
        sys.exit(f"coterie-realtime: {error}")
    host, port = sock.getsockname()[:2]

    def say_where() -> None:
        print(f"Coterie realtime on ws://{host}:{port}", flush=True)

    run(http_app(node), node, sock, on_started=say_where, origins=config.origins)


def _link(django: DjangoSettings) -> DjangoLink:
    def connect() -> Django:
        return Django(httpx.AsyncClient(base_url=django.api), django.service_key)

    return DjangoLink(connect, TokenVerifier(django.public_keys), django.node, django.address)


if __name__ == "__main__":
    main()
