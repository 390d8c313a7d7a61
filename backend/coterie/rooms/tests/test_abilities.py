"""The table of abilities, cell by cell: in the code, on its page, in answers, and in calls."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from coterie.config.ai import AiEngine, AiSettings
from coterie.rooms.abilities import ABILITIES, OWNERS_ALONE, abilities_of
from coterie.rooms.models import Role, Room
from coterie.rooms.tests import access_table
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

TABLE = access_table.read()
ROLES = [None, *Role]
# What makes a condition of the table untrue, as fields of a room.
BROKEN: dict[str, dict[str, Any]] = {
    "open": {"locked": True},
    "viewers_talk": {"viewers_talk": False},
    "viewers_chat": {"viewers_chat": False},
    "ai": {"ai_mode": "off"},
}
# Nothing broken, each condition alone, and all.
SETTINGS: list[dict[str, Any]] = [
    {},
    *BROKEN.values(),
    {field: value for fields in BROKEN.values() for field, value in fields.items()},
]

Shown = dict[Role | None, str | None]
Call = Callable[["Peopled", str, str, str | None], HttpResponse]


def patch(**fields: object) -> Call:
    return lambda door, path, _, bearer: door.patch(path, fields, bearer)


def post(rest: str, body: object = None) -> Call:
    return lambda door, path, _, bearer: door.post(path + rest, body, bearer)


def get(rest: str) -> Call:
    def call(door: "Peopled", path: str, _: str, bearer: str | None) -> HttpResponse:
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        return door.get(path + rest, **headers)

    return call


def revoke(door: "Peopled", path: str, _: str, bearer: str | None) -> HttpResponse:
    link = json_of(door.get(f"{path}links/", Authorization=f"Bearer {door.owner_key}"))["links"][0]
    return door.delete(f"{path}links/{link['id']}/", bearer)


# Every call that an ability is needed for. Realtime holds people to `read` and `edit` of the
# document, `talk` and `chat`; tests of AI and of files show that `suggest`, `summarize` and
# `export` are obeyed.
CALLS: list[tuple[str, Call]] = [
    ("see_people", get("users/")),
    ("see_analytics", get("analytics/")),
    ("edit", patch(language="go")),
    ("see_analytics", get("analytics/")),
    ("rename", patch(name="Other")),
    *(
        ("change_access", patch(**{field: value}))
        for field, value in {
            "visibility": "public",
            "link_role": "viewer",
            "password": "correct horse",
            "locked": False,
            "max_participants": 7,
            "viewers_talk": True,
            "viewers_chat": True,
            "ai_mode": "on_request",
        }.items()
    ),
    ("invite", get("links/")),
    ("invite", post("links/", {"role": "viewer"})),
    ("invite", revoke),
    ("invite", post("link/")),
    (
        "change_roles",
        lambda door, path, user, bearer: door.patch(
            f"{path}users/{user}/", {"role": "viewer"}, bearer
        ),
    ),
    (
        "remove_participants",
        lambda door, path, user, bearer: door.delete(f"{path}users/{user}/", bearer),
    ),
    ("extend", post("extend/")),
    ("extend", patch(retention="7d")),
    ("transfer", post("transfer/")),
    ("delete", lambda door, path, _, bearer: door.delete(path, bearer)),
]


def may(role: Role | None, ability: str, room: dict[str, Any]) -> bool:
    """As the page says it, of a room with these fields."""
    cell = TABLE[ability][role]
    broken = BROKEN.get(cell.condition, {})
    return cell.may and not (broken and broken.items() <= room.items())


def test_every_ability_is_on_the_page_and_has_its_calls() -> None:
    assert list(TABLE) == list(ABILITIES)
    assert {ability for ability, _ in CALLS} == set(ABILITIES) - {
        "read",
        "talk",
        "chat",
        "suggest",
        "summarize",
        "export",
    }
    only_owners = {
        ability
        for ability, cells in TABLE.items()
        if [role for role in ROLES if cells[role].may] == [Role.OWNER]
    }
    assert only_owners == OWNERS_ALONE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ability", ABILITIES)
def test_the_code_is_as_the_page_says(role: Role | None, ability: str) -> None:
    for fields in SETTINGS:
        assert abilities_of(role, Room(**fields))[ability] is may(role, ability, fields), fields


@pytest.mark.parametrize("role", ROLES)
def test_the_operator_may_have_no_ai(role: Role | None, settings: Settings) -> None:
    settings.AI = AiSettings(engine=AiEngine.OFF)
    expected = {ability: may(role, ability, BROKEN["ai"]) for ability in ABILITIES}
    assert abilities_of(role, Room()) == expected


@pytest.mark.parametrize(
    "closed", [{"locked": True}, {"password_hash": "x"}, {"link_key_hash": "x"}], ids=str
)
def test_of_a_closed_room_strangers_learn_nobody(closed: dict[str, Any]) -> None:
    assert abilities_of(None, Room())["see_people"] is True
    assert abilities_of(None, Room(**closed))["see_people"] is False
    assert abilities_of(Role.VIEWER, Room(**closed))["see_people"] is True


class Peopled(FrontDoor):
    """A room with somebody in it to do things to, and what each role shows for itself."""

    def furnish(self) -> tuple[dict[str, Any], str, Shown]:
        room = self.create(link_role="editor")
        self.owner_key: str = room["owner_key"]
        editor, viewer = self.join(room, "Ed")["token"], self.join(room, "Vi")
        path = f"{room_path(room)}users/"
        self.patch(f"{path}{viewer['user_id']}/", {"role": "viewer"}, self.owner_key)
        self.post(f"{room_path(room)}links/", {"role": "viewer"}, self.owner_key)
        somebody = self.join(room, "Sam")["user_id"]
        shown = {
            None: None,
            Role.VIEWER: viewer["token"],
            Role.EDITOR: editor,
            Role.OWNER: self.owner_key,
        }
        return room, somebody, shown


@pytest.fixture
def peopled(door: FrontDoor) -> Peopled:
    return Peopled(door.clock)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("ability", "call"), CALLS)
def test_calls_obey_it(peopled: Peopled, role: Role | None, ability: str, call: Call) -> None:
    room, somebody, shown = peopled.furnish()
    response = call(peopled, room_path(room), somebody, shown[role])
    if may(role, ability, {}):
        assert response.status_code in (200, 201, 204), response.content
    elif role is None:
        problem_of(response, 401, "unauthenticated")
    else:
        code = "owner-only" if ability in OWNERS_ALONE else "role-too-low"
        problem_of(response, 403, code)


@pytest.mark.parametrize(("ability", "call"), CALLS)
def test_an_owners_room_token_is_not_the_owner_key(
    peopled: Peopled, ability: str, call: Call
) -> None:
    room, somebody, _ = peopled.furnish()
    token = peopled.join(room, "Olga", bearer=room["owner_key"])["token"]
    response = call(peopled, room_path(room), somebody, token)
    if ability in OWNERS_ALONE:
        problem_of(response, 403, "owner-only")
    else:
        assert response.status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_answers_show_it(peopled: Peopled, role: Role | None) -> None:
    room, _, shown = peopled.furnish()
    bearer = shown[role]
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    usual = {"locked": False, "viewers_talk": True, "viewers_chat": True, "ai_mode": "as_you_type"}
    for fields in SETTINGS:
        json_of(peopled.patch(room_path(room), {**usual, **fields}, room["owner_key"]))
        answer = json_of(peopled.get(room_path(room), **headers))
        assert answer["abilities"] == {ability: may(role, ability, fields) for ability in ABILITIES}
