"""Reads the body of a heartbeat: by hand, for it lists thousands of connections."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from coterie.config.errors import Invalid
from coterie.presence.models import MAX_ADDRESS, MAX_CONNECTION_ID, MAX_NODE_NAME
from coterie.rooms.selectors import room_id_parse

# Both fit PostgreSQL's bigint; JSON numbers are exact up to here.
MAX_SEQUENCE = 2**53 - 1
# A node that could not report for long; each room is told of again until it was.
MAX_PURGED = 1000
MAX_IDLE_SECONDS = 10**9
# More than a node could apply between two heartbeats.
MAX_EDITS = 10**9
BOOT = re.compile(r"[0-9a-f]{32}")

# [HB9] A tab that was forgotten must not keep a room for ever.
MAX_IDLE = timedelta(hours=12)

T = TypeVar("T", dict[str, Any], list[Any])


@dataclass(frozen=True, kw_only=True)
class RoomReport:
    edits: int
    # Connection id to participant id.
    connections: dict[str, str]
    # Those of them that nobody has touched for too long to count as presence.
    idle: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    node: str
    boot: str
    sequence: int
    address: str
    rooms: dict[str, RoomReport]
    purged: list[UUID]


def heartbeat_parse(body: object) -> Heartbeat:
    fields = _typed(body, dict, "body")
    rooms = _typed(fields.get("rooms"), dict, "rooms")
    return Heartbeat(
        node=_text(fields.get("node"), MAX_NODE_NAME, "node"),
        boot=_boot(fields.get("boot")),
        sequence=_whole(fields.get("sequence"), MAX_SEQUENCE, "sequence"),
        address=_text(fields.get("address", ""), MAX_ADDRESS, "address", least=0),
        rooms={room: _report(report, f"rooms.{room[:36]}") for room, report in rooms.items()},
        purged=_purged(fields.get("purged", [])),
    )


def _report(value: object, where: str) -> RoomReport:
    report = _typed(value, dict, where)
    connections: dict[str, str] = {}
    idle: set[str] = set()
    for entry in _typed(report.get("connections", []), list, f"{where}.connections"):
        fields = _typed(entry, dict, f"{where}.connections")
        connection = _text(fields.get("id"), MAX_CONNECTION_ID, f"{where}.connections.id")
        connections[connection] = _text(fields.get("user_id"), 200, f"{where}.connections.user_id")
        seconds = _seconds(fields.get("idle", 0), f"{where}.connections.idle")
        if seconds > MAX_IDLE.total_seconds():
            idle.add(connection)
    edits = _whole(report.get("edits", 0), MAX_EDITS, f"{where}.edits")
    return RoomReport(edits=edits, connections=connections, idle=frozenset(idle))


def _purged(value: object) -> list[UUID]:
    rooms = _typed(value, list, "purged")
    if len(rooms) > MAX_PURGED:
        raise Invalid({"purged": [f"At most {MAX_PURGED} rooms."]})
    return uuids([_text(room, 200, "purged") for room in rooms])


def _seconds(value: object, where: str) -> float:
    if type(value) not in (int, float) or not 0 <= value <= MAX_IDLE_SECONDS:  # type: ignore[operator]
        raise Invalid({where: [f"A number from 0 to {MAX_IDLE_SECONDS}."]})
    return float(value)  # type: ignore[arg-type]


def _boot(value: object) -> str:
    if not isinstance(value, str) or not BOOT.fullmatch(value):
        raise Invalid({"boot": ["32 lower case hexadecimal digits."]})
    return value


def _typed(value: object, kind: type[T], where: str) -> T:
    if not isinstance(value, kind):
        name = "an object" if kind is dict else "a list"
        raise Invalid({where: [f"This must be {name}."]})
    return value


def _text(value: object, most: int, where: str, *, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise Invalid({where: [f"{least} to {most} printable characters."]})
    return value


def _whole(value: object, most: int, where: str) -> int:
    # bool is an int to Python, not to JSON.
    if type(value) is not int or not 0 <= value <= most:
        raise Invalid({where: [f"A whole number from 0 to {most}."]})
    return value


def uuids(ids: Iterable[str]) -> list[UUID]:
    """The ids among them that Django could have given out."""
    return [parsed for text in ids if (parsed := room_id_parse(text))]
