"""Where documents outlive the process."""

from pathlib import Path
from urllib.parse import urlsplit

from ..errors import SettingsError
from .base import Durability, Store
from .memory import MemoryStore
from .sqlite import SqliteStore

__all__ = ["Durability", "Store", "store_open"]


def store_open(url: str, durability: Durability = Durability.PROCESS) -> Store:
    """The store that `memory` or `sqlite:///FILE` names; memory is never durable.

    Raises:
        SettingsError: no such store.
        StoreError: it cannot be opened.
    """
    if url == "memory":
        return MemoryStore()
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return SqliteStore(Path(parts.path[1:]), durability)
    raise SettingsError(f"COTERIE_STORE: {url!r} is neither 'memory' nor 'sqlite:///FILE'")
