"""How long a room outlives the last one who was in it: what its owner may choose."""

from datetime import timedelta
from enum import StrEnum


class Retention(StrEnum):
    """Shortest first; an operator's cap leaves those before it, and itself."""

    # `COTERIE_RETENTION_SECONDS`, 30 minutes unless the operator says otherwise.
    DEFAULT = "default"
    DAY = "24h"
    WEEK = "7d"
    # Until the owner deletes it.
    KEEP = "keep"

    def is_within(self, cap: "Retention") -> bool:
        choices = list(Retention)
        return choices.index(self) <= choices.index(cap)

    def time(self, *, default: timedelta) -> timedelta | None:
        """None for ever."""
        return {
            Retention.DEFAULT: default,
            Retention.DAY: timedelta(days=1),
            Retention.WEEK: timedelta(days=7),
            Retention.KEEP: None,
        }[self]
