"""A quota: how much at once, and how fast it comes back. Pure arithmetic, no store."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Quota:
    """A bucket of `capacity` tokens that fills evenly, from empty in `per_seconds`.

    Raises:
        ValueError: nothing could ever be taken, or everything always.
    """

    capacity: int
    per_seconds: float

    def __post_init__(self) -> None:
        if self.capacity < 1 or self.token_time <= timedelta(0):
            raise ValueError(f"no quota: {self}")

    @property
    def token_time(self) -> timedelta:
        """How long one token takes to come back, in whole microseconds."""
        return timedelta(seconds=self.per_seconds / self.capacity)

    @property
    def fill_time(self) -> timedelta:
        # Not `per_seconds`, which rounding could make too short for the last token.
        return self.capacity * self.token_time

    def settled(self, *, full_at: datetime, now: datetime) -> datetime:
        """When the bucket is full, given what its row says; `now` when it is already.

        No bucket is further from full than an empty one: such a row is of a larger quota, or of
        a clock that was set back, and nobody should wait for that.
        """
        return min(max(full_at, now), now + self.fill_time)

    def wait_seconds(self, *, full_at: datetime, now: datetime) -> float:
        """How long from `now` until a settled bucket has a token; 0 when it has one."""
        return max((full_at + self.token_time - now - self.fill_time).total_seconds(), 0.0)
