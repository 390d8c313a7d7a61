"""Tidies up every so often, in a thread of this process: what Celery does elsewhere."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connections

from coterie.analytics.activity import activity_roll_up
from coterie.config import clock
from coterie.files.snapshots import snapshots_take
from coterie.presence.leases import leases_sweep
from coterie.quotas.services import quotas_sweep
from coterie.rooms.services import rooms_expire

log = logging.getLogger(__name__)


@contextmanager
def sweeping() -> Iterator[None]:
    """Sweeps while the block runs; its end waits for a sweep that is under way."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_every_so_often, args=(job, stop), name=name, daemon=True)
        # Apart: reading documents takes its time, and rooms should end when theirs is over.
        for name, job in (("sweep", _sweep), ("snapshots", partial(_snapshots, stop)))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _every_so_often(job: Callable[[], None], stop: threading.Event) -> None:
    while not stop.wait(settings.SWEEP_SECONDS):
        try:
            job()
        except DatabaseError:
            # The next time it finds what it did not get to.
            log.exception("a sweep of the database failed")
        finally:
            connections.close_all()


def _sweep() -> None:
    leases_sweep(now=clock.now())
    rooms_expire(now=clock.now())
    quotas_sweep(now=clock.now())
    activity_roll_up(now=clock.now())


def _snapshots(stop: threading.Event) -> None:
    snapshots_take(now=clock.now(), stopping=stop.is_set)
