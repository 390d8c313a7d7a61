"""The program of a child process that makes one ZIP: started by `archiver`.

A line with the plan and then the node's answer come in, the ZIP goes out. What comes in was written
by anybody in a room: whatever goes wrong here costs one export.
"""

import json
import os
import resource
import signal
import sys

from coterie.files.archive import Plan, archive_make
from coterie.files.limits import ARCHIVE_MEMORY_BYTES, ARCHIVE_SECONDS

# Of the 20 steps down, half: typing comes before all that a child does.
NICENESS = 10
# After the parent has given up, should it not be there any more to end this process.
ORPHAN_SECONDS = ARCHIVE_SECONDS + 5


def main() -> None:
    _limit()
    words = json.loads(sys.stdin.buffer.readline())
    plan = Plan(words["folder"], words["language"], tuple(words["date"]))
    sys.stdout.buffer.write(archive_make(plan, sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


def _limit() -> None:
    # Ctrl-C goes to the whole group of processes; the parent decides about this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without a handler the alarm ends the process.
    signal.alarm(ORPHAN_SECONDS)
    os.nice(NICENESS)
    for what, most in (
        (resource.RLIMIT_AS, ARCHIVE_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        # Nothing is written but the pipe.
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # macOS has no limit of address space; the others hold.
            continue


if __name__ == "__main__":
    main()
