"""The table of abilities, cell by cell, and that the calls obey it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from coterie.config.ai import AiEngine, AiSettings
from coterie.rooms.abilities import ABILITIES, abilities_of
from coterie.rooms.models import AiMode, Role, Room
from coterie.tests.front_door import FrontDoor, json_of, room_path

MAY = {
    "read": ["viewer", "editor", "owner"],
    "edit": ["editor", "owner"],
    "talk": ["viewer", "editor", "owner"],
    "suggest": ["editor", "owner"],
    "summarize": ["viewer", "editor", "owner"],
    "rename": ["owner"],
    "change_access": ["owner"],
    "change_roles": ["owner"],
    "remove_participants": ["owner"],
    "extend": ["owner"],
    "delete": ["owner"],
}
# Where the room's `viewers_talk` is off.
MAY_IF_VIEWERS_LISTEN = {**MAY, "talk": ["editor", "owner"]}
# Where the room's `ai_mode` is off, or the operator has none.
MAY_WITHOUT_AI = {**MAY, "suggest": [], "summarize": []}
ROLES = [None, *Role]

Call = Callable[[FrontDoor, str, str, str | None], HttpResponse]

# What each ability lets one call; realtime holds people to `read` and `edit` of the document, and
# to `talk` in calls. Tests of AI show that `suggest` and `summarize` are obeyed.
CALLS: dict[str, Call] = {
    "edit": lambda door, path, _, bearer: door.patch(path, {"language": "go"}, bearer),
    "rename": lambda door, path, _, bearer: door.patch(path, {"name": "Other"}, bearer),
    "change_access": lambda door, path, _, bearer: door.patch(
        path, {"visibility": "public"}, bearer
    ),
    "change_roles": lambda door, path, user, bearer: door.patch(
        f"{path}users/{user}/", {"role": "viewer"}, bearer
    ),
    "remove_participants": lambda door, path, user, bearer: door.delete(
        f"{path}users/{user}/", bearer
    ),
    "extend": lambda door, path, _, bearer: door.post(f"{path}extend/", None, bearer),
    "delete": lambda door, path, _, bearer: door.delete(path, bearer),
}


def test_every_ability_is_here() -> None:
    assert list(MAY) == list(ABILITIES)
    assert set(CALLS) == set(ABILITIES) - {"read", "talk", "suggest", "summarize"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ability", ABILITIES)
def test_the_table(role: Role | None, ability: str) -> None:
    for room, may in (
        (Room(), MAY),
        (Room(viewers_talk=False), MAY_IF_VIEWERS_LISTEN),
        (Room(ai_mode=AiMode.ON_REQUEST), MAY),
        (Room(ai_mode=AiMode.OFF), MAY_WITHOUT_AI),
    ):
        assert abilities_of(role, room)[ability] is (role in may[ability])


@pytest.mark.parametrize("role", ROLES)
def test_the_operator_may_have_no_ai(role: Role | None, settings: Settings) -> None:
    settings.AI = AiSettings(engine=AiEngine.OFF)
    expected = {ability: role in roles for ability, roles in MAY_WITHOUT_AI.items()}
    assert abilities_of(role, Room()) == expected


@pytest.fixture
def bearers(door: FrontDoor) -> tuple[dict[str, Any], str, dict[Role | None, str | None]]:
    """A room, somebody in it to do things to, and what each role shows for itself."""
    room = door.create(link_role="editor")
    editor, viewer = door.join(room, "Ed")["token"], door.join(room, "Vi")
    path = f"{room_path(room)}users/"
    door.patch(f"{path}{viewer['user_id']}/", {"role": "viewer"}, room["owner_key"])
    somebody = door.join(room, "Sam")["user_id"]
    shown = {
        None: None,
        Role.VIEWER: viewer["token"],
        Role.EDITOR: editor,
        Role.OWNER: room["owner_key"],
    }
    return room, somebody, shown


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ability", CALLS)
def test_calls_obey_it(
    door: FrontDoor,
    bearers: tuple[dict[str, Any], str, dict[Role | None, str | None]],
    role: Role | None,
    ability: str,
) -> None:
    room, somebody, shown = bearers
    response = CALLS[ability](door, room_path(room), somebody, shown[role])
    if abilities_of(role, Room())[ability]:
        assert response.status_code in (200, 204)
    else:
        assert response.status_code == (401 if role is None else 403)


@pytest.mark.parametrize("role", ROLES)
def test_answers_show_it(
    door: FrontDoor,
    bearers: tuple[dict[str, Any], str, dict[Role | None, str | None]],
    role: Role | None,
) -> None:
    room, _, shown = bearers
    bearer = shown[role]
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    for viewers_talk in (True, False):
        door.patch(room_path(room), {"viewers_talk": viewers_talk}, room["owner_key"])
        shown_to_them = json_of(door.get(room_path(room), **headers))["abilities"]
        assert shown_to_them == abilities_of(role, Room(viewers_talk=viewers_talk))
