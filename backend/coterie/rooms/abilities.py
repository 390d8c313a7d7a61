"""What each role may do in a room: the one table, which answers show and calls obey."""

from coterie.rooms.models import Role

ABILITIES = (
    "read",
    "edit",
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
    Role.VIEWER: frozenset({"read"}),
    Role.EDITOR: frozenset({"read", "edit"}),
    Role.OWNER: frozenset(ABILITIES),
}


def abilities_of(role: Role | None) -> dict[str, bool]:
    return {ability: ability in _GRANTED[role] for ability in ABILITIES}
