"""/api/rooms/{id}/links/: further links, each with a role, an end, and a way to take it back."""

import hashlib
import re
import uuid
from typing import Any

import pytest

from coterie.presence.invites import MAX_INVITES
from coterie.rooms.models import InviteLink, RoomUser
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def path_of(room: dict[str, Any], link: dict[str, Any] | None = None) -> str:
    return f"{room_path(room)}links/" + ("" if link is None else f"{link['id']}/")


def invite(door: FrontDoor, room: dict[str, Any], **fields: object) -> dict[str, Any]:
    response = door.post(path_of(room), {"role": "viewer", **fields}, room["owner_key"])
    assert response["Cache-Control"] == "no-store"
    return json_of(response, 201)


def listed(door: FrontDoor, room: dict[str, Any]) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {room['owner_key']}"}
    links: list[dict[str, Any]] = json_of(door.get(path_of(room), **headers))["links"]
    return links


def refused(door: FrontDoor, room: dict[str, Any], key: str) -> None:
    response = door.post(f"{room_path(room)}join/", {"username": "Eve", "key": key})
    problem_of(response, 403, "link-closed")


def closed(door: FrontDoor) -> dict[str, Any]:
    """A room whose bare link admits nobody."""
    room = door.create(link_role="editor")
    door.post(f"{room_path(room)}link/", None, room["owner_key"])
    return room


def test_shows_the_key_once_and_keeps_its_hash(door: FrontDoor) -> None:
    room = door.create()
    made = invite(door, room, label="Class", expires_in=3600)
    assert re.fullmatch(r"lk_[\w-]{22}", made["link_key"])
    assert made["url"] == f"{room['url']}?k={made['link_key']}"
    assert (made["label"], made["role"], made["people"]) == ("Class", "viewer", 0)
    assert made["created_at"] == "2030-01-01T00:00:00Z"
    assert made["expires_at"] == "2030-01-01T01:00:00Z"
    kept = InviteLink.objects.get()
    assert kept.key_hash == hashlib.sha256(made["link_key"].encode()).hexdigest()
    shown = {name: value for name, value in made.items() if name not in ("link_key", "url")}
    assert listed(door, room) == [shown]


def test_each_gives_its_own_role(door: FrontDoor) -> None:
    room = closed(door)
    keys = {role: invite(door, room, role=role)["link_key"] for role in ("viewer", "editor")}
    for role, key in keys.items():
        assert door.join(room, key=key)["role"] == role
    # Also where the bare link would give another one.
    open_room = door.create(link_role="editor")
    assert door.join(open_room, key=invite(door, open_room)["link_key"])["role"] == "viewer"


def test_it_ends_when_it_was_said_to(door: FrontDoor) -> None:
    room = closed(door)
    key = invite(door, room, expires_in=60)["link_key"]
    door.clock.advance(59)
    ada = door.join(room, "Ada", key=key)
    door.clock.advance(1)
    refused(door, room, key)
    # Whoever is in stays.
    assert door.join(room, "Ada", resume_key=ada["resume_key"])["user_id"] == ada["user_id"]


def test_is_of_one_room(door: FrontDoor) -> None:
    room, other = closed(door), closed(door)
    refused(door, other, invite(door, room)["link_key"])


def test_lists_them_newest_first_with_those_who_came(door: FrontDoor) -> None:
    room = door.create()
    first = invite(door, room, label="first")
    door.clock.advance(1)
    invite(door, room, label="second")
    people = [door.join(room, name, key=first["link_key"]) for name in ("Ada", "Bob")]
    door.join(room, "Cyd")
    assert [(link["label"], link["people"]) for link in listed(door, room)] == [
        ("second", 0),
        ("first", 2),
    ]
    user = f"{room_path(room)}users/{people[0]['user_id']}/"
    # A removal closes all of them.
    door.delete(user, room["owner_key"])
    assert listed(door, room) == []


