"""Asks a realtime node for the files of a room; without waiting inside a transaction."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import httpx
from django.conf import settings
from django.db.models import QuerySet

from coterie.config import clock
from coterie.files.text import text_clean
from coterie.presence.leases import LEASE_TIME
from coterie.presence.models import RealtimeNode
from coterie.rooms.models import Room
from coterie.signing.signatures import sign

log = logging.getLogger(__name__)

# Reading more holds everybody up who is served by this process; such a room is no source code.
MAX_ANSWER_BYTES = 8 << 20
# All that a node tells of a room [FI3], for those who only pass it on.
MAX_WHOLE_ANSWER_BYTES = 34 << 20
# Nodes of one store know the same; the second is for the case that the first is just going.
MAX_NODES_ASKED = 2
MAX_FILES = 1_000
CONNECT_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class RoomFile:
    id: str
    path: str
    language: str
    text: str


T = TypeVar("T")
AnyBytes = TypeVar("AnyBytes", bytes, bytearray)
Parse = Callable[[bytes], Awaitable[T]]
Read = Callable[[str, str], Awaitable[bytes]]
"""Answers a room, by id and epoch, with the JSON that a node would send."""

_read_here: Read | None = None


def read_in_process(read: Read | None) -> None:
    """Replaces calls over HTTP; `read` is awaited on the event loop that serves requests."""
    global _read_here  # noqa: PLW0603
    _read_here = read


def nodes_answer(*, now: datetime) -> bool:
    """Whether there is anybody to ask. In a thread."""
    return _read_here is not None or _heard(now).exists()


def node_addresses(*, room: Room, now: datetime) -> list[str]:
    """Of nodes that were heard of; those where the room is open come first. In a thread."""
    if _read_here is not None:
        return []
    heard = _heard(now)
    here = set(heard.filter(lease__room=room).values_list("address", flat=True))
    everywhere = set(heard.values_list("address", flat=True))
    return [*sorted(here), *sorted(everywhere - here)][:MAX_NODES_ASKED]


def _heard(now: datetime) -> QuerySet[RealtimeNode]:
    return RealtimeNode.objects.filter(last_seen_at__gt=now - LEASE_TIME).exclude(address="")


async def room_files(
    *, room: Room, addresses: Sequence[str], seconds: float
) -> tuple[RoomFile, ...] | None:
    """None if nobody answers in time."""
    answer = await _had(room, addresses, seconds, MAX_ANSWER_BYTES, _parsed)
    return None if answer is None else tuple(_named(file, room) for file in answer)


async def room_files_json(*, room: Room, addresses: Sequence[str], seconds: float) -> bytes | None:
    """The answer as the node gave it, all of it; None if nobody answers in time."""
    return await _had(room, addresses, seconds, MAX_WHOLE_ANSWER_BYTES, _unparsed)


async def _had(
    room: Room, addresses: Sequence[str], seconds: float, most: int, parse: Parse[T]
) -> T | None:
    try:
        async with asyncio.timeout(seconds):
            if _read_here is not None:
                return await parse(_bounded(await _read_here(str(room.pk), room.epoch), most))
            return await _asked(room, addresses, most, parse)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError, NoFiles) as error:
        log.warning("the files of a room could not be had: %s", type(error).__name__)
        return None


def _named(file: RoomFile, room: Room) -> RoomFile:
    """The first file has no entry until somebody renames it: the room says what it is."""
    if (file.id, file.path, file.language) != ("main", "main", "plaintext"):
        return file
    return replace(file, language=room.language)


class NoFiles(Exception):
    """A node cannot tell just now."""


async def _asked(room: Room, addresses: Sequence[str], most: int, parse: Parse[T]) -> T:
    async with httpx.AsyncClient(timeout=CONNECT_SECONDS, trust_env=False) as client:
        for address in addresses:
            try:
                return await parse(await _get(client, address, room, most))
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                log.debug("node at %s did not tell: %s", address, error)
    raise NoFiles


async def _get(client: httpx.AsyncClient, address: str, room: Room, most: int) -> bytes:
    url = httpx.URL(f"{address.rstrip('/')}/internal/rooms/{room.pk}/files")
    url = url.copy_merge_params({"epoch": room.epoch})
    headers = sign(
        key=settings.SERVICE_KEYS[0],
        method="GET",
        target=url.raw_path.decode(),
        body=b"",
        now=clock.now(),
    )
    body = bytearray()
    # Their own limit is the caller's; a node that reads a large document says nothing for long.
    timeout = httpx.Timeout(CONNECT_SECONDS, read=None)
    async with client.stream("GET", url, headers=headers, timeout=timeout) as response:
        response.raise_for_status()
        async for part in response.aiter_raw():
            body += part
            _bounded(body, most)
    return bytes(body)


def _bounded(answer: AnyBytes, most: int) -> AnyBytes:
    if len(answer) > most:
        raise NoFiles
    return answer


async def _unparsed(answer: bytes) -> bytes:
    return answer


async def _parsed(answer: bytes) -> tuple[RoomFile, ...]:
    # A large room takes a while, in which others are served.
    return await asyncio.to_thread(_parse, answer)


def _parse(answer: bytes) -> tuple[RoomFile, ...]:
    """Raises ValueError for what is not as docs/protocol.md §7 has it."""
    try:
        return tuple(_file(file) for file in json.loads(answer)["files"][:MAX_FILES])
    except (KeyError, TypeError) as error:
        raise ValueError("not the files of a room") from error


def _file(file: dict[str, Any]) -> RoomFile:
    fields = {name: file[name] for name in ("id", "path", "language", "text")}
    if not all(isinstance(value, str) for value in fields.values()):
        raise ValueError("a field of a file is no text")
    return RoomFile(**{name: text_clean(value) for name, value in fields.items()})
