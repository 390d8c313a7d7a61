"""Tells realtime nodes to heartbeat now [PK1]; nothing depends on a poke arriving."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import DatabaseError, connection

from coterie.config import clock
from coterie.presence.leases import LEASE_TIME
from coterie.presence.models import RealtimeNode
from coterie.signing.signatures import sign

log = logging.getLogger(__name__)

PATH = "/internal/poke"
BODY = b"{}"
# A node on the same network that takes longer would not follow within two seconds anyway.
TIMEOUT_SECONDS = 1.0


class PokeThread:
    """At most one thread at a time; changes that come while it runs share its next round."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = False
        # Somebody asked since the round that is under way has begun.
        self._again = False

    def poke(self) -> None:
        with self._lock:
            self._again = True
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._run, name="pokes", daemon=True).start()

    def _run(self) -> None:
        while self._take():
            try:
                nodes = _addresses(clock.now())
            except DatabaseError as error:
                log.debug("nodes cannot be read: %s", error)
                continue
            finally:
                connection.close()
            with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                for address in nodes:
                    _post(client, address)

    def _take(self) -> bool:
        with self._lock:
            self._running, self._again = self._again, False
            return self._running


_deliver: Callable[[], None] = PokeThread().poke


def nodes_poke() -> None:
    """Never waits. `presence.apps` has it called after each commit that nodes should hear of."""
    _deliver()


def deliver_in_process(deliver: Callable[[], None]) -> None:
    """Replaces calls over HTTP; `deliver` is called in whatever thread committed."""
    global _deliver  # noqa: PLW0603
    _deliver = deliver


def _addresses(now: datetime) -> list[str]:
    heard = RealtimeNode.objects.filter(last_seen_at__gt=now - LEASE_TIME).exclude(address="")
    return list(heard.values_list("address", flat=True).distinct())


def _post(client: httpx.Client, address: str) -> None:
    url = address.rstrip("/") + PATH
    try:
        headers = sign(
            key=settings.SERVICE_KEYS[0],
            method="POST",
            target=urlsplit(url).path,
            body=BODY,
            now=clock.now(),
        )
        headers["Content-Type"] = "application/json"
        client.post(url, content=BODY, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        log.debug("node at %s was not poked: %s", address, error)
