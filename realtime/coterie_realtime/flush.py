"""When a room's messages go out: at once in a quiet room, gathered for a moment in a busy one.

Every message to a member costs a system call, so what comes within a window goes out as one.
"""

import asyncio
import time
from collections.abc import Callable


class Flush:
    """Calls `send` soon after it was asked to, and not again before the window has passed."""

    def __init__(self, send: Callable[[], None], per_member: float, longest: float) -> None:
        """The window grows by `per_member` seconds a member, up to `longest` seconds."""
        self._send = send
        self._per_member = per_member
        self._longest = longest
        self._sent_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, members: int) -> None:
        """Something waits for a room of so many members."""
        if self._timer:
            return
        # Not the loop's clock: on Python 3.11 asking for the loop costs a system call each time.
        wait = self._sent_at + min(self._longest, members * self._per_member) - time.monotonic()
        if wait > 0:
            self._timer = asyncio.get_running_loop().call_later(wait, self.now)
        else:
            self.now()

    def end(self) -> None:
        """Sends nothing any more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._send = _nothing

    def now(self) -> None:
        """Sends at once."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._send()
        self._sent_at = time.monotonic()


def _nothing() -> None:
    """What is sent of a room that left memory."""
