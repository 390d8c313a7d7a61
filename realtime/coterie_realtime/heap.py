"""Gives freed memory back to the system, where the C library keeps it (glibc)."""

import ctypes

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def trim() -> None:
    """Takes some milliseconds for each hundred megabytes; other threads may go on meanwhile."""
    if _trim:
        _trim(0)