def test_revoking_puts_out_those_who_came_by_it(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB2]"""
    room = door.create()
    bob = door.join(room, "Bob")
    door.post(f"{room_path(room)}link/", None, room["owner_key"])
    link, other = invite(door, room), invite(door, room)
    ada = door.join(room, "Ada", key=link["link_key"])
    cyd = door.join(room, "Cyd", key=other["link_key"])
    ids = {"c1": ada["user_id"], "c2": bob["user_id"], "c3": cyd["user_id"]}
    door.heartbeat({room["id"]: ids})

    gone = committed(lambda: door.delete(path_of(room, link), room["owner_key"]))

    assert gone == 1
    state = door.heartbeat({room["id"]: ids}, sequence=2)[room["id"]]
    assert state["removed"] == [ada["user_id"]]
    assert door.users(room) == ["Bob", "Cyd"]
    refused(door, room, link["link_key"])
    back = {"username": "Ada", "resume_key": ada["resume_key"]}
    problem_of(door.post(f"{room_path(room)}join/", back), 403, "removed")
    assert [entry["id"] for entry in listed(door, room)] == [other["id"]]
    problem_of(door.delete(path_of(room, link), room["owner_key"]), 404, "link-not-found")


def test_those_who_are_away_are_put_out_as_well(door: FrontDoor) -> None:
    room = closed(door)
    link = invite(door, room)
    ada = door.join(room, "Ada", key=link["link_key"])
    left = {"user_id": ada["user_id"]}
    door.post(f"{room_path(room)}leave/", left, ada["token"])
    seen = door.clock.now()
    door.clock.advance(3600)
    door.delete(path_of(room, link), room["owner_key"])
    back = {"username": "Ada", "resume_key": ada["resume_key"]}
    problem_of(door.post(f"{room_path(room)}join/", back), 403, "removed")
    assert RoomUser.objects.get().left_at == seen


def test_the_owner_may_keep_them(door: FrontDoor, committed: Committed) -> None:
    room = closed(door)
    link = invite(door, room)
    ada = door.join(room, "Ada", key=link["link_key"])
    path = f"{path_of(room, link)}?people=stay"
    assert committed(lambda: door.delete(path, room["owner_key"])) == 0
    assert door.users(room) == ["Ada"]
    door.join(room, "Ada", resume_key=ada["resume_key"])
    refused(door, room, link["link_key"])


def test_whoever_became_the_owner_stays(door: FrontDoor) -> None:
    room = closed(door)
    link = invite(door, room)
    olga = door.join(room, "Olga", key=link["link_key"])
    resumed = {"resume_key": olga["resume_key"]}
    assert door.join(room, "Olga", bearer=room["owner_key"], **resumed)["role"] == "owner"
    door.delete(path_of(room, link), room["owner_key"])
    assert door.users(room) == ["Olga"]


def test_replacing_the_link_closes_these_too(door: FrontDoor) -> None:
    room = door.create()
    link = invite(door, room)
    ada = door.join(room, "Ada", key=link["link_key"])
    door.post(f"{room_path(room)}link/", None, room["owner_key"])
    refused(door, room, link["link_key"])
    assert listed(door, room) == []
    assert door.users(room) == ["Ada"]
    door.join(room, "Ada", resume_key=ada["resume_key"])


def test_replacing_the_link_may_put_all_but_owners_out(
    door: FrontDoor, committed: Committed
) -> None:
    """[PK1]"""
    room = door.create()
    olga = door.join(room, "Olga", bearer=room["owner_key"])
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    keys: list[str] = []

    def rotate() -> None:
        answer = door.post(f"{room_path(room)}link/", {"people": "remove"}, room["owner_key"])
        keys.append(json_of(answer)["link_key"])

    assert committed(rotate) == 1
    assert door.users(room) == ["Olga"]
    for gone in (ada, bob):
        body = {"username": "x", "resume_key": gone["resume_key"]}
        problem_of(door.post(f"{room_path(room)}join/", body), 403, "removed")
    door.join(room, "Olga", resume_key=olga["resume_key"])
    door.join(room, "Ada", key=keys[0])


def test_a_room_has_at_most_so_many(door: FrontDoor) -> None:
    room = door.create()
    links = [invite(door, room) for _ in range(MAX_INVITES)]
    response = door.post(path_of(room), {"role": "viewer"}, room["owner_key"])
    assert str(MAX_INVITES) in problem_of(response, 409, "too-many-links")["detail"]
    door.delete(path_of(room, links[0]), room["owner_key"])
    invite(door, room)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "owner"),
        ("role", None),
        ("label", "x" * 51),
        ("label", None),
        ("label", ["x"]),
        ("expires_in", 59),
        ("expires_in", 365 * 24 * 3600 + 1),
        ("expires_in", "soon"),
        ("expires_in", 10**400),
        ("expires_at", "2040-01-01T00:00:00Z"),
        ("key", "lk_mine"),
        ("key_hash", "x"),
        ("room", "x"),
    ],
)
def test_refuses_a_bad_field_by_name(door: FrontDoor, field: str, value: object) -> None:
    room = door.create()
    response = door.post(path_of(room), {"role": "viewer", field: value}, room["owner_key"])
    assert list(problem_of(response, 400, "invalid")["errors"]) == [field]
    assert not InviteLink.objects.exists()


@pytest.mark.parametrize("query", ["people=all", "people=", "person=stay"])
def test_refuses_a_bad_wish(door: FrontDoor, query: str) -> None:
    room = door.create()
    link = invite(door, room)
    response = door.delete(f"{path_of(room, link)}?{query}", room["owner_key"])
    assert problem_of(response, 400, "invalid")["errors"]
    assert len(listed(door, room)) == 1


def test_labels_are_shown_inert(door: FrontDoor) -> None:
    room = door.create()
    assert invite(door, room, label=" a\u202e\u200bb ")["label"] == "ab"
    assert invite(door, room, label="<b>")["label"] == "<b>"


def test_needs_the_owner_key_of_this_room(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    link = invite(door, room)
    token = door.join(room, bearer=room["owner_key"])["token"]
    problem_of(door.delete(path_of(room, link)), 401, "unauthenticated")
    problem_of(door.delete(path_of(room, link), token), 403, "owner-only")
    problem_of(door.delete(path_of(room, link), other["owner_key"]), 401, "owner-key-invalid")
    problem_of(door.delete(path_of(other, link), other["owner_key"]), 404, "link-not-found")
    nothing = f"{path_of(room)}{uuid.uuid4()}/"
    problem_of(door.delete(nothing, room["owner_key"]), 404, "link-not-found")
    assert InviteLink.objects.count() == 1


def test_they_go_with_their_room(door: FrontDoor) -> None:
    room = door.create()
    door.join(room, "Ada", key=invite(door, room)["link_key"])
    door.delete(room_path(room), room["owner_key"])
    assert not InviteLink.objects.exists()
