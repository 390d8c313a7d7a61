"""In which form answers come: versions by Accept, and 304 for what the caller has."""

import pytest

from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

VERSION_1 = "application/vnd.coterie.v1+json"


def test_version_1_may_be_asked_for(door: FrontDoor) -> None:
    response = door.get("/api/rooms/", Accept=VERSION_1)
    assert response["Content-Type"] == VERSION_1
    assert json_of(response)["results"] == []
    assert door.get("/api/rooms/", Accept="*/*")["Content-Type"] == "application/json"
    either = "application/vnd.coterie.v2+json, application/json;q=0.5"
    assert door.get("/api/rooms/", Accept=either)["Content-Type"] == "application/json"


@pytest.mark.parametrize("accept", ["application/vnd.coterie.v2+json", "text/html", "nonsense"])
def test_what_nobody_knows_is_a_406(door: FrontDoor, accept: str) -> None:
    room = door.create()
    for path in ("/api/rooms/", room_path(room)):
        problem_of(door.get(path, Accept=accept), 406, "not-acceptable")


def test_refusals_are_problems_in_any_version(door: FrontDoor) -> None:
    problem_of(door.get("/api/rooms/x/", Accept=VERSION_1), 404, "room-not-found")


def test_a_room_that_is_as_it_was_is_not_sent_again(door: FrontDoor) -> None:
    room = door.create()
    first = door.get(room_path(room))
    tag = first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Accept", "Authorization"} <= {part.strip() for part in first["Vary"].split(",")}
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = door.get(room_path(room), **{"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert again["Cache-Control"] == first["Cache-Control"]
    json_of(door.get(room_path(room), **{"If-None-Match": '"other"'}))


def test_whatever_changes_in_it_is_sent(door: FrontDoor) -> None:
    room = door.create()
    tags = {door.get(room_path(room))["ETag"]}

    def changed(bearer: str | None = None) -> bool:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        known = {"If-None-Match": ", ".join(tags)}
        response = door.get(room_path(room), **headers, **known)
        tags.add(response["ETag"])
        return response.status_code == 200

    assert not changed()
    assert changed(room["owner_key"]), "the owner may do more"
    door.patch(room_path(room), {"name": "Anew"}, room["owner_key"])
    assert changed()
    door.join(room)
    assert changed(), "somebody came"
    assert not changed()
    door.delete(room_path(room), room["owner_key"])
    gone = door.get(room_path(room), **{"If-None-Match": "*"})
    problem_of(gone, 410, "room-deleted")
