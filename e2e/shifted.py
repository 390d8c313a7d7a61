"""`coterie` with a clock that a test moves: seconds ahead, read from the file $CLOCK_AHEAD.

Django's clock, the clock that signs calls and the idle time of connections go together; heartbeats
come twice a second, so that a test need not wait for them, and sweeps only when a test asks: one
between a jump of the clock and the next heartbeat would find all leases run out.
"""

import os
import time
from datetime import timedelta
from pathlib import Path
from weakref import WeakKeyDictionary

AHEAD = Path(os.environ["CLOCK_AHEAD"])
real_time = time.time


def ahead() -> float:
    """How far the clock is ahead, in seconds."""
    return float(AHEAD.read_text())


time.time = lambda: real_time() + ahead()
os.environ["COTERIE_SWEEP_SECONDS"] = "3600"

from django.utils import timezone  # noqa: E402

from coterie import cli  # noqa: E402
from coterie.config import clock  # noqa: E402
from coterie_realtime import heartbeat  # noqa: E402
from coterie_realtime.connection import Connection  # noqa: E402

real_active = Connection.active
real_idle = vars(Connection)["idle_seconds"].fget
active_at: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()


def active(connection: Connection) -> None:
    """Notes what the clock said at the last input."""
    active_at[connection] = ahead()
    real_active(connection)


def idle(connection: Connection) -> int:
    """The real idle time and what the clock was moved since."""
    return int(real_idle(connection) + ahead() - active_at.get(connection, 0))


clock.now = lambda: timezone.now() + timedelta(seconds=ahead())
heartbeat.HEARTBEAT_SECONDS = 0.5  # type: ignore[attr-defined]
for name, replacement in (("active", active), ("idle_seconds", property(idle))):
    setattr(Connection, name, replacement)

cli.main()
