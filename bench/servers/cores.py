"""Who runs where: the server on one core, the load on another."""

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager

_ALL = os.sched_getaffinity(0)
SERVER: Set[int] = {min(_ALL)}
LOAD: Set[int] = {max(_ALL)}


@contextmanager
def on(cores: Set[int]) -> Iterator[None]:
    """Keeps this thread, and the processes it starts meanwhile, on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
