"""What each role may do in a room: the one table, which answers show and calls obey."""

from django.conf import settings

from coterie.rooms.models import AiMode, Role, Room

ABILITIES = (
    "read",
    "edit",
    # In calls: who may not, listens and watches.
    "talk",
    # Of AI, or of the offline engine.
    "suggest",
    "summarize",
    "rename",
    "change_access",
    "change_roles",
    "remove_participants",
    "extend",
    "delete",
)

_GRANTED: dict[Role | None, frozenset[str]] = {
    # Whoever has not joined. What the link gives shows in `link_role`.
    None: frozenset(),
    Role.VIEWER: frozenset({"read", "summarize"}),
    Role.EDITOR: frozenset({"read", "edit", "talk", "suggest", "summarize"}),
    Role.OWNER: frozenset(ABILITIES),
}


def abilities_of(role: Role | None, room: Room) -> dict[str, bool]:
    granted = _GRANTED[role]
    if role is Role.VIEWER and room.viewers_talk:
        granted |= {"talk"}
    if room.ai_mode == AiMode.OFF or settings.AI.is_off:
        granted -= {"suggest", "summarize"}
    return {ability: ability in granted for ability in ABILITIES}
