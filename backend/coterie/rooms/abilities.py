"""What each role may do in a room: the one table, which answers show and calls obey.

docs/access.md shows it to people; a test holds the two together.
"""

from collections.abc import Iterable

from django.conf import settings

from coterie.rooms.models import AiMode, Role, Room

ABILITIES = (
    # Who is there.
    "see_people",
    "read",
    "edit",
    # In calls: who may not, listens and watches.
    "talk",
    # In the chat: who may not, reads.
    "chat",
    # Of AI, or of the offline engine.
    "suggest",
    "summarize",
    # All files at once, as a ZIP.
    "export",
    # How many were there and how much was written; nobody's name.
    "see_analytics",
    "rename",
    # Who gets in, and what viewers may do.
    "change_access",
    # Make links, replace the room's own, take them back.
    "invite",
    "change_roles",
    "remove_participants",
    # Start the room's time anew, or choose how long it is.
    "extend",
    # Move ownership to another browser.
    "transfer",
    "delete",
)

_READING = frozenset({"see_people", "read", "export", "see_analytics"})
_GRANTED: dict[Role | None, frozenset[str]] = {
    # Whoever has not joined. What the link gives shows in `link_role`.
    None: frozenset(),
    Role.VIEWER: _READING | {"summarize"},
    Role.EDITOR: _READING | {"edit", "talk", "chat", "suggest", "summarize"},
    Role.OWNER: frozenset(ABILITIES),
}

# These need the owner key itself, and not a token of the owner's.
OWNERS_ALONE = _GRANTED[Role.OWNER] - _GRANTED[Role.EDITOR]

# What changing a field of a room takes; whatever is not here takes `change_access`.
_FIELD_ABILITIES = {"language": "edit", "name": "rename", "retention": "extend"}


def abilities_of(role: Role | None, room: Room) -> dict[str, bool]:
    granted = _GRANTED[role]
    if role is None and room.is_open:
        # Whoever may come in may look who is there; of a closed room strangers learn nobody.
        granted |= {"see_people"}
    if role is Role.VIEWER and room.viewers_talk:
        granted |= {"talk"}
    if role is Role.VIEWER and room.viewers_chat:
        granted |= {"chat"}
    if room.ai_mode == AiMode.OFF or settings.AI.is_off:
        granted -= {"suggest", "summarize"}
    return {ability: ability in granted for ability in ABILITIES}


def abilities_to_change(fields: Iterable[str]) -> set[str]:
    """What a change of these fields of a room takes; of none, what most of them take."""
    return {_FIELD_ABILITIES.get(field, "change_access") for field in fields} or {"change_access"}
