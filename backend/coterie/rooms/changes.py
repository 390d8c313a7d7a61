"""Where a change of rooms that realtime should hear of is said.

`presence`, which imports rooms and not the reverse, listens here and pokes the nodes.
"""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[], None]] = []


def rooms_watch(listener: Callable[[], None]) -> None:
    """Called after each commit that changed what a heartbeat would answer."""
    _listeners.append(listener)


def rooms_changed() -> None:
    for listener in _listeners:
        # Robust: the change is made; nobody who listens can make it fail any more.
        transaction.on_commit(listener, robust=True)
