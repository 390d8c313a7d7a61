"""Runs a command within limits of time and memory, and without a network where the system can.

`limited.py CPU_SECONDS MEMORY_BYTES FILE_BYTES COMMAND …` becomes the command.
"""

import ctypes
import os
import resource
import sys

# From linux/sched.h: a user and a network of its own; in that network there is nobody.
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def main() -> None:
    cpu, memory, file = map(int, sys.argv[1:4])
    if sys.platform == "linux":
        # Refused in some containers: the command is limited all the same.
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    for what, most in (
        (resource.RLIMIT_CPU, cpu),
        # Of address space node and Go reserve far more than they use.
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # macOS has no limit of memory; the others are left.
            continue
    os.execvp(sys.argv[4], sys.argv[4:])


if __name__ == "__main__":
    main()
