"""Figures as an operator reads them. Pure functions."""

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
KB = 1_000


def count_words(count: float) -> str:
    """`12,345`; of less than ten with one digit behind the point, where it has one."""
    exact = f"{count:.1f}"
    return exact if count < 10 and not exact.endswith(".0") else f"{round(count):,}"


def size_words(size: int) -> str:
    if size < KB:
        return f"{size} B"
    if size < KB * KB:
        return f"{count_words(size / KB)} kB"
    return f"{count_words(size / KB / KB)} MB"


def time_words(time: timedelta) -> str:
    """Its largest unit, and the next one where it is a large part."""
    if time < MINUTE:
        return f"{int(time.total_seconds())} s"
    if time < HOUR:
        return f"{time // MINUTE} min"
    if time < DAY:
        return f"{time // HOUR} h {time % HOUR // MINUTE} min"
    return f"{time // DAY} d {time % DAY // HOUR} h"


def ago_words(time: datetime, now: datetime) -> str:
    passed = now - time
    return "just now" if passed < MINUTE else f"{time_words(passed)} ago"


def of_words(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
