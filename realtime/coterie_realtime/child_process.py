"""The frame of a child process: its limits, and jobs answered until its node is gone.

Updates that the parser lets through can still end a process, poison it or keep it busy for
minutes, so nothing in it is shared with the node but two pipes. Whatever goes wrong ends the child;
the node starts another one.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from .child_frames import DONE, FAILED, READY, encode_frame, read_job

# Of the 20 steps down, half: typing comes before all that a child does.
NICENESS = 10


def serve(
    work: Callable[[list[bytes]], bytes],
    *,
    memory_bytes: int,
    orphan_seconds: float,
    cpu_seconds: float = 0.0,
) -> None:
    """Answers jobs until the node closes the pipe or dies; then it ends within `orphan_seconds`.

    A job that computes for longer than `cpu_seconds` ends the child, if that is not 0.
    """
    _limit(memory_bytes)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    outgoing.write(READY)
    outgoing.flush()
    while (updates := read_job(incoming)) is not None:
        # Native code lets no Python handler run: the kernel ends a child whose node is gone.
        signal.setitimer(signal.ITIMER_REAL, orphan_seconds)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        status, body = _answer(work, updates)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        outgoing.write(encode_frame(status + body))
        outgoing.flush()
        if status == FAILED:
            sys.exit(1)


def _answer(work: Callable[[list[bytes]], bytes], updates: list[bytes]) -> tuple[bytes, bytes]:
    try:
        return DONE, work(updates)
    except BaseException as error:  # noqa: BLE001  # a panic of pycrdt is no Exception
        # The name alone: a message may hold the room's text.
        return FAILED, type(error).__name__.encode()


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
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
