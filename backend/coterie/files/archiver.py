"""Has a child process make a ZIP: a large room would hold up everybody who types."""

import asyncio
import json
import logging
import sys

from coterie.files.archive import Plan
from coterie.files.limits import ARCHIVE_SECONDS

log = logging.getLogger(__name__)

CHILD = "coterie.files.archive_child"


class ArchiveFailed(Exception):
    """The child ended without a ZIP, or took too long."""


async def archive(plan: Plan, answer: bytes) -> bytes:
    """Whoever is cancelled here takes the child along.

    Raises:
        ArchiveFailed: there is none.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        # Neither the caller's folder nor its settings decide what is imported.
        "-P",
        "-m",
        CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(ARCHIVE_SECONDS):
            made, _ = await child.communicate(json.dumps(plan._asdict()).encode() + b"\n" + answer)
    except TimeoutError as error:
        raise ArchiveFailed("it took too long") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise ArchiveFailed(f"it ended with {child.returncode}")
    return made
