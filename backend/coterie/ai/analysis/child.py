"""The program of a child process: reads a question, answers it, until its parent is gone.

Started by `analyst`. What comes in is written by anybody in a room: a crash or an endless
computation here costs one answer.
"""

import json
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from coterie.ai.analysis.limits import (
    CHILD_ALARM_SECONDS,
    MAX_CHILD_BYTES,
    MAX_CHILD_FILE_BYTES,
    MAX_CHILD_FILES,
    MAX_MESSAGE_BYTES,
)

HEAD = struct.Struct(">I")
Job = Callable[[Any], object]


def main() -> None:
    """`child KIND [CACHE_FOLDER]`"""
    _limit()
    # Whatever a library prints must not get between the answers.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    jobs = _jobs(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    while (question := _read(sys.stdin.buffer)) is not None:
        # Without a handler the alarm ends the process: nobody may be there any more to kill it.
        signal.alarm(CHILD_ALARM_SECONDS)
        answer = json.dumps(_answer(jobs, *json.loads(question))).encode()
        signal.alarm(0)
        answers.write(HEAD.pack(len(answer)) + answer)
        answers.flush()


def _jobs(kind: str, cache_folder: Path | None) -> dict[str, Job]:
    if kind == "python":
        from coterie.ai.analysis.python_members import PythonMembers

        members = PythonMembers(cache_folder)
        return {"ready": bool, "warm": members.warm, "complete": members.complete}
    from coterie.ai.analysis import line_completion, outline, secret_spans

    return {
        "ready": bool,
        "warm": secret_spans.warm,
        "secrets": secret_spans.find,
        "outline": outline.outline,
        "line": line_completion.complete,
    }


def _answer(jobs: dict[str, Job], job: str, body: object) -> tuple[str, object]:
    try:
        return "ok", jobs[job](body)
    except MemoryError:
        # Little will work from here on: the next question gets a new process.
        raise
    except Exception as error:  # noqa: BLE001  # libraries that read hostile text raise anything
        # Not its message, which may quote the text.
        return "failed", type(error).__name__


def _read(questions: IO[bytes]) -> bytes | None:
    """None when the parent is gone."""
    head = questions.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (length,) = HEAD.unpack(head)
    if length > MAX_MESSAGE_BYTES:
        return None
    message = questions.read(length)
    return message if len(message) == length else None


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MAX_CHILD_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MAX_CHILD_FILES),
        (resource.RLIMIT_FSIZE, MAX_CHILD_FILE_BYTES),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # macOS has no limit of address space; time limits are left.
            continue


if __name__ == "__main__":
    # Ctrl-C goes to the whole group of processes; the parent decides about this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
