"""A token bucket: how much may come at once, and how much a second from then on."""

import time


class TokenBucket:
    """Full at first; refilled by the time that passes."""

    __slots__ = ("_at", "_burst", "_per_second", "_tokens")

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._at = time.monotonic()

    def take(self, amount: float = 1) -> bool:
        """Takes an amount out, or nothing where there is not as much."""
        self._refill()
        if amount > self._tokens:
            return False
        self._tokens -= amount
        return True

    def owe(self, amount: float) -> float:
        """Takes an amount out, there or not; tells how many seconds until nothing is owed."""
        self._refill()
        self._tokens -= amount
        return max(0.0, -self._tokens / self._per_second)

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
