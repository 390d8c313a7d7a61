"""Tidies up every so often, in a thread of this process: what Celery does elsewhere."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connections

from coterie.config import clock
from coterie.quotas.services import quotas_sweep
from coterie.rooms.services import rooms_expire

log = logging.getLogger(__name__)


@contextmanager
def sweeping() -> Iterator[None]:
    """Sweeps while the block runs; its end waits for a sweep that is under way."""
    stop = threading.Event()
    thread = threading.Thread(target=_sweep, args=(stop,), name="sweep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _sweep(stop: threading.Event) -> None:
    while not stop.wait(settings.SWEEP_SECONDS):
        try:
            rooms_expire(now=clock.now())
            quotas_sweep(now=clock.now())
        except DatabaseError:
            # The next sweep finds the same rooms and quotas.
            log.exception("expired rooms or quotas could not be deleted")
        finally:
            connections.close_all()
