"""What a room's files hold, for a few seconds: one question to realtime serves many suggestions."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asgiref.sync import sync_to_async

from coterie.ai.analysis.analyst import AnalysisFailed
from coterie.ai.analysis.analysts import text_analyst
from coterie.ai.analysis.limits import OUTLINE_SECONDS
from coterie.ai.analysis.outline import Outline
from coterie.ai.cache import Cache
from coterie.ai.window import cut_behind
from coterie.files.room_files import RoomFile, node_addresses, room_files
from coterie.rooms.models import Room

log = logging.getLogger(__name__)

# What others wrote since is in their own windows; this is only what stands in other files.
KEEP_SECONDS = 5.0
MAX_ROOMS = 64
# As much as is looked through for a suggestion.
MAX_FILE_BYTES = 64 * 1024
MAX_ROOM_BYTES = 256 * 1024
# A node that cannot tell is asked again after `KEEP_SECONDS`.
FILES_SECONDS = 3.0
# A suggestion does without other files rather than come late.
PATIENCE_SECONDS = 0.4


@dataclass(frozen=True)
class RoomTexts:
    files: tuple[RoomFile, ...] = ()
    # One for each file.
    outlines: tuple[Outline, ...] = ()


NOTHING = RoomTexts()
_kept: Cache[str, RoomTexts] = Cache(size=MAX_ROOMS, seconds=KEEP_SECONDS)
# Those that are being read, for all who ask meanwhile.
_reading: dict[str, asyncio.Task[RoomTexts]] = {}


async def room_texts(*, room: Room, now: datetime) -> RoomTexts:
    """Nothing, if it cannot be had in time for a suggestion; then the next one finds it."""
    key = f"{room.pk}:{room.epoch}"
    kept = _kept.get(key)
    if kept is not None:
        return kept
    task = _reading.get(key)
    if task is None:
        addresses = await sync_to_async(node_addresses)(room=room, now=now)
        task = asyncio.create_task(_read(key, room, addresses))
        _reading[key] = task
        task.add_done_callback(lambda done: _ended(key, done))
    done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    return task.result() if done else NOTHING


async def _read(key: str, room: Room, addresses: Sequence[str]) -> RoomTexts:
    found = await room_files(room=room, addresses=addresses, seconds=FILES_SECONDS)
    texts = RoomTexts(*await _outlined(found or ()))
    _kept.put(key, texts)
    return texts


async def _outlined(
    found: Sequence[RoomFile],
) -> tuple[tuple[RoomFile, ...], tuple[Outline, ...]]:
    files: list[RoomFile] = []
    left = MAX_ROOM_BYTES
    for file in found:
        text = cut_behind(file.text, min(left, MAX_FILE_BYTES))
        left -= len(text.encode())
        files.append(RoomFile(id=file.id, path=file.path, language=file.language, text=text))
        if left <= 0:
            break
    try:
        outlines: list[Outline] = await text_analyst().ask(
            "outline", [file.text for file in files], seconds=OUTLINE_SECONDS
        )
    except AnalysisFailed as error:
        log.warning("the files of a room could not be outlined: %s", error)
        return (), ()
    return tuple(files), tuple(outlines)


def _ended(key: str, task: "asyncio.Task[RoomTexts]") -> None:
    if _reading.get(key) is task:
        del _reading[key]
