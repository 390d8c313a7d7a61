"""Reads the files out of documents, in a process that may die: `python -m` of this module.

The only place where a document is built. Updates that the parser lets through can still end a
process, poison it or keep it busy for minutes, so nothing here is shared with the node but two
pipes. Whatever goes wrong ends the child; the node starts another one.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from .document_files import files_json
from .extraction_frames import DONE, FAILED, READY, encode_frame, read_job
from .limits import EXTRACTION_MEMORY_BYTES, EXTRACTION_ORPHAN_SECONDS

# Of the 20 steps down, half: typing comes before everybody's exports.
NICENESS = 10


def main() -> None:
    """Answers jobs until the node closes the pipe or dies."""
    _limit()
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    outgoing.write(READY)
    outgoing.flush()
    while (updates := read_job(incoming)) is not None:
        # Native code lets no Python handler run: the kernel ends a child whose node is gone.
        signal.setitimer(signal.ITIMER_REAL, EXTRACTION_ORPHAN_SECONDS)
        status, body = _answer(updates)
        signal.setitimer(signal.ITIMER_REAL, 0)
        outgoing.write(encode_frame(status + body))
        outgoing.flush()
        if status == FAILED:
            sys.exit(1)


def _answer(updates: list[bytes]) -> tuple[bytes, bytes]:
    try:
        return DONE, files_json(updates)
    except BaseException as error:  # noqa: BLE001  # a panic of pycrdt is no Exception
        # The name alone: a message may hold the room's text.
        return FAILED, type(error).__name__.encode()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (EXTRACTION_MEMORY_BYTES, EXTRACTION_MEMORY_BYTES))
    # A core file would hold the room's text; and there is nothing to write but the pipe.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Ctrl-C reaches the whole process group; the node ends the child when it has stopped.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    _die_first()


def _die_first() -> None:
    """When the machine runs out of memory, this process is to go, not the node."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000")
    except OSError:
        return  # not Linux, or /proc is closed: the memory limit holds all the same


if __name__ == "__main__":
    main()
