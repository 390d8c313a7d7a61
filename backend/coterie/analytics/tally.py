"""What is added to a room's counters."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What one room had since it was last asked."""

    edits: int = 0
    # People, now.
    present: int = 0
    # People who were never here before.
    newcomers: int = 0
